//! Many codes at once, on all cores: gates with many lanes, and checks after the event.

use core::time::Duration;

use ofage_core::UnixTime;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::door::Examined;
use crate::{Door, Outcome, input};

/// Codes that are in work at once. What a batch holds in memory does not grow with its length.
const CHUNK: usize = 256;

impl Door {
    /// Decides on the text of many codes, on the threads of the current `rayon` pool; the outcomes come in the order of the
    /// codes.
    ///
    /// The decisions are those of [`Door::scan_text`] on one code after the other. Signatures are verified side by side;
    /// attestations and challenges are then taken in the order of the codes, so of two codes of one attestation the first
    /// is decided and the second is the repetition, however the threads ran.
    ///
    /// The iterator is lazy: it reads and decides 256 codes whenever it needs more outcomes, and a code that was never
    /// reached was not scanned. A stopwatch measures from the start of a code to its decision, the wait for codes before
    /// it included.
    pub fn verify_batch<'d, I>(
        &'d self,
        texts: I,
        now: UnixTime,
    ) -> impl Iterator<Item = Outcome> + use<'d, I>
    where
        I: IntoIterator<Item: AsRef<str> + Send + Sync>,
    {
        let mut texts = texts.into_iter();
        let mut outcomes = Vec::new().into_iter();
        core::iter::from_fn(move || {
            if let Some(outcome) = outcomes.next() {
                return Some(outcome);
            }
            let chunk: Vec<_> = texts.by_ref().take(CHUNK).collect();
            let examined: Vec<_> =
                chunk.par_iter().map(|text| self.examine_text(text.as_ref(), now)).collect();
            let settled: Vec<Outcome> = examined
                .into_iter()
                .map(|(examined, start)| self.conclude_examined(examined, start, now))
                .collect();
            outcomes = settled.into_iter();
            outcomes.next()
        })
    }

    fn examine_text(&self, text: &str, now: UnixTime) -> (Examined, Option<Duration>) {
        let start = self.time();
        let examined = match input::from_text(text) {
            Ok(code) => self.examine(&code, now),
            Err(refusal) => refusal.into(),
        };
        (examined, start)
    }
}
