//! `ofage status-list`: the list that tells which attestations are revoked.

mod serve;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use ofage_core::limits::MAX_LIST_CLOCK_SKEW_SECONDS;
use ofage_core::pki::Certificate;
use ofage_core::status::{ListTerm, Status, StatusBits, StatusListBuilder, UnverifiedStatusList};
use ofage_core::{IssueError, SecretKey, UnixTime};
use serde_json::json;

use crate::commands::issuer::IssuerFiles;
use crate::failure::{Failure, path_text, printable};
use crate::io::{
    Force, Overwrite, Privacy, certificate_and_key, check_free, decode_binary, lock_folder, now, parse_time,
    read_large, write,
};
use crate::ui::{Ui, count, styled, thousands};

/// Make, change and serve status lists
///
/// A status list tells which attestations are revoked or suspended. Doors fetch it whole, ahead of time, and
/// look up offline, so that nobody learns who was checked.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Build(BuildArguments),
    Set(SetArguments),
    ServeFile(serve::Arguments),
}

/// Make a new status list, in which everything is valid
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage status-list build --issuer issuer --out status.cwt \\
      --uri https://issuer.example/status/1
  ofage status-list build --issuer issuer --out status-2.cwt \\
      --uri https://issuer.example/status/2 --entries 100000 --bits 2 \\
      --days 7 --ttl-hours 12

Hand out indices at random and make the list larger than needed, so that an
index tells nothing.")]
struct BuildArguments {
    /// Where verifiers fetch the list: its name
    #[arg(long)]
    uri: String,

    /// How many attestations it has room for
    #[arg(long, value_name = "COUNT", default_value = "1048576", value_parser = clap::value_parser!(u64).range(1..))]
    entries: u64,

    /// Bits of an entry; suspension needs 2
    #[arg(long, default_value = "1", value_parser = parse_bits)]
    bits: StatusBits,

    #[command(flatten)]
    signing: Signing,

    /// Where to write; `-` is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    force: Force,
}

/// Set entries of a status list and sign it anew
///
/// The list must be one that the same key signed.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage status-list set status.cwt --issuer issuer --index 412 --status invalid
  ofage status-list set status.cwt --issuer issuer --index 7 --index 8 \\
      --status valid --out newer.cwt

Without --out the file itself is replaced, whole or not at all.")]
struct SetArguments {
    /// The list
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The entry of an attestation; may be repeated
    #[arg(long, value_name = "INDEX", required = true)]
    index: Vec<u64>,

    /// What its attestation is from now on
    #[arg(long, value_enum)]
    status: StatusName,

    #[command(flatten)]
    signing: Signing,

    /// Where to write; `-` is standard output [default: FILE]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum StatusName {
    Valid,
    Invalid,
    Suspended,
}

impl From<StatusName> for Status {
    fn from(name: StatusName) -> Self {
        match name {
            StatusName::Valid => Self::Valid,
            StatusName::Invalid => Self::Invalid,
            StatusName::Suspended => Self::Suspended,
        }
    }
}

/// Who signs the list, and for how long it counts.
#[derive(Args, Debug)]
struct Signing {
    /// The issuer, whose document signer signs: a folder that `ofage issuer init` made
    #[arg(long, value_name = "DIR", required_unless_present_all = ["certificate", "key"], conflicts_with_all = ["certificate", "key"])]
    issuer: Option<PathBuf>,

    /// The certificate of another signer of lists, PEM or DER
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,

    /// Its private key, PEM or JWK
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,

    /// For how many days the list counts
    #[arg(long, default_value = "7", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,

    /// After how many hours verifiers should fetch it anew
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u16).range(1..))]
    ttl_hours: Option<u16>,

    /// The time of issue, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,
}

impl Signing {
    fn time(&self) -> Result<UnixTime, Failure> {
        match self.at {
            Some(at) => Ok(at),
            None => now(),
        }
    }

    /// The time of a list that replaces one of `issued`: later, for of two lists of one time a door keeps the one it has.
    fn time_after(&self, issued: UnixTime) -> Result<UnixTime, Failure> {
        let next = issued.plus_seconds(1);
        let at = match self.at {
            Some(at) => at,
            // Within a second of the last list, or a little behind its clock.
            None => now()?.max(next.min(now()?.plus_seconds(MAX_LIST_CLOCK_SKEW_SECONDS))),
        };
        if at < next {
            return Err(Failure::Usage("the list was not issued before the time of the new one".into()));
        }
        Ok(at)
    }

    fn term(&self, at: UnixTime) -> Result<ListTerm, IssueError> {
        let end = at.plus_seconds(i64::from(self.days).saturating_mul(86_400));
        let term = ListTerm::new(at, end)?;
        Ok(match self.ttl_hours {
            Some(hours) => term.with_ttl_seconds(u64::from(hours).saturating_mul(3600)),
            None => term,
        })
    }

    fn signer(&self) -> Result<(Certificate, SecretKey), Failure> {
        match (&self.issuer, &self.certificate, &self.key) {
            (Some(folder), _, _) => IssuerFiles::new(folder).document_signer(),
            (None, Some(certificate), Some(key)) => certificate_and_key(certificate, key),
            _ => Err(Failure::Usage("give --issuer, or --certificate and --key".into())),
        }
    }
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    match &arguments.command {
        Command::Build(arguments) => build(arguments, ui),
        Command::Set(arguments) => set(arguments, ui),
        Command::ServeFile(arguments) => serve::run(arguments, ui),
    }
}

fn build(arguments: &BuildArguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    check_free(&arguments.out, overwrite)?;
    let (certificate, key) = arguments.signing.signer()?;
    let list = StatusListBuilder::new(&arguments.uri, arguments.bits, arguments.entries).map_err(refused)?;
    let term = arguments.signing.term(arguments.signing.time()?).map_err(refused)?;
    finish(&list, term, (&certificate, &key), (&arguments.out, overwrite), ui)
}

fn set(arguments: &SetArguments, ui: &Ui) -> Result<(), Failure> {
    let (out, overwrite) = match &arguments.out {
        Some(out) => (out, arguments.force.overwrite()),
        None => (&arguments.file, Overwrite::Replace),
    };
    check_free(out, overwrite)?;
    let (certificate, key) = arguments.signing.signer()?;
    // Two runs at once must not lose each other's revocations.
    let lock = lock_folder(&arguments.file)?;
    let input = read_large(&arguments.file)?;
    let (bytes, _) = decode_binary(&input)?;
    let unverified = UnverifiedStatusList::decode(&bytes)
        .map_err(|error| input.failure(error.code(), format!("is no status list: {error}")))?;
    // An expired list may be renewed: the time of the check is that of its own issue.
    let issued = unverified.untrusted_terms().issued();
    let list = unverified
        .verify_with_key(&certificate.public_key(), issued)
        .map_err(|error| Failure::refused(error.code(), error))?;
    let mut builder = StatusListBuilder::from_list(&list);
    for index in &arguments.index {
        builder.set(*index, arguments.status.into()).map_err(refused)?;
    }
    let term = arguments.signing.term(arguments.signing.time_after(issued)?).map_err(refused)?;
    let finished = finish(&builder, term, (&certificate, &key), (out, overwrite), ui);
    drop(lock);
    finished
}

fn finish(
    list: &StatusListBuilder,
    term: ListTerm,
    (certificate, key): (&Certificate, &SecretKey),
    (out, overwrite): (&Path, Overwrite),
    ui: &Ui,
) -> Result<(), Failure> {
    let token = list
        .prepare(term, core::slice::from_ref(certificate))
        .and_then(|prepared| prepared.sign_with(key))
        .map_err(refused)?;
    write(out, &token, Privacy::Shared, overwrite)?;
    if out.as_os_str() == "-" {
        return Ok(());
    }
    let entries = usize::try_from(list.len()).unwrap_or(usize::MAX);
    ui.result(
        || json!({ "file": path_text(out), "bytes": token.len(), "entries": entries }),
        |ui| {
            let good = styled(ui.palette.good, "Wrote");
            let size = count(token.len(), "byte");
            ui.line(format_args!("{good} {}: {} entries, {size}", printable(out), thousands(entries)))
        },
    )
}

fn refused(error: IssueError) -> Failure {
    Failure::refused(error.code(), error)
}

fn parse_bits(text: &str) -> Result<StatusBits, String> {
    text.parse().ok().and_then(StatusBits::from_bits).ok_or_else(|| "expected 1, 2, 4 or 8".into())
}
