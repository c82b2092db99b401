//! Runs every case on every layout and prints the verdicts by family: `cargo xtask scorecard`.
#![expect(clippy::arithmetic_side_effects, reason = "test code: a broken test stops at once")]

use std::process::ExitCode;

use ofage_testkit::carried::{Carried, carry};
use ofage_testkit::case::Expected;
use ofage_testkit::families::families;
use ofage_testkit::judge::judge;
use ofage_testkit::world::{Layout, layouts};

/// One family on one layout.
#[derive(Clone, Copy, Default)]
struct Score {
    refused: usize,
    verified: usize,
    wrong: usize,
}

fn scores(layout: &Layout) -> (Vec<Score>, Vec<String>) {
    let mut faults = Vec::new();
    let scores = families()
        .iter()
        .map(|family| {
            let mut score = Score::default();
            for case in family.cases.iter().filter(|case| case.applies(&layout.world)) {
                let built = case.build(&layout.world);
                match (judge(&built), built.expected) {
                    (Some(fault), _) => {
                        score.wrong += 1;
                        faults.push(format!("{} {} {}: {fault}", layout.name, family.name, case.comment));
                    }
                    (None, Expected::Valid(_)) => score.verified += 1,
                    (None, Expected::Invalid(..) | Expected::DeviceAuthInvalid) => score.refused += 1,
                }
            }
            score
        })
        .collect();
    (scores, faults)
}

fn main() -> ExitCode {
    let layouts = layouts();
    let results: Vec<(Vec<Score>, Vec<String>, Carried)> = std::thread::scope(|scope| {
        let threads: Vec<_> = layouts
            .iter()
            .map(|layout| {
                scope.spawn(|| {
                    let (scores, faults) = scores(layout);
                    (scores, faults, carry(layout))
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
    });
    println!("cases by family and layout: rightly refused + rightly verified, and wrong verdicts");
    print!("{:<14}", "");
    for layout in &layouts {
        print!("{:>14}", layout.name);
    }
    println!("{:>8}", "wrong");
    let row = |name: &str, cells: &[Score]| {
        print!("{name:<14}");
        for cell in cells {
            print!("{:>14}", format!("{} + {}", cell.refused, cell.verified));
        }
        println!("{:>8}", cells.iter().map(|cell| cell.wrong).sum::<usize>());
    };
    let mut totals = vec![Score::default(); layouts.len()];
    for (index, family) in families().iter().enumerate() {
        let cells: Vec<Score> =
            results.iter().map(|(scores, ..)| scores.get(index).copied().unwrap_or_default()).collect();
        row(family.name, &cells);
        for (total, cell) in totals.iter_mut().zip(&cells) {
            total.refused += cell.refused;
            total.verified += cell.verified;
            total.wrong += cell.wrong;
        }
    }
    row("total", &totals);
    print!("{:<14}", "by door code");
    for (_, _, carried) in &results {
        print!("{:>14}", format!("{} ({})", carried.carried, carried.refused));
    }
    let wrong_by_door = results.iter().map(|(_, _, carried)| carried.wrong.len()).sum::<usize>();
    println!("{wrong_by_door:>8}");
    println!("by door code: carried and judged the same (not a response that a door code can stand for)");
    for layout in &layouts {
        println!("{:<10}{}", layout.name, layout.what);
    }
    results
        .iter()
        .flat_map(|(_, faults, carried)| faults.iter().chain(&carried.wrong))
        .for_each(|fault| println!("WRONG {fault}"));
    let cases = |total: &Score| total.refused + total.verified + total.wrong;
    println!(
        "{} cases, wrong verdicts = {}",
        totals.iter().map(cases).sum::<usize>(),
        totals.iter().map(|total| total.wrong).sum::<usize>() + wrong_by_door
    );
    // Every layout has at least this many, so that a thread that stopped cannot pass.
    if wrong_by_door == 0 && totals.iter().all(|total| total.wrong == 0 && cases(total) >= 250) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
