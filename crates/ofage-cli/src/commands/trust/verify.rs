//! `ofage trust verify`: loads a bundle as a door does.

use std::path::PathBuf;

use clap::Args;
use ofage_core::UnixTime;
use ofage_core::pki::Realm;
use ofage_core::trust::PartKind;
use ofage_verifier::trust_bundle::{BundlePolicy, BundleProblem, RejectedPart, Requirement, TrustBundle};
use serde_json::{Value, json};

use super::inspect::printable;
use crate::failure::{Failure, answer};
use crate::io::{load_bundle, now, parse_time, providers};
use crate::ui::{Ui, count, styled};

/// Load a trust bundle as a door does, and tell whether it counts
///
/// Checks every signature and date. With --seen, remembers the newest lists and refuses older ones from then
/// on. Exit code 0 means that a door could decide with it now.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage trust verify bundle.cbor --provider-root provider/vical-root.pem
  ofage trust verify bundle.cbor --provider-root provider/vical-root.pem \\
      --seen seen.bin --max-age-hours 24 --json

JSON: {\"current\", \"code\", \"message\", \"sequence\", \"oldest\", \"newest\",
\"refreshDue\", \"demo\", \"roots\", \"parts\", \"rejected\"}")]
pub(super) struct Arguments {
    /// The bundle; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The root of a provider of lists; may be repeated
    #[arg(long, value_name = "FILE", required_unless_present = "demo_provider_root")]
    provider_root: Vec<PathBuf>,

    /// The root of a provider whose lists are for demonstrations; may be repeated
    #[arg(long, value_name = "FILE")]
    demo_provider_root: Vec<PathBuf>,

    /// The time of the check, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,

    /// How old the lists may be
    #[arg(long, value_name = "HOURS", default_value = "72", value_parser = clap::value_parser!(u16).range(1..))]
    max_age_hours: u16,

    /// A file that remembers the newest lists; it is made and kept up to date
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,

    /// Do without a deny list, for providers that publish none
    #[arg(long)]
    no_deny_list: bool,

    /// Want a revocation list of every issuer
    #[arg(long)]
    require_crls: bool,
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let now = match arguments.at {
        Some(at) => at,
        None => now()?,
    };
    let policy = policy(arguments)?;
    let bundle = load_bundle(&arguments.file, &policy, arguments.seen.as_deref(), now)?;
    let max_age = u32::from(arguments.max_age_hours).saturating_mul(3600);
    let current = bundle.check_current(now, max_age);
    let printed = ui.result(|| to_json(&bundle, current, now), |ui| show(&bundle, current, now, ui));
    answer(printed, current.map_err(|_| Failure::Answered))
}

fn policy(arguments: &Arguments) -> Result<BundlePolicy, Failure> {
    let providers = providers(&arguments.provider_root, &arguments.demo_provider_root)?;
    let mut policy = BundlePolicy::new(providers);
    if arguments.no_deny_list {
        policy = policy.deny_list(Requirement::WherePresent);
    }
    if arguments.require_crls {
        policy = policy.crls(Requirement::Required);
    }
    Ok(policy)
}

fn rejected(part: &RejectedPart) -> Value {
    json!({ "kind": part.kind().code(), "index": part.index(), "code": part.problem().code() })
}

fn to_json(bundle: &TrustBundle, current: Result<(), BundleProblem>, now: UnixTime) -> Value {
    let parts: serde_json::Map<String, Value> =
        PartKind::ALL.into_iter().map(|kind| (kind.code().into(), bundle.count(kind).into())).collect();
    let roots: Vec<Value> = bundle
        .anchors()
        .iter()
        .map(|root| {
            json!({
                "commonName": root.common_name(),
                "docTypes": root.doc_types(),
                "demo": root.realm() == Realm::Demo,
            })
        })
        .collect();
    json!({
        "current": current.is_ok(),
        "code": current.err().map(|problem| problem.code()),
        "message": current.err().map(|problem| problem.to_string()),
        "sequence": bundle.sequence(),
        "oldest": bundle.oldest_date().map(|date| date.to_string()),
        "newest": bundle.newest_date().map(|date| date.to_string()),
        "refreshDue": bundle.is_refresh_due(now),
        "demo": bundle.has_demo_roots(),
        "roots": roots,
        "parts": parts,
        "rejected": bundle.rejected().iter().map(rejected).collect::<Vec<_>>(),
    })
}

fn show(
    bundle: &TrustBundle,
    current: Result<(), BundleProblem>,
    now: UnixTime,
    ui: &Ui,
) -> Result<(), Failure> {
    match current {
        Ok(()) => ui.line(styled(ui.palette.good, "CURRENT"))?,
        Err(problem) => {
            let no = styled(ui.palette.bad, "NOT USABLE");
            ui.line(format_args!("{no}  {problem}  ({})", problem.code()))?;
        }
    }
    for list in bundle.vicals() {
        ui.line(format_args!(
            "  list of roots  {}, issue {}, of {}",
            printable(list.provider()),
            list.issue_id().unwrap_or(0),
            list.date()
        ))?;
    }
    for list in bundle.deny_lists() {
        let denied = count(list.len(), "denial");
        ui.line(format_args!("  deny list      {denied}, issue {}, of {}", list.sequence(), list.date()))?;
    }
    for root in bundle.anchors().iter() {
        let demo = if root.realm() == Realm::Demo { "  DEMO" } else { "" };
        ui.line(format_args!(
            "  root           {}{demo}",
            printable(root.common_name().unwrap_or("no name"))
        ))?;
    }
    for part in bundle.rejected() {
        let kind = part.kind().code().replace('_', " ");
        ui.line(format_args!("  left out       {kind} {}: {}", part.index(), part.problem()))?;
    }
    if bundle.is_refresh_due(now) {
        ui.line("  A newer issue of some list should be fetched.")?;
    }
    Ok(())
}
