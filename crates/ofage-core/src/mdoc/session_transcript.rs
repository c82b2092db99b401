//! What device authentication signs: the session, as both sides saw it.
//!
//! ```cddl
//! SessionTranscript = [ DeviceEngagementBytes / null, EReaderKeyBytes / null, Handover ]
//! ```
//!
//! Source: ISO/IEC 18013-5 12.7.1; OpenID4VP 1.0 B.2.6; ISO/IEC TS 18013-7 Annex C.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Reader, Writer};
use crate::crypto::sha256;
use crate::error::DecodeError;

/// A SessionTranscript, byte for byte as it enters the signature.
///
/// The verifier builds it from its own state and never from the response. Two sides that build different bytes see an
/// invalid device signature and nothing else; [`Self::report`] names what went in.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTranscript {
    bytes: Vec<u8>,
    inputs: Inputs,
}

/// What a transcript was made from, kept for [`TranscriptReport`] alone.
#[derive(Clone, PartialEq, Eq)]
enum Inputs {
    Raw,
    IsoQr,
    OpenId4Vp { client_id: String, nonce: String, response_uri: String, thumbprint: bool },
    DcApi { origin: String, nonce: String, thumbprint: bool },
    Handover { label: String },
}

impl SessionTranscript {
    /// An existing SessionTranscript array, kept as it is.
    ///
    /// # Errors
    /// What the strict reader refuses, and anything that is not an array of three.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::decode(bytes)?.array_of_length(3)?;
        Ok(Self { bytes: bytes.to_vec(), inputs: Inputs::Raw })
    }

    /// ISO proximity with QR device engagement: `[DeviceEngagementBytes, EReaderKeyBytes, null]`.
    ///
    /// Both arguments are the CBOR items without tag 24 around them.
    ///
    /// # Errors
    /// What the strict reader refuses.
    pub fn iso_qr(device_engagement: &[u8], reader_key: &[u8]) -> Result<Self, DecodeError> {
        Reader::decode(device_engagement)?.map()?;
        Reader::decode(reader_key)?.map()?;
        let mut bytes = Writer::new();
        bytes.array(3).embedded(device_engagement).embedded(reader_key).null();
        Ok(Self { bytes: bytes.finish(), inputs: Inputs::IsoQr })
    }

    /// OpenID4VP 1.0 by redirect or `direct_post`.
    ///
    /// `client_id` includes its prefix (`x509_san_dns:…`, `redirect_uri:…`); `jwk_thumbprint` is the SHA-256 of the
    /// verifier's encryption key, `None` where the response is not encrypted.
    ///
    /// Source: OpenID4VP 1.0 B.2.6.1.
    #[must_use]
    pub fn openid4vp(
        client_id: &str,
        nonce: &str,
        jwk_thumbprint: Option<&[u8; 32]>,
        response_uri: &str,
    ) -> Self {
        let mut info = Writer::new();
        info.array(4).text(client_id).text(nonce);
        thumbprint(&mut info, jwk_thumbprint).text(response_uri);
        Self::with_handover(
            "OpenID4VPHandover",
            &info.finish(),
            Inputs::OpenId4Vp {
                client_id: client_id.into(),
                nonce: nonce.into(),
                response_uri: response_uri.into(),
                thumbprint: jwk_thumbprint.is_some(),
            },
        )
    }

    /// OpenID4VP 1.0 through the Digital Credentials API. `origin` has no `origin:` prefix.
    ///
    /// Source: OpenID4VP 1.0 B.2.6.2.
    #[must_use]
    pub fn openid4vp_dc_api(origin: &str, nonce: &str, jwk_thumbprint: Option<&[u8; 32]>) -> Self {
        let mut info = Writer::new();
        info.array(3).text(origin).text(nonce);
        thumbprint(&mut info, jwk_thumbprint);
        Self::with_handover(
            "OpenID4VPDCAPIHandover",
            &info.finish(),
            Inputs::DcApi {
                origin: origin.into(),
                nonce: nonce.into(),
                thumbprint: jwk_thumbprint.is_some(),
            },
        )
    }

    /// `[null, null, [label, SHA-256(info)]]`, the form of every handover that this library makes.
    ///
    /// `info` is the CBOR of what both sides know of the session; `label` names and versions its layout, so that a
    /// signature for one protocol is worthless in another.
    #[must_use]
    pub fn hashed_handover(label: &str, info: &[u8]) -> Self {
        Self::with_handover(label, info, Inputs::Handover { label: label.into() })
    }

    fn with_handover(label: &str, info: &[u8], inputs: Inputs) -> Self {
        let mut bytes = Writer::with_capacity(label.len().saturating_add(48));
        bytes.array(3).null().null().array(2).text(label).bytes(&sha256(info));
        Self { bytes: bytes.finish(), inputs }
    }

    /// The CBOR array.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the CBOR array: what two sides compare when a device signature does not verify.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.bytes)
    }

    /// The transcripts that a wallet makes by the mistakes seen most often, each with what it got wrong.
    pub(crate) fn variations(&self) -> Vec<(&'static str, Self)> {
        let mut wrapped = Writer::new();
        wrapped.embedded(&self.bytes);
        let mut empty = Writer::new();
        empty.array(3).null().null().null();
        let raw = |writer: Writer| Self { bytes: writer.finish(), inputs: Inputs::Raw };
        let mut variations = alloc::vec![
            ("the wallet signed SessionTranscriptBytes (tag 24) in place of SessionTranscript", raw(wrapped)),
            ("the wallet signed an empty transcript: [null, null, null]", raw(empty)),
        ];
        match &self.inputs {
            Inputs::OpenId4Vp { client_id, nonce, response_uri, .. } => {
                let other = |id: &str, uri: &str| Self::openid4vp(id, nonce, None, uri);
                let bare = client_id.split_once(':').map_or(client_id.as_str(), |(_, id)| id);
                let slash = alloc::format!("{response_uri}/");
                let trimmed = response_uri.strip_suffix('/').unwrap_or(&slash);
                variations.extend([
                    ("jwk_thumbprint: the wallet used null", other(client_id, response_uri)),
                    (
                        "client_id: the wallet dropped the prefix (and used no thumbprint)",
                        other(bare, response_uri),
                    ),
                    ("response_uri: a slash at the end differs (no thumbprint)", other(client_id, trimmed)),
                    (
                        "handover: the wallet answered through the Digital Credentials API",
                        Self::openid4vp_dc_api(client_id, nonce, None),
                    ),
                ]);
            }
            Inputs::DcApi { origin, nonce, .. } => {
                let prefixed = alloc::format!("origin:{origin}");
                let slash = alloc::format!("{origin}/");
                let other = |origin: &str| Self::openid4vp_dc_api(origin, nonce, None);
                variations.extend([
                    ("jwk_thumbprint: the wallet used null", other(origin)),
                    ("origin: the wallet added the prefix `origin:` (no thumbprint)", other(&prefixed)),
                    ("origin: the wallet added a slash (no thumbprint)", other(&slash)),
                ]);
            }
            Inputs::Raw | Inputs::IsoQr | Inputs::Handover { .. } => {}
        }
        variations.retain(|(_, transcript)| transcript.bytes != self.bytes);
        variations
    }

    /// What this side expects the wallet to have signed, for a developer who compares two sides. Never for staff.
    #[must_use]
    pub const fn report(&self) -> TranscriptReport<'_> {
        TranscriptReport(self)
    }
}

fn thumbprint<'w>(writer: &'w mut Writer, jwk_thumbprint: Option<&[u8; 32]>) -> &'w mut Writer {
    match jwk_thumbprint {
        Some(hash) => writer.bytes(hash),
        None => writer.null(),
    }
}

/// Redacted to the handover's name: the rest identifies a transaction.
impl fmt::Debug for SessionTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript({} bytes)", self.bytes.len())
    }
}

/// The expected inputs of a transcript, printed line by line with `Display`.
pub struct TranscriptReport<'a>(&'a SessionTranscript);

impl fmt::Debug for TranscriptReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TranscriptReport(..)")
    }
}

impl fmt::Display for TranscriptReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript SHA-256: ")?;
        hex(f, &self.0.sha256())?;
        write!(f, "\nSessionTranscript CBOR:    ")?;
        hex(f, &self.0.bytes)?;
        let encrypted =
            |thumbprint: bool| if thumbprint { "present" } else { "null (response not encrypted)" };
        match &self.0.inputs {
            Inputs::Raw => write!(f, "\nmade from: bytes given by the caller"),
            Inputs::IsoQr => write!(f, "\nmade from: ISO device engagement by QR code; handover null"),
            Inputs::OpenId4Vp { client_id, nonce, response_uri, thumbprint } => write!(
                f,
                "\nmade from: OpenID4VP redirect\n  client_id (with prefix): {client_id:?}\n  nonce: {nonce:?}\n  \
                 jwk_thumbprint: {}\n  response_uri: {response_uri:?}",
                encrypted(*thumbprint)
            ),
            Inputs::DcApi { origin, nonce, thumbprint } => write!(
                f,
                "\nmade from: OpenID4VP over the Digital Credentials API\n  origin (without prefix): {origin:?}\n  \
                 nonce: {nonce:?}\n  jwk_thumbprint: {}",
                encrypted(*thumbprint)
            ),
            Inputs::Handover { label } => {
                write!(f, "\nmade from: handover {label:?} over hashed session data")
            }
        }
    }
}

fn hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
