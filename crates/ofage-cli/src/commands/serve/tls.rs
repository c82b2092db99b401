//! TLS: a certificate from files, or one made for this run.

use core::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::failure::Failure;
use crate::io::read;

/// What the server proves itself with.
pub(super) struct Identity {
    pub(super) config: Arc<ServerConfig>,
    /// SHA-256 of a certificate that was made for this run, as browsers show it.
    pub(super) self_signed: Option<String>,
}

/// Reads a certificate chain and its key.
///
/// # Errors
/// A file that cannot be read, or does not hold what it should.
pub(super) fn from_files(certificate: &Path, key: &Path) -> Result<Identity, Failure> {
    let chain_input = read(certificate)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain_input.bytes).collect();
    let chain = chain
        .ok()
        .filter(|chain| !chain.is_empty())
        .ok_or_else(|| chain_input.failure("certificate_malformed", "holds no certificate in PEM"))?;
    let key_input = read(key)?;
    let key = PrivateKeyDer::from_pem_slice(&key_input.bytes)
        .map_err(|_| key_input.failure("key_malformed", "holds no private key in PEM"))?;
    let config = config(chain, key).map_err(|error| {
        key_input.failure("key_mismatch", format!("does not fit the certificate: {error}"))
    })?;
    Ok(Identity { config, self_signed: None })
}

/// Makes a certificate for `localhost` and for the address that phones use.
///
/// # Errors
/// Only when the operating system gives no randomness.
pub(super) fn self_signed(host: IpAddr) -> Result<Identity, Failure> {
    let names = vec!["localhost".to_owned(), host.to_string()];
    let mut parameters = CertificateParams::new(names).map_err(unavailable)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "ofage serve, made for this run");
    parameters.distinguished_name = name;
    let key = KeyPair::generate().map_err(unavailable)?;
    let certificate = parameters.self_signed(&key).map_err(unavailable)?;
    let fingerprint = Sha256::digest(certificate.der());
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let config = config(vec![certificate.der().clone()], key).map_err(unavailable)?;
    let pairs: Vec<_> = fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(Identity { config, self_signed: Some(pairs.join(":")) })
}

fn unavailable(error: impl core::fmt::Display) -> Failure {
    Failure::Refused {
        stage: None,
        code: "tls_unavailable",
        message: format!("no certificate could be made: {error}"),
    }
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use core::net::{IpAddr, Ipv4Addr};

    use super::self_signed;

    #[test]
    fn a_certificate_is_made_and_accepted() {
        let identity = self_signed(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
        let fingerprint = identity.self_signed.unwrap();
        assert_eq!(fingerprint.split(':').count(), 32);
        assert_eq!(identity.config.alpn_protocols, [b"http/1.1".to_vec()]);
    }
}
