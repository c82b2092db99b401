//! Camera frames.

use ofage_qr::{LumaFrame, Symbol, read, read_first};

use super::script::Script;

/// Largest frame, in pixels a side: slow frames teach a fuzzer nothing.
const SIDE: usize = 160;

/// A frame of any bytes is read without harm; a symbol that is drawn cleanly is read as what it is.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    match script.byte() % 4 {
        0 => raw(&mut script),
        _ => drawn(&mut script),
    }
}

fn raw(script: &mut Script<'_>) {
    let (width, height, stride) = (script.below(SIDE), script.below(SIDE), script.below(2 * SIDE));
    let Ok(frame) = LumaFrame::new(script.rest(), width, height, stride) else { return };
    assert!(width > 0 && height > 0 && stride >= width, "a frame that cannot be");
    check(&frame);
}

fn drawn(script: &mut Script<'_>) {
    let text: String = script.bytes(60).iter().map(|byte| char::from(b'0' + byte % 10)).collect();
    let scale = 1 + script.byte() as u32 % 4;
    let Ok(symbol) = Symbol::from_text(&text) else { return };
    let Ok(image) = symbol.luma(scale) else { return };
    let (width, height) = (image.width(), image.height());
    let mut pixels = image.pixels().to_vec();
    let clean = script.is_empty() && scale >= 2 && !text.is_empty();
    for _ in 0..256 {
        if script.is_empty() {
            break;
        }
        let at = script.word() % pixels.len();
        pixels[at] = script.byte();
    }
    let Ok(frame) = LumaFrame::new(&pixels, width, height, width) else { return };
    let found = check(&frame);
    if clean {
        assert!(found.iter().any(|bytes| bytes == text.as_bytes()), "a clean symbol was not read");
    }
}

/// Reads a frame both ways; every symbol in it holds no more than a symbol can.
fn check(frame: &LumaFrame<'_>) -> Vec<Vec<u8>> {
    let first = read_first(frame);
    let all = read(frame);
    for decoded in first.iter().chain(&all) {
        assert!(decoded.bytes().len() <= 7089, "more than any symbol holds");
        assert!((1..=40).contains(&decoded.version().number()));
    }
    all.into_iter().map(ofage_qr::Decoded::into_bytes).collect()
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("frame", 12);
    for length in [1_u8, 17, 60] {
        let mut seed = vec![1, length];
        seed.extend(0..length);
        seed.push(3);
        seeds.push(seed);
    }
    seeds
}
