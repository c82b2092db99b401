//! What a door is set up with: its question, and whom it trusts.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ofage_core::door_code::Catalogue;
use ofage_core::{AgeThreshold, ChallengeError, UnixTime, VenueName};
use ofage_verifier::trust_bundle::{BundlePolicy, Requirement};
use ofage_verifier::{DoorMode, Language, PinnedTrust, Policy, TrustSource, VenueSecret};

use crate::failure::Failure;
use crate::io::{decode_binary, load_bundle, providers, read, rng, trust_anchors};

/// How codes are fresh.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Mode {
    /// A challenge for each guest
    Challenge,
    /// A challenge at the queue, which rotates
    Queue,
    /// No challenge: wallets sign the time; weaker
    Timed,
}

impl Mode {
    pub(super) const fn door_mode(self) -> DoorMode {
        match self {
            Self::Challenge => DoorMode::Challenge,
            Self::Queue => DoorMode::Queue,
            Self::Timed => DoorMode::Timed,
        }
    }
}

/// What is asked, and in whose name.
#[derive(Args, Debug)]
pub(super) struct Question {
    /// The venue's name, which guests read; 40 bytes at most
    #[arg(long, value_name = "NAME", default_value = "ofage door", value_parser = venue)]
    venue: VenueName,

    /// The age asked for
    #[arg(long, value_name = "YEARS", default_value = "18", value_parser = clap::value_parser!(u8).range(1..=99))]
    over: u8,

    /// How codes are fresh
    #[arg(long, value_enum, default_value = "challenge")]
    mode: Mode,

    /// The secret that the doors of the venue share in queue mode: 32 bytes, binary or hex
    #[arg(long, value_name = "FILE", required_if_eq("mode", "queue"))]
    venue_secret: Option<PathBuf>,
}

fn venue(name: &str) -> Result<VenueName, ChallengeError> {
    VenueName::new(name)
}

impl Question {
    pub(super) fn policy(&self) -> Result<Policy, Failure> {
        let threshold = AgeThreshold::new(self.over)
            .ok_or_else(|| Failure::Usage("--over takes an age from 1 to 99".into()))?;
        Ok(Policy::new(self.venue.clone(), threshold).mode(self.mode.door_mode()))
    }

    /// The venue's secret; a new one where none is shared, which is right for one door.
    pub(super) fn secret(&self) -> Result<VenueSecret, Failure> {
        let Some(path) = &self.venue_secret else { return Ok(VenueSecret::generate(&mut rng()?)) };
        let input = read(path)?;
        let wrong = || input.failure("venue_secret_length", "is no secret of 32 bytes");
        if let Ok(bytes) = <[u8; 32]>::try_from(input.bytes.as_slice()) {
            return Ok(VenueSecret::from_bytes(bytes));
        }
        let (bytes, _) = decode_binary(&input).map_err(|_| wrong())?;
        bytes.as_slice().try_into().map(VenueSecret::from_bytes).map_err(|_| wrong())
    }
}

/// Whom the door trusts.
#[derive(Args, Debug)]
#[group(id = "trusted", required = true, multiple = true)]
pub(super) struct Trusted {
    /// The trust bundle
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,

    /// The root of a provider whose lists in the bundle count; may be repeated
    #[arg(long, value_name = "FILE", requires = "bundle")]
    provider_root: Vec<PathBuf>,

    /// The root of a provider of lists for demonstrations; may be repeated
    #[arg(long, value_name = "FILE", requires = "bundle")]
    demo_provider_root: Vec<PathBuf>,

    /// Do without a deny list, for providers that publish none
    #[arg(long, requires = "bundle")]
    no_deny_list: bool,

    /// A file that remembers the newest lists, so that older ones are refused; it is made and kept up to date
    #[arg(long, value_name = "FILE", requires = "bundle")]
    seen: Option<PathBuf>,

    /// Instead of a bundle: an issuer's root or document signer; short codes need a bundle
    #[arg(long, value_name = "FILE", conflicts_with = "bundle")]
    anchor: Vec<PathBuf>,
}

/// Seconds for which anchors without a bundle count: they have no date of their own.
const DAY: i64 = 86_400;

impl Trusted {
    /// Loads it.
    pub(super) fn load(&self, now: UnixTime) -> Result<Box<dyn TrustSource>, Failure> {
        let Some(path) = &self.bundle else {
            let anchors = trust_anchors(&self.anchor)?;
            return Ok(Box::new(PinnedTrust::new(anchors, Catalogue::new(), now, now.plus_seconds(DAY))));
        };
        let providers = providers(&self.provider_root, &self.demo_provider_root)?;
        let mut policy = BundlePolicy::new(providers);
        if self.no_deny_list {
            policy = policy.deny_list(Requirement::WherePresent);
        }
        Ok(Box::new(load_bundle(path, &policy, self.seen.as_deref(), now)?))
    }
}

/// A language of the staff, by its two letters.
pub(super) fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.into_iter().map(Language::code).collect();
        format!("expected one of {}", known.join(", "))
    })
}
