//! No flipped bit changes what is disclosed: either the response is refused, or what it discloses is part of what it
//! disclosed before, with the same values. Bytes that nothing covers, such as a map key of the response, may hide an item.
#![cfg(test)]

use ofage_testkit::judge::{Outcome, Released, verify};
use ofage_testkit::world::{Context, Layout, layouts};

fn released(response: &[u8], context: &Context) -> Option<Released> {
    match verify(response, context) {
        Outcome::Valid { released, .. } => Some(released),
        Outcome::Invalid { .. } => None,
    }
}

/// Flips one bit of every byte; the bits go round, so that all eight occur. Gives how many were accepted.
fn flip(layout: &Layout) -> usize {
    let (response, context) = layout.world.clone().sealed();
    let original = released(&response, &context).unwrap();
    let flipped = (0..response.len()).filter(|index| {
        let mut altered = response.clone();
        altered[*index] ^= 1 << (index % 8);
        let Some(released) = released(&altered, &context) else { return false };
        assert!(released.is_part_of(&original), "{}: byte {index}", layout.name);
        true
    });
    flipped.count()
}

#[test]
fn no_flipped_bit_changes_what_is_disclosed() {
    let layouts = layouts();
    std::thread::scope(|scope| {
        for layout in &layouts {
            scope.spawn(move || {
                let accepted = flip(layout);
                // Letters of keys that nothing needs, heads of text and byte strings that swap places: few.
                assert!(accepted < 60, "{}: {accepted} flipped bits accepted", layout.name);
            });
        }
    });
}
