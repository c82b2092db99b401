//! `isomdl make FOLDER` writes what the crate isomdl issues, `isomdl verify FOLDER` what it says of everything that it can
//! read. Its holder is bound to its own session, so it presents nothing here.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use coset::Label;
use isomdl::cbor;
use isomdl::definitions::device_response::DeviceResponse;
use isomdl::definitions::session::SessionTranscript;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::definitions::x509::validation::ValidationRuleset;
use isomdl::definitions::x509::x5chain::{X5CHAIN_COSE_HEADER_LABEL, X5Chain};
use isomdl::definitions::{
    CoseKey, DeviceKeyInfo, DigestAlgorithm, EC2Curve, EC2Y, IssuerSigned, ValidityInfo,
};
use isomdl::issuance::Mdoc;
use isomdl::presentation::authentication::mdoc::{device_authentication, issuer_authentication};
use p256::ecdsa::{Signature, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime, Time};
use x509_cert::der::Decode as _;

const NAME: &str = "isomdl";
const VERSION: &str = "0.2.0";
const AV: &str = "eu.europa.ec.av.1";

/// Any transcript: its own type knows ISO proximity alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct AnyTranscript(ciborium::Value);

impl SessionTranscript for AnyTranscript {}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [step, folder] = &arguments[..] else { return Err(anyhow!("usage: make|verify FOLDER")) };
    let folder = Path::new(folder);
    let run = read(folder, "ofage.json")?;
    match step.as_str() {
        "make" => make(folder, &run),
        "verify" => verify(folder, &run),
        other => Err(anyhow!("no step {other}")),
    }
}

fn read(folder: &Path, name: &str) -> Result<Value> {
    Ok(serde_json::from_slice(&std::fs::read(folder.join(name))?)?)
}

fn write(folder: &Path, name: &str, content: &Value) -> Result<()> {
    Ok(std::fs::write(folder.join(name), serde_json::to_vec_pretty(content)?)?)
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key].as_str().with_context(|| format!("no {key}"))
}

fn bytes(value: &Value, key: &str) -> Result<Vec<u8>> {
    Ok(hex::decode(text(value, key)?)?)
}

fn part(jwk: &Value, key: &str) -> Result<Vec<u8>> {
    Ok(BASE64_URL_SAFE_NO_PAD.decode(text(jwk, key)?)?)
}

fn make(folder: &Path, run: &Value) -> Result<()> {
    let mut cases = Vec::new();
    for (title, root, first_day, expected) in [
        ("IssuerSigned on receipt", "p256", 0, "accept"),
        ("IssuerSigned, expired", "p256", -40, "refuse"),
        ("IssuerSigned, another root of the same name", "stranger", 0, "refuse"),
    ] {
        cases.push(json!({
            "issuer": NAME, "holder": "none", "case": title, "kind": "issued", "docType": AV,
            "mac": false, "root": root, "expected": expected, "bytes": hex::encode(issue(run, first_day)?),
        }));
    }
    write(folder, "made-isomdl.json", &json!({ "peer": NAME, "version": VERSION, "cases": cases }))
}

fn issue(run: &Value, first_day: i64) -> Result<Vec<u8>> {
    let issuer = &run["issuers"]["p256"];
    let from = OffsetDateTime::now_utc().replace_time(Time::MIDNIGHT) + Duration::days(first_day);
    let device = &run["device"];
    let elements = BTreeMap::from([(String::from("age_over_18"), ciborium::Value::Bool(true))]);
    let signer = SigningKey::from_slice(&part(&issuer["key"], "d")?)?;
    let chain = X5Chain::builder().with_der_certificate(&bytes(issuer, "certificate")?)?.build()?;
    let mdoc = Mdoc::builder()
        .doc_type(AV.into())
        .namespaces(BTreeMap::from([(AV.into(), elements)]))
        .validity_info(ValidityInfo {
            signed: from,
            valid_from: from,
            valid_until: from + Duration::days(30),
            expected_update: None,
        })
        .digest_algorithm(DigestAlgorithm::SHA256)
        .device_key_info(DeviceKeyInfo {
            device_key: CoseKey::EC2 {
                crv: EC2Curve::P256,
                x: part(device, "x")?,
                y: EC2Y::Value(part(device, "y")?),
            },
            key_authorizations: None,
            key_info: None,
        })
        .issue::<SigningKey, Signature>(chain, signer)?;
    let signed = IssuerSigned { namespaces: Some(mdoc.namespaces), issuer_auth: mdoc.issuer_auth };
    Ok(cbor::to_vec(&signed)?)
}

fn verify(folder: &Path, run: &Value) -> Result<()> {
    let mut cases = run["cases"].as_array().cloned().unwrap_or_default();
    cases.extend(read(folder, "made-isomdl.json")?["cases"].as_array().cloned().unwrap_or_default());
    let mixed = read(folder, "mixed.json")?["cases"].as_array().cloned().unwrap_or_default();
    cases.extend(mixed.into_iter().filter(|case| case["issuer"] == NAME));
    let mut verdicts = Map::new();
    for case in &cases {
        let name = format!("{} / {} / {}", text(case, "issuer")?, text(case, "holder")?, text(case, "case")?);
        let verdict = match judge(run, case) {
            Ok(()) => json!({ "verdict": "accept", "reason": "" }),
            Err(error) => json!({ "verdict": "refuse", "reason": error.to_string() }),
        };
        verdicts.insert(name, verdict);
    }
    write(folder, "verdicts-isomdl.json", &json!({ "peer": NAME, "version": VERSION, "verdicts": verdicts }))
}

/// The checks that its reader makes, on documents of any type: path, issuer's signature, device's signature.
fn judge(run: &Value, case: &Value) -> Result<()> {
    let content = bytes(case, "bytes")?;
    let root = bytes(&run["issuers"][text(case, "root")?], "root")?;
    let anchors = TrustAnchorRegistry {
        anchors: vec![TrustAnchor {
            certificate: x509_cert::Certificate::from_der(&root)?,
            purpose: TrustPurpose::Iaca,
        }],
    };
    if case["kind"] == "issued" {
        return issuer(&cbor::from_slice(&content)?, &anchors);
    }
    let response: DeviceResponse = cbor::from_slice(&content)?;
    let documents = response.documents.context("no documents")?;
    let document = documents.first().context("no document")?;
    issuer(&document.issuer_signed, &anchors)?;
    let transcript = bytes(&run["sessions"][text(case, "session")?], "transcript")?;
    let transcript = AnyTranscript(ciborium::from_reader(&transcript[..])?);
    device_authentication(document, transcript).map_err(|error| anyhow!("{error}"))
}

fn issuer(signed: &IssuerSigned, anchors: &TrustAnchorRegistry) -> Result<()> {
    let headers = &signed.issuer_auth.unprotected.rest;
    let header = headers.iter().find(|(label, _)| label == &Label::Int(X5CHAIN_COSE_HEADER_LABEL));
    let (_, chain) = header.context("no x5chain")?;
    let chain = X5Chain::from_cbor(chain.clone()).map_err(|error| anyhow!("{error}"))?;
    let outcome = ValidationRuleset::Mdl.validate(&chain, anchors);
    ensure!(outcome.success(), "path: {:?}", outcome.errors);
    issuer_authentication(chain, signed).map_err(|error| anyhow!("{error}"))
}
