//! `cargo run --release -p xtask -- scan-rate`: how often a single camera frame is read, and how fast.
//!
//! Frames are generated from a seed, so every figure can be had again. No phone is held: the camera
//! model stands in `camera`, the light and the sensor in `picture`, what is varied in `degrade`.

mod camera;
mod degrade;
mod measure;
mod picture;
mod random;

use std::path::{Path, PathBuf};

use ofage_qr::{QrError, Symbol};

use self::measure::Figures;
use self::random::Random;
use crate::failure::Failure;

/// Bytes of the payloads that stand in when no file is given.
const DOOR_DIGITS: usize = 458;
const PLAIN_BYTES: usize = 1_100;

/// Symbol width in pixels at which the two payloads are compared.
const WIDTH: f32 = 200.0;

/// What issue B and `QR.md` ask for.
const DOOR_RATE: f64 = 95.0;
const MEDIAN_MS: f64 = 5.0;

/// Versions of the width table.
const VERSIONS: [u8; 7] = [5, 7, 10, 13, 17, 22, 27];
const WIDTHS: [f32; 9] = [100.0, 120.0, 150.0, 200.0, 240.0, 280.0, 330.0, 400.0, 440.0];

struct Options {
    frames: u64,
    seed: u64,
    door: Option<PathBuf>,
    plain: Option<PathBuf>,
    widths: bool,
    check: bool,
    save: Option<PathBuf>,
}

const USAGE: &str = "\
scan-rate takes
  --frames N     frames of each kind (100)
  --seed N       another set of frames (1)
  --door FILE    text of a door code (458 pseudo-random digits)
  --plain FILE   text or bytes of a plain response (1,100 pseudo-random bytes)
  --widths       also the smallest width that is read, for several versions
  --check        fail when a target is missed
  --save DIR     also write the first frame of every kind, as PGM";

/// Prints the figures.
pub(crate) fn run(_root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let options = parse(arguments)?;
    let mut random = Random::new(options.seed, &[]);
    let door = match &options.door {
        Some(path) => load(path)?,
        None => (0..DOOR_DIGITS).map(|_| digit(&mut random)).collect(),
    };
    let plain = match &options.plain {
        Some(path) => load(path)?,
        None => (0..PLAIN_BYTES).map(|_| random.byte()).collect(),
    };
    let door = symbol("door code", &door)?;
    let plain = symbol("plain response", &plain)?;
    if cfg!(debug_assertions) {
        println!("Not built with --release: the times below mean nothing.\n");
    }
    if let Some(folder) = &options.save {
        measure::save(folder, options.seed, &door, WIDTH).map_err(Failure::io(folder))?;
    }
    let figures = measure::compare(&options, &door, &plain);
    if options.widths {
        measure::widths(&options)?;
    }
    if options.check { check(&figures) } else { Ok(()) }
}

fn check(figures: &Figures) -> Result<(), Failure> {
    let mut places = Vec::new();
    if figures.door_realistic < DOOR_RATE {
        places.push(format!(
            "door code read in {:.1} % of realistic frames, not {DOOR_RATE}",
            figures.door_realistic
        ));
    }
    if figures.median_ms > MEDIAN_MS {
        places.push(format!("a frame takes {:.1} ms in the median, not {MEDIAN_MS}", figures.median_ms));
    }
    if figures.misreads > 0 {
        places.push(format!("{} frames were read as something else", figures.misreads));
    }
    if places.is_empty() { Ok(()) } else { Err(Failure::Rule { rule: "scan targets", places }) }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let mut options =
        Options { frames: 100, seed: 1, door: None, plain: None, widths: false, check: false, save: None };
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().ok_or_else(|| Failure::Usage(format!("{argument} needs a value\n{USAGE}")));
        let number =
            |text: String| text.parse().map_err(|_| Failure::Usage(format!("not a number: {text}\n{USAGE}")));
        match argument.as_str() {
            "--frames" => options.frames = number(value()?)?,
            "--seed" => options.seed = number(value()?)?,
            "--door" => options.door = Some(value()?.into()),
            "--plain" => options.plain = Some(value()?.into()),
            "--save" => options.save = Some(value()?.into()),
            "--widths" => options.widths = true,
            "--check" => options.check = true,
            _ => return Err(Failure::Usage(USAGE.into())),
        }
    }
    if options.frames == 0 { Err(Failure::Usage(USAGE.into())) } else { Ok(options) }
}

/// The payload of a file, without a line feed at its end.
fn load(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = std::fs::read(path).map_err(Failure::io(path))?;
    while bytes.last().is_some_and(u8::is_ascii_whitespace) && core::str::from_utf8(&bytes).is_ok() {
        bytes.pop();
    }
    Ok(bytes)
}

/// Text in the cheapest segments, anything else as bytes.
fn symbol(what: &str, payload: &[u8]) -> Result<Symbol, Failure> {
    let drawn = match core::str::from_utf8(payload) {
        Ok(text) => Symbol::from_text(text),
        Err(_) => Symbol::from_bytes(payload),
    };
    drawn.map_err(|error| failed(what, error))
}

fn failed(what: &str, error: QrError) -> Failure {
    Failure::Usage(format!("{what}: {error}"))
}

fn digit(random: &mut Random) -> u8 {
    b"0123456789".iter().copied().cycle().nth(usize::from(random.byte())).unwrap_or(b'0')
}
