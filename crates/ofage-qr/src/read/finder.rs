//! The search for finder patterns.

use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::{ConcentricPattern, LocateConcentricPattern};
use rxing::{Point, point};

use super::decode::contained;
use crate::limits::MAX_FINDERS;

/// Rows from one scanned row to the next: the heart of a finder pattern is three modules tall.
const STEP: usize = 3;

/// Widths of a line through the middle of a finder pattern, in modules.
///
/// Source: ISO/IEC 18004:2015 §6.3.3.
const PATTERN: [u16; 5] = [1, 1, 3, 1, 1];

/// Centres of finder patterns, at most [`MAX_FINDERS`].
pub(super) fn find(matrix: &BitMatrix) -> Vec<ConcentricPattern> {
    let mut found: Vec<ConcentricPattern> = Vec::new();
    let mut edges = Vec::new();
    for y in (STEP.saturating_sub(1)..).step_by(STEP) {
        let Some(y) = u32::try_from(y).ok().filter(|&y| y < matrix.height()) else { break };
        edges_of(matrix, y, &mut edges);
        // Even edges begin dark runs, so every second window starts dark.
        for window in edges.windows(6).step_by(2) {
            let Some((centre, total)) = centre_of(window) else { continue };
            let centre = point(centre, to_float(y) + 0.5);
            if found.iter().any(|old| is_inside(centre, old)) {
                continue;
            }
            // Three times the width, for strongly slanted symbols.
            let range = i32::try_from(total.saturating_mul(3)).unwrap_or(i32::MAX);
            let located =
                contained(|| LocateConcentricPattern::<true, 5, 7>(matrix, &PATTERN, centre, range));
            if let Some(pattern) = located.flatten() {
                found.push(pattern);
                if found.len() == MAX_FINDERS {
                    return found;
                }
            }
        }
    }
    found
}

/// Columns where the row changes between light and dark, from the left. The first is the start of
/// a dark run.
fn edges_of(matrix: &BitMatrix, y: u32, edges: &mut Vec<u32>) {
    edges.clear();
    let row = matrix.getRow(y);
    let mut carry = 0;
    let mut start = 0u32;
    for &word in row.getBitArray() {
        let mut changes = word ^ (word.wrapping_shl(1) | carry);
        carry = word.wrapping_shr(usize::BITS.saturating_sub(1));
        while changes != 0 {
            edges.push(start.saturating_add(changes.trailing_zeros()));
            // Clears the lowest bit.
            changes &= changes.wrapping_sub(1);
        }
        start = start.saturating_add(usize::BITS);
    }
    if carry == 1 || edges.len() % 2 == 1 {
        edges.push(matrix.width());
    }
}

/// The middle and the width of five runs between six edges, if they look like a finder pattern.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "differences of rising edges, sums of at most the width of a frame"
)]
fn centre_of(edges: &[u32]) -> Option<(f32, u32)> {
    let &[e0, e1, e2, e3, e4, e5] = edges else { return None };
    let runs = [e1 - e0, e2 - e1, e3 - e2, e4 - e3, e5 - e4];
    let [first, before, heart, after, last] = runs;
    if heart < 3 || heart < 2 * first.max(last) || heart < before.max(after) {
        return None;
    }
    // Ink spreads or shrinks dark runs alike, so dark and light have each their own module size.
    let dark = to_float(first + heart + last) / 5.0;
    let light = to_float(before + after) / 2.0;
    if dark.max(light) > 4.0 * dark.min(light) {
        return None;
    }
    let fits =
        |run: u32, modules: f32, size: f32, slack: f32| (to_float(run) - modules * size).abs() <= slack + 0.5;
    let fitting = fits(first, 1.0, dark, dark * 0.75)
        && fits(before, 1.0, light, light / 3.0)
        && fits(heart, 3.0, dark, dark * 0.75)
        && fits(after, 1.0, light, light / 3.0)
        && fits(last, 1.0, dark, dark * 0.75);
    fitting.then(|| ((to_float(e2) + to_float(e3)) / 2.0, e5 - e0))
}

fn is_inside(centre: Point, pattern: &ConcentricPattern) -> bool {
    // Sizes are at most a few thousand pixels.
    let radius = f32::from(u16::try_from(pattern.size).unwrap_or(u16::MAX)) / 2.0;
    Point::distance(centre, pattern.p) < radius
}

/// Exact: coordinates are below 2^16.
fn to_float(coordinate: u32) -> f32 {
    f32::from(u16::try_from(coordinate).unwrap_or(u16::MAX))
}
