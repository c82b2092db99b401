//! HTTP/1.1: the embedded files, the relay, and the headers that keep the pages to themselves.

use core::convert::Infallible;
use core::time::Duration;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::assets;
use super::relay::{MOST_BYTES, Relay, Slot};
use crate::failure::Failure;

/// What the pages may do: their own scripts and WebAssembly, their own server, nothing else. The same policy, but for
/// the framing rule that only headers can state, stands in each page for other ways of hosting.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
     style-src 'self'; img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'none'; require-trusted-types-for 'script'; trusted-types ofage";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), screen-wake-lock=(self), geolocation=(), microphone=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
];

/// Longest wait for a handshake or for the headers of a request.
const PATIENCE: Duration = Duration::from_secs(10);

type Answer = Response<Full<Bytes>>;

/// Whether browsers keep an offline copy of the pages from this server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Offline {
    /// As far as the server knows.
    Possible,
    /// The certificate was made for this run: browsers take no service worker from behind their warning about it. The
    /// pages are told, because asking for one all the same is an error in the browser's log.
    Impossible,
}

/// The header that tells them.
const OFFLINE: HeaderName = HeaderName::from_static("x-ofage-offline");

/// Serves until the program is ended.
///
/// # Errors
/// Never by itself: a connection that fails ends alone.
pub(super) async fn serve(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    relay: Arc<Relay>,
    offline: Offline,
) -> Result<(), Failure> {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: let some connections end.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let relay = Arc::clone(&relay);
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            match acceptor {
                None => connection(stream, relay, offline).await,
                Some(acceptor) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await {
                        connection(stream, relay, offline).await;
                    }
                }
            }
        });
    }
}

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin, relay: Arc<Relay>, offline: Offline) {
    let service = service_fn(move |request| {
        let relay = Arc::clone(&relay);
        async move { Ok::<_, Infallible>(secured(answer(request, &relay).await, offline)) }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // A browser that goes away in the middle is no news.
    drop(served);
}

async fn answer(request: Request<Incoming>, relay: &Relay) -> Answer {
    let path = request.uri().path().to_owned();
    if let Some(slot) = path.strip_prefix("/relay/").map(Slot::parse) {
        return match (slot, request.method()) {
            (None, _) => plain(StatusCode::NOT_FOUND),
            (Some(slot), &Method::GET) => match relay.take(&slot) {
                Some(value) => with_type(value, "application/json"),
                None => plain(StatusCode::NO_CONTENT),
            },
            (Some(slot), &Method::PUT) => put(slot, request, relay).await,
            _ => plain(StatusCode::METHOD_NOT_ALLOWED),
        };
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED);
    }
    match assets::find(&path) {
        assets::Found::File(asset) => with_type(Bytes::from_static(asset.content), asset.media_type),
        assets::Found::Folder => redirect(&format!("{path}/")),
        assets::Found::Nothing => plain(StatusCode::NOT_FOUND),
    }
}

/// Takes a value into the relay, if it comes from one of our own pages: browsers say where a request comes from.
async fn put(slot: Slot, request: Request<Incoming>, relay: &Relay) -> Answer {
    let own = request.headers().get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if !own {
        return plain(StatusCode::FORBIDDEN);
    }
    let body = Limited::new(request.into_body(), MOST_BYTES).collect();
    match tokio::time::timeout(PATIENCE, body).await {
        Ok(Ok(body)) => {
            relay.put(slot, body.to_bytes());
            plain(StatusCode::NO_CONTENT)
        }
        Ok(Err(_)) => plain(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => plain(StatusCode::REQUEST_TIMEOUT),
    }
}

fn plain(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::new()));
    *answer.status_mut() = status;
    answer
}

fn with_type(content: Bytes, media_type: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(content));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

fn redirect(target: &str) -> Answer {
    let mut answer = plain(StatusCode::PERMANENT_REDIRECT);
    if let Ok(target) = HeaderValue::from_str(target) {
        answer.headers_mut().insert(header::LOCATION, target);
    }
    answer
}

fn secured(mut answer: Answer, offline: Offline) -> Answer {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}; frame-ancestors 'none'")) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // The pages' own service workers keep the offline copy; nothing in between may.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if offline == Offline::Impossible {
        headers.insert(OFFLINE, HeaderValue::from_static("no"));
    }
    answer
}
