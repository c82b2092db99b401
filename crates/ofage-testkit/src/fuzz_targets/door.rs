//! The whole door, from text to decision. Under the fuzzer every well-formed signature holds, so that what stands behind
//! the signatures is what is left to stop a code.

use std::sync::LazyLock;

use ofage_core::door_code::{DoorCode, Freshness};
use ofage_core::pki::Realm;
use ofage_core::{Audience, Challenge, TimedSession, UnixTime};
use ofage_verifier::{Decision, Door, DoorMode, Reason, TrustSource as _};

use super::script::Script;
use crate::cbor::{Item, decode};
use crate::door::{Guest, Issuers, noon, policy};

/// An issuer with two guests: one of age, one not.
struct Venue {
    issuers: Issuers,
    adult: Guest,
    minor: Guest,
}

static VENUE: LazyLock<Venue> = LazyLock::new(|| {
    let mut issuers = Issuers::new("fuzz", Realm::Live);
    let (adult, minor) = (issuers.guest(&[(18, true)]), issuers.guest(&[(18, false), (16, true)]));
    Venue { issuers, adult, minor }
});

/// A door that admits was given a well-formed response with the issuer's `true` for its question, valid now, for a
/// session of its own, and once.
pub(super) fn run(data: &[u8]) {
    #[cfg(fuzzing)]
    ofage_core::fuzzing::accept_every_signature();
    let mut script = Script::new(data);
    let mode = [DoorMode::Challenge, DoorMode::Timed][script.below(2)];
    let door = VENUE.issuers.door(policy().mode(mode));
    let text = text(&door, mode, &mut script);
    let now = noon().plus_seconds(i64::from(script.byte() % 8) * 10);
    let outcome = door.scan_text(&text, now);
    if outcome.decision() == Decision::Admit {
        admitted(&text, mode, now);
        // The same again within seconds is the same guest; nobody else is admitted with it.
        assert_eq!(door.scan_text(&text, now).reason(), Reason::SameGuest, "twice");
        let later = door.scan_text(&text, now.plus_seconds(20)).decision();
        assert_ne!(later, Decision::Admit, "again, later");
    }
    assert_eq!(
        door.counters().of_reason(Reason::OldEnough),
        u64::from(outcome.decision() == Decision::Admit)
    );
}

/// A guest's answer with some bytes changed, or any text.
fn text(door: &Door, mode: DoorMode, script: &mut Script<'_>) -> String {
    let guest = if script.byte() & 1 == 0 { &VENUE.adult } else { &VENUE.minor };
    let code = match mode {
        DoorMode::Challenge => {
            let challenge: Challenge = door.challenge(noon()).unwrap_or_else(|error| panic!("{error}"));
            VENUE.issuers.answer(guest, &challenge)
        }
        _ => {
            let session =
                TimedSession::new(Audience::AnyDoor, noon()).unwrap_or_else(|error| panic!("{error}"));
            VENUE.issuers.timed(guest, &session)
        }
    };
    if script.byte() % 4 == 3 {
        return String::from_utf8_lossy(script.rest()).into_owned();
    }
    let mut bytes = DoorCode::from_text(&code).map(|code| code.as_bytes().to_vec()).unwrap_or_default();
    script.edit_bytes(&mut bytes);
    DoorCode::from_bytes(&bytes).map(|code| code.to_text()).unwrap_or_default()
}

/// Reads independently what the code stands for: one of its expansions is reason to admit.
fn admitted(text: &str, mode: DoorMode, now: UnixTime) {
    let Ok(code) = DoorCode::from_text(text) else { panic!("admitted without a code") };
    let fits = matches!(
        (mode, code.freshness()),
        (DoorMode::Challenge, Freshness::Challenge(_)) | (DoorMode::Timed, Freshness::Timed(_))
    );
    assert!(fits, "a code of another mode");
    let trust = VENUE.issuers.trust(noon());
    let Ok(mut candidates) = code.expand(trust.lookup()) else {
        panic!("admitted a code that expands to nothing")
    };
    let is_reason = |response: Result<Vec<u8>, _>| response.is_ok_and(|response| says_yes(&response, now));
    assert!(candidates.any(is_reason), "admitted without a yes");
}

fn says_yes(response: &[u8], now: UnixTime) -> bool {
    let mut tree = decode(response);
    let document = &mut tree.at("documents").elements()[0];
    let issuer_signed = document.at("issuerSigned");
    let mut mso = decode(&issuer_signed.at("issuerAuth").elements()[2].content());
    let mut mso = decode(&mso.inside().content());
    let time = |item: &mut Item| UnixTime::parse_rfc3339(&item.inside().text());
    let validity = mso.at("validityInfo");
    let (from, until) = (time(validity.at("validFrom")), time(validity.at("validUntil")));
    let is_valid = from.is_some_and(|from| from <= now) && until.is_some_and(|until| now <= until);
    let items = issuer_signed.at("nameSpaces").at("eu.europa.ec.av.1").elements();
    let says_yes = items.iter_mut().any(|item| {
        let mut item = decode(&item.inside().content());
        let age =
            item.at("elementIdentifier").text().strip_prefix("age_over_").and_then(|age| age.parse().ok());
        age.is_some_and(|age: u8| age >= 18) && item.at("elementValue").encode() == [0xf5]
    });
    is_valid && says_yes
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("door", 48);
    seeds.extend([vec![0], vec![1], vec![0, 1], vec![1, 1]]);
    seeds
}
