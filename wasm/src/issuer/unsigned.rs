//! What lacks only a signature.

use ofage_core::door_code::Template;
use ofage_core::issue::PreparedAttestation;
use ofage_core::pki::Certificate;
use ofage_core::pki::build::PreparedCertificate;
use ofage_core::trust::PreparedList;
use ofage_core::{AgeThreshold, Challenge, Request, SecretKey, SessionTranscript, Signature};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::failure;

/// Something that an issuer makes, without its signature.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Unsigned(Option<Work>);

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Work {
    Attestation(PreparedAttestation),
    Certificate(PreparedCertificate),
    Challenge(Challenge, Certificate),
    List(PreparedList),
    Template { sample: PreparedAttestation, device: SecretKey, threshold: AgeThreshold },
}

#[wasm_bindgen]
impl Unsigned {
    /// The bytes to sign with ECDSA and SHA-256, not yet hashed.
    #[wasm_bindgen(js_name = toBeSigned)]
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        match &self.0 {
            Some(Work::Attestation(prepared) | Work::Template { sample: prepared, .. }) => {
                prepared.to_be_signed().to_vec()
            }
            Some(Work::Certificate(prepared)) => prepared.to_be_signed().to_vec(),
            Some(Work::Challenge(challenge, _)) => challenge.reader_to_be_signed(),
            Some(Work::List(prepared)) => prepared.to_be_signed().to_vec(),
            None => Vec::new(),
        }
    }

    /// The thing itself, with this signature: 64 bytes, as WebCrypto gives it. Works once.
    ///
    /// # Errors
    /// A failure object.
    pub fn finish(&mut self, signature: &[u8]) -> Result<Vec<u8>, JsValue> {
        let work = self.0.take().ok_or_else(|| failure("issue", "already_finished"))?;
        let signature = Signature::from_bytes(signature).map_err(|error| failure("issue", error.code()))?;
        finished(work, &signature).map_err(|code| failure("issue", code))
    }
}

impl Unsigned {
    pub(super) const fn new(work: Work) -> Self {
        Self(Some(work))
    }
}

/// The error is a code.
fn finished(work: Work, signature: &Signature) -> Result<Vec<u8>, &'static str> {
    match work {
        Work::Attestation(prepared) => prepared
            .finish(signature)
            .map(|attestation| attestation.as_bytes().to_vec())
            .map_err(|error| error.code()),
        Work::Certificate(prepared) => prepared
            .finish(signature)
            .map(|certificate| certificate.as_der().to_vec())
            .map_err(|error| error.code()),
        Work::Challenge(challenge, reader) => challenge
            .with_reader_auth(reader, signature.clone())
            .map(|challenge| challenge.to_text().into_bytes())
            .map_err(|error| error.code()),
        Work::List(prepared) => prepared.finish(signature).map_err(|error| error.code()),
        Work::Template { sample, device, threshold } => {
            let sample = sample.finish(signature).map_err(|error| error.code())?;
            let transcript = SessionTranscript::hashed_handover("sample", &[]);
            let response = sample
                .prepare(&Request::age_over(threshold), &transcript)
                .and_then(|prepared| prepared.sign_with(&device))
                .map_err(|error| error.code())?;
            let template = Template::derive(&response).map_err(|error| error.code())?;
            Ok(template.as_bytes().to_vec())
        }
    }
}
