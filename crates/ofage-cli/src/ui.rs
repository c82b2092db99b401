//! What a person sees: text or JSON on standard output, colour on terminals, progress of long work.

use core::fmt;
use std::io::{IsTerminal as _, Write as _};

use clap::ValueEnum;
use clap::builder::styling::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

use crate::failure::Failure;

/// Batches larger than this show their progress.
const QUIET_BATCH: usize = 1_000;

/// Columns of a terminal that every output fits.
pub(crate) const WIDTH: usize = 80;

/// When to colour the output: on a terminal unless NO_COLOR is set, always, or never.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Colour {
    // No doc comments: they would fill the help of every command.
    Auto,
    Always,
    Never,
}

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Output {
    /// Text for people.
    Text,
    /// One JSON object for programs.
    Json,
}

/// The styles of the output; all plain where there is no colour.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Palette {
    pub(crate) title: Style,
    pub(crate) good: Style,
    pub(crate) bad: Style,
    pub(crate) unsure: Style,
    pub(crate) strong: Style,
}

/// Where the output goes, and how it looks.
#[derive(Debug)]
pub(crate) struct Ui {
    output: Output,
    pub(crate) palette: Palette,
}

impl Ui {
    pub(crate) fn new(output: Output, colour: Colour) -> Self {
        Self {
            output,
            palette: if coloured(colour, std::io::stdout().is_terminal()) {
                COLOURS
            } else {
                Palette::default()
            },
        }
    }

    /// Whether people read the output.
    pub(crate) fn is_text(&self) -> bool {
        self.output == Output::Text
    }

    /// Whether the output has colour.
    pub(crate) fn has_colour(&self) -> bool {
        self.palette.strong != Style::new()
    }

    /// How many columns the terminal has; `None` where the output is no terminal.
    pub(crate) fn columns(&self) -> Option<usize> {
        terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
    }

    /// Prints a line of text; nothing under `--json`.
    ///
    /// # Errors
    /// [`Failure::Printing`].
    pub(crate) fn line(&self, text: impl fmt::Display) -> Result<(), Failure> {
        if self.is_text() { print(format_args!("{text}\n")) } else { Ok(()) }
    }

    /// Prints the result: `value` under `--json`, else whatever `text` prints.
    ///
    /// # Errors
    /// [`Failure::Printing`].
    pub(crate) fn result(
        &self,
        value: impl FnOnce() -> Value,
        text: impl FnOnce(&Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match self.output {
            Output::Text => text(self),
            Output::Json => print(format_args!("{}\n", ascii(&value()))),
        }
    }

    /// A progress bar for a batch: shown on a terminal, for batches over 1,000.
    pub(crate) fn progress(&self, length: usize, what: &'static str) -> ProgressBar {
        if length <= QUIET_BATCH || !self.is_text() {
            return ProgressBar::hidden();
        }
        let bar =
            ProgressBar::with_draw_target(u64::try_from(length).ok(), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}  {eta} left") {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar
    }
}

/// JSON in which every character that a terminal might obey, or not show, is escaped.
fn ascii(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        if c.is_ascii() || c.escape_debug().eq([c]) {
            out.push(c);
        } else {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

/// A line cut to the width of a terminal.
pub(crate) fn fit(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    line.chars().take(WIDTH.saturating_sub(1)).chain(['…']).collect()
}

/// Bytes as hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `1 attestation`, `30 attestations`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// A number with commas between its thousands.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Text in a style.
pub(crate) fn styled(style: Style, text: impl fmt::Display) -> impl fmt::Display {
    format!("{style}{text}{style:#}")
}

/// Prints the failure of a command: an object on standard output under `--json`, one line on standard error.
pub(crate) fn failed(output: Output, colour: Colour, failure: &Failure) {
    if failure.is_silent() {
        return;
    }
    if output == Output::Json && print(format_args!("{}\n", ascii(&failure.to_json()))).is_err() {
        // Nobody reads it; the exit code and standard error still tell.
    }
    let palette =
        if coloured(colour, std::io::stderr().is_terminal()) { COLOURS } else { Palette::default() };
    let mut stderr = std::io::stderr().lock();
    if writeln!(stderr, "{} {failure}", styled(palette.bad, "ofage:")).is_err() {
        // Nowhere is left to say so.
    }
}

const COLOURS: Palette = Palette {
    title: AnsiColor::Cyan.on_default().bold(),
    good: AnsiColor::Green.on_default().bold(),
    bad: AnsiColor::Red.on_default().bold(),
    unsure: AnsiColor::Yellow.on_default().bold(),
    strong: Style::new().bold(),
};

fn coloured(colour: Colour, terminal: bool) -> bool {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            terminal && variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

fn print(text: fmt::Arguments<'_>) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_fmt(text).and_then(|()| stdout.flush()).map_err(Failure::Printing)
}
