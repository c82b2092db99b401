//! Reads the frames and counts.

use std::path::Path;
use std::time::Instant;

use ofage_qr::{Level, LumaFrame, Segment, Symbol, Version, read_first};

use super::degrade::{self, Kind};
use super::picture::{HEIGHT, WIDTH as COLUMNS};
use super::random::Random;
use super::{Options, VERSIONS, WIDTH, WIDTHS, failed};
use crate::failure::Failure;

/// What the targets are about.
pub(super) struct Figures {
    /// Per cent of realistic frames.
    pub(super) door_realistic: f64,
    /// Over all frames of the door code.
    pub(super) median_ms: f64,
    /// Frames that gave another payload than the one drawn.
    pub(super) misreads: u64,
}

/// Counts over some frames.
#[derive(Default)]
struct Tally {
    frames: u64,
    read: u64,
    misread: u64,
    millis: Vec<f64>,
}

impl Tally {
    /// Draws and reads frames of one kind.
    fn run(options: &Options, kind: Kind, symbol: &Symbol, width: f32) -> Self {
        let truth = truth(symbol);
        let mut tally = Self::default();
        for index in 0..options.frames {
            let pixels = degrade::frame(options.seed, kind, index, symbol, width);
            let Ok(frame) = LumaFrame::new(&pixels, COLUMNS, HEIGHT, COLUMNS) else { continue };
            let start = Instant::now();
            let found = read_first(&frame);
            tally.millis.push(start.elapsed().as_secs_f64() * 1e3);
            tally.frames = tally.frames.saturating_add(1);
            let good = found.iter().any(|decoded| Some(decoded.bytes()) == truth.as_deref());
            tally.read = tally.read.saturating_add(u64::from(good));
            tally.misread = tally.misread.saturating_add(u64::from(!good && !found.is_empty()));
        }
        tally
    }

    fn add(&mut self, other: Self) {
        self.frames = self.frames.saturating_add(other.frames);
        self.read = self.read.saturating_add(other.read);
        self.misread = self.misread.saturating_add(other.misread);
        self.millis.extend(other.millis);
    }

    fn rate(&self) -> f64 {
        percent(self.read, self.frames)
    }

    /// The time that a share of the frames stays under.
    fn quantile(&mut self, percent: usize) -> f64 {
        self.millis.sort_by(f64::total_cmp);
        let last = self.millis.len().saturating_sub(1);
        let index = last.saturating_mul(percent).checked_div(100).unwrap_or(0);
        self.millis.get(index).copied().unwrap_or(0.0)
    }
}

/// The payload of a symbol, from a perfect picture of it.
fn truth(symbol: &Symbol) -> Option<Vec<u8>> {
    let picture = symbol.luma(4).ok()?;
    let found = read_first(&picture.frame().ok()?);
    found.into_iter().next().map(ofage_qr::Decoded::into_bytes)
}

/// Prints the two payloads beside each other at equal width.
pub(super) fn compare(options: &Options, door: &Symbol, plain: &Symbol) -> Figures {
    let name = |symbol: &Symbol| {
        format!("{}-{:?}, {} modules", symbol.version().number(), symbol.level(), symbol.width())
    };
    println!("Single frames of 1280 by 720 read, the symbol {WIDTH} px wide without quiet zone;");
    println!("{} frames of each kind, seed {}.", options.frames, options.seed);
    println!("door code: version {}; plain response: version {}\n", name(door), name(plain));
    println!("| degradation | door code | plain response |");
    println!("|---|---|---|");
    let mut all = [Tally::default(), Tally::default()];
    for kind in Kind::SINGLE {
        let tallies = [door, plain].map(|symbol| Tally::run(options, kind, symbol, WIDTH));
        println!("| {} | {:.0} % | {:.0} % |", kind.name(), tallies[0].rate(), tallies[1].rate());
        for (sum, tally) in all.iter_mut().zip(tallies) {
            sum.add(tally);
        }
    }
    println!("| **all of these** | **{:.1} %** | **{:.1} %** |", all[0].rate(), all[1].rate());
    let [realistic, other] = [door, plain].map(|symbol| Tally::run(options, Kind::Realistic, symbol, WIDTH));
    println!(
        "| **{}** | **{:.1} %** | **{:.1} %** |\n",
        Kind::Realistic.name(),
        realistic.rate(),
        other.rate()
    );
    let door_realistic = realistic.rate();
    let [mut door_all, mut plain_all] = all;
    door_all.add(realistic);
    plain_all.add(other);
    let median_ms = door_all.quantile(50);
    println!("| time a frame | median | 95 % | longest |");
    println!("|---|---|---|---|");
    println!(
        "| door code | {median_ms:.1} ms | {:.1} ms | {:.1} ms |",
        door_all.quantile(95),
        door_all.quantile(100)
    );
    println!(
        "| plain response | {:.1} ms | {:.1} ms | {:.1} ms |",
        plain_all.quantile(50),
        plain_all.quantile(95),
        plain_all.quantile(100)
    );
    let misreads = door_all.misread.saturating_add(plain_all.misread);
    println!("\nFrames read as something else: {misreads}");
    Figures { door_realistic, median_ms, misreads }
}

/// Prints, for several versions, how often each width is read in realistic frames.
pub(super) fn widths(options: &Options) -> Result<(), Failure> {
    println!("\nRealistic frames read, by version (level L, full) and width of the symbol in px");
    print!("| version |");
    WIDTHS.iter().for_each(|width| print!(" {width} |"));
    println!(" smallest for 95 % |\n|---|{}---|", "---|".repeat(WIDTHS.len()));
    for number in VERSIONS {
        let error = |error| failed("version", error);
        let version = Version::new(number).map_err(error)?;
        let mut random = Random::new(options.seed, &[u64::from(number)]);
        let payload: Vec<u8> = (0..version.capacity(Level::L)).map(|_| random.byte()).collect();
        let symbol =
            Symbol::from_segments_at(&[Segment::Bytes(&payload)], version, Level::L).map_err(error)?;
        print!("| {number} |");
        let mut smallest = None;
        for width in WIDTHS {
            let rate = Tally::run(options, Kind::Realistic, &symbol, width).rate();
            print!(" {rate:.0} |");
            if rate >= 95.0 {
                smallest = smallest.or(Some(width));
            }
        }
        println!(" {} |", smallest.map_or_else(|| "none".into(), |width| width.to_string()));
    }
    Ok(())
}

/// Writes the first frame of every kind, to look at.
pub(super) fn save(folder: &Path, seed: u64, symbol: &Symbol, width: f32) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for kind in Kind::SINGLE.into_iter().chain([Kind::Realistic]) {
        let mut file = format!("P5\n{COLUMNS} {HEIGHT}\n255\n").into_bytes();
        file.extend(degrade::frame(seed, kind, 0, symbol, width));
        std::fs::write(folder.join(format!("{kind:?}.pgm")), file)?;
    }
    Ok(())
}

fn percent(part: u64, whole: u64) -> f64 {
    let number = |value: u64| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { 100.0 * number(part) / number(whole) }
}
