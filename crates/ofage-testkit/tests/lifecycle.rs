//! Issue, present, verify: every kind of attestation that the builder makes, read by the verifier and by an independent
//! decoder.

#![cfg(test)]
use coset::CborSerializable as _;
use ofage_core::issue::{AgeFacts, Claims, Issuer, PreparedAttestation, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeDecision, AgeThreshold, Attestation, Curve, Date, ElementValue, HashAlgorithm, IssueError, MacKey,
    PresentError, Profile, PublicKey, Request, SecretKey, Session, SessionTranscript, SignError, Signature,
    Signer, UnixTime, UnverifiedResponse, Verifier, verify_response,
};
use ofage_testkit::rng::TestRng;

struct World {
    rng: TestRng,
    signer_key: SecretKey,
    certificate: Certificate,
    verifier: Verifier,
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn thresholds(years: &[u8]) -> Vec<AgeThreshold> {
    years.iter().map(|years| AgeThreshold::new(*years).unwrap()).collect()
}

fn world(curve: Curve) -> World {
    world_under(curve, RootName::new("UT", "Test root").unwrap())
}

fn world_under(curve: Curve, name: RootName) -> World {
    let mut rng = TestRng::new("lifecycle");
    let (root_key, signer_key) = (SecretKey::generate(curve, &mut rng), SecretKey::generate(curve, &mut rng));
    let validity = CertificateValidity::new(date("2026-01-01"), date("2030-12-31")).unwrap();
    let contact = Contact::uri("https://issuer.example").unwrap();
    let root = RootBuilder::new(name, validity, contact).unwrap().self_sign(&root_key, &mut rng).unwrap();
    let validity = CertificateValidity::new(date("2026-01-01"), date("2026-12-31")).unwrap();
    let certificate =
        SignerBuilder::document_signer(&root, "Test signer", validity, "https://issuer.example/crl")
            .unwrap()
            .sign(&root_key, &signer_key.public_key(), &mut rng)
            .unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root, Realm::Demo).unwrap()).unwrap();
    World { rng, signer_key, certificate, verifier: Verifier::new(anchors, Profile::built_in()) }
}

fn session() -> SessionTranscript {
    SessionTranscript::hashed_handover("Test", b"\x80")
}

fn noon(day: &str) -> UnixTime {
    date(day).midnight().plus_seconds(43_200)
}

fn may() -> Validity {
    Validity::days(date("2026-05-01"), 30).unwrap()
}

impl World {
    fn issuer(&self, profile: Profile) -> Issuer {
        Issuer::new(profile, self.certificate.clone())
    }

    fn issue(&mut self, issuer: &Issuer, claims: Claims, device: &SecretKey) -> Attestation {
        issuer
            .attestation()
            .device_key(device.public_key())
            .claims(claims)
            .validity(may())
            .prepare(&mut self.rng)
            .unwrap()
            .sign_with(&self.signer_key)
            .unwrap()
    }

    fn decide(&self, response: &[u8], asked: u8, day: &str) -> Result<AgeDecision, &'static str> {
        verify_response(response, &self.verifier, &Session::new(session()), noon(day))
            .map(|verified| verified.age_over(AgeThreshold::new(asked).unwrap()))
            .map_err(|error| error.code())
    }
}

#[test]
fn every_curve_hash_and_profile_goes_round() {
    for curve in [Curve::P256, Curve::P384] {
        let mut world = world(curve);
        for profile in Profile::built_in() {
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
                for (salt, digests) in [(16, 0), (32, 10)] {
                    let issuer = world
                        .issuer(profile.clone())
                        .with_hash(hash)
                        .with_salt_bytes(salt)
                        .unwrap()
                        .with_digest_count(digests)
                        .unwrap();
                    let device = SecretKey::generate(curve, &mut world.rng);
                    let born = AgeFacts::born(date("2006-05-02"), &thresholds(&[16, 18, 21]));
                    let attestation = world.issue(&issuer, Claims::age(born), &device);
                    assert_eq!(
                        attestation.age_statements().unwrap(),
                        [
                            (AgeThreshold::SIXTEEN, true),
                            (AgeThreshold::EIGHTEEN, true),
                            (AgeThreshold::TWENTY_ONE, false)
                        ]
                    );
                    attestation.verify_issuer(&world.verifier, noon("2026-05-05")).unwrap();
                    received_without_a_trust_list(&attestation);
                    let prepared =
                        attestation.prepare(&Request::age_over(AgeThreshold::EIGHTEEN), &session()).unwrap();
                    let response = prepared.sign_with(&device).unwrap();
                    assert_eq!(world.decide(&response, 18, "2026-05-05"), Ok(AgeDecision::Admit));
                    assert_eq!(world.decide(&response, 18, "2026-06-01"), Err("expired"));
                    assert_eq!(world.decide(&response, 18, "2026-04-30"), Err("not_yet_valid"));
                    let verified = verify_response(
                        &response,
                        &world.verifier,
                        &Session::new(session()),
                        noon("2026-05-05"),
                    );
                    assert_eq!(verified.unwrap().elements().len(), 1, "least disclosure");
                    independent_reading(&response, if digests == 0 { 3 } else { digests });
                }
            }
        }
    }
}

/// Another decoder finds the same structure, and exactly so many digests.
fn independent_reading(response: &[u8], digests: usize) {
    let field = |value: &ciborium::Value, name: &str| {
        value.as_map().unwrap().iter().find(|(key, _)| key.as_text() == Some(name)).unwrap().1.clone()
    };
    let response: ciborium::Value = ciborium::from_reader(response).unwrap();
    let document = field(&response, "documents").as_array().unwrap()[0].clone();
    let auth = field(&field(&document, "issuerSigned"), "issuerAuth");
    let mut bytes = Vec::new();
    ciborium::into_writer(&auth, &mut bytes).unwrap();
    let sign1 = coset::CoseSign1::from_slice(&bytes).unwrap();
    let tagged: ciborium::Value = ciborium::from_reader(&sign1.payload.unwrap()[..]).unwrap();
    let (24, inner) = tagged.as_tag().unwrap() else { panic!("not tag 24") };
    let mso: ciborium::Value = ciborium::from_reader(&inner.as_bytes().unwrap()[..]).unwrap();
    for (_, of_space) in field(&mso, "valueDigests").as_map().unwrap() {
        let ids: Vec<u64> = of_space
            .as_map()
            .unwrap()
            .iter()
            .map(|(id, _)| id.as_integer().unwrap().try_into().unwrap())
            .collect();
        assert_eq!(ids, (0..).take(digests).collect::<Vec<u64>>());
    }
}

#[test]
fn a_batch_shares_nothing_and_its_order_tells_nothing() {
    let mut world = world(Curve::P256);
    let issuer = world.issuer(Profile::eu_age_verification());
    let keys: Vec<SecretKey> = (0..40).map(|_| SecretKey::generate(Curve::P256, &mut world.rng)).collect();
    let public: Vec<_> = keys.iter().map(SecretKey::public_key).collect();
    let claims = Claims::age(AgeFacts::born(date("1990-01-01"), &thresholds(&[18, 21])));
    let batch = issuer.issue_batch(&public, &claims, may(), &world.signer_key, &mut world.rng).unwrap();
    assert_eq!(batch.len(), 40);
    let first_ids: Vec<bool> = batch
        .iter()
        .map(|attestation| {
            let bytes = attestation.as_bytes();
            let id = bytes.windows(9).position(|window| window == b"\x68digestID").unwrap();
            bytes[id + 9] == 0
        })
        .collect();
    let zeros = first_ids.iter().filter(|zero| **zero).count();
    assert!((8..=32).contains(&zeros), "digest identifiers are not shuffled: {zeros} of 40");
    for (attestation, key) in batch.iter().zip(&public) {
        assert_eq!(attestation.device_key(), key);
    }
}

/// ISO/IEC 18013-5 12.8.1: where it is disclosed, it is the one of the document signer.
#[test]
fn a_jurisdiction_is_that_of_the_document_signer() {
    let name = RootName::new("UT", "Test root").unwrap().with_state("UT-N").unwrap();
    let mut world = world_under(Curve::P256, name);
    let (issuer, space) = (world.issuer(Profile::mdl()), "org.iso.18013.5.1");
    let device = SecretKey::generate(Curve::P256, &mut world.rng);
    for (jurisdiction, expected) in
        [("UT-N", Ok(AgeDecision::Admit)), ("UT-S", Err("issuing_country_mismatch"))]
    {
        let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)])).with_element(
            space,
            "issuing_jurisdiction",
            ElementValue::text(jurisdiction),
        );
        let attestation = world.issue(&issuer, claims, &device);
        let request = Request::elements(&[(space, "age_over_18"), (space, "issuing_jurisdiction")]);
        let response = attestation.prepare(&request, &session()).unwrap().sign_with(&device).unwrap();
        assert_eq!(world.decide(&response, 18, "2026-05-05"), expected, "{jurisdiction}");
    }
}

#[test]
fn a_device_mac_needs_the_readers_key() {
    for curve in [Curve::P256, Curve::P384] {
        let mut world = world(curve);
        let issuer = world.issuer(Profile::mdl());
        let (device, reader) =
            (SecretKey::generate(curve, &mut world.rng), SecretKey::generate(curve, &mut world.rng));
        let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
        let attestation = world.issue(&issuer, claims, &device);
        let key = MacKey::derive(&device, &reader.public_key(), &session()).unwrap();
        let prepared = attestation.prepare(&Request::age_over(AgeThreshold::EIGHTEEN), &session()).unwrap();
        let response = prepared.finish_with_mac(&key).unwrap();
        assert_eq!(world.decide(&response, 18, "2026-05-05"), Err("mac_without_reader_key"));
        let reading = Session::with_reader_key(session(), reader);
        let verified = verify_response(&response, &world.verifier, &reading, noon("2026-05-05")).unwrap();
        assert_eq!(verified.age_over(AgeThreshold::EIGHTEEN), AgeDecision::Admit);
        let stranger = Session::with_reader_key(session(), SecretKey::generate(curve, &mut world.rng));
        let error = verify_response(&response, &world.verifier, &stranger, noon("2026-05-05")).unwrap_err();
        assert_eq!(error.code(), "device_mac_invalid");
    }
}

#[test]
fn what_the_profile_or_the_certificate_forbids_is_not_issued() {
    let mut world = world(Curve::P256);
    let device = SecretKey::generate(Curve::P256, &mut world.rng).public_key();
    let eu = world.issuer(Profile::eu_age_verification());
    let adult = || Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
    let mut refused = |issuer: &Issuer, claims: Claims, validity: Validity| {
        let ready = issuer.attestation().device_key(device).claims(claims).validity(validity);
        ready.prepare(&mut world.rng).map(|_| ()).unwrap_err()
    };
    let portrait = adult().with_element("eu.europa.ec.av.1", "portrait", ElementValue::bytes(&[0xff]));
    assert_eq!(refused(&eu, portrait, may()), IssueError::ElementNotAllowed);
    assert_eq!(refused(&eu, Claims::age(AgeFacts::stated(&[])), may()), IssueError::ClaimsEmpty);
    let twice = AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true), (AgeThreshold::EIGHTEEN, false)]);
    assert_eq!(refused(&eu, Claims::age(twice), may()), IssueError::ClaimDuplicate);
    let late = Validity::days(date("2026-12-20"), 30).unwrap();
    assert_eq!(refused(&eu, adult(), late), IssueError::ValidityOutsideCertificate);
    let early = Validity::days(date("2025-12-20"), 30).unwrap();
    assert_eq!(refused(&eu, adult(), early), IssueError::ValidityOutsideCertificate);
    let short = Issuer::new(Profile::mdl().with_max_lifetime_days(14), eu.certificate().clone());
    assert_eq!(refused(&short, adult(), may()), IssueError::LifetimeTooLong);
    let few = eu.clone().with_digest_count(1).unwrap();
    let two = AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true), (AgeThreshold::TWENTY_ONE, false)]);
    assert_eq!(refused(&few, Claims::age(two), may()), IssueError::ClaimsTooMany);

    assert_eq!(Validity::days(date("2026-05-01"), 0).unwrap_err(), IssueError::ValidityOrder);
    assert_eq!(eu.clone().with_salt_bytes(15).unwrap_err(), IssueError::SaltLength);
    assert_eq!(eu.clone().with_salt_bytes(33).unwrap_err(), IssueError::SaltLength);
    assert_eq!(eu.with_digest_count(257).unwrap_err(), IssueError::ClaimsTooMany);
}

/// A signer elsewhere that shows one key and signs with another.
struct Outside<'k> {
    shown: PublicKey,
    signs: &'k SecretKey,
}

impl Signer for Outside<'_> {
    fn public_key(&self) -> PublicKey {
        self.shown
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.signs.sign(message)
    }
}

#[test]
fn a_wrong_signature_is_neither_issued_nor_presented() {
    let mut world = world(Curve::P256);
    let issuer = world.issuer(Profile::eu_age_verification());
    let device = SecretKey::generate(Curve::P256, &mut world.rng);
    let stranger = SecretKey::generate(Curve::P256, &mut world.rng);
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
    let ready = issuer.attestation().device_key(device.public_key()).claims(claims.clone()).validity(may());
    let prepared = ready.prepare(&mut world.rng).unwrap();
    let wrong = stranger.sign(prepared.to_be_signed()).unwrap();
    let long = Signature::from_bytes(&[1; 96]).unwrap();
    assert_eq!(prepared.clone().finish(&wrong).unwrap_err(), IssueError::SignatureInvalid);
    assert_eq!(prepared.clone().finish(&long).unwrap_err(), IssueError::SignatureLength);
    assert_eq!(prepared.sign_with(&stranger).unwrap_err(), IssueError::SignatureInvalid);

    let attestation = world.issue(&issuer, claims.clone(), &device);
    let mut again = |signer: &dyn Fn(PreparedAttestation) -> Result<Attestation, IssueError>| {
        let ready =
            issuer.attestation().device_key(device.public_key()).claims(claims.clone()).validity(may());
        signer(ready.prepare(&mut world.rng).unwrap())
    };
    // Of the signatures of a key in memory few are verified; none of another key, or from outside, passes.
    let outside = Outside { shown: issuer.certificate().public_key(), signs: &stranger };
    for _ in 0..40 {
        let refused = Err(IssueError::SignatureInvalid);
        assert_eq!(again(&|prepared| prepared.sign_with(&stranger)), refused);
        assert_eq!(again(&|prepared| prepared.sign_with(&outside)), refused);
    }
    let request = Request::age_over(AgeThreshold::EIGHTEEN);
    let prepared = attestation.prepare(&request, &session()).unwrap();
    let wrong = stranger.sign(prepared.to_be_signed()).unwrap();
    assert_eq!(prepared.clone().finish(&wrong).unwrap_err(), PresentError::SignatureInvalid);
    assert_eq!(prepared.clone().finish(&long).unwrap_err(), PresentError::SignatureLength);
    assert_eq!(prepared.sign_with(&stranger).unwrap_err(), PresentError::KeyMismatch);
    let too_old = attestation.prepare(&Request::age_over(AgeThreshold::TWENTY_ONE), &session()).unwrap_err();
    assert_eq!(too_old, PresentError::NothingToDisclose);
}

#[test]
fn a_device_signature_over_another_transcript_is_explained() {
    let mut world = world(Curve::P256);
    let issuer = world.issuer(Profile::eu_age_verification());
    let device = SecretKey::generate(Curve::P256, &mut world.rng);
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
    let attestation = world.issue(&issuer, claims, &device);
    let verifiers = SessionTranscript::openid4vp(
        "redirect_uri:https://v.example/r",
        "nonce",
        Some(&[7; 32]),
        "https://v.example/r",
    );
    let now = noon("2026-05-05");
    let explain = |wallets: &SessionTranscript| {
        let prepared = attestation.prepare(&Request::age_over(AgeThreshold::EIGHTEEN), wallets).unwrap();
        let response = prepared.sign_with(&device).unwrap();
        let report = UnverifiedResponse::decode(&response).unwrap().explain_device_auth(
            &world.verifier,
            &Session::new(verifiers.clone()),
            now,
        );
        report.map(|report| (report.mistake(), report.to_string()))
    };
    assert_eq!(explain(&verifiers), None);
    let no_thumbprint = SessionTranscript::openid4vp(
        "redirect_uri:https://v.example/r",
        "nonce",
        None,
        "https://v.example/r",
    );
    let (mistake, text) = explain(&no_thumbprint).unwrap();
    assert_eq!(mistake, Some("jwk_thumbprint: the wallet used null"));
    assert!(text.contains("https://v.example/r"), "{text}");
    let (mistake, _) = explain(&SessionTranscript::hashed_handover("Other", b"\x80")).unwrap();
    assert_eq!(mistake, None);
}

#[test]
fn debug_output_tells_nothing_personal() {
    let mut world = world(Curve::P256);
    let issuer = world.issuer(Profile::mdl());
    let device = SecretKey::generate(Curve::P256, &mut world.rng);
    let facts = AgeFacts::born(date("1990-12-24"), &thresholds(&[18]));
    assert_eq!(format!("{facts:?}"), "AgeFacts(..)");
    let claims =
        Claims::age(facts).with_element("org.iso.18013.5.1", "family_name", ElementValue::text("Personal"));
    assert_eq!(format!("{claims:?}"), "Claims(..)");
    let attestation = world.issue(&issuer, claims, &device);
    assert_eq!(format!("{attestation:?}"), "Attestation(org.iso.18013.5.1.mDL)");
    let request = Request::elements(&[("org.iso.18013.5.1", "family_name")]);
    let prepared = attestation.prepare(&request, &session()).unwrap();
    assert_eq!(format!("{prepared:?}"), "PreparedPresentation(..)");
    let response = prepared.sign_with(&device).unwrap();
    let unverified = UnverifiedResponse::decode(&response).unwrap();
    assert_eq!(format!("{unverified:?}"), format!("UnverifiedResponse({} bytes)", response.len()));
    let verified = unverified.verify(&world.verifier, &Session::new(session()), noon("2026-05-05")).unwrap();
    assert_eq!(format!("{verified:?}"), "VerifiedPresentation(org.iso.18013.5.1.mDL)");
    assert_eq!(format!("{:?}", verified.elements()), "[VerifiedElement(..)]");
    assert_eq!(format!("{:?}", verified.elements()[0].value()), "ElementValue(9 bytes)");
    assert_eq!(format!("{:?}", date("1990-12-24")), "Date(..)");
}

/// The wallet authenticated another transcript with its MAC: the report says which.
#[test]
fn a_mac_over_an_empty_transcript_is_explained() {
    let mut world = world(Curve::P256);
    let device = SecretKey::generate(Curve::P256, &mut world.rng);
    let reader = SecretKey::generate(Curve::P256, &mut world.rng);
    let issuer = world.issuer(Profile::eu_age_verification());
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));
    let attestation = world.issue(&issuer, claims, &device);
    let empty = SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
    let prepared = attestation.prepare(&Request::age_over(AgeThreshold::EIGHTEEN), &empty).unwrap();
    let mac_key = MacKey::derive(&device, &reader.public_key(), &empty).unwrap();
    let response = prepared.finish_with_mac(&mac_key).unwrap();
    let session = Session::with_reader_key(session(), reader);
    let report = UnverifiedResponse::decode(&response)
        .unwrap()
        .explain_device_auth(&world.verifier, &session, noon("2026-05-05"))
        .unwrap();
    assert!(report.mistake().unwrap().contains("empty transcript"));
}

/// What a wallet checks on receipt: the certificate that came along, pinned, says whether its key signed all this.
fn received_without_a_trust_list(attestation: &Attestation) {
    let verdict = |attestation: &Attestation, now| {
        let chain = attestation.untrusted_chain().unwrap();
        let mut anchors = TrustAnchors::new();
        anchors
            .add(TrustAnchor::document_signer(Certificate::from_der(chain[0]).unwrap(), Realm::Live))
            .unwrap();
        let verifier = Verifier::new(anchors, Profile::built_in());
        attestation.verify_issuer(&verifier, now).map_err(|error| error.code())
    };
    assert_eq!(verdict(attestation, noon("2026-05-05")), Ok(()));
    assert_eq!(verdict(attestation, noon("2026-04-30")), Err("not_yet_valid"));
    // One answer turned over: `elementValue` true becomes false.
    let mut bytes = attestation.as_bytes().to_vec();
    let at = bytes.windows(13).position(|window| window == b"elementValue\xf5").unwrap();
    bytes[at..][12] = 0xf4;
    assert_eq!(
        verdict(&Attestation::from_bytes(&bytes).unwrap(), noon("2026-05-05")),
        Err("digest_mismatch")
    );
    // One bit of the issuer's signature.
    let mut bytes = attestation.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let forged = Attestation::from_bytes(&bytes).unwrap();
    assert_eq!(verdict(&forged, noon("2026-05-05")), Err("issuer_signature_invalid"));
}
