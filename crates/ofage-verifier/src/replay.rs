//! Which attestations were decided on a short while ago.
//!
//! In memory only. An entry is a keyed hash of the device key, under a key that the door draws when it opens: without
//! it, entries say nothing, and doors cannot be compared. Never keyed on signatures, which can be altered and stay
//! valid. Entries go when their window is over.
//!
//! Source: ISO/IEC 18013-5 10.2.3 (no retention past the transaction); spec/door.md D-6.

use core::fmt;
use std::collections::{BTreeSet, HashMap};

use ofage_core::rand_core::CryptoRng;
use ofage_core::{PublicKey, UnixTime};

use crate::keyed::HmacKey;

/// What the memory says of an attestation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    /// Not seen within the window; now it is.
    First,
    /// Seen within the last moments: the camera still looks at the same phone.
    SameGuest,
    /// Seen before.
    AlreadyUsed,
    /// No room, so nothing can be promised.
    Full,
}

/// The keyed hash of a device key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Tag([u8; 16]);

struct Entry {
    until: UnixTime,
    last_seen: UnixTime,
}

/// How long the memory lasts, and how much it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// Seconds from the first decision to forgetting.
    pub(crate) window: u32,
    /// Seconds without a sight of the code after which the same code is a second use.
    pub(crate) grace: u32,
    /// Most entries.
    pub(crate) capacity: usize,
}

/// The memory.
pub(crate) struct ReplayMemory {
    key: HmacKey,
    terms: Terms,
    entries: HashMap<Tag, Entry>,
    by_end: BTreeSet<(UnixTime, Tag)>,
}

impl ReplayMemory {
    pub(crate) fn new(terms: Terms, rng: &mut impl CryptoRng) -> Self {
        Self { key: HmacKey::generate(rng), terms, entries: HashMap::new(), by_end: BTreeSet::new() }
    }

    pub(crate) fn tag(&self, device_key: &PublicKey) -> Tag {
        Tag(self.key.tag(&[b"ofage.replay.v1", &device_key.to_sec1_compressed_bytes()]))
    }

    /// What is known of an attestation, without entering it.
    pub(crate) fn seen(&mut self, tag: Tag, now: UnixTime) -> Option<Claim> {
        self.forget(now);
        let grace = i64::from(self.terms.grace);
        let entry = self.entries.get_mut(&tag)?;
        if now.seconds_since(entry.last_seen) <= grace && grace > 0 {
            entry.last_seen = entry.last_seen.max(now);
            return Some(Claim::SameGuest);
        }
        Some(Claim::AlreadyUsed)
    }

    /// Enters an attestation, if it was not seen.
    pub(crate) fn claim(&mut self, tag: Tag, now: UnixTime) -> Claim {
        if let Some(seen) = self.seen(tag, now) {
            return seen;
        }
        if self.entries.len() >= self.terms.capacity {
            return Claim::Full;
        }
        let until = now.plus_seconds(i64::from(self.terms.window));
        self.entries.insert(tag, Entry { until, last_seen: now });
        self.by_end.insert((until, tag));
        Claim::First
    }

    /// Forgets what is over.
    pub(crate) fn forget(&mut self, now: UnixTime) {
        while let Some((until, tag)) = self.by_end.first().copied() {
            if until >= now {
                break;
            }
            self.by_end.pop_first();
            if self.entries.get(&tag).is_some_and(|entry| entry.until == until) {
                self.entries.remove(&tag);
            }
        }
        if self.entries.capacity() > self.entries.len().saturating_mul(4).max(1024) {
            self.entries.shrink_to(self.entries.len().saturating_mul(2));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// A number: what is in it links guests.
impl fmt::Debug for ReplayMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayMemory({} entries)", self.entries.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::TestRng;

    fn at(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(seconds).unwrap()
    }

    fn memory(window: u32, grace: u32, capacity: usize) -> ReplayMemory {
        ReplayMemory::new(Terms { window, grace, capacity }, &mut TestRng::new(1))
    }

    fn tag(number: u8) -> Tag {
        Tag([number; 16])
    }

    #[test]
    fn once_then_the_same_guest_then_used_then_forgotten() {
        let mut memory = memory(100, 10, 10);
        assert_eq!(memory.claim(tag(1), at(0)), Claim::First);
        assert_eq!(memory.claim(tag(1), at(10)), Claim::SameGuest);
        // Every sight of the code starts the grace again.
        assert_eq!(memory.claim(tag(1), at(20)), Claim::SameGuest);
        assert_eq!(memory.claim(tag(1), at(31)), Claim::AlreadyUsed);
        assert_eq!(memory.claim(tag(1), at(32)), Claim::AlreadyUsed);
        assert_eq!(memory.claim(tag(1), at(100)), Claim::AlreadyUsed);
        assert_eq!(memory.len(), 1);
        assert_eq!(memory.claim(tag(1), at(101)), Claim::First);
    }

    #[test]
    fn no_grace_means_no_grace() {
        let mut memory = memory(100, 0, 10);
        assert_eq!(memory.claim(tag(1), at(0)), Claim::First);
        assert_eq!(memory.claim(tag(1), at(0)), Claim::AlreadyUsed);
    }

    #[test]
    fn a_full_memory_promises_nothing_and_recovers() {
        let mut memory = memory(100, 0, 3);
        for number in 0..3 {
            assert_eq!(memory.claim(tag(number), at(i64::from(number))), Claim::First);
        }
        assert_eq!(memory.claim(tag(9), at(3)), Claim::Full);
        assert_eq!(memory.claim(tag(0), at(3)), Claim::AlreadyUsed);
        assert_eq!(memory.claim(tag(9), at(101)), Claim::First);
        assert_eq!(memory.len(), 3);
    }

    #[test]
    fn memory_is_given_back_after_a_busy_night() {
        let mut memory = memory(100, 0, 5000);
        for number in 0..5000_u16 {
            let mut bytes = [0; 16];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            assert_eq!(memory.claim(Tag(bytes), at(0)), Claim::First);
        }
        memory.forget(at(100));
        assert_eq!(memory.len(), 5000);
        let busy = memory.entries.capacity();
        memory.forget(at(101));
        assert_eq!(memory.len(), 0);
        assert!(memory.entries.capacity() < busy / 4, "room for {}", memory.entries.capacity());
    }

    #[test]
    fn a_clock_set_back_a_little_forgets_nothing() {
        let mut memory = memory(100, 0, 10);
        assert_eq!(memory.claim(tag(1), at(1000)), Claim::First);
        assert_eq!(memory.claim(tag(1), at(985)), Claim::AlreadyUsed);
        assert_eq!(memory.claim(tag(2), at(985)), Claim::First);
        assert_eq!(memory.claim(tag(2), at(1085)), Claim::AlreadyUsed);
        assert_eq!(memory.claim(tag(2), at(1086)), Claim::First);
        assert_eq!(memory.claim(tag(1), at(1086)), Claim::AlreadyUsed);
    }

    #[test]
    fn two_doors_know_the_same_key_under_different_tags() {
        use ofage_core::{Curve, SecretKey, Signer as _};
        let key = SecretKey::generate(Curve::P256, &mut TestRng::new(7)).public_key();
        let new = |seed| {
            ReplayMemory::new(Terms { window: 1, grace: 0, capacity: 1 }, &mut TestRng::new(seed)).tag(&key)
        };
        assert!(new(1) == new(1));
        assert!(new(1) != new(2));
        assert_eq!(format!("{:?}", memory(1, 1, 1)), "ReplayMemory(0 entries)");
    }
}
