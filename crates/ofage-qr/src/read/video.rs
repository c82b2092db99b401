//! Reading a stream of frames.

use super::decoded::{self, Decoded};
use super::stage::{ReadStage, Scales};
use crate::LumaFrame;

/// Reads the frames of a video one after the other.
///
/// Every frame is looked at in full size, dark on light and light on dark. The slower stages take
/// turns, one group a frame, and the stage that read the last symbol is tried on every frame. So a
/// frame costs about half of [`read`](crate::read), and what a slow stage alone can read is found
/// within four frames.
#[derive(Clone, Debug, Default)]
pub struct VideoReader {
    turn: usize,
    last: Option<ReadStage>,
}

impl VideoReader {
    /// Stages of every frame.
    const ALWAYS: [ReadStage; 2] = [ReadStage::Full, ReadStage::FullInverse];

    /// Stages that take turns.
    const TURNS: [&'static [ReadStage]; 4] = [
        &[ReadStage::Sharp, ReadStage::SharpInverse],
        &[ReadStage::Half, ReadStage::HalfInverse],
        &[ReadStage::LocalMean],
        &[ReadStage::Third, ReadStage::ThirdInverse],
    ];

    /// A reader that has seen no frame.
    #[must_use]
    pub const fn new() -> Self {
        Self { turn: 0, last: None }
    }

    /// Reads the next frame: the symbols of the first stage that reads any.
    pub fn read(&mut self, frame: &LumaFrame<'_>) -> Vec<Decoded> {
        let mut scales = Scales::new(frame);
        let turn = Self::TURNS.into_iter().cycle().nth(self.turn).unwrap_or_default();
        self.turn = self.turn.saturating_add(1).checked_rem(Self::TURNS.len()).unwrap_or(0);
        let mut tried: Vec<ReadStage> = Vec::new();
        for stage in self.last.into_iter().chain(Self::ALWAYS).chain(turn.iter().copied()) {
            if tried.contains(&stage) {
                continue;
            }
            tried.push(stage);
            let mut found = Vec::new();
            decoded::merge(&mut found, scales.read(stage));
            if !found.is_empty() {
                self.last = Some(stage);
                return found;
            }
        }
        Vec::new()
    }
}
