//! The adversarial cases of our own layout, through a door code. `cargo xtask scorecard` does it for every layout.
#![cfg(test)]

use ofage_testkit::carried::carry;
use ofage_testkit::world::layouts;

#[test]
fn verdicts_are_the_same_through_a_door_code() {
    let carried = carry(&layouts()[0]);
    assert!(carried.carried >= 250 && carried.refused >= 250, "{} and {}", carried.carried, carried.refused);
    assert!(carried.wrong.is_empty(), "{}", carried.wrong.join("\n"));
}
