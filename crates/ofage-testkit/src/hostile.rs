//! Inputs of 64 KiB that are made to cost a verifier time.

use crate::case::{Built, Expected};
use crate::cbor::{Item, Node, bytes, embedded, map, raw, tag};
use crate::certificate::Extension;
use crate::world::{Context, Layout, World, layouts};

/// Largest message that a verifier reads.
const SIZE: usize = 64 * 1024;

/// One hostile input.
#[derive(Debug)]
pub struct Hostile {
    /// What it is full of.
    pub name: &'static str,
    /// The bytes, and the verifier that they are sent to.
    pub built: Built,
}

/// A response with something in it; `None` for a refusal by any code.
struct Maker {
    layout: Layout,
    inputs: Vec<Hostile>,
}

impl Maker {
    fn add(&mut self, name: &'static str, edit: impl FnOnce(&mut World)) {
        let mut world = self.layout.world.clone();
        world.install_chain();
        world.make_digests();
        world.sign_issuer();
        world.sign_device();
        edit(&mut world);
        self.push(name, world.response.encode(), world.context);
    }

    fn push(&mut self, name: &'static str, mut response: Vec<u8>, context: Context) {
        response.truncate(SIZE);
        // What it is refused with is measured, not expected.
        let expected = Expected::Invalid("", "");
        self.inputs.push(Hostile { name, built: Built { response, context, expected } });
    }

    fn bytes(&mut self, name: &'static str, response: Vec<u8>) {
        let (_, context) = self.layout.world.clone().sealed();
        self.push(name, response, context);
    }

    /// Adds the field to the response, with as many parts as fit.
    fn fill(&mut self, name: &'static str, part: impl Fn(usize) -> Item) {
        self.add(name, |world| {
            let free = SIZE - world.response.encode().len() - 1024;
            let mut parts = Vec::new();
            let mut used = 0;
            for index in 0..256 {
                let next = part(index);
                used += next.encode().len();
                if used > free {
                    break;
                }
                parts.push(next);
            }
            world.response.push("x", Item::from(parts));
            // So that it is refused only after everything has been read.
            world.response.set("status", 10);
        });
    }
}

/// Every hostile input.
///
/// # Panics
/// Where there is no layout of our own.
#[must_use]
pub fn hostile_inputs() -> Vec<Hostile> {
    let layout = layouts().into_iter().next().unwrap_or_else(|| panic!("no layout"));
    let mut maker = Maker { layout, inputs: Vec::new() };
    heads(&mut maker);
    containers(&mut maker);
    strings(&mut maker);
    documents(&mut maker);
    certificates(&mut maker);
    maker.inputs
}

fn heads(maker: &mut Maker) {
    maker.bytes("zeros", vec![0; SIZE]);
    maker.bytes("nested arrays", vec![0x81; SIZE]);
    maker.bytes("nested maps", [0xa1, 0x01].repeat(SIZE / 2));
    maker.bytes("nested tags", vec![0xc1; SIZE]);
    maker.bytes("nested indefinite arrays", vec![0x9f; SIZE]);
    maker.bytes("one text", [&[0x79, 0xff, 0xfc][..], &vec![b'a'; SIZE - 3]].concat());
    maker.bytes("one array head of 2^64 - 1", [&[0x9b][..], &[0xff; 8], &vec![0; SIZE - 9]].concat());
}

fn containers(maker: &mut Maker) {
    let numbers = |count: i64| Item::from((0..count).map(Item::from).collect::<Vec<_>>());
    maker.fill("arrays of 256 integers", |_| numbers(256));
    maker.fill("empty arrays in arrays of 256", |_| Item::from(vec![Item::from(vec![]); 256]));
    maker.fill("maps of 256 keys in falling order", |_| map((0..256).rev().map(|key| (key, 0))));
    maker.fill("maps of 256 keys in no order", |_| map((0..256_i64).map(|key| ((key * 97) % 256, 0))));
    maker.fill("maps of 256 keys, the last two equal", |_| map((0..255).chain([254]).map(|key| (key, 0))));
    maker.fill("maps of 256 texts that differ at the end", |_| {
        map((0..256).map(|key| (Item::from(format!("{:0>240}", 255 - key).as_str()), 0)))
    });
    maker.fill("empty maps in maps", |_| map((0..256).map(|key| (key, Item::from(Node::Map(vec![]))))));
    maker.fill("16 levels, many times", |_| (0..13).fold(Item::from(0), |inner, _| Item::from(vec![inner])));
    maker.fill("numbers with heads of nine bytes", |_| {
        Item::from(vec![Item::from(0).with_width(crate::cbor::Width::Eight); 256])
    });
}

fn strings(maker: &mut Maker) {
    maker.fill("texts of four-byte letters", |_| Item::from("\u{1f600}".repeat(200).as_str()));
    maker.fill("texts of one letter", |_| Item::from(vec![Item::from("a"); 256]));
    maker.fill("empty byte strings", |_| Item::from(vec![bytes([]); 256]));
    maker.add("a tower of tag 24", |world| {
        let mut tower = vec![0];
        while tower.len() < SIZE - 4096 {
            tower = tag(24, bytes(tower)).encode();
        }
        world.response.push("x", raw(tower));
        world.response.set("status", 10);
    });
    maker.add("a tower of tag 24 in an element value", |world| {
        let mut tower = vec![0];
        while tower.len() < SIZE - 4096 {
            tower = tag(24, bytes(tower)).encode();
        }
        world.set_age(raw(tower));
    });
    maker.add("a large element value, altered", |world| world.set_age(bytes(vec![0; SIZE - 4096])));
    maker.add("a large MSO, altered", |world| world.mso().push("x", bytes(vec![0; SIZE - 4096])));
    maker.add("a large protected header", |world| {
        let numbers = Item::from((0..250).map(Item::from).collect::<Vec<_>>());
        world.issuer_protected().push(99, Item::from(vec![numbers; 120]));
    });
}

/// A small item of this number.
fn small_item(number: usize) -> Item {
    let name = format!("{number:02x}");
    tag(
        24,
        embedded(map::<_, Item>([
            ("digestID", (number as i64).into()),
            ("random", bytes([])),
            ("elementIdentifier", name.as_str().into()),
            ("elementValue", 0.into()),
        ])),
    )
}

fn documents(maker: &mut Maker) {
    maker.add("256 items in one name space", |world| {
        let space = world.age_name_space();
        let items: Vec<Item> = (0..256).map(small_item).collect();
        world.name_spaces().set(space.as_str(), Item::from(items));
    });
    maker.add("256 items, and as many device elements as fit", |world| {
        let space = world.age_name_space();
        let items: Vec<Item> = (0..256).map(small_item).collect();
        world.name_spaces().set(space.as_str(), Item::from(items));
        // Identifiers as long as those of the items, and none of them the same.
        let elements = |first: usize| {
            map((0..256)
                .map(|second| (Item::from(format!("{}{}", letter(first), letter(second)).as_str()), 0)))
        };
        let free = SIZE - world.response.encode().len() - 64;
        let spaces = free / (elements(0).encode().len() + 3);
        let spaces = (0..spaces).map(|index| {
            let name = if index == 0 { space.clone() } else { format!("{index:02}") };
            (Item::from(name.as_str()), elements(index))
        });
        *world.device_elements() = map(spaces);
    });
    maker.add("as many documents as fit", |world| {
        let document = world.document().clone();
        let count = (SIZE - 64) / document.encode().len();
        *world.response.at("documents") = Item::from(vec![document; count]);
    });
    maker.add("empty name spaces", |world| {
        for index in 0..250 {
            world.name_spaces().push(format!("{index:0>200}").as_str(), Item::from(vec![]));
        }
        world.response.set("status", 10);
    });
}

/// A two-digit letter pair is unique below 256.
fn letter(number: usize) -> char {
    char::from_u32(0x100 + number as u32).unwrap_or('a')
}

fn certificates(maker: &mut Maker) {
    /// Fills a certificate with extensions of four bytes each.
    fn stuffed(world: &World) -> Vec<u8> {
        const NAMES: usize = 800;
        let mut spec = world.pki.signer.clone();
        for number in 0..NAMES {
            let name: &'static str =
                Box::leak(format!("1.2.{}.{}", 3 + number / 100, 3 + number % 100).into_boxed_str());
            spec.extensions.push(Extension::new(name, false, vec![]));
        }
        spec.to_der()
    }
    maker.add("four certificates of many extensions", |world| {
        let certificate = bytes(stuffed(world));
        world.set_chain(vec![certificate; 4]);
    });
    maker.add("four certificates of a large extension", |world| {
        let mut spec = world.pki.signer.clone();
        spec.extensions.push(Extension::new("1.2.3", false, vec![0; 7000]));
        let certificate = bytes(spec.to_der());
        world.set_chain(vec![certificate; 4]);
    });
    maker.add("a certificate that is signed by a stranger", |world| {
        let mut spec = world.pki.signer.clone();
        spec.issuer_key = spec.key.clone();
        world.set_chain(vec![bytes(spec.to_der())]);
    });
    maker.add("an MSO that is signed by a stranger", |world| {
        let mut signature = world.issuer_part(3).content();
        signature[5] ^= 1;
        *world.issuer_part(3) = bytes(signature);
    });
    maker.add("four certificates of zeros", |world| world.set_chain(vec![bytes(vec![0x30; 15_000]); 4]));
}
