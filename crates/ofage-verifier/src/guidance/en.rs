//! English.

use super::Guidance;
use crate::Reason;

pub(super) const fn guidance(reason: Reason) -> Guidance {
    match reason {
        Reason::AgeNotShown => Guidance::new(
            "This proof does not answer the age asked for.",
            "Ask the guest for a proof for this age, or for another ID.",
        ),
        Reason::AlreadyUsed => Guidance::new(
            "This proof was already used here.",
            "Ask the guest to make a new code on their own phone, or for another ID.",
        ),
        Reason::AttestationExpired => Guidance::new(
            "This proof has expired.",
            "Ask the guest to get new proofs in their wallet, or for another ID.",
        ),
        Reason::AttestationNotYetValid => Guidance::new(
            "This proof is not valid yet.",
            "Check this device’s date and time. If they are right, ask for another ID.",
        ),
        Reason::AttestationRevoked => {
            Guidance::new("The issuer has withdrawn this proof.", "Ask the guest for another ID.")
        }
        Reason::ChallengeExpired => Guidance::new(
            "The guest answered a question that has run out.",
            "Let the guest scan the code on your screen again.",
        ),
        Reason::ChallengeUsed => Guidance::new(
            "Somebody else has answered this question.",
            "Show the next question and let the guest scan it.",
        ),
        Reason::ClockWrong => Guidance::new(
            "The clock of this device is wrong.",
            "Set date and time to automatic, then open the door again.",
        ),
        Reason::CodeDamaged => Guidance::new(
            "The code could not be read whole.",
            "Ask the guest to turn up the brightness, then scan again.",
        ),
        Reason::CodeFromFuture => Guidance::new(
            "The guest’s phone is ahead of this device’s clock.",
            "Check both clocks: set date and time to automatic.",
        ),
        Reason::CodeTooOld => Guidance::new(
            "This code is too old; it may be a picture.",
            "Ask the guest to show the code live on their phone.",
        ),
        Reason::DemoOldEnough => Guidance::new(
            "Demonstration only: this proof is not real.",
            "Admit nobody on it. Ask for a real proof or an ID.",
        ),
        Reason::DemoUnderAge => {
            Guidance::new("Demonstration only: under age, and not real.", "Ask for a real proof or an ID.")
        }
        Reason::DocumentNotAccepted => Guidance::new(
            "This kind of document is not accepted here.",
            "Ask the guest for a proof of age, or for another ID.",
        ),
        Reason::DoorBusy => Guidance::new(
            "Too many guests in a short time for this device.",
            "Wait a minute, then scan again.",
        ),
        Reason::FrameInvalid => Guidance::new(
            "The picture could not be read.",
            "Scan again with the camera, or choose another picture.",
        ),
        Reason::IssuerCertificate => Guidance::new(
            "The issuer’s certificate does not hold.",
            "Ask for another ID, and tell the manager.",
        ),
        Reason::IssuerDenied => {
            Guidance::new("Proofs of this issuer are not accepted any more.", "Ask the guest for another ID.")
        }
        Reason::IssuerUnknown => Guidance::new(
            "This door does not know the issuer.",
            "Ask for another ID. The manager can update the trust list.",
        ),
        Reason::LayoutUnknown => Guidance::new(
            "This short code needs data that this door lacks.",
            "Ask for the long code in the wallet, or update the trust list.",
        ),
        Reason::ModeNotAccepted => Guidance::new(
            "This door takes another kind of code.",
            "Let the guest follow what your screen asks for.",
        ),
        Reason::NoChallenge => Guidance::new(
            "No question is open on this device.",
            "Show the question first and let the guest scan it.",
        ),
        Reason::NotDoorCode => Guidance::new(
            "This is not a proof of age.",
            "Ask the guest to open their wallet and show the answer.",
        ),
        Reason::NotForThisDoor => Guidance::new(
            "This code answers another door or an old question.",
            "Let the guest scan the code on your screen and answer again.",
        ),
        Reason::NotGenuine => {
            Guidance::new("This proof is not genuine.", "Do not accept it. Ask for another ID.")
        }
        Reason::OldEnough => Guidance::new(
            "Old enough.",
            "Check that both screens show the same symbol, then let the guest in.",
        ),
        Reason::SameGuest => Guidance::new(
            "Just scanned: the last decision stands.",
            "Next guest: scan their own code. Two people must not use one code.",
        ),
        Reason::SeveralCodes => {
            Guidance::new("Two codes are in the picture.", "Hold one phone at a time to the camera.")
        }
        Reason::StatusUnknown => Guidance::new(
            "It is not known whether this proof is still valid.",
            "Ask for another ID. The manager can update the trust list.",
        ),
        Reason::TrustExpired => Guidance::new(
            "The trust list of this device has expired.",
            "Update the trust list. Until then, check IDs.",
        ),
        Reason::TrustMissing => Guidance::new(
            "This device has no trust list.",
            "Load a trust list in the settings. Until then, check IDs.",
        ),
        Reason::TrustStale => Guidance::new(
            "The trust list of this device is too old.",
            "Go online and update the trust list. Until then, check IDs.",
        ),
        Reason::UnderAge => {
            Guidance::new("Under the age asked for.", "Do not let the guest in on this proof.")
        }
        Reason::WalletUnsupported => Guidance::new(
            "The guest’s wallet sent no usable answer.",
            "Ask the guest to update the wallet and try again, or for another ID.",
        ),
    }
}
