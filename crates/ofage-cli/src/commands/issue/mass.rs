//! Mass issuing: a list of holders in, one file of attestations out, in memory that does not grow with the list.

use std::hash::RandomState;
use std::path::Path;

use ofage_core::issue::{Claims, Issuer, Validity};
use ofage_core::{Attestation, Date, SecretKey};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use serde_json::json;

use super::status::Entries;
use super::{Arguments, age_statements, claims, refused};
use crate::failure::{Failure, path_text, printable};
use crate::io::{Growing, Input, Lines, fingerprint, holder, rng};
use crate::ui::{Ui, count, styled, thousands};

/// Holders whose attestations are made at once, on all cores.
const STEP: usize = 1024;

/// What all attestations of the list share.
pub(super) struct Batch<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) issuer: Issuer,
    pub(super) signer: SecretKey,
    pub(super) validity: Validity,
    /// What a holder without a birth date of their own gets; `None` where the arguments say nothing.
    pub(super) claims: Option<Claims>,
}

/// Issues one attestation for each line of `list`, in its order, into one file: a CBOR sequence (RFC 8742).
pub(super) fn run(batch: &Batch<'_>, list: &Path, out: &Path, ui: &Ui) -> Result<(), Failure> {
    let length = survey(list)?;
    let entries = batch.arguments.status.entries(length)?;
    let mut file = Growing::begin(out, batch.arguments.force.overwrite())?;
    let bar = ui.progress(length, "issuing");
    let (mut lines, mut issued, mut bytes, mut first) = (Lines::open(list)?, 0_usize, 0_usize, None);
    loop {
        let step: Vec<(u64, Input)> = lines.by_ref().take(STEP).collect::<Result<_, _>>()?;
        if step.is_empty() {
            break;
        }
        let attestations: Vec<Attestation> = step
            .par_iter()
            .enumerate()
            .map(|(place, (number, line))| {
                let place = issued.saturating_add(place);
                batch.issue(line, entries, place).map_err(|failure| at_line(failure, *number))
            })
            .collect::<Result<_, _>>()?;
        for attestation in &attestations {
            file.add(attestation.as_bytes())?;
            bytes = bytes.saturating_add(attestation.as_bytes().len());
        }
        issued = issued.saturating_add(attestations.len());
        bar.inc(u64::try_from(attestations.len()).unwrap_or(0));
        if first.is_none() {
            first = attestations.into_iter().next();
        }
    }
    bar.finish_and_clear();
    let first = first.filter(|_| issued == length).ok_or_else(|| Failure::Input {
        source: crate::failure::Source::new(list),
        code: "input_changed",
        message: "changed while it was read".into(),
    })?;
    file.finish()?;
    ui.result(
        || {
            json!({
                "issued": issued,
                "docType": first.doc_type(),
                "validFrom": first.valid_from().to_string(),
                "validUntil": first.valid_until().to_string(),
                "file": path_text(out),
                "bytes": bytes,
                "first": age_statements(&first),
                "statusList": entries.map_or(serde_json::Value::Null, Entries::to_json),
            })
        },
        |ui| {
            let what = count(issued, "attestation");
            ui.line(format_args!("{} {what} to {}", styled(ui.palette.good, "Issued"), printable(out)))?;
            ui.line(format_args!("  document     {}", first.doc_type()))?;
            ui.line(format_args!(
                "  valid        {} to {}",
                first.valid_from().date(),
                first.valid_until().date()
            ))?;
            ui.line(format_args!("  size         {} bytes in all, a CBOR sequence", thousands(bytes)))?;
            entries.map_or(Ok(()), |entries| ui.line(format_args!("  status       {}", entries.to_text())))
        },
    )
}

impl Batch<'_> {
    fn issue(
        &self,
        line: &Input,
        entries: Option<Entries<'_>>,
        place: usize,
    ) -> Result<Attestation, Failure> {
        let (key, birth_date) = holder(line)?;
        let claims = self.claims_of(line, birth_date)?;
        let ready = self.issuer.attestation().device_key(key).claims(claims).validity(self.validity);
        let ready = Entries::refer(entries, ready, place);
        ready.prepare(&mut rng()?).and_then(|prepared| prepared.sign_with(&self.signer)).map_err(refused)
    }

    fn claims_of(&self, line: &Input, birth_date: Option<Date>) -> Result<Claims, Failure> {
        let arguments = self.arguments;
        match (birth_date, &self.claims) {
            (Some(_), _) => {
                let profile = self.issuer.profile();
                Ok(claims::build(birth_date, &arguments.over, &arguments.claim, profile)?.claims)
            }
            (None, Some(claims)) => Ok(claims.clone()),
            (None, None) => {
                Err(line.failure("birth_date_missing", "has no birth_date, and no option says what to state"))
            }
        }
    }
}

/// How many holders the list has, each with a key of its own. Eight bytes a holder, given back before issuing begins.
fn survey(list: &Path) -> Result<usize, Failure> {
    let hashes = RandomState::new();
    let print = |(number, line): (u64, Input)| {
        fingerprint(&line, &hashes).map_err(|failure| at_line(failure, number))
    };
    let mut seen: Vec<u64> = Vec::new();
    for line in Lines::open(list)? {
        seen.push(print(line?)?);
    }
    if seen.is_empty() {
        let source = crate::failure::Source::new(list);
        return Err(Failure::input(&source, "input_empty", "is empty"));
    }
    seen.sort_unstable();
    let twice = seen.windows(2).find_map(|pair| match pair {
        [first, second] if first == second => Some(*first),
        _ => None,
    });
    let Some(twice) = twice else { return Ok(seen.len()) };
    // Two keys with one hash by chance: once in 2^64 pairs, so that a false alarm is not worth a third reading.
    let lines = Lines::open(list)?;
    let mut last = 0;
    for line in Lines::open(list)? {
        let line = line?;
        let number = line.0;
        if print(line)? == twice {
            last = number;
        }
    }
    Err(lines.failure(last, "key_duplicate", "holds a device key that was given before"))
}

/// The failure, with the number of the line that it is about.
fn at_line(failure: Failure, number: u64) -> Failure {
    match failure {
        Failure::Input { source, code, message } => {
            Failure::Input { source, code, message: format!("line {number} {message}") }
        }
        Failure::Refused { stage, code, message } => {
            Failure::Refused { stage, code, message: format!("line {number}: {message}") }
        }
        other @ (Failure::Answered | Failure::Usage(_) | Failure::Output { .. } | Failure::Printing(_)) => {
            other
        }
    }
}
