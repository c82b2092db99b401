//! `ofage door scan`: decides on pictures and text.

use core::time::Duration;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use ofage_core::pki::Realm;
use ofage_core::{Challenge, UnixTime};
use ofage_verifier::{Decision, Door, DoorMode, Language, Outcome, Policy};
use serde_json::{Value, json};

use super::setup::{Question, Trusted, language};
use crate::failure::{Failure, io_text, printable};
use crate::io::{code_text, now, parse_time, read, read_large, rng, symbols};
use crate::ui::{Ui, styled};

/// Decide on codes in pictures, in text, or in a folder that a camera fills
///
/// Exit code 0 where every code admits. A decision from a demo issuer is none.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage door scan --challenge question --bundle bundle.cbor \\
      --provider-root provider/vical-root.pem code.png
  ofage door scan --venue \"The Blue Door\" --mode timed \\
      --anchor issuer/root.pem --watch camera

JSON: {\"scans\": [{\"source\", \"decision\", \"reason\", \"detail\", \"message\",
\"nextStep\", \"over\", \"symbol\", \"codeAge\", \"issuerCountry\", \"demo\",
\"readMs\", \"verifyMs\"}]}; with --watch one such scan on a line, as it comes.
A used code is remembered for as long as the command runs, and no longer.")]
pub(super) struct Arguments {
    /// Pictures with a code, PNG or JPEG; `-` is standard input
    #[arg(value_name = "IMAGE", required_unless_present_any = ["text", "watch"])]
    images: Vec<PathBuf>,

    /// The text of a code; may be repeated
    #[arg(long, value_name = "TEXT")]
    text: Vec<String>,

    /// Scan each picture that appears in this folder, until stopped
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,

    /// Stop watching after so many seconds
    #[arg(long, value_name = "SECONDS", requires = "watch")]
    watch_for: Option<u64>,

    /// The question that `ofage door challenge --keep` kept; its venue and age are used
    #[arg(long, value_name = "FILE", conflicts_with_all = ["venue", "over", "mode"])]
    challenge: Option<PathBuf>,

    #[command(flatten)]
    question: Question,

    #[command(flatten)]
    trusted: Trusted,

    /// The language of the guidance: de, en, es, fr, it or nl
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    language: Language,

    /// The time, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,
}

/// How often a watched folder is looked at.
const POLL: Duration = Duration::from_millis(200);
/// Most pictures of a watched folder that are told apart as seen.
const MAX_SEEN: usize = 100_000;

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let door = open(arguments)?;
    let mut scans = Scans { arguments, door, ui, all: Vec::new(), admitted: true };
    for path in &arguments.images {
        scans.picture(path)?;
    }
    for text in &arguments.text {
        let outcome = scans.door.scan_text(text, scans.now()?);
        scans.conclude("text", &outcome)?;
    }
    if let Some(folder) = &arguments.watch {
        scans.watch(folder)?;
    } else {
        let all = core::mem::take(&mut scans.all);
        ui.result(|| json!({ "scans": all }), |_| Ok(()))?;
    }
    if scans.admitted { Ok(()) } else { Err(Failure::Answered) }
}

fn open(arguments: &Arguments) -> Result<Door, Failure> {
    let now = time(arguments)?;
    let kept = arguments.challenge.as_ref().map(|path| kept(path)).transpose()?;
    let policy = match &kept {
        Some(challenge) => Policy::new(challenge.venue().clone(), challenge.threshold()),
        None => arguments.question.policy()?,
    };
    if policy.door_mode() == DoorMode::Challenge && kept.is_none() {
        return Err(Failure::Usage(
            "give the question that was asked with --challenge, or another --mode".into(),
        ));
    }
    let trust = arguments.trusted.load(now)?;
    let start = Instant::now();
    let door = Door::new(policy, trust, arguments.question.secret()?, &mut rng()?, now)
        .with_stopwatch(move || start.elapsed());
    if let Some(challenge) = kept {
        let since = challenge.expiry().plus_seconds(-LIFETIME);
        door.reopen_challenge(challenge, since.min(now)).map_err(|error| {
            Failure::Usage(format!("--challenge: {error}; for a queue give --mode queue instead"))
        })?;
    }
    Ok(door)
}

/// Seconds for which `ofage door challenge` takes answers: the policy's default.
const LIFETIME: i64 = 120;

fn kept(path: &Path) -> Result<Challenge, Failure> {
    let input = read(path)?;
    Challenge::from_text(&code_text(&input)?)
        .map_err(|error| input.failure(error.code(), format!("holds no question: {error}")))
}

fn time(arguments: &Arguments) -> Result<UnixTime, Failure> {
    match arguments.at {
        Some(at) => Ok(at),
        None => now(),
    }
}

struct Scans<'a> {
    arguments: &'a Arguments,
    door: Door,
    ui: &'a Ui,
    all: Vec<Value>,
    admitted: bool,
}

impl Scans<'_> {
    fn now(&self) -> Result<UnixTime, Failure> {
        time(self.arguments)
    }

    /// A picture; standard input may also hold the text of a code.
    fn picture(&mut self, path: &Path) -> Result<(), Failure> {
        let input = read_large(path)?;
        let now = self.now()?;
        let start = Instant::now();
        let outcome = match (symbols(&input), input.text()) {
            (Ok(found), _) => self
                .door
                .scan_symbols(&found, Some(start.elapsed()), now)
                .unwrap_or_else(|| self.door.unreadable("no_code", now)),
            (Err(_), Some(text)) => self.door.scan_text(text, now),
            (Err(failure), None) => return Err(failure),
        };
        self.conclude(&input.source.to_string(), &outcome)
    }

    fn conclude(&mut self, source: &str, outcome: &Outcome) -> Result<(), Failure> {
        self.admitted &= outcome.decision() == Decision::Admit;
        let scan = to_json(source, outcome, self.arguments.language);
        if self.arguments.watch.is_some() {
            return self.ui.result(|| scan, |ui| show(source, outcome, self.arguments.language, ui));
        }
        self.all.push(scan);
        if self.ui.is_text() { show(source, outcome, self.arguments.language, self.ui) } else { Ok(()) }
    }

    fn watch(&mut self, folder: &Path) -> Result<(), Failure> {
        let end = self.arguments.watch_for.map(|seconds| (Instant::now(), Duration::from_secs(seconds)));
        // What lies there already was not shown to this door.
        let mut seen = pictures(folder)?;
        loop {
            std::thread::sleep(POLL);
            for path in pictures(folder)? {
                if seen.insert(path.clone()) && self.picture(&path).is_err() {
                    // Perhaps it is still being written: it has one more chance.
                    std::thread::sleep(POLL);
                    if self.picture(&path).is_err() {
                        let outcome = self.door.unreadable("picture_unreadable", self.now()?);
                        self.conclude(&printable(&path), &outcome)?;
                    }
                }
            }
            if seen.len() > MAX_SEEN {
                seen = pictures(folder)?;
            }
            if end.is_some_and(|(start, length)| start.elapsed() >= length) {
                return Ok(());
            }
        }
    }
}

/// The pictures in a folder, by their names' endings.
fn pictures(folder: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::input(&crate::failure::Source::new(folder), "input_unreadable", io_text(&error))
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let is_picture = |path: &PathBuf| {
        path.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| {
            ["png", "jpg", "jpeg"].contains(&extension.to_ascii_lowercase().as_str())
        })
    };
    Ok(entries.flatten().map(|entry| entry.path()).filter(is_picture).collect())
}

fn to_json(source: &str, outcome: &Outcome, language: Language) -> Value {
    let guidance = outcome.guidance(language);
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
    json!({
        "source": source,
        "decision": outcome.decision().code(),
        "reason": outcome.reason().code(),
        "detail": outcome.detail(),
        "message": guidance.message(),
        "nextStep": guidance.next_step(),
        "over": outcome.threshold().years(),
        "symbol": outcome.matching_symbol().map(|symbol| symbol.to_string()),
        "codeAge": outcome.code_age(),
        "issuerCountry": outcome.issuer_country(),
        "demo": outcome.realm().map(|realm| realm == Realm::Demo),
        "readMs": outcome.timings().map(|timings| milliseconds(timings.read)),
        "verifyMs": outcome.timings().map(|timings| milliseconds(timings.verify)),
    })
}

fn show(source: &str, outcome: &Outcome, language: Language, ui: &Ui) -> Result<(), Failure> {
    let (style, mark) = match outcome.decision() {
        Decision::Admit => (ui.palette.good, '✔'),
        Decision::Refuse(_) => (ui.palette.bad, '✘'),
        Decision::CannotVerify(_) => (ui.palette.unsure, '?'),
        Decision::Demo(_) => (ui.palette.strong, '◇'),
    };
    let word = outcome.decision().word(language);
    let guidance = outcome.guidance(language);
    ui.line(format_args!(
        "{} {mark}  {} or over  ({}, {source})",
        styled(style, word),
        outcome.threshold(),
        outcome.reason().code()
    ))?;
    ui.line(format_args!("  {}", guidance.message()))?;
    ui.line(format_args!("  {}", guidance.next_step()))?;
    if let Some(symbol) = outcome.matching_symbol() {
        ui.line(format_args!("  symbol: {} {symbol}", symbol.shape().glyph()))?;
    }
    Ok(())
}
