//! Nothing secret or personal is in `Debug` or in an error; what errors say.
#![cfg(test)]

use core::fmt::Debug;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ofage_core::door_code::{Catalogue, CertificateReference, DoorCode, DoorCodeError, Freshness};
use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Oid, PkiError, Realm, TrustAnchor};
use ofage_core::status::Status;
use ofage_core::trust::{ListError, PartKind};
use ofage_core::{
    AgeThreshold, Audience, Challenge, ChallengeError, ChallengeMode, Colour, Curve, DecodeError,
    ElementValue, IssueError, KeyError, MacKey, PresentError, Profile, ReaderAuthError, Request,
    ResponseError, SecretKey, Session, SessionTranscript, Shape, SignError, Signer as _, SignerCache,
    TimedSession, UnixTime, UnverifiedResponse, VenueName, Verifier, VerifyError, verify_response,
};
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_testkit::rng::TestRng;
use ofage_testkit::world::layouts;
use ofage_verifier::VenueSecret;

/// Fails where one of the forms in which bytes are printed is in the text.
fn holds_not(text: &str, secret: &[u8]) {
    assert!(secret.len() >= 8);
    let decimal =
        |separator: &str| secret.iter().take(6).map(u8::to_string).collect::<Vec<_>>().join(separator);
    let text = text.to_lowercase();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for form in [
        hex(&secret[..6]),
        URL_SAFE_NO_PAD.encode(&secret[..6]).to_lowercase(),
        decimal(", "),
        decimal(",\n    "),
    ] {
        assert!(!text.contains(&form), "{text} tells {form}");
    }
}

/// Both forms of `Debug`, without any of the secrets.
fn redacted(value: &impl Debug, expected: &str, secrets: &[&[u8]]) {
    let (short, long) = (format!("{value:?}"), format!("{value:#?}"));
    assert!(short.starts_with(expected), "{short}");
    for secret in secrets {
        holds_not(&short, secret);
        holds_not(&long, secret);
    }
}

#[test]
fn secrets_are_not_shown() {
    let mut rng = TestRng::new("redaction");
    let transcript = SessionTranscript::hashed_handover("ofage.test.v1", b"nonce of the session");
    for curve in [Curve::P256, Curve::P384] {
        let (key, peer) = (SecretKey::generate(curve, &mut rng), SecretKey::generate(curve, &mut rng));
        let secret = key.to_bytes();
        redacted(&key, "SecretKey(..)", &[&secret]);
        redacted(&key.public_key(), "PublicKey(", &[&secret, &key.public_key().to_sec1_bytes()[1..]]);
        let signature = key.sign(b"message").unwrap();
        redacted(&signature, "Signature(", &[&secret, signature.as_bytes()]);
        let mac = MacKey::derive(&key, &peer.public_key(), &transcript).unwrap();
        redacted(&mac, "MacKey(..)", &[&secret]);
        redacted(
            &Session::with_reader_key(transcript.clone(), key),
            "Session",
            &[&secret, transcript.as_bytes()],
        );
        // Errors about keys are `Copy`, so they hold no bytes; and they say nothing of the input.
        let text = SecretKey::from_bytes(&[0xee; 33]).unwrap_err().to_string();
        holds_not(&text, &[0xee; 33]);
        let pem = peer.to_pem().unwrap();
        let broken = pem.replace("BEGIN", "BEGUN");
        holds_not(&SecretKey::from_pem(&broken).unwrap_err().to_string(), &peer.to_bytes());
    }
    assert!(matches!(
        MacKey::derive(
            &SecretKey::generate(Curve::P256, &mut rng),
            &SecretKey::generate(Curve::P384, &mut rng).public_key(),
            &transcript
        ),
        Err(KeyError::Unsupported)
    ));

    let venue = [0xc7; 32];
    redacted(&VenueSecret::from_bytes(venue), "VenueSecret", &[&venue]);
    let issuers = Issuers::new("redaction", Realm::Live);
    redacted(&issuers.door_at(policy(), noon(), "door", venue), "Door", &[&venue]);
    redacted(&issuers.trust(noon()), "PinnedTrust", &[&venue]);
}

#[test]
fn nothing_personal_is_shown() {
    let mut rng = TestRng::new("personal");
    let transcript = SessionTranscript::hashed_handover("ofage.test.v1", b"nonce of the session");
    let name = "Mustermann-Example";
    for layout in layouts().into_iter().take(4) {
        let (response, context) = layout.world.clone().sealed();
        let (verifier, session) = (context.verifier(), context.session());
        let unverified = UnverifiedResponse::decode(&response).unwrap();
        assert_eq!(unverified.untrusted_doc_type(), Some(layout.world.clone().doc_type().as_str()));
        redacted(&unverified, "UnverifiedResponse(", &[&response[..40], &response[response.len() - 40..]]);
        let mut cache = SignerCache::new(context.verifier());
        redacted(&cache, "SignerCache(0 signers)", &[]);
        let known = cache.known_signer(&unverified, context.now).unwrap();
        redacted(&known, "KnownSigner(", &[]);
        redacted(&cache, "SignerCache(1 signers)", &[]);
        assert_eq!(cache.verifier().profiles().len(), 1);
        let verified = unverified.verify(&verifier, &session, context.now).unwrap();
        let key = verified.device_key().to_sec1_bytes();
        redacted(&verified, "VerifiedPresentation(", &[&key[1..]]);
        for element in verified.elements() {
            redacted(element, "VerifiedElement(..)", &[]);
            assert!(!format!("{element:?}").contains(element.element_id()));
        }
        redacted(verified.document_signer(), "DocumentSigner(", &[]);
        assert!(verified.signed() <= verified.valid_from() && verified.valid_from() < verified.valid_until());
        assert_eq!(session.transcript().as_bytes(), context.session().transcript().as_bytes());
        let report = UnverifiedResponse::decode(&response).unwrap().explain_device_auth(
            &verifier,
            &Session::new(transcript.clone()),
            context.now,
        );
        // A MAC needs the reader's key, so only signatures have a report.
        if let Some(report) = report {
            redacted(&report, "DeviceAuthReport(..)", &[transcript.as_bytes()]);
        }
    }

    let mut issuers = Issuers::new("redaction", Realm::Live);
    redacted(&issuers.guest(&[(18, true)]), "Guest(..)", &[]);
    let (key, signer_key) =
        (SecretKey::generate(Curve::P256, &mut rng), SecretKey::generate(Curve::P256, &mut rng));
    let years = |until| CertificateValidity::new(date("2026-01-01"), date(until)).unwrap();
    let root = RootName::new("UT", "Root").unwrap().with_organization("Utopia").unwrap();
    let contact = Contact::uri("https://root.example").unwrap();
    let root =
        RootBuilder::new(root, years("2027-12-31"), contact).unwrap().self_sign(&key, &mut rng).unwrap();
    let crl = "https://root.example/crl";
    let signer = SignerBuilder::document_signer(&root, "Signer", years("2026-12-31"), crl).unwrap();
    let certificate = signer.sign(&key, &signer_key.public_key(), &mut rng).unwrap();
    let rules = Profile::eu_age_verification().certificate_rules().clone();
    let issuer = Issuer::new(Profile::custom("doc.example", "space.example", rules), certificate);
    assert_eq!(issuer.profile().doc_type(), "doc.example");
    let claims = Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)])).with_element(
        "space.example",
        "family_name",
        ElementValue::text(name),
    );
    assert!(!format!("{claims:?}").contains(name));
    let prepared = issuer
        .attestation()
        .device_key(key.public_key())
        .claims(claims)
        .validity(Validity::days(date("2026-11-24"), 30).unwrap())
        .authorize_device_element("space.example", "a")
        .authorize_device_element("space.example", "b")
        .authorize_device_element("other.example", "c")
        .prepare(&mut rng)
        .unwrap();
    redacted(&prepared, "PreparedAttestation(..)", &[]);
    let attestation = prepared.sign_with(&signer_key).unwrap();
    assert_eq!(attestation.valid_until(), attestation.valid_from().plus_seconds(30 * 86_400));
    assert!(!format!("{attestation:?}").contains(name));
    let prepared =
        attestation.prepare(&Request::elements(&[("space.example", "family_name")]), &transcript).unwrap();
    assert!(!format!("{prepared:?}").contains(name));
    let value = ElementValue::text(name);
    assert!(!format!("{value:?}").contains(name));
    assert_eq!(value.to_diagnostic().unwrap(), format!("\"{name}\""));
}

#[test]
fn sessions_and_codes_show_no_nonces() {
    let venue = VenueName::new("The Blue Door").unwrap();
    assert_eq!(
        (venue.to_string(), format!("{venue:?}")),
        ("The Blue Door".into(), "\"The Blue Door\"".into())
    );
    let nonce = [0xd3; 16];
    let threshold = AgeThreshold::EIGHTEEN;
    assert_eq!(threshold.to_string(), "18");
    let challenge = Challenge::new(ChallengeMode::Challenge, venue, threshold, nonce, noon()).unwrap();
    redacted(&challenge.to_session_transcript(), "SessionTranscript(", &[challenge.sha256()]);
    redacted(&challenge.to_session_transcript().report(), "TranscriptReport(..)", &[challenge.sha256()]);
    let session = TimedSession::new(Audience::AnyDoor, noon()).unwrap();
    assert!(matches!(session.audience(), Audience::AnyDoor));
    redacted(&session, "TimedSession", &[]);

    let mut issuers = Issuers::new("codes", Realm::Live);
    let guest = issuers.guest(&[(18, true)]);
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let code = issuers.code(&response, challenge.freshness());
    redacted(&code, "DoorCode", &[&code.as_bytes()[8..]]);
    redacted(issuers.template(), "Template(", &[&issuers.template().as_bytes()[8..]]);
    redacted(&issuers.template().id(), "TemplateId(", &[]);
    redacted(&CertificateReference::of(b"certificate"), "CertificateReference(", &[]);
    let whole = DoorCode::self_contained(&response, challenge.freshness()).unwrap();
    let catalogue = Catalogue::new();
    let candidates = whole.expand(&catalogue).unwrap();
    redacted(&candidates, "Candidates(1", &[&response[..40]]);
    let modes = [Freshness::Challenge([1, 2]), Freshness::Queue([1, 2]), Freshness::Timed(12)];
    let names: Vec<_> = modes.iter().map(|freshness| freshness.mode().code()).collect();
    assert_eq!(names, ["challenge", "queue", "timed"]);
}

/// What developers read. Each error has a text of its own; what it wraps is named behind it.
#[test]
fn errors_say_what_is_wrong() {
    let decode: DecodeError = UnverifiedResponse::decode(&[0xff]).unwrap_err();
    let text = |error: &dyn core::error::Error| error.to_string();
    assert!(text(&VerifyError::MsoMalformed { error: decode }).ends_with(&decode.to_string()));
    let chain = VerifyError::Chain { error: PkiError::AnchorUnknown };
    assert!(text(&chain).ends_with(&PkiError::AnchorUnknown.to_string()));
    let time = UnixTime::from_seconds(86_400).unwrap();
    assert!(text(&VerifyError::Expired { valid_until: time }).contains("1970-01-02T00:00:00Z"));
    assert!(text(&VerifyError::NotYetValid { valid_from: time }).contains("1970-01-02T00:00:00Z"));
    assert!(text(&VerifyError::ResponseStatus { status: 10 }).contains("10"));
    assert!(text(&ListError::Expired { expires: time }).contains("1970-01-02"));
    assert!(text(&ListError::IssuedInFuture { issued: time }).contains("1970-01-02"));
    assert!(
        text(&ListError::Chain { error: PkiError::AnchorUnknown })
            .contains(&PkiError::AnchorUnknown.to_string())
    );
    assert!(text(&ListError::Decode { error: decode }).contains(&decode.to_string()));
    assert!(text(&ReaderAuthError::Chain { error: PkiError::AnchorUnknown }).contains(':'));
    assert!(text(&DoorCodeError::ResponseMalformed { error: decode }).contains(&decode.to_string()));
    assert!(text(&PresentError::from(decode)).contains(&decode.to_string()));
    let texts = [
        text(&ChallengeError::NameEmpty),
        text(&KeyError::Length),
        text(&IssueError::ClaimsTooMany),
        text(&SignError::default()),
        text(&VerifyError::NoDocuments),
    ];
    assert!(texts.iter().all(|text| text.len() > 8), "{texts:?}");
    let layout = layouts().into_iter().next().unwrap();
    let (response, context) = layout.world.sealed();
    let nobody = Verifier::new(ofage_core::pki::TrustAnchors::new(), vec![]);
    let refused = verify_response(&response, &nobody, &context.session(), context.now).unwrap_err();
    assert!(matches!(refused, ResponseError::Verify(_)), "{refused:?}");
}

#[test]
fn names_are_stable() {
    let statuses = [Status::Valid, Status::Invalid, Status::Suspended, Status::Other(9)];
    assert_eq!(statuses.map(Status::code), ["valid", "invalid", "suspended", "other"]);
    let parts = PartKind::ALL.map(PartKind::code);
    assert_eq!(
        parts,
        ["vical", "deny_list", "document_signer", "template", "status_list", "identifier_list", "crl"]
    );
    // Shapes and colours differ, so that staff tell them apart.
    let glyphs: std::collections::BTreeSet<char> = Shape::ALL.iter().map(|shape| shape.glyph()).collect();
    let colours: std::collections::BTreeSet<[u8; 3]> =
        Colour::ALL.iter().map(|colour| colour.rgb()).collect();
    assert_eq!((glyphs.len(), colours.len()), (Shape::ALL.len(), Colour::ALL.len()));
    assert_eq!(format!("{:?}", Oid::VICAL_SIGNER), "Oid(1.0.18013.5.1.8)");
    let signer = ofage_testkit::samples::SampleIssuer::new(Curve::P384, 6);
    let anchor = TrustAnchor::document_signer(signer.certificate().clone(), Realm::Demo);
    redacted(&anchor, "TrustAnchor(document signer", &[]);
    redacted(
        &TrustAnchor::document_signer_key(signer.certificate().public_key(), Realm::Demo),
        "TrustAnchor(document signer key",
        &[],
    );
    redacted(signer.certificate(), "Certificate(", &[]);
    redacted(&signer.verifier(), "Verifier", &[]);
}
