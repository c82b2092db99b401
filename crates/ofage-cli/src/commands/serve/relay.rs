//! A short-lived letter box in memory, so that two pages can hand something to each other.
//!
//! For the demo only: an issuer page leaves an offer, a wallet its public keys, the issuer the proofs, or a trust list
//! for a door. Boxes are named by 128 random bits, forgotten after a quarter of an hour, and bounded in size and number.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hyper::body::Bytes;

/// Largest value of one slot.
pub(super) const MOST_BYTES: usize = 512 * 1024;

/// Most values at once; the oldest goes first.
const MOST_SLOTS: usize = 64;

const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// A place for one value: the box and what it is.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Slot {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Kind {
    Offer,
    Keys,
    Batch,
    Trust,
}

impl Slot {
    /// Reads `BOX/KIND`, where BOX is 32 hexadecimal digits.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let (name, kind) = path.split_once('/')?;
        let named = name.len() == 32 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let kind = match kind {
            "offer" => Kind::Offer,
            "keys" => Kind::Keys,
            "batch" => Kind::Batch,
            "trust" => Kind::Trust,
            _ => return None,
        };
        named.then(|| Self { name: name.to_owned(), kind })
    }
}

/// All boxes.
#[derive(Debug, Default)]
pub(super) struct Relay {
    slots: Mutex<HashMap<Slot, (Instant, Bytes)>>,
}

impl Relay {
    /// Leaves a value. What stands there already stays: a box is written once, so nobody can exchange its content.
    pub(super) fn put(&self, slot: Slot, value: Bytes) {
        let mut slots = self.lock();
        let now = Instant::now();
        slots.retain(|_, (left, _)| now.duration_since(*left) < LIFETIME);
        if slots.len() >= MOST_SLOTS && !slots.contains_key(&slot) {
            let oldest = slots.iter().min_by_key(|(_, (left, _))| *left).map(|(slot, _)| slot.clone());
            if let Some(oldest) = oldest {
                slots.remove(&oldest);
            }
        }
        slots.entry(slot).or_insert((now, value));
    }

    /// What a slot holds.
    pub(super) fn take(&self, slot: &Slot) -> Option<Bytes> {
        let slots = self.lock();
        let (left, value) = slots.get(slot)?;
        (left.elapsed() < LIFETIME).then(|| value.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Slot, (Instant, Bytes)>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use hyper::body::Bytes;

    use super::{MOST_SLOTS, Relay, Slot};

    fn slot(number: usize) -> Slot {
        Slot::parse(&format!("{number:032x}/offer")).unwrap()
    }

    #[test]
    fn names_are_exact() {
        for wrong in ["", "offer", "0123/offer", "../../etc/passwd", &format!("{}/other", "0".repeat(32))] {
            assert!(Slot::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Slot::parse(&format!("{}/OFFER", "0".repeat(32))).is_none());
        assert!(Slot::parse(&format!("{}/offer", "A".repeat(32))).is_none());
    }

    #[test]
    fn the_first_value_stays_and_the_number_is_bounded() {
        let relay = Relay::default();
        relay.put(slot(0), Bytes::from_static(b"first"));
        relay.put(slot(0), Bytes::from_static(b"second"));
        assert_eq!(relay.take(&slot(0)).unwrap(), "first");
        for number in 1..MOST_SLOTS.saturating_add(10) {
            relay.put(slot(number), Bytes::from_static(b"x"));
        }
        assert_eq!(relay.lock().len(), MOST_SLOTS);
        assert!(relay.take(&slot(0)).is_none());
    }
}
