//! Symbols as text: one character is one module wide and two tall.

use crate::Symbol;

/// How a symbol is drawn on a terminal.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TerminalStyle {
    /// Sets black and white itself, by the fixed part of the 256-colour table, so that it looks
    /// the same on dark and on light terminals.
    #[default]
    Ansi,
    /// Blocks alone, for a terminal that writes light on dark.
    PlainOnDark,
    /// Blocks alone, for a terminal or a paper that writes dark on light.
    PlainOnLight,
}

impl Symbol {
    /// The symbol with its quiet zone as lines of half blocks, each ended by a line feed.
    #[must_use]
    pub fn terminal(&self, style: TerminalStyle) -> String {
        let (start, end) = match style {
            // 16 and 231 are black and white in the colour cube, which themes leave alone.
            TerminalStyle::Ansi => ("\u{1b}[38;5;16;48;5;231m", "\u{1b}[0m\n"),
            TerminalStyle::PlainOnDark | TerminalStyle::PlainOnLight => ("", "\n"),
        };
        let inked = !matches!(style, TerminalStyle::PlainOnDark);
        let rows: Vec<_> = self.framed_rows().collect();
        let mut text = String::new();
        for pair in rows.chunks(2) {
            text.push_str(start);
            let upper = pair.first().map(Vec::as_slice).unwrap_or_default();
            let lower = pair.get(1).map(Vec::as_slice).unwrap_or_default();
            for (x, &dark) in upper.iter().enumerate() {
                // The width is odd, so below the last row there is one more light row.
                let below = lower.get(x).copied().unwrap_or(false);
                text.push(match (dark == inked, below == inked) {
                    (false, false) => ' ',
                    (false, true) => '▄',
                    (true, false) => '▀',
                    (true, true) => '█',
                });
            }
            text.push_str(end);
        }
        text
    }
}
