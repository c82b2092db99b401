//! The session that a presentation is bound to, as `present` and `verify` both take it.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use ofage_core::SessionTranscript;

use crate::failure::Failure;
use crate::io::{decode_binary, read};

/// Which session; the same for the one who presents and the one who verifies.
#[derive(Args, Debug)]
#[group(id = "session", required = true, multiple = false)]
pub(crate) struct SessionArguments {
    /// The session: a file with the SessionTranscript array
    #[arg(long, value_name = "FILE")]
    transcript: Option<PathBuf>,

    /// The session: an OpenID4VP 1.0 request, by its parameters
    ///
    /// `client_id=.. nonce=.. response_uri=..` for redirect and direct_post, or `origin=.. nonce=..` for the
    /// Digital Credentials API; in both with `jwk_thumbprint=..` (base64url) where the response is encrypted.
    #[arg(long, value_name = "NAME=VALUE", num_args = 1.., value_parser = parse_pair)]
    openid4vp: Option<Vec<(String, String)>>,
}

impl SessionArguments {
    /// The transcript of this session.
    ///
    /// # Errors
    /// [`Failure::Input`] for a file that holds none, [`Failure::Usage`] for parameters that do not fit together.
    pub(crate) fn transcript(&self) -> Result<SessionTranscript, Failure> {
        match (&self.transcript, &self.openid4vp) {
            (Some(path), _) => {
                let input = read(path)?;
                let (bytes, _) = decode_binary(&input)?;
                let not_one =
                    |error| input.failure("not_transcript", format!("is no SessionTranscript: {error}"));
                SessionTranscript::from_bytes(&unwrapped(&bytes).unwrap_or(bytes)).map_err(not_one)
            }
            (None, Some(pairs)) => openid4vp(pairs).map_err(Failure::Usage),
            (None, None) => Err(Failure::Usage("give the session with --transcript or --openid4vp".into())),
        }
    }
}

/// What SessionTranscriptBytes hold: some tools write tag 24 around the array.
fn unwrapped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    let value: ciborium::Value = ciborium::from_reader(&mut rest).ok()?;
    let (24, inner) = value.as_tag().filter(|_| rest.is_empty())? else { return None };
    inner.as_bytes().cloned()
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if NAMES.contains(&name) && !value.is_empty() => Ok((name.into(), value.into())),
        _ => Err(format!("expected NAME=VALUE with one of the names {}", NAMES.join(", "))),
    }
}

const NAMES: [&str; 5] = ["client_id", "nonce", "response_uri", "origin", "jwk_thumbprint"];

fn openid4vp(pairs: &[(String, String)]) -> Result<SessionTranscript, String> {
    for (index, (name, _)) in pairs.iter().enumerate() {
        if pairs.iter().skip(index.saturating_add(1)).any(|(other, _)| other == name) {
            return Err(format!("--openid4vp: {name} is given twice"));
        }
    }
    let value = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let thumbprint = value("jwk_thumbprint").map(parse_thumbprint).transpose()?;
    let nonce = value("nonce").ok_or("--openid4vp: nonce=.. is missing")?;
    match (value("origin"), value("client_id"), value("response_uri")) {
        (Some(origin), None, None) => {
            Ok(SessionTranscript::openid4vp_dc_api(origin, nonce, thumbprint.as_ref()))
        }
        (None, Some(client_id), Some(response_uri)) => {
            Ok(SessionTranscript::openid4vp(client_id, nonce, thumbprint.as_ref(), response_uri))
        }
        _ => Err("--openid4vp: give either client_id=.. and response_uri=.., or origin=..".into()),
    }
}

fn parse_thumbprint(text: &str) -> Result<[u8; 32], String> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| "--openid4vp: jwk_thumbprint=.. is not the base64url of 32 bytes".into())
}

#[cfg(test)]
mod tests {
    use super::{openid4vp, parse_pair, unwrapped};

    fn transcript(line: &str) -> Result<Vec<u8>, String> {
        let pairs: Result<Vec<_>, _> = line.split_whitespace().map(parse_pair).collect();
        openid4vp(&pairs?).map(|transcript| transcript.as_bytes().to_vec())
    }

    /// OpenID4VP 1.0 B.2.6.1 and B.2.6.2: the hashes of the specification's examples.
    #[test]
    fn the_examples_of_the_specification() {
        let common = "nonce=exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA \
                      jwk_thumbprint=QoPsknrg8gjaqi0CaoFPKyLcpSz4X_qPP4Ymxr1mkEc";
        let redirect = "client_id=x509_san_dns:example.com response_uri=https://example.com/response";
        let bytes = transcript(&format!("{redirect} {common}")).unwrap();
        assert!(ends(&bytes, "b68013722aad38ac"));
        let bytes = transcript(&format!("origin=https://example.com {common}")).unwrap();
        assert!(ends(&bytes, "4c48ca6daab761a"));
    }

    fn ends(bytes: &[u8], digits: &str) -> bool {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().ends_with(digits)
    }

    #[test]
    fn tag_24_is_taken_off_where_nothing_follows_it() {
        assert_eq!(unwrapped(b"\xd8\x18\x44\x83\xf6\xf6\xf6").unwrap(), b"\x83\xf6\xf6\xf6");
        assert_eq!(unwrapped(b"\xd8\x18\x44\x83\xf6\xf6\xf6\x00"), None);
        assert_eq!(unwrapped(b"\x83\xf6\xf6\xf6"), None);
    }

    #[test]
    fn parameters_that_do_not_fit_are_refused() {
        for line in [
            "nonce=1",
            "origin=https://a",
            "origin=https://a nonce=1 client_id=b",
            "client_id=b nonce=1",
            "client_id=b nonce=1 nonce=2 response_uri=c",
            "origin=https://a nonce=1 jwk_thumbprint=AAAA",
            "origin=https://a nonce=",
            "state=1",
            "origin",
        ] {
            assert!(transcript(line).is_err(), "{line}");
        }
    }
}
