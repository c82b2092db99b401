//! `ofage door run`: a full-screen door for a terminal with a hand scanner that types.

mod screen;
mod wedge;

use core::time::Duration;
use std::io::{IsTerminal as _, stdout};
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use ofage_core::{Challenge, UnixTime};
use ofage_qr::Symbol;
use ofage_verifier::{BeforeOpening, Door, DoorMode, Language, Reason};
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use ratatui::crossterm::execute;

use super::setup::{Question, Trusted, language};
use crate::failure::Failure;
use crate::io::{Overwrite, Privacy, now, rng, write};
use crate::ui::Ui;
use screen::{Shown, View};
use wedge::Wedge;

/// Run a full-screen door for a hand scanner that types
///
/// Shows the question as a QR code and every decision over the whole screen, and goes on by itself. Ctrl-C
/// ends it; Esc clears a decision. Nothing is stored; --counters writes the counts at the end.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage door run --venue \"The Blue Door\" --bundle bundle.cbor \\
      --provider-root provider/vical-root.pem
  ofage door run --mode timed --anchor issuer/root.pem --language de")]
pub(super) struct Arguments {
    #[command(flatten)]
    question: Question,

    #[command(flatten)]
    trusted: Trusted,

    /// The language of the screen: de, en, es, fr, it or nl
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    language: Language,

    /// Seconds that a decision stays on the screen
    #[arg(long, value_name = "SECONDS", default_value = "6", value_parser = clap::value_parser!(u8).range(1..=60))]
    hold: u8,

    /// Write the counts of decisions here at the end, as JSON
    #[arg(long, value_name = "FILE")]
    counters: Option<PathBuf>,
}

/// How long the screen waits for a key before it draws again.
const TICK: Duration = Duration::from_millis(100);
/// Keys that are taken before the screen is drawn again.
const MAX_EVENTS: usize = 8192;
/// A question with less time left than this is replaced, in seconds.
const MIN_LEFT: i64 = 20;

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    if !stdout().is_terminal() || !ui.is_text() {
        return Err(Failure::Usage("`ofage door run` needs a terminal; see `ofage door scan`".into()));
    }
    let opened = now()?;
    // A used code must not pass again because the door was started anew.
    let policy = arguments.question.policy()?.before_opening(BeforeOpening::Refused);
    let trust = arguments.trusted.load(opened)?;
    let start = Instant::now();
    let door = Door::new(policy, trust, arguments.question.secret()?, &mut rng()?, opened)
        .with_stopwatch(move || start.elapsed());

    let mut terminal = ratatui::try_init().map_err(Failure::Printing)?;
    let pasting = execute!(stdout(), EnableBracketedPaste);
    let ended = Kiosk::new(&door, arguments).run(&mut terminal);
    if pasting.is_ok() {
        execute!(stdout(), DisableBracketedPaste).map_err(Failure::Printing)?;
    }
    ratatui::try_restore().map_err(Failure::Printing)?;
    ended?;
    if let Some(path) = &arguments.counters {
        write(path, door.counters().to_json().as_bytes(), Privacy::Shared, Overwrite::Replace)?;
    }
    Ok(())
}

/// What the loop does next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    End,
}

struct Kiosk<'a> {
    door: &'a Door,
    language: Language,
    hold: Duration,
    wedge: Wedge,
    challenge: Option<(Challenge, Symbol)>,
    shown: Option<Shown>,
}

impl<'a> Kiosk<'a> {
    fn new(door: &'a Door, arguments: &Arguments) -> Self {
        Self {
            door,
            language: arguments.language,
            hold: Duration::from_secs(arguments.hold.into()),
            wedge: Wedge::default(),
            challenge: None,
            shown: None,
        }
    }

    fn run(&mut self, terminal: &mut DefaultTerminal) -> Result<(), Failure> {
        loop {
            let time = now()?;
            self.ask(time)?;
            if self.shown.as_ref().is_some_and(|shown| shown.since.elapsed() >= self.hold) {
                self.shown = None;
            }
            let counters = self.door.counters();
            let view = View {
                policy: self.door.policy(),
                language: self.language,
                ready: self.door.check_ready(time),
                challenge: self.challenge.as_ref().map(|(challenge, symbol)| (challenge, symbol)),
                shown: self.shown.as_ref(),
                hold: self.hold,
                counters: &counters,
                now: time,
            };
            terminal.draw(|frame| screen::draw(frame, &view)).map_err(Failure::Printing)?;
            if self.listen()? == Next::End {
                return Ok(());
            }
        }
    }

    /// Takes all keys that have come, so that a scanner is not slowed down by the drawing.
    fn listen(&mut self) -> Result<Next, Failure> {
        let mut wait = TICK;
        for _ in 0..MAX_EVENTS {
            if !event::poll(wait).map_err(Failure::Printing)? {
                break;
            }
            wait = Duration::ZERO;
            if self.take(event::read().map_err(Failure::Printing)?) == Next::End {
                return Ok(Next::End);
            }
            if let Some(text) = self.wedge.complete(Instant::now()) {
                self.scan(&text)?;
                return Ok(Next::GoOn);
            }
        }
        if let Some(text) = self.wedge.complete(Instant::now()) {
            self.scan(&text)?;
        }
        Ok(Next::GoOn)
    }

    /// Keeps a question on the screen: a new one for each guest, or the queue's of this rotation.
    fn ask(&mut self, time: UnixTime) -> Result<(), Failure> {
        let mode = self.door.policy().door_mode();
        let keep = match (mode, &self.challenge) {
            (DoorMode::Timed, _) => true,
            (DoorMode::Challenge, Some((challenge, _))) => challenge.expiry().seconds_since(time) >= MIN_LEFT,
            (DoorMode::Queue, _) | (DoorMode::Challenge, None) => false,
        };
        if keep {
            return Ok(());
        }
        let refused = |error: ofage_core::ChallengeError| Failure::refused(error.code(), error);
        let challenge = self.door.challenge(time).map_err(refused)?;
        if self.challenge.as_ref().is_some_and(|(shown, _)| *shown == challenge) {
            return Ok(());
        }
        let symbol =
            Symbol::from_text(&challenge.to_text()).map_err(|error| Failure::refused(error.code(), error))?;
        self.challenge = Some((challenge, symbol));
        Ok(())
    }

    fn take(&mut self, event: Event) -> Next {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => return self.key(key),
            Event::Paste(text) => text.chars().for_each(|c| self.wedge.push(c, Instant::now())),
            Event::Key(_) | Event::FocusGained | Event::FocusLost | Event::Mouse(_) | Event::Resize(..) => {}
        }
        Next::GoOn
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && matches!(key.code, KeyCode::Char('c' | 'q')) {
            return Next::End;
        }
        if let KeyCode::Char(c) = key.code {
            self.wedge.push(c, Instant::now());
        } else if key.code == KeyCode::Enter {
            self.wedge.push('\n', Instant::now());
        } else if key.code == KeyCode::Esc {
            self.wedge = Wedge::default();
            self.shown = None;
        }
        Next::GoOn
    }

    fn scan(&mut self, text: &str) -> Result<(), Failure> {
        let outcome = self.door.scan_text(text, now()?);
        let same = outcome.reason() == Reason::SameGuest;
        if !same && self.door.policy().door_mode() == DoorMode::Challenge {
            // The next guest gets a question of their own.
            self.challenge = None;
        }
        // The decision on the screen stands when its code is seen again.
        if !(same && self.shown.is_some()) {
            self.shown = Some(Shown { outcome, since: Instant::now() });
        }
        Ok(())
    }
}
