//! Every case of every family on every layout: one fault each, and the one right answer.

#![cfg(test)]

use ofage_testkit::families::families;
use ofage_testkit::judge::judge;
use ofage_testkit::world::{Layout, layouts};

/// How many cases a layout has, and every wrong verdict.
fn wrong_verdicts(layout: &Layout) -> (usize, Vec<String>) {
    let families = families();
    let cases = families.iter().flat_map(|family| family.cases.iter().map(move |case| (family.name, case)));
    let cases: Vec<_> = cases.filter(|(_, case)| case.applies(&layout.world)).collect();
    let wrong = cases.iter().filter_map(|(family, case)| {
        let fault = judge(&case.build(&layout.world))?;
        Some(format!("{family} {} {}: {fault}", case.flag, case.comment))
    });
    (cases.len(), wrong.collect())
}

#[test]
fn no_verdict_is_wrong() {
    let layouts = layouts();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            layouts.iter().map(|layout| (layout.name, scope.spawn(move || wrong_verdicts(layout)))).collect();
        assert!(threads.len() >= 4);
        for (name, thread) in threads {
            let (cases, wrong) = thread.join().unwrap();
            assert!(cases >= 250, "{name}: {cases} cases");
            assert!(wrong.is_empty(), "{name}: {} of {cases} wrong:\n{}", wrong.len(), wrong.join("\n"));
        }
    });
}
