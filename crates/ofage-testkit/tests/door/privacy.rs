//! Nothing about a guest leaves the door.

use ofage_testkit::door::{noon, policy};
use ofage_verifier::VenueSecret;

use super::{OF_AGE, later, live};

#[test]
fn debug_of_everything_that_holds_secrets_or_guests() {
    let mut issuers = live();
    let guest = issuers.guest(OF_AGE);
    let door = issuers.door(policy());
    let challenge = door.challenge(noon()).unwrap();
    let outcome = door.scan_text(&issuers.answer(&guest, &challenge), later(3));
    assert_eq!(format!("{outcome:?}"), "Outcome(admit, old_enough)");
    assert_eq!(format!("{door:?}"), "Door { venue: \"The Blue Door\", threshold: 18, mode: Challenge, .. }");
    assert_eq!(format!("{:?}", VenueSecret::from_bytes([1; 32])), "VenueSecret(..)");
    let code = issuers.code(&guest.respond(&challenge.to_session_transcript(), 18), challenge.freshness());
    assert!(format!("{code:?}").len() < 40, "{code:?}");
}

#[test]
fn what_is_kept_is_counts_and_nothing_else() {
    let mut issuers = live();
    let door = issuers.door(policy());
    for second in 0..5 {
        let guest = issuers.guest(OF_AGE);
        door.scan_text(&issuers.answer(&guest, &door.challenge(later(second)).unwrap()), later(second));
    }
    door.scan_text("https://example.com", later(3600));
    assert_eq!(
        door.counters().to_json(),
        "{\"version\":1,\"counts\":[\
         {\"hour\":\"2026-05-01T12:00:00Z\",\"decision\":\"admit\",\"reason\":\"old_enough\",\"count\":5},\
         {\"hour\":\"2026-05-01T13:00:00Z\",\"decision\":\"cannot_verify\",\"reason\":\"not_door_code\",\"count\":1}]}"
    );
    assert_eq!(door.take_counters().of_decision("admit"), 5);
    assert_eq!(door.counters().iter().count(), 0);
}

/// After the last guest nobody scans any more: being asked whether it is ready is enough for the door to forget.
#[test]
fn an_idle_door_forgets_when_the_window_is_over() {
    let mut issuers = live();
    let door = issuers.door(policy());
    let guest = issuers.guest(OF_AGE);
    door.scan_text(&issuers.answer(&guest, &door.challenge(noon()).unwrap()), noon());
    for (seconds, remembered) in [(0, 1), (900, 1), (901, 0)] {
        assert_eq!(door.check_ready(later(seconds)), Ok(()));
        assert_eq!(door.remembered(), remembered, "after {seconds} seconds");
    }
}
