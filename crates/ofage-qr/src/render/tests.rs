#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test, as it should")]

use crate::limits::QUIET_ZONE;
use crate::{QrError, Symbol, TerminalStyle, read_first};

fn symbol() -> Symbol {
    Symbol::from_text("OFAGE1:31415926535897932384626433832795").unwrap()
}

/// The modules of a drawn symbol with its quiet zone, as the renderers must show them.
fn expected(symbol: &Symbol) -> Vec<Vec<bool>> {
    let width = symbol.width() + 2 * QUIET_ZONE;
    (0..width)
        .map(|y| {
            (0..width)
                .map(|x| {
                    let inside = x >= QUIET_ZONE && y >= QUIET_ZONE;
                    inside && symbol.module(x - QUIET_ZONE, y - QUIET_ZONE)
                })
                .collect()
        })
        .collect()
}

#[test]
fn luma_shows_every_module() {
    let symbol = symbol();
    let picture = symbol.luma(3).unwrap();
    let modules = expected(&symbol);
    assert_eq!((picture.width(), picture.height()), (modules.len() * 3, modules.len() * 3));
    for (index, &pixel) in picture.pixels().iter().enumerate() {
        let (x, y) = (index % picture.width() / 3, index / picture.width() / 3);
        assert_eq!(pixel, if modules[y][x] { 0 } else { 255 });
    }
}

#[test]
fn the_scale_is_bounded() {
    let symbol = symbol();
    for scale in [0, 300, u32::MAX] {
        assert_eq!(symbol.luma(scale).unwrap_err(), QrError::ScaleOutOfRange { scale });
    }
    assert!(symbol.luma(100).is_ok());
}

/// Fills the squares of an SVG path of `M x y h n v1 h-n z` runs.
fn paint(svg: &str, width: usize) -> Vec<Vec<bool>> {
    let path = svg.rsplit("d=\"").next().unwrap().split('"').next().unwrap();
    let mut modules = vec![vec![false; width]; width];
    for run in path.split('z').filter(|run| !run.is_empty()) {
        let (at, length) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let (length, rest) = length.split_once("v1h-").unwrap();
        assert_eq!(length, rest);
        modules[y][x..x + length.parse::<usize>().unwrap()].fill(true);
    }
    modules
}

#[test]
fn svg_shows_every_module_in_one_path() {
    let symbol = symbol();
    let svg = symbol.svg();
    let modules = expected(&symbol);
    assert_eq!(paint(&svg, modules.len()), modules);
    assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", modules.len())));
    assert_eq!(svg.matches("fill=\"#000\"").count(), 1);
}

/// Modules from half blocks; `inked` is what a block stands for.
fn unblock(text: &str, inked: bool) -> Vec<Vec<bool>> {
    let mut rows = Vec::new();
    for line in text.lines() {
        let half = |upper: bool| {
            line.chars()
                .map(|c| match c {
                    ' ' => !inked,
                    '█' => inked,
                    '▀' => upper == inked,
                    '▄' => upper != inked,
                    other => panic!("unexpected {other:?}"),
                })
                .collect::<Vec<_>>()
        };
        rows.push(half(true));
        rows.push(half(false));
    }
    rows
}

#[test]
fn terminal_text_shows_every_module() {
    let symbol = symbol();
    let mut modules = expected(&symbol);
    // One more light row makes the height even.
    modules.push(vec![false; modules.len()]);
    assert_eq!(unblock(&symbol.terminal(TerminalStyle::PlainOnLight), true), modules);
    assert_eq!(unblock(&symbol.terminal(TerminalStyle::PlainOnDark), false), modules);
    let ansi = symbol.terminal(TerminalStyle::Ansi);
    let mut lines = Vec::new();
    for line in ansi.lines() {
        // Every line sets its colours and takes them back.
        let inner = line.strip_prefix("\u{1b}[38;5;16;48;5;231m").unwrap();
        lines.push(inner.strip_suffix("\u{1b}[0m").unwrap());
    }
    assert_eq!(unblock(&lines.join("\n"), true), modules);
}

#[cfg(feature = "png")]
#[test]
fn png_reads_back_as_the_same_picture() {
    let symbol = symbol();
    for scale in [1, 3, 8] {
        let file = symbol.png(scale).unwrap();
        let picture = crate::LumaImage::from_file(&file).unwrap();
        assert_eq!(picture, symbol.luma(scale).unwrap());
    }
    assert_eq!(symbol.png(0), Err(QrError::ScaleOutOfRange { scale: 0 }));
}

#[test]
fn modules_outside_are_light() {
    let symbol = symbol();
    assert!(symbol.module(0, 0));
    assert!(!symbol.module(symbol.width(), 0));
    assert!(!symbol.module(0, symbol.width()));
    assert!(!symbol.module(usize::MAX, usize::MAX));
}

#[test]
fn a_drawn_symbol_reads_at_any_scale() {
    let symbol = symbol();
    for scale in 1..=12 {
        let picture = symbol.luma(scale).unwrap();
        let found = read_first(&picture.frame().unwrap());
        assert_eq!(found.len(), 1, "scale {scale}");
        assert_eq!(found[0].text(), Some("OFAGE1:31415926535897932384626433832795"));
    }
}
