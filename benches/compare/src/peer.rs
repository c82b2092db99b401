//! `isomdl`, a Rust implementation of ISO/IEC 18013-5: its own reader on our response.
//!
//! It does what its `reader` does with a response after decryption: parse, device signature, certificate path, issuer
//! signature. It knows mobile driving licences only, and compares no digest with the items.
//!
//! What is fair about it: both get the same bytes, with one element, and check three signatures, on keys that come from the
//! message but for the root's; `ofage`'s figure "certificates afresh" remembers no signer. What is not: `ofage` also checks
//! digests, dates and document type; the peer takes transcript and anchors by value and so copies both each time; and our
//! trust anchors keep a table of the root's key, for which the peer's have no place.

use ciborium::Value;
use isomdl::cbor;
use isomdl::definitions::DeviceResponse;
use isomdl::definitions::session::SessionTranscript;
use isomdl::definitions::x509::trust_anchor::{PemTrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::presentation::authentication::AuthenticationStatus;
use isomdl::presentation::{reader, reader_utils};
use serde::{Deserialize, Serialize};

/// A session transcript of any kind, as it is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct Transcript(Value);

impl SessionTranscript for Transcript {}

/// A reader that trusts one root.
pub struct Peer {
    anchors: TrustAnchorRegistry,
    transcript: Transcript,
}

impl Peer {
    pub fn new(root_pem: &str, transcript: &[u8]) -> Self {
        let anchor = PemTrustAnchor { certificate_pem: root_pem.to_owned(), purpose: TrustPurpose::Iaca };
        Self {
            anchors: TrustAnchorRegistry::from_pem_certificates(vec![anchor]).expect("a root"),
            transcript: Transcript(cbor::from_slice(transcript).expect("a transcript")),
        }
    }

    /// Parses and verifies; anything but two valid signatures stops the comparison.
    pub fn verify(&self, response: &[u8]) {
        let response: DeviceResponse = cbor::from_slice(response).expect("a response");
        let (document, chain, values) = reader::parse(&response).expect("a document");
        let outcome = reader_utils::validate_response(
            self.transcript.clone(),
            self.anchors.clone(),
            chain,
            document.clone(),
            values,
        );
        let valid = AuthenticationStatus::Valid;
        let both = outcome.issuer_authentication == valid && outcome.device_authentication == valid;
        assert!(both, "{:?}", outcome.errors);
    }
}
