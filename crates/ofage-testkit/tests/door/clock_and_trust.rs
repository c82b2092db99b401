//! A clock that is wrong, trust that is missing, old or over: no answer, and never a pass.

use ofage_core::door_code::Catalogue;
use ofage_core::pki::{Realm, TrustAnchors};
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_verifier::{Door, DoorMode, PinnedTrust, Policy, Reason};

use super::{OF_AGE, code, later, live, timed_at};

/// A door that was opened at noon, and a fresh answer to it at another time.
fn scan_at(issuers: &mut Issuers, door: &Door, second: i64) -> &'static str {
    let guest = issuers.guest(OF_AGE);
    let text = issuers.answer(&guest, &door.challenge(later(second)).unwrap());
    code(&door.scan_text(&text, later(second)))
}

#[test]
fn a_clock_behind_what_is_known_decides_nothing() {
    let mut issuers = live();
    // Trust is dated noon.
    for (second, expected) in [(-15, "old_enough"), (-16, "clock_wrong"), (-86_400, "clock_wrong")] {
        let door = issuers.door(policy());
        assert_eq!(scan_at(&mut issuers, &door, second), expected, "{second}");
    }
    let built = || policy().build_time(later(3600));
    for (second, expected) in [(3585, "old_enough"), (3584, "clock_wrong")] {
        let door = issuers.door(built());
        assert_eq!(scan_at(&mut issuers, &door, second), expected, "{second}");
        assert_eq!(door.check_ready(later(second)).is_ok(), expected == "old_enough");
    }
}

#[test]
fn a_clock_that_is_set_back_while_open_decides_nothing() {
    let mut issuers = live();
    let door = issuers.door(policy());
    assert_eq!(scan_at(&mut issuers, &door, 1000), "old_enough");
    assert_eq!(scan_at(&mut issuers, &door, 985), "old_enough");
    assert_eq!(scan_at(&mut issuers, &door, 984), "clock_wrong");
    assert_eq!(scan_at(&mut issuers, &door, 1001), "old_enough");
}

/// Setting the clock back does not bring a forgotten code back to life.
#[test]
fn a_clock_that_jumps_ahead_and_back_lets_no_code_pass_twice() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy().mode(DoorMode::Timed));
    let text = issuers.timed(&guest, &timed_at(0));
    assert_eq!(code(&door.scan_text(&text, noon())), "old_enough");
    // Two hours ahead: the memory is emptied.
    let ahead = issuers.guest(OF_AGE);
    assert_eq!(code(&door.scan_text(&issuers.timed(&ahead, &timed_at(7200)), later(7200))), "old_enough");
    assert_eq!(code(&door.scan_text(&text, later(5))), "clock_wrong");
}

#[test]
fn a_clock_that_jumps_past_the_end_of_trust_does_not_lock_the_door() {
    let mut issuers = live();
    let door = issuers.door(policy());
    assert_eq!(scan_at(&mut issuers, &door, 400 * 86_400), "trust_expired");
    assert_eq!(scan_at(&mut issuers, &door, 10), "old_enough");
}

#[test]
fn trust_is_current_or_there_is_no_answer() {
    let mut issuers = live();
    let three_days = 72 * 3600;
    for (second, expected) in [
        (three_days, "old_enough"),
        (three_days + 1, "trust_stale"),
        (7 * 86_400, "trust_stale"),
        (7 * 86_400 + 1, "trust_expired"),
    ] {
        let door = issuers.door(policy());
        assert_eq!(scan_at(&mut issuers, &door, second), expected, "{second}");
    }
    let door = issuers.door(policy());
    let nobody = PinnedTrust::new(TrustAnchors::new(), Catalogue::new(), noon(), later(86_400));
    door.replace_trust(Box::new(nobody));
    assert_eq!(door.check_ready(noon()), Err(Reason::TrustMissing));
    assert_eq!(scan_at(&mut issuers, &door, 1), "trust_missing");
    door.replace_trust(Box::new(issuers.trust(noon())));
    assert_eq!(scan_at(&mut issuers, &door, 2), "old_enough");
}

#[test]
fn a_code_that_refers_to_what_the_bundle_lacks() {
    let mut issuers = live();
    let bare = PinnedTrust::new(issuers.anchors(), Catalogue::new(), noon(), later(86_400));
    let mut template_only = Catalogue::new();
    template_only.add_template(issuers.template().clone());
    let template_only = PinnedTrust::new(issuers.anchors(), template_only, noon(), later(86_400));
    for (trust, detail) in [(bare, "door_template_unknown"), (template_only, "door_certificate_unknown")] {
        let guest = issuers.guest(OF_AGE);
        let door = issuers.door(policy());
        door.replace_trust(Box::new(trust));
        let challenge = door.challenge(noon()).unwrap();
        let outcome = door.scan_text(&issuers.answer(&guest, &challenge), noon());
        assert_eq!((code(&outcome), outcome.detail()), ("layout_unknown", Some(detail)));
        // The long form needs neither.
        let response = guest.respond(&challenge.to_session_transcript(), 18);
        assert_eq!(code(&door.scan_bytes(&response, noon())), "old_enough");
    }
}

#[test]
fn attestations_and_issuers_that_do_not_count() {
    let mut issuers = live();
    let mut strangers = Issuers::new("strangers", Realm::Live);
    let guests = [
        (issuers.guest_from(OF_AGE, date("2026-03-01")), "attestation_expired"),
        (issuers.guest_from(OF_AGE, date("2026-05-02")), "attestation_not_yet_valid"),
        (strangers.guest(OF_AGE), "issuer_unknown"),
    ];
    for (guest, expected) in guests {
        let door = issuers.door(policy());
        let challenge = door.challenge(noon()).unwrap();
        let response = guest.respond(&challenge.to_session_transcript(), 18);
        let long = ofage_core::door_code::DoorCode::self_contained(&response, challenge.freshness()).unwrap();
        for outcome in [door.scan_bytes(&response, noon()), door.scan_text(&long.to_text(), noon())] {
            assert_eq!(code(&outcome), expected);
            assert_eq!(outcome.issuer_country(), None, "nothing is said of what did not verify");
        }
        assert_eq!(door.remembered(), 0);
    }
    let none: Policy = policy().profiles(Vec::new());
    let door = issuers.door(none);
    assert_eq!(scan_at(&mut issuers, &door, 0), "document_not_accepted");
}
