//! Twelve DeviceResponses of `eu.europa.ec.av.1` that other vendors' stacks made, with their issuer's key.
#![cfg(test)]

use ofage_core::pki::{Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeDecision, AgeThreshold, Curve, Profile, PublicKey, Session, SessionTranscript, UnixTime, Verifier,
    verify_response,
};
use ofage_testkit::{base64url, hex, shared_json, shared_path};

#[test]
fn all_twelve_verify_and_admit() {
    let mut names: Vec<String> = std::fs::read_dir(shared_path("eu-av"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 12);
    for name in names {
        let vector = shared_json(&format!("eu-av/{name}"));
        let key = &vector["issuer_pk_hex"];
        let key = PublicKey::from_coordinates(Curve::P256, &hex(&key[0]), &hex(&key[1])).unwrap();
        let mut anchors = TrustAnchors::new();
        anchors.add(TrustAnchor::document_signer_key(key, Realm::Live)).unwrap();
        let verifier = Verifier::new(anchors, vec![Profile::eu_age_verification()]);
        let transcript =
            SessionTranscript::from_bytes(&base64url(&vector["session_transcript_b64url"])).unwrap();
        let now = UnixTime::parse_rfc3339(vector["at_time"].as_str().unwrap()).unwrap();
        let response = base64url(&vector["device_response_b64url"]);

        let verified = verify_response(&response, &verifier, &Session::new(transcript), now)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(verified.age_over(AgeThreshold::EIGHTEEN), AgeDecision::Admit, "{name}");
        assert!(
            matches!(verified.age_over(AgeThreshold::TWENTY_ONE), AgeDecision::CannotVerify(_)),
            "{name}"
        );

        let other = Session::new(SessionTranscript::hashed_handover("Other", &[0x80]));
        let error = verify_response(&response, &verifier, &other, now).unwrap_err();
        assert_eq!(error.code(), "device_signature_invalid", "{name}");
    }
}
