//! The stages of reading and the scaled copies of a frame they share.

use super::binarize::{self, Polarity, Thresholds};
use super::decoded::Decoded;
use super::plane::Plane;
use super::{decode, finder};
use crate::LumaFrame;
use crate::limits::MIN_SIDE;

/// One way of looking at a frame, in the order they are tried.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ReadStage {
    /// Dark on light at full size.
    Full,
    /// Light on dark at full size: dark mode.
    FullInverse,
    /// Dark on light at half size: photos of screens, blur, noise.
    Half,
    /// Light on dark at half size.
    HalfInverse,
    /// Dark on light at full size with steeper edges: out of focus, shaken, or under four pixels a
    /// module.
    Sharp,
    /// Light on dark at full size with steeper edges.
    SharpInverse,
    /// Dark on light at a third of the size.
    Third,
    /// Light on dark at a third of the size.
    ThirdInverse,
    /// Darker than the mean of the surroundings at full size: low contrast, glare.
    LocalMean,
}

impl ReadStage {
    /// All stages in order.
    pub(crate) const ALL: [Self; 9] = [
        Self::Full,
        Self::FullInverse,
        Self::Half,
        Self::HalfInverse,
        Self::Sharp,
        Self::SharpInverse,
        Self::Third,
        Self::ThirdInverse,
        Self::LocalMean,
    ];

    /// Stable snake_case name, for logs and figures.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::FullInverse => "full_inverse",
            Self::Half => "half",
            Self::HalfInverse => "half_inverse",
            Self::Sharp => "sharp",
            Self::SharpInverse => "sharp_inverse",
            Self::Third => "third",
            Self::ThirdInverse => "third_inverse",
            Self::LocalMean => "local_mean",
        }
    }

    /// The copy of the frame that is looked at.
    const fn view(self) -> View {
        match self {
            Self::Full | Self::FullInverse | Self::LocalMean => View::Full,
            Self::Half | Self::HalfInverse => View::Half,
            Self::Sharp | Self::SharpInverse => View::Sharp,
            Self::Third | Self::ThirdInverse => View::Third,
        }
    }
}

/// A copy of the frame that stages share.
#[derive(Clone, Copy)]
enum View {
    Full,
    Half,
    Sharp,
    Third,
}

impl View {
    /// Frame pixels a pixel of the copy, along a side.
    const fn reduction(self) -> usize {
        match self {
            Self::Full | Self::Sharp => 1,
            Self::Half => 2,
            Self::Third => 3,
        }
    }
}

/// The frame and the copies of it that were asked for so far, each with its thresholds.
pub(super) struct Scales<'a> {
    full: Scale<'a>,
    half: Option<Scale<'a>>,
    sharp: Option<Scale<'a>>,
    third: Option<Scale<'a>>,
}

struct Scale<'a> {
    plane: Plane<'a>,
    thresholds: Option<Thresholds>,
}

impl<'a> Scales<'a> {
    pub(super) fn new(frame: &LumaFrame<'a>) -> Self {
        Self { full: Scale::new(Plane::new(frame)), half: None, sharp: None, third: None }
    }

    /// All symbols that one stage reads.
    pub(super) fn read(&mut self, stage: ReadStage) -> Vec<Decoded> {
        let view = stage.view();
        let reduction = view.reduction();
        let full = &mut self.full;
        let scale = match view {
            View::Full => full,
            View::Half => self.half.get_or_insert_with(|| Scale::new(full.plane.reduced(reduction))),
            View::Sharp => self.sharp.get_or_insert_with(|| Scale::new(full.plane.sharpened())),
            View::Third => self.third.get_or_insert_with(|| Scale::new(full.plane.reduced(reduction))),
        };
        if scale.plane.width < MIN_SIDE || scale.plane.height < MIN_SIDE {
            return Vec::new();
        }
        let matrix = match stage {
            ReadStage::Full | ReadStage::Half | ReadStage::Sharp | ReadStage::Third => {
                scale.binarized(Polarity::DarkOnLight)
            }
            ReadStage::FullInverse
            | ReadStage::HalfInverse
            | ReadStage::SharpInverse
            | ReadStage::ThirdInverse => scale.binarized(Polarity::LightOnDark),
            ReadStage::LocalMean => binarize::local_mean(&scale.plane),
        };
        let Some(matrix) = matrix else { return Vec::new() };
        let finders = finder::find(&matrix);
        decode::symbols(&matrix, finders, stage, reduction)
    }
}

impl<'a> Scale<'a> {
    const fn new(plane: Plane<'a>) -> Self {
        Self { plane, thresholds: None }
    }

    fn binarized(&mut self, polarity: Polarity) -> Option<rxing::common::BitMatrix> {
        let thresholds = self.thresholds.get_or_insert_with(|| Thresholds::new(&self.plane));
        thresholds.binarize(&self.plane, polarity)
    }
}
