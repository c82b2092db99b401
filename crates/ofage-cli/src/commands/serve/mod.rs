//! `ofage serve`: the wallet, the door and the issuer demo page, from this binary.

mod assets;
mod http;
mod relay;
mod tls;

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::net::UdpSocket;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use ofage_qr::{Symbol, TerminalStyle};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::failure::{Failure, io_text};
use crate::ui::{Ui, styled};
use relay::Relay;

/// Serve the wallet, door and issuer demo pages
///
/// Everything is inside this binary. Browsers give the camera to `localhost` and to https pages only: for phones on
/// the network give an address other than localhost, and the pages come over TLS with a certificate made on the spot.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage serve                           this computer, two windows side by side
  ofage serve --addr 0.0.0.0:8443       phones on the network, self-signed TLS
  ofage serve --addr 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem")]
pub(crate) struct Arguments {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    addr: SocketAddr,

    /// Use a self-signed certificate on localhost too
    #[arg(long)]
    tls: bool,

    /// Certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// Private key of the certificate, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let host = reachable(arguments.addr.ip());
    let identity = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(certificate), Some(key)) => Some(tls::from_files(certificate, key)?),
        _ if arguments.tls || !arguments.addr.ip().is_loopback() => Some(tls::self_signed(host)?),
        _ => None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| cannot_listen(arguments.addr, &error))?;
    runtime.block_on(async {
        let listener =
            TcpListener::bind(arguments.addr).await.map_err(|error| cannot_listen(arguments.addr, &error))?;
        let port = listener.local_addr().map_err(|error| cannot_listen(arguments.addr, &error))?.port();
        announce(&Site { host, port, identity: identity.as_ref() }, ui)?;
        let own = identity.as_ref().is_some_and(|identity| identity.self_signed.is_some());
        let offline = if own { http::Offline::Impossible } else { http::Offline::Possible };
        let acceptor = identity.map(|identity| TlsAcceptor::from(identity.config));
        http::serve(listener, acceptor, Arc::new(Relay::default()), offline).await
    })
}

/// What is served and where.
struct Site<'a> {
    host: IpAddr,
    port: u16,
    identity: Option<&'a tls::Identity>,
}

impl Site<'_> {
    fn url(&self) -> String {
        let scheme = if self.identity.is_some() { "https" } else { "http" };
        if self.host.is_loopback() {
            // The name, not the number: browsers count passkeys and secure pages by name.
            return format!("{scheme}://localhost:{}/", self.port);
        }
        format!("{scheme}://{}/", SocketAddr::new(self.host, self.port))
    }
}

fn announce(site: &Site<'_>, ui: &Ui) -> Result<(), Failure> {
    let url = site.url();
    let fingerprint = site.identity.and_then(|identity| identity.self_signed.clone());
    ui.result(
        || json!({ "url": url, "selfSigned": fingerprint.is_some(), "certificateSha256": fingerprint }),
        |ui| {
            if let Ok(symbol) = Symbol::from_text(&url) {
                ui.line(symbol.terminal(TerminalStyle::default()))?;
            }
            ui.line(styled(ui.palette.strong, &url))?;
            for (path, what) in
                [("wallet/", "for guests"), ("door/", "for staff"), ("issuer/", "demo issuer")]
            {
                ui.line(format_args!("  {url}{path:<8} {what}"))?;
            }
            if let Some(fingerprint) = &fingerprint {
                ui.line(format_args!(
                    "\nThe certificate was made for this run, so browsers warn once. Compare its SHA-256:\n  \
                     {fingerprint}\nPages cannot be installed behind that warning; for that, use --tls-cert."
                ))?;
            }
            ui.line("\nCtrl-C ends it.")
        },
    )
}

/// The address that other devices reach this machine by.
fn reachable(bound: IpAddr) -> IpAddr {
    if !bound.is_unspecified() {
        return bound;
    }
    // Asks the routing table which source address a packet would have; connecting a datagram socket sends none.
    UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))
        .and_then(|socket| {
            socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
            socket.local_addr()
        })
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip())
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("cannot listen on {address}: {}", io_text(error)))
}

#[cfg(test)]
mod tests {
    use core::net::{IpAddr, Ipv4Addr};

    use super::{Site, reachable};

    #[test]
    fn addresses_are_written_as_browsers_take_them() {
        let site = Site { host: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 8080, identity: None };
        assert_eq!(site.url(), "http://localhost:8080/");
        let site = Site { host: "fe80::1".parse().unwrap(), port: 1, identity: None };
        assert_eq!(site.url(), "http://[fe80::1]:1/");
        assert!(!reachable(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).is_unspecified());
    }
}
