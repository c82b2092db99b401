//! `ofage verify`: checks a DeviceResponse and decides.

use std::path::PathBuf;

use clap::Args;
use ofage_core::pki::{CertificateRules, DocumentSigner, Oid, Realm};
use ofage_core::{
    AgeDecision, AgeThreshold, DeviceAuthReport, Profile, ResponseError, Session, UnixTime,
    UnverifiedResponse, VerifiedPresentation, Verifier, verify_response,
};
use serde_json::{Map, Value, json};

use crate::describe::value_text;
use crate::failure::{Failure, answer};
use crate::io::{decode_binary, now, parse_time, read, secret_key, trust_anchors};
use crate::json::from_cbor;
use crate::session::SessionArguments;
use crate::ui::{Ui, fit, hex, styled};

/// Verify a DeviceResponse and decide
///
/// Checks the certificate path, the issuer's signature, the validity, every digest and the device's signature
/// or MAC over the session; then, with --over, whether the holder is old enough. Exit code 0 means verified
/// and, with --over, admitted.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage verify --response response.cbor --transcript session.cbor \\
      --trust issuer/root.pem --over 18
  ofage verify --response response.b64 --trust root.pem --over 21 --json \\
      --openid4vp origin=https://shop.example nonce=n-0S6_WzA2Mj

JSON: {\"verified\", \"decision\": \"admit\"|\"refuse\"|\"cannot_verify\"|null, \"stage\",
\"code\", \"docType\", \"claims\", \"issuer\", \"validUntil\"}")]
pub(crate) struct Arguments {
    /// The DeviceResponse
    #[arg(long, value_name = "FILE")]
    response: PathBuf,

    #[command(flatten)]
    session: SessionArguments,

    /// Whom to trust: the issuer's root, or a document signer's certificate or public key; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    trust: Vec<PathBuf>,

    /// The time of the check, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,

    /// The reader's ephemeral private key, for responses with a MAC; PEM or JWK
    #[arg(long, value_name = "FILE")]
    reader_key: Option<PathBuf>,

    /// The age that is asked about
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(0..=99))]
    over: Option<u8>,

    /// Accept this document type alone [default: EU age verification, mDL and Photo ID]
    #[arg(long, value_name = "TYPE")]
    doc_type: Option<String>,

    /// Where device authentication fails, say what session was expected and guess why
    #[arg(long)]
    explain: bool,
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let input = read(&arguments.response)?;
    let (bytes, _) = decode_binary(&input)?;
    // Any map is for the verification to judge; anything else is another kind of file.
    if bytes.first().is_none_or(|first| first >> 5 != CBOR_MAP) {
        return Err(input.failure("not_response", "is no DeviceResponse (it does not begin with a CBOR map)"));
    }
    let anchors = trust_anchors(&arguments.trust)?;
    let transcript = arguments.session.transcript()?;
    let session = match &arguments.reader_key {
        Some(path) => Session::with_reader_key(transcript, secret_key(&read(path)?)?),
        None => Session::new(transcript),
    };
    let now = match arguments.at {
        Some(at) => at,
        None => now()?,
    };
    let verifier = Verifier::new(anchors, profiles(arguments.doc_type.as_deref()));
    let result = verify_response(&bytes, &verifier, &session, now);
    let report = match &result {
        Err(ResponseError::Verify(_)) if arguments.explain => UnverifiedResponse::decode(&bytes)
            .ok()
            .and_then(|response| response.explain_device_auth(&verifier, &session, now)),
        Ok(_) | Err(_) => None,
    };
    let outcome = Outcome { result, over: arguments.over.and_then(AgeThreshold::new) };
    let good = if outcome.is_good() { Ok(()) } else { Err(Failure::Answered) };
    answer(print(&outcome, report.as_ref(), ui), good)
}

fn print(outcome: &Outcome, report: Option<&DeviceAuthReport>, ui: &Ui) -> Result<(), Failure> {
    ui.result(|| outcome.to_json(), |ui| outcome.show(ui))?;
    if let Some(report) = report {
        ui.line(format_args!("\n{}", styled(ui.palette.title, "for the developer of wallet or verifier")))?;
        ui.line(report)?;
    }
    Ok(())
}

/// The major type of a CBOR map.
const CBOR_MAP: u8 = 5;

/// The profiles to accept: the built-in ones, or the one of a document type. For a type that is not built in, the
/// age statements stand in the name space of the same name.
fn profiles(doc_type: Option<&str>) -> Vec<Profile> {
    let built_in = Profile::built_in();
    let Some(doc_type) = doc_type else { return built_in };
    match built_in.into_iter().find(|profile| profile.doc_type() == doc_type) {
        Some(profile) => vec![profile],
        None => vec![Profile::custom(
            doc_type,
            doc_type,
            CertificateRules::document_signer([Oid::MDOC_DOCUMENT_SIGNER, Oid::MDL_DOCUMENT_SIGNER]),
        )],
    }
}

/// What came of it.
struct Outcome {
    result: Result<VerifiedPresentation, ResponseError>,
    over: Option<AgeThreshold>,
}

impl Outcome {
    /// The decision, where one was asked for. A response that does not verify decides nothing.
    fn decision(&self) -> Option<AgeDecision> {
        self.over.zip(self.result.as_ref().ok()).map(|(over, verified)| verified.age_over(over))
    }

    fn is_good(&self) -> bool {
        self.result.is_ok() && self.decision().is_none_or(|decision| decision == AgeDecision::Admit)
    }

    /// The object that the documentation describes.
    fn to_json(&self) -> Value {
        let verified = self.result.as_ref().ok();
        let error = self.result.as_ref().err();
        let decision = match (error, self.over) {
            (Some(_), Some(_)) => Some("cannot_verify"),
            _ => self.decision().map(AgeDecision::code),
        };
        json!({
            "verified": verified.is_some(),
            "decision": decision,
            "stage": error.map(|error| error.stage().code()),
            "code": error.map_or_else(|| self.decision().and_then(AgeDecision::reason_code), |error| Some(error.code())),
            "message": error.map(ToString::to_string),
            "docType": verified.map(VerifiedPresentation::doc_type),
            "claims": verified.map(claims).unwrap_or_default(),
            "issuer": verified.map(|verified| issuer_json(verified.document_signer())),
            "validUntil": verified.map(|verified| verified.valid_until().to_string()),
        })
    }

    fn show(&self, ui: &Ui) -> Result<(), Failure> {
        let palette = ui.palette;
        let question = self.over.map(|over| format!("  over {over}")).unwrap_or_default();
        match &self.result {
            Ok(verified) => {
                let word = match self.decision() {
                    None => styled(palette.good, "VERIFIED").to_string(),
                    Some(AgeDecision::Admit) => styled(palette.good, "ADMIT").to_string(),
                    Some(AgeDecision::Refuse(_)) => styled(palette.bad, "REFUSE").to_string(),
                    Some(AgeDecision::CannotVerify(_)) => styled(palette.unsure, "CANNOT VERIFY").to_string(),
                };
                let reason = self.decision().and_then(AgeDecision::reason_code);
                let reason = reason.map(|code| format!("  ({code})")).unwrap_or_default();
                ui.line(format_args!("{word}{question}{reason}\n"))?;
                show_verified(verified, ui)
            }
            Err(error) => {
                let word = if self.over.is_some() { "CANNOT VERIFY" } else { "NOT VERIFIED" };
                ui.line(format_args!("{}{question}  ({})\n", styled(palette.unsure, word), error.code()))?;
                ui.line(format_args!("  failed check  {}", error.stage().code()))?;
                ui.line(fit(&format!("  reason        {error}")))
            }
        }
    }
}

fn show_verified(verified: &VerifiedPresentation, ui: &Ui) -> Result<(), Failure> {
    let elements: Vec<(String, String)> = verified
        .elements()
        .iter()
        .map(|element| {
            (element.element_id().escape_debug().to_string(), value_text(element.value().as_cbor()))
        })
        .collect();
    let width =
        elements.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max("valid until".len());
    let line = |label: &str, text: &str| ui.line(fit(&format!("  {label:<width$}  {text}")));
    line("document", &verified.doc_type().escape_debug().to_string())?;
    for (name, value) in &elements {
        line(name, value)?;
    }
    line("issuer", &issuer_text(verified.document_signer()).escape_debug().to_string())?;
    line("valid until", &verified.valid_until().to_string())
}

/// The disclosed elements by name space.
fn claims(verified: &VerifiedPresentation) -> Map<String, Value> {
    let mut claims: Map<String, Value> = Map::new();
    for element in verified.elements() {
        let value = from_cbor(element.value().as_cbor()).unwrap_or_default();
        let name_space = claims.entry(element.name_space()).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(name_space) = name_space {
            name_space.insert(element.element_id().to_owned(), value);
        }
    }
    claims
}

/// Who signed, by the certificate; a pinned key has no name.
fn issuer_json(signer: &DocumentSigner) -> Value {
    json!({
        "country": signer.country(),
        "state": signer.state(),
        "commonName": signer.common_name(),
        "root": signer.anchor_common_name(),
        "certificateSha256": signer.certificate_sha256().map(|hash| hex(&hash)),
        "demo": signer.realm() == Realm::Demo,
    })
}

fn issuer_text(signer: &DocumentSigner) -> String {
    let parts = [signer.common_name(), signer.state(), signer.country()];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if name.is_empty() { "a trusted key".into() } else { name }
}
