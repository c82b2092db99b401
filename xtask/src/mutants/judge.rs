//! The tests that judge the changes: what each reaches, and the shortest way to one that notices a change.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;

use super::Fate;
use super::change::Change;
use crate::failure::Failure;
use crate::process;

/// Programs that measure time and memory: their verdict says nothing about a change.
const LEFT_OUT: [&str; 4] = ["bounded_memory", "bounded_work", "door_load", "constant_time"];
/// So many run at once.
const WORKERS: usize = 2;
/// Longest first batch of tests; each later one may take twice as long.
const FIRST_BATCH: Duration = Duration::from_millis(200);
/// What a program may take beside ten times what it takes unchanged.
const GRACE: Duration = Duration::from_secs(10);
/// Most memory in KiB: a change may make an endless list.
const MEMORY: &str = "6000000";

/// A test program.
#[derive(Clone, Debug)]
pub(super) struct Program {
    path: PathBuf,
    /// Where cargo would run it.
    folder: PathBuf,
    name: String,
}

impl Program {
    /// From one of cargo's messages about what it built.
    pub(super) fn read(message: &Value) -> Option<Self> {
        let path = PathBuf::from(message.get("executable")?.as_str()?);
        let folder = Path::new(message.get("manifest_path")?.as_str()?).parent()?.to_path_buf();
        let name = message.get("target")?.get("name")?.as_str()?.to_owned();
        let is_test = message.get("profile")?.get("test")?.as_bool()?;
        (is_test && !LEFT_OUT.contains(&name.as_str())).then_some(Self { path, folder, name })
    }

    fn command(&self) -> Command {
        let mut command = if cfg!(unix) {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(&self.path);
            shell
        } else {
            Command::new(&self.path)
        };
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder).stdin(Stdio::null());
        command
    }

    fn tests(&self) -> Result<Vec<String>, Failure> {
        let mut command = self.command();
        command.args(["--list", "--format", "terse"]);
        let listed = process::output(command)?;
        Ok(listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
    }

    /// Runs these tests. `true` if all pass, `None` where they take too long.
    fn run(
        &self,
        tests: &[&str],
        limit: Duration,
        variables: &[(&str, &str)],
    ) -> Result<Option<bool>, Failure> {
        let mut command = self.command();
        command.args(["--exact", "--test-threads", "1", "--quiet"]).args(tests);
        command.envs(variables.iter().copied()).stdout(Stdio::null()).stderr(Stdio::null());
        let not_started = |source| Failure::NotStarted { command: self.name.clone(), source };
        let mut child = command.spawn().map_err(not_started)?;
        let start = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = child.try_wait().map_err(not_started)? {
                return Ok(Some(status.success()));
            }
            if start.elapsed() > limit {
                child.kill().map_err(not_started)?;
                child.wait().map_err(not_started)?;
                return Ok(None);
            }
            std::thread::sleep(pause);
            pause = pause.saturating_mul(2).min(Duration::from_millis(20));
        }
    }
}

/// One test: its program, name and time, and the changes that it reaches.
struct Test {
    program: usize,
    name: String,
    time: Duration,
    reached: BTreeSet<u32>,
}

/// All tests, and what each reaches.
pub(super) struct Judges {
    programs: Vec<Program>,
    /// The quickest first.
    tests: Vec<Test>,
}

impl Judges {
    /// Runs each test alone and records what it reaches.
    pub(super) fn observe(folder: &Path, programs: Vec<Program>) -> Result<Self, Failure> {
        let mut wanted = Vec::new();
        for (number, program) in programs.iter().enumerate() {
            wanted.extend(program.tests()?.into_iter().map(|name| (number, name)));
        }
        let (found, failed) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        in_parallel(&wanted, |index, (number, name)| {
            let Some(program) = programs.get(*number) else { return Ok(()) };
            let list = folder.join(format!("reached-{index}"));
            let path = list.to_string_lossy().into_owned();
            let start = Instant::now();
            let variables = [("OFAGE_CHANGE", "record"), ("OFAGE_REACHED", path.as_str())];
            let passed = program.run(&[name], Duration::from_secs(300), &variables)?;
            let time = start.elapsed();
            let text = std::fs::read_to_string(&list).unwrap_or_default();
            if list.exists() {
                std::fs::remove_file(&list).map_err(Failure::io(&list))?;
            }
            if passed == Some(true) {
                let reached = text.lines().filter_map(|line| line.parse().ok()).collect();
                let test = Test { program: *number, name: name.clone(), time, reached };
                found.lock().unwrap_or_else(PoisonError::into_inner).push(test);
            } else {
                let name = format!("{}: {name}", program.name);
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(name);
            }
            Ok(())
        })?;
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !failed.is_empty() {
            return Err(Failure::Rule { rule: "these tests fail without any change", places: failed });
        }
        let mut tests = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        tests.sort_by_key(|test| test.time);
        let total: Duration = tests.iter().map(|test| test.time).sum();
        println!("  {} tests take {} s; the longest:", tests.len(), total.as_secs());
        for test in tests.iter().rev().take(8) {
            println!("  {:>5} s  {}", test.time.as_secs(), test.name);
        }
        Ok(Self { programs, tests })
    }

    /// What the tests make of each change, told as soon as it is known.
    pub(super) fn judge(
        &self,
        changes: &[(u32, &Change)],
        told: impl Fn(u32, &Change, Fate, &str) -> Result<(), Failure> + Sync,
    ) -> Result<(), Failure> {
        let noticed: Mutex<BTreeMap<(String, String), Vec<usize>>> = Mutex::new(BTreeMap::new());
        in_parallel(changes, |_, (number, change)| {
            let place = (change.file.clone(), change.function.clone());
            let first = noticed
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(&place)
                .cloned()
                .unwrap_or_default();
            let (fate, by) = self.fate(*number, &first)?;
            let name =
                by.first().and_then(|test| self.tests.get(*test)).map_or("", |test| test.name.as_str());
            told(*number, change, fate, name)?;
            if fate == Fate::Caught {
                let mut noticed = noticed.lock().unwrap_or_else(PoisonError::into_inner);
                let known = noticed.entry(place).or_default();
                for test in by.into_iter().filter(|_| first.is_empty()) {
                    known.insert(0, test);
                }
                known.truncate(8);
            }
            Ok(())
        })
    }

    /// What becomes of one change, and the tests of the batch that noticed it. `first` are tried before all others.
    fn fate(&self, number: u32, first: &[usize]) -> Result<(Fate, Vec<usize>), Failure> {
        let reaches = |test: &usize| self.tests.get(*test).is_some_and(|test| test.reached.contains(&number));
        let first: Vec<usize> = first.iter().copied().filter(reaches).collect();
        let rest: Vec<usize> =
            (0..self.tests.len()).filter(|test| reaches(test) && !first.contains(test)).collect();
        let mut limit = FIRST_BATCH;
        let (mut batch, mut time, mut batches) = (Vec::new(), Duration::ZERO, vec![first]);
        for test in rest {
            let own = self.tests.get(test).map(|test| test.time).unwrap_or_default();
            if !batch.is_empty() && time.saturating_add(own) > limit {
                batches.push(core::mem::take(&mut batch));
                (time, limit) = (Duration::ZERO, limit.saturating_mul(2));
            }
            batch.push(test);
            time = time.saturating_add(own);
        }
        batches.push(batch);
        let value = number.to_string();
        for batch in batches {
            let mut by_program: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for test in batch {
                let program = self.tests.get(test).map(|test| test.program).unwrap_or_default();
                by_program.entry(program).or_default().push(test);
            }
            for (program, tests) in by_program {
                let Some(program) = self.programs.get(program) else { continue };
                let known = || tests.iter().filter_map(|test| self.tests.get(*test));
                let names: Vec<&str> = known().map(|test| test.name.as_str()).collect();
                let time: Duration = known().map(|test| test.time).sum();
                let limit = time.saturating_mul(10).saturating_add(GRACE);
                match program.run(&names, limit, &[("OFAGE_CHANGE", &value)])? {
                    Some(true) => {}
                    Some(false) => return Ok((Fate::Caught, tests)),
                    None => return Ok((Fate::TimedOut, tests)),
                }
            }
        }
        Ok((Fate::Survived, Vec::new()))
    }
}

/// Does the work on every item, a few at a time; stops at the first failure.
fn in_parallel<T: Sync>(
    items: &[T],
    work: impl Fn(usize, &T) -> Result<(), Failure> + Sync,
) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    if let Err(error) = work(index, item) {
                        next.store(items.len(), Ordering::Relaxed);
                        failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        return;
                    }
                }
            });
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
