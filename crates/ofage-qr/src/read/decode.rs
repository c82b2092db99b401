//! Finder patterns to payloads.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};

use super::decoded::Decoded;
use super::decoder;
use super::stage::ReadStage;
use crate::limits::{MAX_SYMBOLS, MAX_TRIPLES};

/// All symbols whose three finder patterns are among `finders`. Corners are in pixels of the frame,
/// which is `reduction` times as large as the matrix.
pub(super) fn symbols(
    matrix: &BitMatrix,
    mut finders: Vec<ConcentricPattern>,
    stage: ReadStage,
    reduction: usize,
) -> Vec<Decoded> {
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut found = Vec::new();
    let mut tries = 0usize;
    let triples = contained(|| GenerateFinderPatternSets(&mut finders)).unwrap_or_default();
    for triple in triples {
        let corners = [triple.tl, triple.tr, triple.bl];
        if corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        tries = tries.saturating_add(1);
        if tries > MAX_TRIPLES || found.len() == MAX_SYMBOLS {
            break;
        }
        if let Some(decoded) = contained(|| symbol(matrix, &triple, stage, reduction)).flatten() {
            used.extend(corners);
            found.push(decoded);
        }
    }
    found
}

/// Samples and decodes one symbol.
fn symbol(
    matrix: &BitMatrix,
    triple: &FinderPatternSet,
    stage: ReadStage,
    reduction: usize,
) -> Option<Decoded> {
    let sampled = SampleQR(matrix, triple).ok()?;
    let symbol = decoder::decode(sampled.getBits())?;
    let &[tl, tr, bl, br] = sampled.getPoints() else { return None };
    let factor = f32::from(u8::try_from(reduction).unwrap_or(1));
    let corners = [tl, tr, br, bl].map(|corner| (corner.x * factor, corner.y * factor));
    Some(Decoded::new(symbol.bytes, symbol.version, symbol.level, corners, stage))
}

/// Runs a step of the foreign decoder, which is written for trusted frames. Should it panic, that
/// step finds nothing and the door stays open. Tests and fuzzing see the panic.
#[cfg(all(panic = "unwind", not(test), not(fuzzing)))]
pub(super) fn contained<T>(step: impl FnOnce() -> T) -> Option<T> {
    // What the step may have left half done is dropped with its result.
    std::panic::catch_unwind(core::panic::AssertUnwindSafe(step)).ok()
}

/// Runs a step of the foreign decoder. Where panics abort there is nothing to contain.
#[cfg(any(not(panic = "unwind"), test, fuzzing))]
pub(super) fn contained<T>(step: impl FnOnce() -> T) -> Option<T> {
    Some(step())
}
