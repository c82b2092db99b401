//! `cargo xtask test`: runs the stages, names what fails and says how long each took.

use core::time::Duration;
use std::path::Path;
use std::time::Instant;

use crate::failure::Failure;
use crate::stages::{STAGES, Stage};

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    list: bool,
    keep_going: bool,
    only: Vec<String>,
}

pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let options = parse(arguments)?;
    if options.list {
        for stage in STAGES {
            println!("{:<10}{}", stage.name, stage.what);
        }
        return Ok(());
    }
    let chosen: Vec<&Stage> = STAGES
        .iter()
        .filter(|stage| options.only.is_empty() || options.only.iter().any(|name| name == stage.name))
        .collect();

    let start = Instant::now();
    let mut outcomes: Vec<(&'static str, Duration, bool)> = Vec::new();
    for stage in &chosen {
        println!("\n== {}: {}", stage.name, stage.what);
        let begun = Instant::now();
        let result = (stage.run)(root);
        let time = begun.elapsed();
        match &result {
            Ok(()) => println!("== {}: ok, {:.1} s", stage.name, time.as_secs_f64()),
            Err(failure) => {
                eprintln!("== {}: FAILED after {:.1} s: {failure}", stage.name, time.as_secs_f64())
            }
        }
        outcomes.push((stage.name, time, result.is_ok()));
        if result.is_err() && !options.keep_going {
            break;
        }
    }
    summary(&outcomes, start.elapsed())
}

fn summary(outcomes: &[(&'static str, Duration, bool)], total: Duration) -> Result<(), Failure> {
    println!();
    for (name, time, passed) in outcomes {
        println!("{name:<10}{:>8.1} s  {}", time.as_secs_f64(), if *passed { "ok" } else { "FAILED" });
    }
    println!("{:<10}{:>8.1} s", "total", total.as_secs_f64());
    let not_run: Vec<&str> = STAGES
        .iter()
        .map(|stage| stage.name)
        .filter(|name| !outcomes.iter().any(|(ran, ..)| ran == name))
        .collect();
    if !not_run.is_empty() {
        println!("not run: {}", not_run.join(", "));
    }
    let failed: Vec<&'static str> =
        outcomes.iter().filter(|(.., passed)| !passed).map(|(name, ..)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::Stages(failed)) }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => options.list = true,
            "--keep-going" => options.keep_going = true,
            "--only" => match arguments.next() {
                Some(name) if STAGES.iter().any(|stage| stage.name == name) => options.only.push(name),
                Some(name) => {
                    return Err(Failure::Usage(format!("no stage {name}; see cargo xtask test --list")));
                }
                None => return Err(Failure::Usage("--only needs the name of a stage".into())),
            },
            other => return Err(Failure::Usage(format!("test does not know {other}; see cargo xtask help"))),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::{Options, parse, summary};
    use crate::failure::Failure;

    fn parsed(line: &str) -> Result<Options, Failure> {
        parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn options_are_read() {
        assert_eq!(parsed("").unwrap(), Options::default());
        let expected = Options { keep_going: true, only: vec!["fmt".into(), "doc".into()], list: false };
        assert_eq!(parsed("--only fmt --keep-going --only doc").unwrap(), expected);
    }

    #[test]
    fn unknown_stages_and_options_are_refused() {
        for line in ["--only nonsense", "--only", "--fast"] {
            assert!(matches!(parsed(line), Err(Failure::Usage(_))), "{line}");
        }
    }

    #[test]
    fn a_failed_stage_fails_the_run() {
        let outcomes = [("fmt", Duration::ZERO, true), ("clippy", Duration::ZERO, false)];
        let Err(Failure::Stages(names)) = summary(&outcomes, Duration::ZERO) else { panic!("passed") };
        assert_eq!(names, ["clippy"]);
        assert!(summary(&outcomes[..1], Duration::ZERO).is_ok());
    }
}
