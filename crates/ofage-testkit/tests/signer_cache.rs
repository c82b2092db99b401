//! A remembered signer changes how long a verification takes and nothing else.
#![cfg(test)]

use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    Profile, SecretKey, Session, SessionTranscript, SignerCache, UnixTime, UnverifiedResponse, Verifier,
    VerifyError,
};
use ofage_testkit::{hex, shared_json};

fn at(time: &str) -> UnixTime {
    UnixTime::parse_rfc3339(time).unwrap()
}

#[test]
fn the_outcome_is_the_same_however_often_a_signer_is_met() {
    let vectors = shared_json("iso18013-5-annex-d.json");
    let root = Certificate::from_der(&hex(&vectors["iaca_cert"])).unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root, Realm::Live).unwrap()).unwrap();
    let verifier = Verifier::new(anchors, vec![Profile::mdl()]);
    let transcript = SessionTranscript::from_bytes(&hex(&vectors["sessionTranscriptBytes"])[5..]).unwrap();
    let key = SecretKey::from_bytes(&hex(&vectors["eReaderKey_d"])).unwrap();
    let session = Session::with_reader_key(transcript, key);
    let response = hex(&vectors["deviceResponse"]);
    let mut broken = response.clone();
    // A byte of the issuer's signature: the last 64 before `deviceSigned`.
    let device_signed = broken.windows(12).position(|window| window == b"deviceSigned").unwrap();
    broken[device_signed - 20] ^= 1;

    let mut cache = SignerCache::new(verifier.clone());
    for time in [
        "2021-03-01T12:00:00Z",
        "2021-03-01T12:00:01Z",
        "2021-03-01T12:00:02Z",
        "2020-09-30T23:59:59Z",
        "2021-10-01T00:00:01Z",
        "2021-03-01T12:00:03Z",
    ] {
        for bytes in [&response, &broken] {
            let decode = || UnverifiedResponse::decode(bytes).unwrap();
            let afresh =
                decode().verify(&verifier, &session, at(time)).map(|verified| verified.elements().len());
            let cached = cache.verify(decode(), &session, at(time)).map(|verified| verified.elements().len());
            assert_eq!(afresh, cached, "{time}");
        }
    }
    let decode = || UnverifiedResponse::decode(&broken).unwrap();
    let error = cache.verify(decode(), &session, at("2021-03-01T12:00:04Z")).unwrap_err();
    assert_eq!(error, VerifyError::IssuerSignatureInvalid);
}

#[test]
fn a_signer_answers_for_its_own_responses_only() {
    let vectors = shared_json("iso18013-5-annex-d.json");
    let root = Certificate::from_der(&hex(&vectors["iaca_cert"])).unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root, Realm::Live).unwrap()).unwrap();
    let mut cache = SignerCache::new(Verifier::new(anchors, vec![Profile::mdl()]));
    let response = hex(&vectors["deviceResponse"]);
    let now = at("2021-03-01T12:00:00Z");
    let signer = cache.known_signer(&UnverifiedResponse::decode(&response).unwrap(), now).unwrap();

    let other = shared_json("eu-av/15.json");
    let other = ofage_testkit::base64url(&other["device_response_b64url"]);
    let session = Session::new(SessionTranscript::hashed_handover("Other", &[0x80]));
    let error = UnverifiedResponse::decode(&other).unwrap().verify_known(&signer, &session, now).unwrap_err();
    assert_eq!(error, VerifyError::DocTypeNotAccepted);
}

#[test]
fn a_signer_that_was_kept_is_not_trusted_past_its_certificate() {
    let vectors = shared_json("iso18013-5-annex-d.json");
    let root = Certificate::from_der(&hex(&vectors["iaca_cert"])).unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root, Realm::Live).unwrap()).unwrap();
    let transcript = SessionTranscript::from_bytes(&hex(&vectors["sessionTranscriptBytes"])[5..]).unwrap();
    let key = SecretKey::from_bytes(&hex(&vectors["eReaderKey_d"])).unwrap();
    let session = Session::with_reader_key(transcript, key);
    let response = hex(&vectors["deviceResponse"]);
    let decode = || UnverifiedResponse::decode(&response).unwrap();

    let mut cache = SignerCache::new(Verifier::new(anchors, vec![Profile::mdl()]));
    let signer = cache.known_signer(&decode(), at("2021-03-01T12:00:00Z")).unwrap();
    decode().verify_known(&signer, &session, at("2021-10-01T00:00:00Z")).unwrap();
    // The attestation outlives its signer by some hours.
    let error = decode().verify_known(&signer, &session, at("2021-10-01T00:00:01Z")).unwrap_err();
    assert_eq!(error, VerifyError::Chain { error: PkiError::CertificateExpired });
}

/// Two signers in one cache, met in turn: each answers for its own chain and type.
#[test]
fn two_signers_are_not_confused() {
    let layouts: Vec<_> =
        ofage_testkit::world::layouts().into_iter().filter(|layout| layout.name != "mac").collect();
    let sealed: Vec<_> = layouts.iter().take(2).map(|layout| layout.world.clone().sealed()).collect();
    let profiles: Vec<_> = sealed.iter().map(|(_, context)| context.profile.to_profile()).collect();
    assert_ne!(profiles[0].doc_type(), profiles[1].doc_type());
    let mut context = sealed[0].1.clone();
    context.anchors.extend(sealed[1].1.anchors.clone());
    let mut cache = SignerCache::new(Verifier::new(context.verifier().anchors().clone(), profiles));
    for _ in 0..3 {
        for (response, context) in &sealed {
            let response = UnverifiedResponse::decode(response).unwrap();
            assert_eq!(cache.verify(response, &context.session(), context.now).map(drop), Ok(()));
        }
    }
    // One entry for each, however often they are met.
    assert_eq!(format!("{cache:?}"), "SignerCache(2 signers)");
}

/// The cache holds as many signers as it says, and forgets the one that was met least recently.
#[test]
fn a_full_cache_forgets_the_least_recently_met() {
    use ofage_core::limits::MAX_KNOWN_SIGNERS;
    let world = ofage_testkit::world::layouts().swap_remove(0).world;
    let (_, context) = world.clone().sealed();
    let mut cache = SignerCache::new(context.verifier());
    for number in 0..=MAX_KNOWN_SIGNERS {
        let mut world = world.clone();
        world.pki.signer.serial = vec![1, u8::try_from(number).unwrap()];
        let (response, _) = world.sealed();
        cache.known_signer(&UnverifiedResponse::decode(&response).unwrap(), context.now).unwrap();
        assert_eq!(
            format!("{cache:?}"),
            format!("SignerCache({} signers)", (number + 1).min(MAX_KNOWN_SIGNERS))
        );
    }
}

/// A signer past its time is checked afresh, and forgotten where the check fails.
#[test]
fn a_signer_past_its_time_is_forgotten() {
    let world = ofage_testkit::world::layouts().swap_remove(0).world;
    let (response, context) = world.sealed();
    let mut cache = SignerCache::new(context.verifier());
    let decode = || UnverifiedResponse::decode(&response).unwrap();
    cache.known_signer(&decode(), context.now).unwrap();
    let later = context.now.plus_seconds(20 * 366 * 86_400);
    let error = cache.known_signer(&decode(), later).map(drop).unwrap_err();
    assert_eq!(error, VerifyError::Chain { error: PkiError::CertificateExpired });
    assert_eq!(format!("{cache:?}"), "SignerCache(0 signers)");
}
