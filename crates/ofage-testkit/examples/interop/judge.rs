//! Our verdicts on what peers made, and our presentations of what they issued.

use std::path::Path;

use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeDecision, AgeThreshold, Attestation, Profile, Request, ResponseError, SecretKey, Session,
    SessionTranscript, UnixTime, Verifier, verify_response,
};
use ofage_testkit::cbor::decode;
use serde_json::{Map, Value, json};

use crate::parties::clock;
use crate::{hex, read, spoil, write};

/// What the parties of a run agreed on.
struct Setting {
    file: Value,
    now: UnixTime,
}

/// Writes `mixed.json` and `verdicts-ofage.json`.
pub(crate) fn run(folder: &Path) {
    let setting = Setting { now: clock(), file: read(&folder.join("ofage.json")) };
    let mut cases = setting.file["cases"].as_array().unwrap().clone();
    let mut mixed = Vec::new();
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("made-")))
        .collect();
    names.sort();
    for path in names {
        let mut file = read(&path);
        let made = file["cases"].as_array_mut().unwrap();
        made.iter_mut().for_each(unwrap_document);
        let made = made.clone();
        write(folder, &path.file_name().unwrap().to_string_lossy(), &file);
        for case in &made {
            let (issuer, holder) = (case["issuer"].as_str().unwrap(), case["holder"].as_str().unwrap());
            if case["case"] == "IssuerSigned on receipt" {
                mixed.push(setting.present(case));
            }
            let plain = case["case"] == "one statement, OpenID4VP" && case["notMade"].is_null();
            if plain && issuer == holder {
                mixed.extend(spoil::variants(issuer, holder, case));
            }
        }
        cases.extend(made);
    }
    cases.extend(mixed.iter().cloned());
    let verdicts: Map<String, Value> = cases
        .iter()
        .map(|case| {
            let [issuer, holder, name] = ["issuer", "holder", "case"].map(|key| case[key].as_str().unwrap());
            (format!("{issuer} / {holder} / {name}"), setting.verdict(case))
        })
        .collect();
    assert_eq!(verdicts.len(), cases.len(), "two cases have one name");
    write(folder, "mixed.json", &json!({ "cases": mixed }));
    let verdicts = json!({ "peer": "ofage", "version": env!("CARGO_PKG_VERSION"), "verdicts": verdicts });
    write(folder, "verdicts-ofage.json", &verdicts);
}

/// Libraries that know no IssuerSigned of its own write it as the document of a message: takes it out, byte for byte,
/// for all who judge it.
fn unwrap_document(case: &mut Value) {
    if case["kind"] != "issued" {
        return;
    }
    let mut message = decode(&ofage_testkit::hex(&case["bytes"]));
    if let Some(documents) = message.find("documents") {
        case["bytes"] = hex(&documents.elements()[0].at("issuerSigned").encode()).into();
    }
}

impl Setting {
    fn transcript(&self, session: &str) -> SessionTranscript {
        let bytes = ofage_testkit::hex(&self.file["sessions"][session]["transcript"]);
        SessionTranscript::from_bytes(&bytes).unwrap()
    }

    fn secret(&self, name: &str) -> SecretKey {
        SecretKey::from_bytes(&ofage_testkit::base64url(&self.file[name]["d"])).unwrap()
    }

    fn verifier(&self, root: &str) -> Verifier {
        let root = Certificate::from_der(&ofage_testkit::hex(&self.file["issuers"][root]["root"])).unwrap();
        let mut anchors = TrustAnchors::new();
        anchors.add(TrustAnchor::root(root, Realm::Demo).unwrap()).unwrap();
        Verifier::new(anchors, Profile::built_in())
    }

    /// Presents what a peer issued to the key that all of them issue to. What cannot be read is handed on as it is, so
    /// that the verdict names why.
    fn present(&self, issued: &Value) -> Value {
        let transcript = self.transcript("openid4vp");
        let response = Attestation::from_bytes(&ofage_testkit::hex(&issued["bytes"]))
            .map_err(|error| error.to_string())
            .and_then(|attestation| {
                attestation
                    .prepare(&Request::age_over(AgeThreshold::EIGHTEEN), &transcript)
                    .and_then(|prepared| prepared.sign_with(&self.secret("device")))
                    .map_err(|error| error.to_string())
            });
        let mut case = issued.clone();
        case["holder"] = "ofage".into();
        case["case"] = "one statement, OpenID4VP".into();
        case["kind"] = "response".into();
        case["session"] = "openid4vp".into();
        match response {
            Ok(response) => case["bytes"] = hex(&response).into(),
            Err(reason) => case["notMade"] = reason.into(),
        }
        case
    }

    fn verdict(&self, case: &Value) -> Value {
        if let Some(reason) = case["notMade"].as_str() {
            return json!({ "verdict": "not made", "reason": reason });
        }
        let bytes = ofage_testkit::hex(&case["bytes"]);
        let verifier = self.verifier(case["root"].as_str().unwrap());
        let outcome = if case["kind"] == "issued" {
            Attestation::from_bytes(&bytes)
                .map_err(ResponseError::from)
                .and_then(|attestation| attestation.verify_issuer(&verifier, self.now))
                .map(|()| AgeDecision::Admit)
        } else {
            let transcript = self.transcript(case["session"].as_str().unwrap());
            let session = Session::with_reader_key(transcript, self.secret("reader"));
            verify_response(&bytes, &verifier, &session, self.now)
                .map(|verified| verified.age_over(AgeThreshold::EIGHTEEN))
        };
        match outcome {
            Ok(AgeDecision::Admit) => json!({ "verdict": "accept", "reason": "" }),
            Ok(other) => json!({ "verdict": "accept", "reason": format!("decision {other:?}") }),
            Err(error) => json!({ "verdict": "refuse", "reason": error.code() }),
        }
    }
}
