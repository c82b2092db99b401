//! Codes name their document signer in two bytes: where several have the same, each is tried.

use ofage_core::door_code::{CertificateReference, DoorCode, Lookup, Template, TemplateId};
use ofage_core::pki::{Realm, TrustAnchors};
use ofage_core::{UnixTime, VerifiedPresentation};
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_testkit::rng::TestRng;
use ofage_verifier::{Door, PinnedTrust, Reason, StatusPolicy, TrustSource, VenueSecret};

use super::{OF_AGE, code, live};

/// Trust in which every reference also names a certificate that has nothing to do with the code.
struct Ambiguous {
    trust: PinnedTrust,
    other: Vec<u8>,
    other_first: bool,
}

impl Lookup for Ambiguous {
    fn template(&self, id: TemplateId, place: usize) -> Option<&Template> {
        self.trust.lookup().template(id, place)
    }

    fn certificate(&self, reference: CertificateReference, place: usize) -> Option<&[u8]> {
        let own = |place| self.trust.lookup().certificate(reference, place);
        let others_place =
            if self.other_first { 0 } else { (0..).take_while(|place| own(*place).is_some()).count() };
        match place.cmp(&others_place) {
            core::cmp::Ordering::Less => own(place),
            core::cmp::Ordering::Equal => Some(&self.other),
            core::cmp::Ordering::Greater => own(place - 1),
        }
    }
}

impl TrustSource for Ambiguous {
    fn check_current(&self, now: UnixTime, max_age: u32) -> Result<(), Reason> {
        self.trust.check_current(now, max_age)
    }

    fn newest_signed_date(&self) -> Option<UnixTime> {
        self.trust.newest_signed_date()
    }

    fn anchors(&self) -> &TrustAnchors {
        self.trust.anchors()
    }

    fn lookup(&self) -> &dyn Lookup {
        self
    }

    fn check_presentation(
        &self,
        presentation: &VerifiedPresentation,
        status: StatusPolicy,
        now: UnixTime,
    ) -> Result<(), Reason> {
        self.trust.check_presentation(presentation, status, now)
    }
}

#[test]
fn the_right_one_counts_and_the_failure_that_got_furthest_is_told() {
    let mut issuers = live();
    let stranger = Issuers::new("stranger", Realm::Live);
    let elsewhere = issuers.door_at(policy(), noon(), "another door", [7; 32]);
    for other_first in [true, false] {
        let other = stranger.root().as_der().to_vec();
        let trust = Box::new(Ambiguous { trust: issuers.trust(noon()), other, other_first });
        let secret = VenueSecret::from_bytes([7; 32]);
        let door = Door::new(policy(), trust, secret, &mut TestRng::new("door"), noon());
        let guest = issuers.guest(OF_AGE);
        let own = door.challenge(noon()).unwrap();
        // Signed for another door, with the hint of this one: only the device signature is wrong.
        let response = guest.respond(&elsewhere.challenge(noon()).unwrap().to_session_transcript(), 18);
        let claimed = DoorCode::compress(&response, issuers.template(), own.freshness()).unwrap();
        let outcome = door.scan_text(&claimed.to_text(), noon());
        assert_eq!(outcome.detail(), Some("device_signature_invalid"), "other first: {other_first}");
        assert_eq!(code(&door.scan_text(&issuers.answer(&guest, &own), noon())), "old_enough");
    }
}
