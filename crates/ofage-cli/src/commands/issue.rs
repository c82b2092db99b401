//! `ofage issue`: a batch of attestations, one for each device key.

mod claims;
mod mass;
mod status;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ofage_core::issue::{Claims, Issuer, Validity};
use ofage_core::limits::MAX_BATCH;
use ofage_core::{
    Attestation, Curve, Date, HashAlgorithm, IssueError, Profile, PublicKey, SecretKey, Signer as _,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::issuer::IssuerFiles;
use crate::failure::{Failure, path_text, printable};
use crate::io::{
    Force, NewFile, Privacy, check_free, create_folder, now, parse_date, public_keys, read, rng, write_all,
};
use crate::ui::{Ui, count, styled, thousands};
use claims::Claim;
use status::{Entries, StatusArguments};

/// Issue attestations to a folder, one for each device key
///
/// Each attestation is bound to one device key and meant to be shown once. Give the public keys of the
/// holder's device, or let this command make keys to try things out.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage issue --issuer issuer --birth-date 2001-05-17 --generate-keys 30 \\
      --out batch
  ofage issue --issuer issuer --claim age_over_18=true \\
      --device-key phone-1.jwk --device-key phone-2.jwk --out batch
  ofage issue --issuer issuer --profile mdl --birth-date 2001-05-17 \\
      --over 18 --over 21 --claim family_name=Doe --claim portrait=@me.jpg \\
      --generate-keys 1 --out licence
  ofage issue --issuer issuer --device-keys holders.jsonl \\
      --sequence attestations.cborseq
  ofage issue --issuer issuer --birth-date 2001-05-17 --generate-keys 30 \\
      --status-list https://issuer.example/status/1 --status-index 412 \\
      --out batch

Claims are NAME=VALUE or NAMESPACE/NAME=VALUE. A value is what it looks like:
true, false, a number, a date such as 2001-05-17, else text. text:VALUE is text
whatever it looks like, @FILE the content of a file.

Writes attestation-0001.cbor .. and, for made keys, device-key-0001.pem ..

A list of holders has one public JWK a line, with a member birth_date unless
--birth-date or --claim speaks for all:
{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"…\",\"y\":\"…\",\"birth_date\":\"2001-05-17\"}
It may have millions of lines. All attestations go to one file in its order,
a CBOR sequence (RFC 8742), which appears when it is whole.

With --status-list and --status-index, an attestation can be revoked before it
expires (see ofage status-list). The entry is also a handle by which its
presentations can be linked: leave it out where attestations are short-lived.")]
pub(crate) struct Arguments {
    /// The issuer: a folder that `ofage issuer init` made
    #[arg(long, value_name = "DIR")]
    issuer: PathBuf,

    /// The holder's date of birth; it does not enter the attestation
    #[arg(long, value_name = "DATE", value_parser = parse_date, required_unless_present_any = ["claim", "device_keys"])]
    birth_date: Option<Date>,

    /// State whether the holder has reached this age; may be repeated [default: 18]
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(0..=99))]
    over: Vec<u8>,

    /// Put this element in, such as age_over_18=true; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = claims::parse)]
    claim: Vec<Claim>,

    /// What kind of attestation
    #[arg(long, value_enum, default_value = "eu-av")]
    profile: ProfileName,

    /// A file with public keys of the holder's device, JWK, JWK set or PEM; may be repeated
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present_any = ["generate_keys", "device_keys"],
        conflicts_with_all = ["generate_keys", "device_keys"]
    )]
    device_key: Vec<PathBuf>,

    /// A list of holders, one public JWK a line, for one attestation each
    #[arg(long, value_name = "FILE", requires = "sequence", conflicts_with_all = ["generate_keys", "out"])]
    device_keys: Option<PathBuf>,

    /// Make this many device keys and write them beside the attestations
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    generate_keys: Option<u16>,

    /// For how many days it is valid
    #[arg(long, default_value = "30", value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,

    /// The first day of its validity [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    from: Option<Date>,

    /// The digest algorithm
    #[arg(long, value_enum, default_value = "sha256")]
    hash: HashName,

    /// Add this many decoy digests, which hide how many elements there are
    #[arg(long, value_name = "COUNT", default_value = "0", value_parser = clap::value_parser!(u8))]
    decoys: u8,

    #[command(flatten)]
    status: StatusArguments,

    /// Where to write
    #[arg(long, value_name = "DIR", required_unless_present = "sequence")]
    out: Option<PathBuf>,

    /// The one file that the attestations of --device-keys go to
    #[arg(long, value_name = "FILE", requires = "device_keys")]
    sequence: Option<PathBuf>,

    #[command(flatten)]
    force: Force,
}

/// The built-in profiles.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ProfileName {
    /// EU age verification, eu.europa.ec.av.1: age statements and nothing else
    EuAv,
    /// Mobile driving licence, org.iso.18013.5.1.mDL
    Mdl,
    /// Photo ID, org.iso.23220.photoid.1
    PhotoId,
}

impl ProfileName {
    pub(crate) fn profile(self) -> Profile {
        match self {
            Self::EuAv => Profile::eu_age_verification(),
            Self::Mdl => Profile::mdl(),
            Self::PhotoId => Profile::photo_id(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum HashName {
    Sha256,
    Sha384,
    Sha512,
}

impl HashName {
    const fn algorithm(self) -> HashAlgorithm {
        match self {
            Self::Sha256 => HashAlgorithm::Sha256,
            Self::Sha384 => HashAlgorithm::Sha384,
            Self::Sha512 => HashAlgorithm::Sha512,
        }
    }
}

/// A device key: the public part always, the private one where this command made it.
struct DeviceKey {
    public: PublicKey,
    private: Option<SecretKey>,
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    if arguments.birth_date.is_none() && arguments.device_keys.is_none() && !arguments.over.is_empty() {
        return Err(Failure::Usage("--over needs --birth-date".into()));
    }
    let files = IssuerFiles::new(&arguments.issuer);
    let (certificate, signer) = files.document_signer()?;
    let profile = arguments.profile.profile();
    let claims = claims::build(arguments.birth_date, &arguments.over, &arguments.claim, &profile)?;
    // A holder's own birth date gives the statements that the arguments alone do not.
    let of_holders = usize::from(arguments.device_keys.is_some()).saturating_mul(arguments.over.len().max(1));
    let largest = claims.largest_name_space.saturating_add(of_holders);
    let issuer = Issuer::new(profile, certificate).with_hash(arguments.hash.algorithm());
    let issuer = match usize::from(arguments.decoys) {
        0 => issuer,
        decoys => issuer.with_digest_count(largest.saturating_add(decoys)).map_err(refused)?,
    };
    let from = match arguments.from {
        Some(date) => date,
        None => now()?.date(),
    };
    let validity = Validity::days(from, arguments.days).map_err(refused)?;
    if let (Some(list), Some(out)) = (&arguments.device_keys, &arguments.sequence) {
        let stated = arguments.birth_date.is_some() || !arguments.claim.is_empty();
        let claims = stated.then_some(claims.claims);
        return mass::run(&mass::Batch { arguments, issuer, signer, validity, claims }, list, out, ui);
    }
    let out = arguments.out.as_deref().ok_or_else(|| Failure::Usage("--out is missing".into()))?;
    let overwrite = arguments.force.overwrite();
    let keys = device_keys(arguments, ui)?;
    let names = Names::new(out, keys.len());
    for index in 0..keys.len() {
        check_free(&names.attestation(index), overwrite)?;
        check_free(&names.device_key(index), overwrite)?;
    }
    let entries = arguments.status.entries(keys.len())?;
    let what = What { issuer: &issuer, claims: &claims.claims, validity, entries };
    let attestations = issue(&what, &keys, &signer, ui)?;

    create_folder(out)?;
    let files = new_files(&names, &keys, &attestations)?;
    let bar = ui.progress(files.len(), "writing");
    write_all(out, &files, overwrite, || bar.inc(1))?;
    bar.finish_and_clear();
    ui.result(
        || {
            let status = entries.map_or(Value::Null, Entries::to_json);
            result_json(&names, &keys, &attestations, &status)
        },
        |ui| {
            result_text(&names, &keys, &attestations, ui)?;
            entries.map_or(Ok(()), |entries| ui.line(format_args!("  status       {}", entries.to_text())))
        },
    )
}

/// The device keys that the arguments name or ask for, without duplicates.
fn device_keys(arguments: &Arguments, ui: &Ui) -> Result<Vec<DeviceKey>, Failure> {
    if let Some(count) = arguments.generate_keys {
        let mut rng = rng()?;
        let bar = ui.progress(count.into(), "making keys");
        let keys = (0..count)
            .map(|_| {
                bar.inc(1);
                let key = SecretKey::generate(Curve::P256, &mut rng);
                DeviceKey { public: key.public_key(), private: Some(key) }
            })
            .collect();
        bar.finish_and_clear();
        return Ok(keys);
    }
    let mut keys: Vec<DeviceKey> = Vec::new();
    let mut seen = BTreeSet::new();
    for path in &arguments.device_key {
        let input = read(path)?;
        for public in public_keys(&input)? {
            if !seen.insert(public.to_sec1_bytes()) {
                return Err(input.failure("key_duplicate", "holds a device key that was given before"));
            }
            keys.push(DeviceKey { public, private: None });
        }
    }
    if keys.len() > MAX_BATCH {
        return Err(Failure::Usage(format!("at most {MAX_BATCH} device keys at once")));
    }
    Ok(keys)
}

/// What every attestation of a batch has.
struct What<'a> {
    issuer: &'a Issuer,
    claims: &'a Claims,
    validity: Validity,
    entries: Option<Entries<'a>>,
}

fn issue(
    what: &What<'_>,
    keys: &[DeviceKey],
    signer: &SecretKey,
    ui: &Ui,
) -> Result<Vec<Attestation>, Failure> {
    let mut rng = rng()?;
    let bar = ui.progress(keys.len(), "issuing");
    let mut attestations = Vec::with_capacity(keys.len());
    for (place, key) in keys.iter().enumerate() {
        let ready = what.issuer.attestation().device_key(key.public).claims(what.claims.clone());
        let ready = Entries::refer(what.entries, ready.validity(what.validity), place);
        attestations.push(ready.prepare(&mut rng).and_then(|one| one.sign_with(signer)).map_err(refused)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(attestations)
}

/// What the batch writes.
fn new_files(
    names: &Names<'_>,
    keys: &[DeviceKey],
    attestations: &[Attestation],
) -> Result<Vec<NewFile>, Failure> {
    let mut files = Vec::with_capacity(keys.len().saturating_mul(2));
    for (index, (key, attestation)) in keys.iter().zip(attestations).enumerate() {
        if let Some(private) = &key.private {
            let pem = private.to_pem().map_err(|error| Failure::refused(error.code(), error))?;
            let content = Zeroizing::new(pem.as_bytes().to_vec());
            files.push(NewFile { path: names.device_key(index), content, privacy: Privacy::Secret });
        }
        let content = Zeroizing::new(attestation.as_bytes().to_vec());
        files.push(NewFile { path: names.attestation(index), content, privacy: Privacy::Shared });
    }
    Ok(files)
}

fn refused(error: IssueError) -> Failure {
    Failure::refused(error.code(), error)
}

/// Names of the files of a batch: numbers as wide as its size needs, four digits at least.
struct Names<'a> {
    folder: &'a Path,
    width: usize,
}

impl<'a> Names<'a> {
    fn new(folder: &'a Path, batch: usize) -> Self {
        Self { folder, width: batch.to_string().len().max(4) }
    }

    fn attestation(&self, index: usize) -> PathBuf {
        self.path("attestation", index, "cbor")
    }

    fn device_key(&self, index: usize) -> PathBuf {
        self.path("device-key", index, "pem")
    }

    fn path(&self, kind: &str, index: usize, extension: &str) -> PathBuf {
        let number = index.saturating_add(1);
        self.folder.join(format!("{kind}-{number:0width$}.{extension}", width = self.width))
    }
}

fn result_json(names: &Names<'_>, keys: &[DeviceKey], attestations: &[Attestation], status: &Value) -> Value {
    let file = |(index, (key, attestation)): (usize, (&DeviceKey, &Attestation))| {
        json!({
            "attestation": path_text(&names.attestation(index)),
            "deviceKey": key.private.as_ref().map(|_| path_text(&names.device_key(index))),
            "bytes": attestation.as_bytes().len(),
        })
    };
    let first = attestations.first();
    json!({
        "issued": attestations.len(),
        "docType": first.map(Attestation::doc_type),
        "ageStatements": first.map(age_statements),
        "validFrom": first.map(|attestation| attestation.valid_from().to_string()),
        "validUntil": first.map(|attestation| attestation.valid_until().to_string()),
        "files": keys.iter().zip(attestations).enumerate().map(file).collect::<Value>(),
        "statusList": status,
    })
}

fn age_statements(attestation: &Attestation) -> Value {
    let statements = attestation.age_statements().unwrap_or_default();
    statements
        .iter()
        .map(|(threshold, value)| (format!("age_over_{:02}", threshold.years()), json!(value)))
        .collect()
}

fn result_text(
    names: &Names<'_>,
    keys: &[DeviceKey],
    attestations: &[Attestation],
    ui: &Ui,
) -> Result<(), Failure> {
    let Some(first) = attestations.first() else { return Ok(()) };
    let what = count(attestations.len(), "attestation");
    let folder = printable(names.folder);
    ui.line(format_args!("{} {what} to {folder}", styled(ui.palette.good, "Issued")))?;
    ui.line(format_args!("  document     {}", first.doc_type()))?;
    for (threshold, value) in first.age_statements().unwrap_or_default() {
        ui.line(format_args!("  over {threshold:<2}      {value}"))?;
    }
    ui.line(format_args!("  valid        {} to {}", first.valid_from().date(), first.valid_until().date()))?;
    ui.line(format_args!("  size         {} bytes each", thousands(first.as_bytes().len())))?;
    ui.line(format_args!("  files        {} ..", printable(&names.attestation(0))))?;
    if keys.iter().any(|key| key.private.is_some()) {
        ui.line(format_args!("  device keys  {} ..  (private)", printable(&names.device_key(0))))?;
    }
    Ok(())
}
