//! The example of ISO/IEC 18013-5 Annex D, verified whole: chain, issuer signature, digests, validity, device MAC.
#![cfg(test)]

use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeDecision, AgeThreshold, Attestation, MacKey, Profile, Request, ResponseError, SecretKey, Session,
    SessionTranscript, Signer as _, UnixTime, Verifier, VerifyError, verify_response,
};
use ofage_testkit::{hex, shared_json};

const DURING: &str = "2021-03-01T12:00:00Z";

struct AnnexD {
    response: Vec<u8>,
    verifier: Verifier,
    transcript: SessionTranscript,
    reader_key: Vec<u8>,
}

fn annex_d() -> AnnexD {
    let vectors = shared_json("iso18013-5-annex-d.json");
    let root = Certificate::from_der(&hex(&vectors["iaca_cert"])).unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root, Realm::Live).unwrap()).unwrap();
    // SessionTranscriptBytes is the array in tag 24: d8 18 59 xx xx.
    let transcript = hex(&vectors["sessionTranscriptBytes"]);
    AnnexD {
        response: hex(&vectors["deviceResponse"]),
        verifier: Verifier::new(anchors, vec![Profile::mdl()]),
        transcript: SessionTranscript::from_bytes(&transcript[5..]).unwrap(),
        reader_key: hex(&vectors["eReaderKey_d"]),
    }
}

impl AnnexD {
    fn session(&self) -> Session {
        let reader_key = SecretKey::from_bytes(&self.reader_key).unwrap();
        Session::with_reader_key(self.transcript.clone(), reader_key)
    }
}

fn at(time: &str) -> UnixTime {
    UnixTime::parse_rfc3339(time).unwrap()
}

#[test]
fn the_response_verifies_completely() {
    let example = annex_d();
    let verified =
        verify_response(&example.response, &example.verifier, &example.session(), at(DURING)).unwrap();
    assert_eq!(verified.doc_type(), "org.iso.18013.5.1.mDL");
    assert_eq!(verified.elements().len(), 6);
    assert_eq!(verified.document_signer().country(), Some("US"));
    assert_eq!(verified.valid_until(), at("2021-10-01T13:30:02Z"));
    // It discloses a family name and a licence, but no age statement.
    assert!(matches!(verified.age_over(AgeThreshold::EIGHTEEN), AgeDecision::CannotVerify(_)));
}

#[test]
fn it_is_refused_outside_its_time_and_without_its_session() {
    let example = annex_d();
    let verify = |session: &Session, time: &str| {
        verify_response(&example.response, &example.verifier, session, at(time)).unwrap_err().code()
    };
    assert_eq!(verify(&example.session(), "2020-09-30T00:00:00Z"), "certificate_not_yet_valid");
    assert_eq!(verify(&example.session(), "2020-10-01T00:00:00Z"), "not_yet_valid");
    // The MSO outlives its document signer by 13.5 hours: the certificate decides.
    assert_eq!(verify(&example.session(), "2021-10-01T10:00:00Z"), "certificate_expired");
    assert_eq!(verify(&Session::new(example.transcript.clone()), DURING), "mac_without_reader_key");
    let other = SessionTranscript::hashed_handover("Other", &[0x80]);
    let session = Session::with_reader_key(other, SecretKey::from_bytes(&example.reader_key).unwrap());
    assert_eq!(verify(&session, DURING), "device_mac_invalid");
}

#[test]
fn a_policy_can_refuse_an_mso_that_outlives_its_signer() {
    let example = annex_d();
    let strict = example.verifier.clone().refuse_outliving_certificate();
    let error = verify_response(&example.response, &strict, &example.session(), at(DURING)).unwrap_err();
    assert_eq!(error, VerifyError::OutlivesCertificate.into());
}

/// Bytes that no signature covers, such as the name of the map key `nameSpaces`, can be altered so that less is disclosed;
/// nothing that the issuer did not sign can be.
#[test]
fn no_flipped_bit_changes_what_is_disclosed() {
    let example = annex_d();
    let verify = |response: &[u8]| {
        let verified = verify_response(response, &example.verifier, &example.session(), at(DURING))?;
        let disclosed = verified.elements().iter().map(|element| {
            (element.name_space().to_owned(), element.element_id().to_owned(), element.value().clone())
        });
        Ok::<_, ResponseError>(disclosed.collect::<Vec<_>>())
    };
    let original = verify(&example.response).unwrap();
    let mut refused = 0;
    for index in 0..example.response.len() {
        let mut altered = example.response.clone();
        altered[index] ^= 1;
        match verify(&altered) {
            Err(_) => refused += 1,
            Ok(disclosed) => {
                assert!(disclosed.iter().all(|element| original.contains(element)), "byte {index}")
            }
        }
    }
    assert!(refused > example.response.len() - 40, "{refused} of {} refused", example.response.len());
}

#[test]
fn the_holder_side_makes_the_mac_of_the_standard() {
    let vectors = shared_json("iso18013-5-annex-d.json");
    let example = annex_d();
    let attestation = Attestation::from_bytes(&hex(&public("iso_d4_1_2_issuer_signed"))).unwrap();
    let device_key = SecretKey::from_bytes(&hex(&vectors["deviceKey_d"])).unwrap();
    let reader_key = SecretKey::from_bytes(&example.reader_key).unwrap();
    assert_eq!(attestation.device_key(), &device_key.public_key());
    let request = Request::elements(&[("org.iso.18013.5.1", "family_name")]);
    let prepared = attestation.prepare(&request, &example.transcript).unwrap();
    let key = MacKey::derive(&device_key, &reader_key.public_key(), &example.transcript).unwrap();
    let response = prepared.finish_with_mac(&key).unwrap();
    let tag = hex(&vectors["macTag"]);
    assert!(response.windows(tag.len()).any(|window| window == tag));
    let verified = verify_response(&response, &example.verifier, &example.session(), at(DURING)).unwrap();
    assert_eq!(verified.elements().len(), 1);
}

fn public(name: &str) -> serde_json::Value {
    shared_json("public-mdoc.json")["vectors"][name]["hex"].clone()
}
