//! Text from a hand scanner that acts as a keyboard.

use core::time::Duration;
use std::time::Instant;

/// Keys of one code follow each other faster than this; a pause ends a code for scanners that send no line end.
const PAUSE: Duration = Duration::from_millis(400);
/// Longest text that is kept: a self-contained code has about 1,700 digits, a response 5,000 characters.
const MAX_CHARACTERS: usize = 32 * 1024;

/// What has been typed of the next code.
#[derive(Debug, Default)]
pub(super) struct Wedge {
    text: String,
    last: Option<Instant>,
    ended: bool,
}

impl Wedge {
    pub(super) fn push(&mut self, c: char, now: Instant) {
        self.last = Some(now);
        if matches!(c, '\n' | '\r') {
            self.ended = true;
        } else if self.text.len() < MAX_CHARACTERS {
            self.text.push(c);
        }
    }

    /// The code, once it is complete. Line ends on their own are nothing.
    pub(super) fn complete(&mut self, now: Instant) -> Option<String> {
        let paused = self.last.is_some_and(|last| now.duration_since(last) >= PAUSE);
        if !self.ended && !paused {
            return None;
        }
        let text = core::mem::take(self).text;
        if text.trim().is_empty() { None } else { Some(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_or_a_pause_completes_a_code() {
        let start = Instant::now();
        let mut wedge = Wedge::default();
        "241".chars().for_each(|c| wedge.push(c, start));
        assert_eq!(wedge.complete(start), None);
        wedge.push('\n', start);
        assert_eq!(wedge.complete(start).as_deref(), Some("241"));
        assert_eq!(wedge.complete(start + PAUSE), None);
        wedge.push('7', start);
        assert_eq!(wedge.complete(start + PAUSE).as_deref(), Some("7"));
        wedge.push('\r', start);
        wedge.push('\n', start);
        assert_eq!(wedge.complete(start), None);
    }

    #[test]
    fn endless_typing_is_cut() {
        let start = Instant::now();
        let mut wedge = Wedge::default();
        (0..MAX_CHARACTERS * 2).for_each(|_| wedge.push('1', start));
        wedge.push('\n', start);
        assert_eq!(wedge.complete(start).map(|text| text.len()), Some(MAX_CHARACTERS));
    }
}
