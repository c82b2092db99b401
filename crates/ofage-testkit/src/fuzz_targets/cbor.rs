//! The strict reader, by way of its diagnostic notation.

use ofage_core::cbor::diagnostic;
use ofage_core::limits::MAX_MESSAGE_BYTES;

use super::script::Script;
use crate::cbor::decode;
use crate::world::layouts;

/// What is accepted is in its shortest form, so an independent reader writes it back byte for byte; and the notation is
/// bounded by the message.
pub(super) fn run(data: &[u8]) {
    let Ok(notation) = diagnostic(data) else { return };
    assert!(data.len() <= MAX_MESSAGE_BYTES);
    assert_eq!(decode(data).encode(), data, "not in the one form");
    // The worst is a control character in a text: six characters for a byte.
    assert!(notation.len() <= 64 + 24 * data.len(), "{} characters for {} bytes", notation.len(), data.len());
    assert_eq!(diagnostic(data).as_deref(), Ok(notation.as_str()), "the same again");
}

/// The responses of all layouts, whole and changed.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds =
        vec![vec![0x80], vec![0xa0], vec![0xf6], vec![0x18, 0x18], vec![0xfb; 9], vec![0xc0, 0x60]];
    for layout in layouts() {
        let mut world = layout.world;
        for script in super::scripts(layout.name, 4) {
            let mut response = world.response.clone();
            Script::new(&script).edit_tree(&mut response);
            seeds.push(response.encode());
        }
        seeds.push(world.mso().encode());
        seeds.push(world.age_item().encode());
        seeds.push(world.response.encode());
    }
    seeds
}
