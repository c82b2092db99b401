//! The screen: the question with its symbol, or a decision over everything. Colour, shape and word say the same.

use core::time::Duration;
use std::time::Instant;

use ofage_core::{Challenge, UnixTime};
use ofage_qr::Symbol;
use ofage_verifier::{Counters, Decision, Language, Outcome, Policy, Reason};
use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

/// A decision and when it was made.
pub(super) struct Shown {
    pub(super) outcome: Outcome,
    pub(super) since: Instant,
}

/// What there is to show.
pub(super) struct View<'a> {
    pub(super) policy: &'a Policy,
    pub(super) language: Language,
    pub(super) ready: Result<(), Reason>,
    pub(super) challenge: Option<(&'a Challenge, &'a Symbol)>,
    pub(super) shown: Option<&'a Shown>,
    pub(super) hold: Duration,
    pub(super) counters: &'a Counters,
    pub(super) now: UnixTime,
}

pub(super) fn draw(frame: &mut Frame<'_>, view: &View<'_>) {
    let rows = Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)]);
    let [top, middle, bottom] = rows.areas(frame.area());
    let title = Style::new().add_modifier(Modifier::REVERSED);
    let mode = view.policy.door_mode().code();
    let head = format!(" {}   {}+   {mode}   {} ", view.policy.venue(), view.policy.threshold(), view.now);
    frame.render_widget(Paragraph::new(head).style(title), top);
    match (view.shown, view.ready) {
        (Some(shown), _) => decision(frame, middle, shown, view),
        (None, Err(reason)) => closed(frame, middle, reason, view.language),
        (None, Ok(())) => question(frame, middle, view),
    }
    frame.render_widget(Paragraph::new(counts(view.counters)).style(title), bottom);
}

/// The counts of the whole evening.
fn counts(counters: &Counters) -> String {
    let of = |decision: &str| counters.of_decision(decision);
    let demo = match of("demo") {
        0 => String::new(),
        count => format!("   ◇ {count} demo"),
    };
    format!(" ✔ {}   ✘ {}   ? {}{demo}   Ctrl-C ends ", of("admit"), of("refuse"), of("cannot_verify"))
}

/// Ground, ink and mark of a decision: told apart without colour by the mark and the word, without them by the colour.
const fn look(decision: Decision) -> (Color, Color, [&'static str; 7]) {
    match decision {
        Decision::Admit => (Color::Rgb(0x0b, 0x6b, 0x3a), Color::White, TICK),
        Decision::Refuse(_) => (Color::Rgb(0xa8, 0x12, 0x1d), Color::White, CROSS),
        Decision::CannotVerify(_) => (Color::Rgb(0xf5, 0xb8, 0x00), Color::Black, QUESTION),
        Decision::Demo(_) => (Color::Rgb(0x55, 0x55, 0x55), Color::White, DIAMOND),
    }
}

const TICK: [&str; 7] = [
    "                ██",
    "              ████",
    "            ████  ",
    "██        ████    ",
    "████    ████      ",
    "  ████████        ",
    "    ████          ",
];
const CROSS: [&str; 7] = [
    "████          ████",
    "  ████      ████  ",
    "    ████  ████    ",
    "      ██████      ",
    "    ████  ████    ",
    "  ████      ████  ",
    "████          ████",
];
const QUESTION: [&str; 7] = [
    "    ██████████    ",
    "  ████      ████  ",
    "          ████    ",
    "        ████      ",
    "        ████      ",
    "                  ",
    "        ████      ",
];
const DIAMOND: [&str; 7] = [
    "        ██        ",
    "      ██  ██      ",
    "    ██      ██    ",
    "  ██          ██  ",
    "    ██      ██    ",
    "      ██  ██      ",
    "        ██        ",
];

fn decision(frame: &mut Frame<'_>, area: Rect, shown: &Shown, view: &View<'_>) {
    let outcome = &shown.outcome;
    let (ground, ink, mark) = look(outcome.decision());
    let style = Style::new().bg(ground).fg(ink);
    let guidance = outcome.guidance(view.language);
    let word = outcome.decision().word(view.language);
    let spaced: String = word.chars().flat_map(|c| [c, ' ']).collect();
    let bold = style.add_modifier(Modifier::BOLD);

    let mut lines: Vec<Line<'_>> = mark.iter().map(|row| Line::styled(*row, style)).collect();
    lines.push(Line::default());
    lines.push(Line::styled(format!("▌ {}▐", spaced), bold));
    lines.push(Line::default());
    lines.push(Line::styled(guidance.message(), bold));
    lines.push(Line::styled(guidance.next_step(), style));
    lines.push(Line::default());
    if let Some(symbol) = outcome.matching_symbol() {
        lines.push(Line::styled(format!("{} {symbol}", symbol.shape().glyph()), bold));
    }
    let mut facts = vec![format!("{}+", outcome.threshold())];
    facts.extend(outcome.issuer_country().map(str::to_owned));
    facts.extend(outcome.code_age().map(|age| format!("{age} s")));
    facts.push(outcome.reason().code().to_owned());
    lines.push(Line::styled(facts.join("   "), style));

    frame.render_widget(Block::new().style(style), area);
    frame.render_widget(
        Paragraph::new(lines.clone()).style(style).alignment(Alignment::Center).wrap(Wrap { trim: false }),
        centred(area, lines.len()),
    );
    fuse(frame, area, shown.since.elapsed(), view.hold, style);
}

/// The line at the bottom that burns down to the next guest.
fn fuse(frame: &mut Frame<'_>, area: Rect, elapsed: Duration, hold: Duration, style: Style) {
    let left = 1.0 - (elapsed.as_secs_f64() / hold.as_secs_f64().max(0.1)).clamp(0.0, 1.0);
    let width = (0..area.width).filter(|x| f64::from(*x) < left * f64::from(area.width)).count();
    let last = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    frame.render_widget(Paragraph::new("▀".repeat(width)).style(style), last);
}

/// The door cannot decide anything now.
fn closed(frame: &mut Frame<'_>, area: Rect, reason: Reason, language: Language) {
    let (ground, ink, mark) = look(reason.decision());
    let style = Style::new().bg(ground).fg(ink);
    let guidance = reason.guidance(language);
    let mut lines: Vec<Line<'_>> = mark.iter().map(|row| Line::styled(*row, style)).collect();
    lines.push(Line::default());
    lines.push(Line::styled(guidance.message(), style.add_modifier(Modifier::BOLD)));
    lines.push(Line::styled(guidance.next_step(), style));
    frame.render_widget(Block::new().style(style), area);
    let box_ = centred(area, lines.len());
    frame.render_widget(Paragraph::new(lines).style(style).alignment(Alignment::Center), box_);
}

fn question(frame: &mut Frame<'_>, area: Rect, view: &View<'_>) {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let mut lines: Vec<Line<'_>> = Vec::new();
    if let Some((challenge, symbol)) = view.challenge {
        let drawn = qr_lines(symbol);
        // With too little room for the code, the words still help.
        let fits = drawn.len().saturating_add(3) <= usize::from(area.height)
            && drawn.first().is_some_and(|line| line.width() <= usize::from(area.width));
        if fits {
            lines.extend(drawn);
        } else {
            lines.push(Line::from("Enlarge this window to show the QR code."));
        }
        let matching = challenge.matching_symbol();
        lines.push(Line::styled(
            format!("{}+ ?   {} {matching}", challenge.threshold(), matching.shape().glyph()),
            bold,
        ));
        lines.push(Line::from(format!("{} s", challenge.expiry().seconds_since(view.now).max(0))));
    } else {
        lines.push(Line::styled(format!("{}+ ?", view.policy.threshold()), bold));
        lines.push(Line::from("Timed codes: weaker than a challenge. A picture passes for 30 s."));
    }
    let box_ = centred(area, lines.len());
    frame.render_widget(Paragraph::new(lines).alignment(Alignment::Center), box_);
}

/// The symbol with its quiet zone, two modules a character: black on white, whatever the terminal's colours are.
fn qr_lines(symbol: &Symbol) -> Vec<Line<'static>> {
    const QUIET: usize = 4;
    let size = symbol.width().saturating_add(QUIET * 2);
    let dark = |x: usize, y: usize| match (x.checked_sub(QUIET), y.checked_sub(QUIET)) {
        (Some(x), Some(y)) if x < symbol.width() && y < symbol.width() => symbol.module(x, y),
        _ => false,
    };
    let style = Style::new().fg(Color::Black).bg(Color::White);
    (0..size.div_ceil(2))
        .map(|row| {
            let (upper, lower) = (row.saturating_mul(2), row.saturating_mul(2).saturating_add(1));
            let text: String = (0..size)
                .map(|x| match (dark(x, upper), dark(x, lower)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                })
                .collect();
            Line::from(Span::styled(text, style))
        })
        .collect()
}

/// The middle of an area, `height` rows of it.
fn centred(area: Rect, height: usize) -> Rect {
    let height = u16::try_from(height).unwrap_or(u16::MAX).min(area.height);
    let above = area.height.saturating_sub(height) / 2;
    Rect { y: area.y.saturating_add(above), height, ..area }
}

#[cfg(test)]
mod tests {
    use ofage_core::door_code::Catalogue;
    use ofage_core::pki::TrustAnchors;
    use ofage_core::{AgeThreshold, VenueName};
    use ofage_verifier::{Door, PinnedTrust, VenueSecret};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::io::rng;

    fn now() -> UnixTime {
        UnixTime::from_seconds(1_800_000_000).unwrap()
    }

    fn door() -> Door {
        let trust = PinnedTrust::new(TrustAnchors::new(), Catalogue::new(), now(), now().plus_seconds(60));
        let policy = Policy::new(VenueName::new("The Blue Door").unwrap(), AgeThreshold::EIGHTEEN);
        Door::new(policy, Box::new(trust), VenueSecret::from_bytes([1; 32]), &mut rng().unwrap(), now())
    }

    /// What the terminal shows, row by row.
    fn drawn(view: &View<'_>, (width, height): (u16, u16)) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(frame, view)).unwrap();
        let buffer = terminal.backend().buffer();
        let width = usize::from(width);
        let cells: Vec<&str> = buffer.content().iter().map(|cell| cell.symbol()).collect();
        cells.chunks(width).map(|row| row.concat() + "\n").collect()
    }

    #[test]
    fn every_decision_is_told_by_mark_word_and_guidance_in_every_language() {
        let door = door();
        let counters = Counters::new();
        for language in Language::ALL {
            let shown =
                Shown { outcome: door.scan_text("https://example.com", now()), since: Instant::now() };
            let view = View {
                policy: door.policy(),
                language,
                ready: Ok(()),
                challenge: None,
                shown: Some(&shown),
                hold: Duration::from_secs(6),
                counters: &counters,
                now: now(),
            };
            let screen = drawn(&view, (100, 30));
            let word: String =
                shown.outcome.decision().word(language).chars().flat_map(|c| [c, ' ']).collect();
            let guidance = shown.outcome.guidance(language);
            for expected in [&word, QUESTION[0], guidance.message(), "The Blue Door", "not_door_code"] {
                assert!(screen.contains(expected), "{expected:?} is not in\n{screen}");
            }
        }
        let marks = [TICK, CROSS, QUESTION, DIAMOND];
        assert!(marks.iter().enumerate().all(|(index, mark)| !marks[..index].contains(mark)));
    }

    #[test]
    fn the_question_on_the_screen_can_be_read_back() {
        let door = door();
        let counters = Counters::new();
        let challenge = door.challenge(now()).unwrap();
        let symbol = Symbol::from_text(&challenge.to_text()).unwrap();
        let view = |ready| View {
            policy: door.policy(),
            language: Language::English,
            ready,
            challenge: Some((&challenge, &symbol)),
            shown: None,
            hold: Duration::from_secs(6),
            counters: &counters,
            now: now(),
        };
        let screen = drawn(&view(Ok(())), (100, 40));
        assert!(screen.contains(&challenge.matching_symbol().to_string()), "{screen}");
        // From the characters back to modules, to pixels, to text.
        let rows: Vec<Vec<char>> = screen.lines().skip(1).map(|row| row.chars().collect()).collect();
        let mut pixels = Vec::new();
        for row in &rows[..rows.len() - 1] {
            for half in ['▀', '▄'] {
                for _ in 0..4 {
                    pixels
                        .extend(row.iter().flat_map(|c| [if *c == '█' || *c == half { 0 } else { 255 }; 4]));
                }
            }
        }
        let picture = ofage_qr::LumaImage::new(pixels, 400, (rows.len() - 1) * 8).unwrap();
        let found = ofage_qr::read(&picture.frame().unwrap());
        assert_eq!(
            found.first().and_then(|found| found.text()),
            Some(challenge.to_text().as_str()),
            "{screen}"
        );

        let closed = drawn(&view(door.check_ready(now())), (100, 40));
        assert!(closed.contains(Reason::TrustMissing.guidance(Language::English).message()), "{closed}");
        for size in [(1, 1), (10, 3), (20, 10), (300, 100)] {
            drawn(&view(Ok(())), size);
        }
    }
}
