//! The steps of the demo: what each did, and how long it took.

use core::time::Duration;
use std::time::Instant;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::ui::{Ui, fit, styled};

/// The steps so far.
pub(super) struct Steps<'a> {
    ui: &'a Ui,
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    text: String,
    time: Duration,
}

impl<'a> Steps<'a> {
    pub(super) const fn new(ui: &'a Ui) -> Self {
        Self { ui, done: Vec::new() }
    }

    /// Does a step, which gives its result and a line about it; prints the line and the time it took.
    pub(super) fn run<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<(T, String), Failure>,
    ) -> Result<T, Failure> {
        let start = Instant::now();
        let (result, text) = work()?;
        let time = start.elapsed();
        let number = self.done.len().saturating_add(1);
        let line = fit(&format!("{number:>2}  {name:<8} {text:<56} {:>9}", duration(time)));
        // Styled after it is cut to width: the codes take no columns.
        let (head, tail) = line.split_at_checked(NAME_END).unwrap_or((&line, ""));
        self.ui.line(format_args!("{}{tail}", styled(self.ui.palette.strong, head)))?;
        self.done.push(Step { name, text, time });
        Ok(result)
    }

    pub(super) fn to_json(&self) -> Value {
        let step = |step: &Step| json!({ "step": step.name, "text": step.text, "milliseconds": milliseconds(step.time) });
        self.done.iter().map(step).collect()
    }
}

/// Columns of a step's number and name.
const NAME_END: usize = 12;

/// Three figures at most, in a unit that suits.
pub(super) fn duration(time: Duration) -> String {
    let ms = milliseconds(time);
    if ms >= 100.0 {
        format!("{ms:.0} ms")
    } else if ms >= 1.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{:.0} us", ms * 1000.0)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
