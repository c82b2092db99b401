//! The trust bundle: one file with everything that a door must know to decide offline.
//!
//! Lists of roots (VICAL), deny lists, document signers' certificates, door code templates, status lists, identifier
//! lists and certificate revocation lists. The file is not signed. Every part proves itself: the first two by the roots
//! of providers that the venue has configured, the rest by the roots that those vouch for. What proves nothing counts for
//! nothing.
//!
//! Three rules make a bad bundle harmless:
//! - nothing older than what was seen before is taken ([`HighWater`]);
//! - a list past its end, or older than the policy allows, gives no answer;
//! - a part that is missing where it is needed gives no answer.
//!
//! "No answer" is a [`BundleProblem`]. It leads to CANNOT VERIFY, never to a pass.
//!
//! Source: spec/trust-bundle.md.

mod check;
mod high_water;
mod parts;
mod policy;
mod problem;
mod series;
mod source;

use core::fmt;

use ofage_core::door_code::{Catalogue, Template};
use ofage_core::pki::{Certificate, Realm, TrustAnchors};
use ofage_core::trust::{DenyList, PartKind, TrustFile, TrustFileBuilder, Vical};
use ofage_core::{DecodeError, UnixTime};

pub use check::StatusAnswer;
pub use high_water::{HighWater, HighWaterError};
use parts::Parts;
pub use policy::{BundlePolicy, Requirement};
pub use problem::{BundleError, BundleProblem, PartProblem, RejectedPart};

/// A bundle that has been taken apart and not verified: there is nothing to ask it.
#[derive(Clone)]
pub struct UnverifiedBundle {
    parts: Vec<(PartKind, Vec<u8>)>,
}

impl UnverifiedBundle {
    /// Checks every part at the time `now`.
    ///
    /// Parts that do not hold are left out and reported ([`TrustBundle::rejected`]): an issuer's broken status list must
    /// not close a door for everybody else. Without them there is no answer where they are needed.
    ///
    /// `seen` is what this device has loaded before; keep [`TrustBundle::high_water`] afterwards.
    ///
    /// # Errors
    /// [`BundleError`]: no list of roots that counts, or a list of roots or deny list older than one seen before. Keep the
    /// bundle that is loaded.
    pub fn load(
        self,
        policy: &BundlePolicy,
        seen: &HighWater,
        now: UnixTime,
    ) -> Result<TrustBundle, BundleError> {
        let parts = Parts::read(&self.parts, &policy.providers, seen, now)?;
        let mut high_water = seen.clone();
        parts.raise(&mut high_water);
        Ok(TrustBundle { parts, policy: policy.clone(), high_water })
    }

    /// How many parts of this kind the file claims to have.
    #[must_use]
    pub fn untrusted_count(&self, kind: PartKind) -> usize {
        self.parts.iter().filter(|(other, _)| *other == kind).count()
    }
}

/// Counts only.
impl fmt::Debug for UnverifiedBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedBundle({} parts)", self.parts.len())
    }
}

/// A bundle whose parts were checked.
#[derive(Clone)]
pub struct TrustBundle {
    parts: Parts,
    policy: BundlePolicy,
    high_water: HighWater,
}

impl TrustBundle {
    /// Takes a file apart.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(file: &[u8]) -> Result<UnverifiedBundle, DecodeError> {
        let parts = TrustFile::decode(file)?.parts().map(|(kind, bytes)| (kind, bytes.to_vec())).collect();
        Ok(UnverifiedBundle { parts })
    }

    /// One part on its own: a list as its issuer publishes it, without a file around it. For [`Self::merge`].
    #[must_use]
    pub fn single_part(kind: PartKind, bytes: &[u8]) -> UnverifiedBundle {
        UnverifiedBundle { parts: vec![(kind, bytes.to_vec())] }
    }

    /// This bundle with more parts: a new status list, a new deny list, a whole new file. The newest issue of each list
    /// counts; older ones are ignored, so the order in which parts arrive does not matter.
    ///
    /// # Errors
    /// [`BundleError`]; this bundle stays as it is.
    pub fn merge(&self, more: UnverifiedBundle, now: UnixTime) -> Result<Self, BundleError> {
        let mut parts: Vec<_> = self.parts.raw().map(|(kind, raw)| (kind, raw.to_vec())).collect();
        for part in more.parts {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        UnverifiedBundle { parts }.load(&self.policy, &self.high_water, now)
    }

    /// The file with the parts that count, to keep after a merge.
    ///
    /// # Errors
    /// [`DecodeError`] where it would be larger than a bundle may be.
    pub fn to_file(&self) -> Result<Vec<u8>, DecodeError> {
        let mut file = TrustFileBuilder::new();
        for (kind, raw) in self.parts.raw() {
            file.add(kind, raw);
        }
        file.encode()
    }

    /// What to keep, so that nothing older is taken again.
    #[must_use]
    pub const fn high_water(&self) -> &HighWater {
        &self.high_water
    }

    /// The roots that are trusted, each for its document types: those of all lists, without the denied ones.
    #[must_use]
    pub const fn anchors(&self) -> &TrustAnchors {
        &self.parts.anchors
    }

    /// The document signers whose certificates codes may leave out. To be looked up, not to be trusted: a path from a
    /// root must lead to each that is used.
    #[must_use]
    pub fn document_signers(&self) -> &[Certificate] {
        &self.parts.signers
    }

    /// The document signers whose certificate's SHA-256 begins with `prefix`.
    pub fn document_signers_with_prefix(&self, prefix: &[u8]) -> impl Iterator<Item = &Certificate> {
        self.parts.signers.iter().filter(move |signer| signer.sha256().starts_with(prefix))
    }

    /// The door code templates. Untrusted: what they expand to is verified.
    #[must_use]
    pub fn templates(&self) -> &[Template] {
        &self.parts.templates
    }

    /// Templates and document signers by their short names, for door codes to expand with.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.parts.catalogue
    }

    /// The lists of roots.
    pub fn vicals(&self) -> impl Iterator<Item = &Vical> {
        self.parts.vicals.iter().map(|part| &part.value)
    }

    /// The deny lists.
    pub fn deny_lists(&self) -> impl Iterator<Item = &DenyList> {
        self.parts.deny_lists.iter().map(|part| &part.value)
    }

    /// The parts that do not count, and why.
    #[must_use]
    pub fn rejected(&self) -> &[RejectedPart] {
        &self.parts.rejected
    }

    /// How many roots are listed that cannot be used, are denied, or are in conflict.
    #[must_use]
    pub const fn unusable_roots(&self) -> usize {
        self.parts.unusable_roots
    }

    /// How many parts of this kind count.
    #[must_use]
    pub fn count(&self, kind: PartKind) -> usize {
        self.parts.raw().filter(|(other, _)| *other == kind).count()
    }

    /// The highest issue of a list of roots: a number to show, and to compare two bundles of one provider by.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.vicals().filter_map(Vical::issue_id).max().unwrap_or(0)
    }

    /// Whether any root is one for demonstrations.
    #[must_use]
    pub fn has_demo_roots(&self) -> bool {
        self.parts.anchors.iter().any(|anchor| anchor.realm() == Realm::Demo)
    }

    /// The date of the oldest list of roots or deny list.
    #[must_use]
    pub fn oldest_date(&self) -> Option<UnixTime> {
        self.vicals().map(Vical::date).chain(self.deny_lists().map(DenyList::date)).min()
    }

    /// The newest date of a list of roots, deny list, status list or identifier list. No right clock shows an earlier
    /// time.
    #[must_use]
    pub fn newest_date(&self) -> Option<UnixTime> {
        let status = self.parts.status_lists.iter().map(|part| part.value.terms().issued());
        let identifiers = self.parts.identifier_lists.iter().map(|part| part.value.terms().issued());
        self.vicals()
            .map(Vical::date)
            .chain(self.deny_lists().map(DenyList::date))
            .chain(status)
            .chain(identifiers)
            .max()
    }

    /// Seconds since the date of the oldest list of roots or deny list; negative where the clock is behind.
    #[must_use]
    pub fn age(&self, now: UnixTime) -> i64 {
        self.oldest_date().map_or(i64::MAX, |oldest| now.seconds_since(oldest))
    }

    /// Whether some list should be fetched anew: it says so itself. All of them still count.
    #[must_use]
    pub fn is_refresh_due(&self, now: UnixTime) -> bool {
        let past = |at: Option<UnixTime>| at.is_some_and(|at| now > at);
        self.vicals().any(|list| list.is_refresh_due(now))
            || self.deny_lists().any(|list| past(list.next_update()))
            || self.parts.status_lists.iter().any(|part| part.value.terms().is_refresh_due(now))
            || self.parts.identifier_lists.iter().any(|part| part.value.terms().is_refresh_due(now))
            || self.parts.crls.iter().any(|part| now > part.value.next_update())
    }
}

impl fmt::Debug for TrustBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TrustBundle(sequence {}, {} roots, {} parts rejected)",
            self.sequence(),
            self.anchors().len(),
            self.rejected().len()
        )
    }
}
