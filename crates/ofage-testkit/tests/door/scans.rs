//! What the door answers to whom, and through which way in.

use core::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ofage_core::door_code::DoorCode;
use ofage_core::pki::Realm;
use ofage_core::pki::build::{CertificateValidity, SignerBuilder};
use ofage_core::{AgeThreshold, Challenge, Curve, SecretKey, Signer as _, VenueName};
use ofage_qr::{LumaImage, Symbol};
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_testkit::rng::TestRng;
use ofage_verifier::{Decision, PlainResponses, Policy, Reason};

use super::{OF_AGE, code, later, live};

#[test]
fn a_guest_of_age_answers_and_is_admitted() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    // The wallet reads the challenge from the screen.
    let seen = Challenge::from_text(&challenge.to_text()).unwrap();
    assert_eq!(seen.check(later(5), 60), Ok(()));
    let outcome = door.scan_text(&issuers.answer(&guest, &seen), later(9));
    assert_eq!(outcome.decision(), Decision::Admit);
    assert_eq!(outcome.matching_symbol(), Some(seen.matching_symbol()));
    assert_eq!(outcome.code_age(), Some(9));
    assert_eq!(outcome.issuer_country(), Some("UT"));
    assert_eq!(outcome.realm(), Some(Realm::Live));
    assert_eq!((outcome.detail(), outcome.timings()), (None, None));
    assert_eq!(door.counters().of_decision("admit"), 1);
    assert_eq!(door.counters().iter().count(), 1);
}

#[test]
fn the_age_statements_decide() {
    let mut issuers = live();
    for (statements, expected) in [
        (&[(18, true)][..], "old_enough"),
        (&[(21, true)], "old_enough"),
        (&[(18, false)], "under_age"),
        (&[(16, true), (18, false)], "under_age"),
        (&[(18, true), (21, false)], "old_enough"),
    ] {
        let guest = issuers.guest(statements);
        let door = issuers.door(policy());
        let challenge = door.challenge(noon()).unwrap();
        assert_eq!(code(&door.scan_text(&issuers.answer(&guest, &challenge), noon())), expected);
    }
}

#[test]
fn another_statement_than_asked_is_no_answer_and_uses_nothing_up() {
    let mut issuers = live();
    let guest = issuers.guest(&[(16, true), (18, true)]);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    let transcript = challenge.to_session_transcript();
    let other = guest.respond_with(&transcript, "eu.europa.ec.av.1", "age_over_16");
    let outcome = door.scan_bytes(&other, noon());
    assert_eq!((code(&outcome), outcome.detail()), ("age_not_shown", Some("age_no_answer")));
    assert_eq!(door.remembered(), 0);
    assert_eq!(code(&door.scan_text(&issuers.answer(&guest, &challenge), noon())), "old_enough");
}

#[test]
fn a_demo_issuer_never_admits() {
    let mut issuers = Issuers::new("demo", Realm::Demo);
    for (statements, expected) in [(&[(18, true)], "demo_old_enough"), (&[(18, false)], "demo_under_age")] {
        let guest = issuers.guest(statements);
        let door = issuers.door(policy());
        let challenge = door.challenge(noon()).unwrap();
        let outcome = door.scan_text(&issuers.answer(&guest, &challenge), noon());
        assert_eq!(code(&outcome), expected);
        assert!(matches!(outcome.decision(), Decision::Demo(_)));
        assert_eq!(outcome.realm(), Some(Realm::Demo));
        assert_eq!(door.counters().of_decision("admit") + door.counters().of_decision("refuse"), 0);
        assert_eq!(door.counters().of_decision("demo"), 1);
    }
}

#[test]
fn every_form_of_a_response_is_taken() {
    let mut issuers = live();
    let door = issuers.door(policy());
    for form in 0..7 {
        let guest = issuers.guest(OF_AGE);
        let challenge = door.challenge(noon()).unwrap();
        let freshness = challenge.freshness();
        let response = guest.respond(&challenge.to_session_transcript(), 18);
        let short = DoorCode::compress(&response, issuers.template(), freshness).unwrap();
        let outcome = match form {
            0 => door.scan_text(&short.to_text(), noon()),
            // A hand scanner ends with a line break.
            1 => door.scan_text(&format!(" {}\r\n", short.to_text()), noon()),
            2 => door.scan_bytes(short.as_bytes(), noon()),
            3 => door.scan_bytes(short.to_text().as_bytes(), noon()),
            4 => door.scan_text(&DoorCode::self_contained(&response, freshness).unwrap().to_text(), noon()),
            5 => door.scan_bytes(&response, noon()),
            _ => door.scan_text(&BASE64_URL_SAFE_NO_PAD.encode(&response), noon()),
        };
        assert_eq!(code(&outcome), "old_enough", "form {form}");
    }
}

#[test]
fn whole_responses_can_be_turned_away() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy().plain_responses(PlainResponses::Refused));
    let challenge = door.challenge(noon()).unwrap();
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    for outcome in [
        door.scan_bytes(&response, noon()),
        door.scan_text(&BASE64_URL_SAFE_NO_PAD.encode(&response), noon()),
    ] {
        assert_eq!((code(&outcome), outcome.detail()), ("mode_not_accepted", Some("plain_response")));
    }
    assert_eq!(code(&door.scan_text(&issuers.answer(&guest, &challenge), noon())), "old_enough");
}

/// The pictures beside each other, with room between them.
fn beside(pictures: &[LumaImage]) -> LumaImage {
    let (gap, height) = (20, pictures.iter().map(LumaImage::height).max().unwrap_or(0) + 40);
    let width = pictures.iter().map(|picture| picture.width() + gap).sum::<usize>() + gap;
    let mut pixels = vec![255; width * height];
    let mut left = gap;
    for picture in pictures {
        for (row, line) in picture.pixels().chunks(picture.width()).enumerate() {
            let at = (row + 20) * width + left;
            pixels[at..at + picture.width()].copy_from_slice(line);
        }
        left += picture.width() + gap;
    }
    LumaImage::new(pixels, width, height).unwrap()
}

fn drawn(text: &str) -> LumaImage {
    Symbol::from_text(text).unwrap().luma(4).unwrap()
}

#[test]
fn frames_with_one_code_two_codes_and_none() {
    let mut issuers = live();
    let door = issuers.door(policy()).with_stopwatch(stopwatch());
    let answer = |issuers: &mut Issuers| {
        let guest = issuers.guest(OF_AGE);
        issuers.answer(&guest, &door.challenge(noon()).unwrap())
    };
    let (one, two) = (answer(&mut issuers), answer(&mut issuers));
    let scan = |pictures: &[LumaImage]| door.scan_frame(&beside(pictures).frame().unwrap(), noon());

    let blank = LumaImage::new(vec![200; 100 * 100], 100, 100).unwrap();
    assert!(scan(&[blank]).is_none());
    let link = drawn("https://example.com/menu");
    assert_eq!(code(&scan(&[drawn("https://example.com/menu")]).unwrap()), "not_door_code");
    assert_eq!(code(&scan(&[drawn(&one), drawn(&two)]).unwrap()), "several_codes");
    let outcome = scan(&[link, drawn(&one)]).unwrap();
    assert_eq!(code(&outcome), "old_enough");
    let timings = outcome.timings().unwrap();
    assert!(timings.read > Duration::ZERO && timings.verify > Duration::ZERO);
    // The same code twice in a picture, as in a mirror, is one code.
    assert_eq!(code(&scan(&[drawn(&two), drawn(&two)]).unwrap()), "old_enough");
    assert_eq!(code(&door.unreadable("frame_too_small", noon())), "frame_invalid");
    assert_eq!(door.counters().of_reason(Reason::OldEnough), 2);
}

#[test]
fn of_two_codes_that_cannot_be_read_the_damaged_door_code_is_told() {
    let mut issuers = live();
    let door = issuers.door(policy());
    let guest = issuers.guest(OF_AGE);
    let answer = issuers.answer(&guest, &door.challenge(noon()).unwrap());
    // A digit is missing.
    let damaged = &answer[..answer.len() - 1];
    let expected = code(&door.scan_text(damaged, noon()));
    assert_ne!(expected, "not_door_code");
    let link = "https://example.com/menu";
    let frame = beside(&[drawn(damaged), drawn(link)]);
    let mut symbols = ofage_qr::read_first(&frame.frame().unwrap());
    assert_eq!(symbols.len(), 2);
    for _ in 0..2 {
        assert_eq!(code(&door.scan_symbols(&symbols, None, noon()).unwrap()), expected);
        symbols.reverse();
    }
}

/// A clock that a test can wind: each look takes a millisecond.
fn stopwatch() -> impl Fn() -> Duration + Send + Sync {
    let looks = core::sync::atomic::AtomicU64::new(0);
    move || Duration::from_millis(looks.fetch_add(1, core::sync::atomic::Ordering::Relaxed))
}

#[test]
fn the_threshold_of_the_policy_is_the_one_asked() {
    let mut issuers = live();
    let guest = issuers.guest(&[(18, true), (21, false)]);
    let sixteen = Policy::new(VenueName::new("Bar").unwrap(), AgeThreshold::TWENTY_ONE);
    let door = issuers.door(sixteen);
    let challenge = door.challenge(noon()).unwrap();
    assert_eq!(challenge.threshold(), AgeThreshold::TWENTY_ONE);
    // A wallet that answers another question than the one asked does not get past.
    let wrong = guest.respond(&challenge.to_session_transcript(), 18);
    assert_eq!(code(&door.scan_bytes(&wrong, noon())), "age_not_shown");
    assert_eq!(code(&door.scan_text(&issuers.answer(&guest, &challenge), noon())), "under_age");
}

#[test]
fn a_reader_certificate_tells_who_asks() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let mut rng = TestRng::new("reader");
    let reader_key = SecretKey::generate(Curve::P256, &mut rng);
    let year = CertificateValidity::new(date("2026-01-01"), date("2026-12-31")).unwrap();
    let certificate =
        SignerBuilder::reader(issuers.root(), "The Blue Door Ltd", year, "https://issuer.example/crl")
            .unwrap()
            .sign(issuers.root_key(), &reader_key.public_key(), &mut rng)
            .unwrap();
    let other_key = SecretKey::generate(Curve::P256, &mut rng);
    let unsigned = issuers.door(policy()).challenge(noon()).unwrap();
    assert!(unsigned.clone().sign_as_reader(certificate.clone(), &other_key).is_err());

    let door = issuers.door(policy()).with_reader(certificate, reader_key);
    let challenge = Challenge::from_text(&door.challenge(noon()).unwrap().to_text()).unwrap();
    assert!(challenge.is_reader_signed() && !unsigned.is_reader_signed());
    let reader = challenge.verify_reader(&issuers.anchors(), noon()).unwrap();
    assert_eq!(reader.common_name(), Some("The Blue Door Ltd"));
    let reader_error = |challenge: &Challenge, issuers: &Issuers, now| {
        challenge.verify_reader(&issuers.anchors(), now).unwrap_err().code()
    };
    assert_eq!(reader_error(&unsigned, &issuers, noon()), "reader_auth_missing");
    assert_eq!(reader_error(&challenge, &Issuers::new("other", Realm::Live), noon()), "anchor_unknown");
    assert_eq!(reader_error(&challenge, &issuers, later(400 * 86_400)), "certificate_expired");
    // The venue's name, changed on the way.
    let mut bytes = challenge.to_bytes();
    bytes[24] = b'S';
    let forged = Challenge::from_bytes(&bytes).unwrap();
    assert_eq!(reader_error(&forged, &issuers, noon()), "reader_signature_invalid");
    // A wallet without roots for readers sees that too, and the name in the certificate as a claim.
    let checked = |challenge: &Challenge| challenge.check_reader_signature().map_err(|error| error.code());
    assert_eq!(checked(&challenge), Ok(()));
    assert_eq!(checked(&forged), Err("reader_signature_invalid"));
    assert_eq!(checked(&unsigned), Err("reader_auth_missing"));
    assert_eq!(challenge.untrusted_reader_name(), Some("The Blue Door Ltd"));
    assert_eq!(unsigned.untrusted_reader_name(), None);
    for length in 0..bytes.len() {
        assert!(Challenge::from_bytes(&bytes[..length]).is_err() || length == unsigned.to_bytes().len());
    }
    assert_eq!(code(&door.scan_text(&issuers.answer(&guest, &challenge), noon())), "old_enough");
}
