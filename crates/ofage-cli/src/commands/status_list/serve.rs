//! `ofage status-list serve-file`: one list over HTTP, for tests and behind a proxy.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use ofage_core::status::UnverifiedStatusList;
use serde_json::json;

use crate::failure::{Failure, printable};
use crate::io::{decode_binary, read_large};
use crate::ui::Ui;

/// Serve a status list over HTTP
///
/// Plain HTTP on one address, for tests and for use behind a proxy that speaks HTTPS. The file is read anew
/// for every request, so that a new list is served at once. Requests are not logged.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage status-list serve-file status.cwt
  ofage status-list serve-file status.cwt --listen 127.0.0.1:8080 --requests 1")]
pub(super) struct Arguments {
    /// The list
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Stop after so many requests [default: never]
    #[arg(long, value_name = "COUNT")]
    requests: Option<u64>,
}

/// Longest head of a request, in bytes.
const MOST_HEAD: usize = 8 * 1024;
/// Clients that are served at once, so that slow ones do not keep the others waiting.
const WORKERS: usize = 16;
/// How long one client may take, in all.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    // A file that is no list is found out before anybody asks for it.
    token(arguments)?;
    let failed = |error: std::io::Error| {
        Failure::refused("listen_failed", format!("cannot listen on {}: {error}", arguments.listen))
    };
    let listener = TcpListener::bind(arguments.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    ui.result(
        || json!({ "url": format!("http://{address}/"), "file": printable(&arguments.file) }),
        |ui| ui.line(format_args!("Serving {} at http://{address}/", printable(&arguments.file))),
    )?;
    let left = AtomicU64::new(arguments.requests.unwrap_or(u64::MAX));
    std::thread::scope(|scope| {
        let work = || scope.spawn(|| work(&listener, &left, arguments));
        let workers: Vec<_> = (0..WORKERS).map(|_| work()).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })
    .map_err(failed)
}

/// Serves one client after the other while requests are left. What a client does wrong is its own matter.
fn work(listener: &TcpListener, left: &AtomicU64, arguments: &Arguments) -> std::io::Result<()> {
    let take = |left: u64| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
        drop(answer(accept(listener)?, arguments));
    }
    Ok(())
}

/// The next client that stays until it is served.
fn accept(listener: &TcpListener) -> std::io::Result<TcpStream> {
    loop {
        match listener.accept() {
            Ok((stream, _)) => return Ok(stream),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::Interrupted | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
                ) => {}
            Err(error) => return Err(error),
        }
    }
}

fn token(arguments: &Arguments) -> Result<Vec<u8>, Failure> {
    let input = read_large(&arguments.file)?;
    let (bytes, _) = decode_binary(&input)?;
    UnverifiedStatusList::decode(&bytes)
        .map_err(|error| input.failure(error.code(), format!("is no status list: {error}")))?;
    Ok(bytes)
}

fn answer(mut stream: TcpStream, arguments: &Arguments) -> std::io::Result<()> {
    let head = read_head(&mut stream)?;
    let method = head.split(|byte| *byte == b' ').next().unwrap_or_default();
    let (status, body) = match (method, token(arguments)) {
        (b"GET" | b"HEAD", Ok(token)) => ("200 OK", token),
        (b"GET" | b"HEAD", Err(_)) => ("503 Service Unavailable", Vec::new()),
        _ => ("405 Method Not Allowed", Vec::new()),
    };
    let length = body.len();
    let header = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/statuslist+cwt\r\nContent-Length: {length}\r\n\
         Access-Control-Allow-Origin: *\r\nAllow: GET, HEAD\r\nConnection: close\r\n\r\n"
    );
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(header.as_bytes())?;
    if method == b"GET" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// Everything up to the empty line, within limits of size and time.
fn read_head(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let deadline = Instant::now().checked_add(PATIENCE);
    let (mut head, mut buffer) = (Vec::new(), [0; 1024]);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let left = deadline.and_then(|deadline| deadline.checked_duration_since(Instant::now()));
        let left = left.filter(|left| !left.is_zero()).ok_or(ErrorKind::TimedOut)?;
        stream.set_read_timeout(Some(left))?;
        let read = stream.read(&mut buffer)?;
        if read == 0 || head.len().saturating_add(read) > MOST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
        head.extend_from_slice(buffer.get(..read).unwrap_or_default());
    }
    Ok(head)
}
