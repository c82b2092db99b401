//! The door: a challenge on the screen, a code before the camera, a decision at once and offline.
//!
//! ```
//! use ofage_core::{AgeThreshold, UnixTime, VenueName, door_code::Catalogue, pki::TrustAnchors};
//! use ofage_verifier::{Door, Language, PinnedTrust, Policy, VenueSecret};
//! # use ofage_core::rand_core::CryptoRng;
//! # fn open(rng: &mut impl CryptoRng) -> Result<(), Box<dyn core::error::Error>> {
//! let now = UnixTime::from_seconds(1_800_000_000).unwrap();
//! let trust = PinnedTrust::new(TrustAnchors::new(), Catalogue::new(), now, now.plus_seconds(86_400));
//! let policy = Policy::new(VenueName::new("Bar")?, AgeThreshold::EIGHTEEN);
//! let door = Door::new(policy, Box::new(trust), VenueSecret::generate(rng), rng, now);
//!
//! let question = door.challenge(now)?; // for the screen
//! let outcome = door.scan_text("https://example.com", now); // from the scanner
//! assert_eq!(outcome.decision().word(Language::English), "CANNOT VERIFY");
//! assert_eq!(outcome.guidance(Language::English).message(), "This is not a proof of age.");
//! # Ok(())
//! # }
//! ```
//!
//! Nothing about a guest is stored or logged: only [`Counters`], by hour, decision and reason. A memory of used
//! attestations lives in RAM under a key that is drawn at opening, and forgets.

#[cfg(all(feature = "parallel", not(target_family = "wasm")))]
mod batch;
mod challenges;
mod counters;
mod door;
mod guidance;
mod input;
mod keyed;
mod outcome;
mod policy;
mod reason;
mod replay;
#[cfg(test)]
mod test_rng;
mod trust;
pub mod trust_bundle;
mod verification;

pub use counters::{Count, Counters};
pub use door::Door;
pub use guidance::{Guidance, Language};
pub use keyed::VenueSecret;
pub use outcome::{Outcome, Timings};
pub use policy::{BeforeOpening, DoorMode, PlainResponses, Policy, PolicyError, StatusPolicy, TimedAudience};
pub use reason::{Decision, DemoDecision, Reason};
pub use trust::{PinnedTrust, TrustSource};
