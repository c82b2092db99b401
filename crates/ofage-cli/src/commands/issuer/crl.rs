//! `ofage issuer crl`: which document signers the root has withdrawn.

use std::path::{Path, PathBuf};

use clap::Args;
use ofage_core::pki::build::CrlBuilder;
use ofage_core::pki::{Certificate, Crl, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{SecretKey, UnixTime};
use serde_json::json;

use super::IssuerFiles;
use crate::failure::{Failure, path_text, printable};
use crate::io::{Overwrite, Privacy, lock_folder, now, parse_time, read_certificate, read_large, write};
use crate::ui::{Ui, count, styled};

/// Revoke document signers, or renew the list of those that are revoked
///
/// Needs the root's key. Signs a revocation list anew with everything that was revoked before; doors get it in
/// their trust bundle. Every attestation of a revoked signer is refused from then on.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage issuer crl --issuer issuer
  ofage issuer crl --issuer issuer --revoke issuer/document-signer.pem
  ofage trust build --provider provider --root issuer/root.pem \\
      --crl issuer/root.crl --out bundle.cbor

Writes root.crl, and reads it first where it is there: keep it, for its number
grows with every list.")]
pub(super) struct Arguments {
    /// The issuer: a folder that `ofage issuer init` made
    #[arg(long, value_name = "DIR")]
    issuer: PathBuf,

    /// The certificate of a document signer, PEM or DER; may be repeated
    #[arg(long, value_name = "FILE")]
    revoke: Vec<PathBuf>,

    /// In how many days the next list is due: doors ask for it then
    #[arg(long, default_value = "30", value_parser = clap::value_parser!(u16).range(1..=90))]
    days: u16,

    /// The time of issue, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let files = IssuerFiles::new(&arguments.issuer);
    let (root, key) = files.root_signer()?;
    let at = arguments.at.map_or_else(now, Ok)?;
    let revoked =
        arguments.revoke.iter().map(|path| signer_of(path, &root)).collect::<Result<Vec<_>, _>>()?;
    let path = files.crl();
    // Two runs at once must not lose each other's revocations.
    let lock = lock_folder(&path)?;
    let last = if path.exists() { Some(last_list(&path, &root)?) } else { None };
    let (der, number) = signed(arguments, (&root, &key), last.as_ref(), &revoked, at)?;
    write(&path, &der, Privacy::Shared, Overwrite::Replace)?;
    drop(lock);
    let total = list(&der, &root).map_err(refused)?.len();
    ui.result(
        || json!({ "file": path_text(&path), "number": number, "revoked": total, "bytes": der.len() }),
        |ui| {
            let good = styled(ui.palette.good, "Wrote");
            let signers = count(total, "revoked certificate");
            ui.line(format_args!("{good} {}: list {number}, {signers}", printable(&path)))
        },
    )
}

/// The list that follows the last one, in DER, and its number.
fn signed(
    arguments: &Arguments,
    (root, key): (&Certificate, &SecretKey),
    last: Option<&Crl>,
    revoked: &[Certificate],
    at: UnixTime,
) -> Result<(Vec<u8>, u64), Failure> {
    let next_update = at.plus_seconds(i64::from(arguments.days).saturating_mul(86_400));
    let builder = match last {
        Some(last) if at < last.this_update() => {
            return Err(Failure::Usage("the last list was not issued before the time of the new one".into()));
        }
        Some(last) => CrlBuilder::following(root, last, at, next_update),
        None => CrlBuilder::new(root, 1, at, next_update),
    };
    let builder = revoked.iter().try_fold(builder.map_err(refused)?, |builder, certificate| {
        builder.revoke(certificate.serial(), at).map_err(refused)
    })?;
    let der = builder.sign(key).map_err(refused)?;
    Ok((der, builder.number()))
}

/// A certificate that this root signed.
fn signer_of(path: &Path, root: &Certificate) -> Result<Certificate, Failure> {
    let certificate = read_certificate(path)?;
    let is_same_key = certificate.authority_key_id().is_none_or(|key| Some(key) == root.subject_key_id());
    if certificate.issuer_der() == root.subject_der() && is_same_key {
        Ok(certificate)
    } else {
        let what = format!("{} is no certificate of this root", printable(path));
        Err(Failure::refused("not_of_this_root", what))
    }
}

fn last_list(path: &Path, root: &Certificate) -> Result<Crl, Failure> {
    let input = read_large(path)?;
    list(&input.bytes, root)
        .map_err(|error| input.failure(error.code(), format!("is no revocation list of this root: {error}")))
}

fn list(der: &[u8], root: &Certificate) -> Result<Crl, PkiError> {
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root.clone(), Realm::Live)?)?;
    Crl::verify(der, &anchors)
}

fn refused(error: PkiError) -> Failure {
    Failure::refused(error.code(), error)
}
