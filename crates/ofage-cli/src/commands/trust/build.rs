//! `ofage trust build`: signs the lists and puts the file together.

use std::path::{Path, PathBuf};

use clap::Args;
use ofage_core::door_code::Template;
use ofage_core::pki::{Certificate, TrustAnchors};
use ofage_core::trust::{
    DenyListBuilder, ListError, PartKind, TrustFile, TrustFileBuilder, UnverifiedDenyList, UnverifiedVical,
    VicalBuilder,
};
use ofage_core::{IssueError, Profile, SecretKey, UnixTime};
use serde_json::json;

use super::init::ProviderFiles;
use crate::failure::{Failure, path_text, printable};
use crate::io::{
    Force, Input, Privacy, certificates, check_free, decode_binary, now, parse_time, read, read_large, write,
};
use crate::ui::{Ui, count, styled};

/// Build a trust bundle
///
/// With --provider, signs a list of issuers' roots and a deny list, an empty one too: a door wants to see that
/// nothing is denied. Everything else is taken as it is; each part proves itself when the bundle is loaded.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage trust build --provider provider --root issuer/root.pem \\
      --document-signer issuer/document-signer.pem --out bundle.cbor
  ofage trust build --base bundle.cbor --provider provider \\
      --root issuer/root.pem --deny issuer/document-signer.pem \\
      --out newer.cbor

The issue number is the time in seconds, so that it grows with every build.")]
pub(super) struct Arguments {
    /// Who signs the lists: a folder that `ofage trust init` made
    #[arg(long, value_name = "DIR")]
    provider: Option<PathBuf>,

    /// An issuer's root to list, PEM or DER; may be repeated
    #[arg(long, value_name = "FILE", requires = "provider")]
    root: Vec<PathBuf>,

    /// What the roots are trusted for; may be repeated [default: EU age verification, mDL and Photo ID]
    #[arg(long, value_name = "TYPE", requires = "provider")]
    doc_type: Vec<String>,

    /// Mark the roots as those of demo issuers
    #[arg(long, requires = "provider")]
    demo: bool,

    /// A certificate to deny, PEM or DER; may be repeated
    #[arg(long, value_name = "FILE", requires = "provider")]
    deny: Vec<PathBuf>,

    /// For how many days the lists count
    #[arg(long, default_value = "30", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,

    /// The date of the lists, such as 2026-01-31T20:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<UnixTime>,

    /// The number of the issue; must grow [default: the time of the lists in seconds]
    #[arg(long, value_name = "NUMBER")]
    issue: Option<u64>,

    /// A bundle whose other parts are carried over
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,

    /// A list of roots of another provider; may be repeated
    #[arg(long, value_name = "FILE")]
    vical: Vec<PathBuf>,

    /// A deny list of another provider; may be repeated
    #[arg(long, value_name = "FILE")]
    deny_list: Vec<PathBuf>,

    /// A document signer's certificate, so that codes may leave it out; may be repeated
    #[arg(long, value_name = "FILE")]
    document_signer: Vec<PathBuf>,

    /// A door code template; may be repeated
    #[arg(long, value_name = "FILE")]
    template: Vec<PathBuf>,

    /// A DeviceResponse to derive a template from; may be repeated
    #[arg(long, value_name = "FILE")]
    sample: Vec<PathBuf>,

    /// A status list token; may be repeated
    #[arg(long, value_name = "FILE")]
    status_list: Vec<PathBuf>,

    /// An identifier list token; may be repeated
    #[arg(long, value_name = "FILE")]
    identifier_list: Vec<PathBuf>,

    /// A certificate revocation list of an issuer's root; may be repeated
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// Where to write; `-` is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    force: Force,
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    check_free(&arguments.out, arguments.force.overwrite())?;
    let mut file = TrustFileBuilder::new();
    let signed = match &arguments.provider {
        Some(folder) => Some(Signed::make(arguments, folder)?),
        None => None,
    };
    if let Some(signed) = &signed {
        file.add(PartKind::Vical, &signed.vical).add(PartKind::DenyList, &signed.deny_list);
    }
    for (kind, paths) in [
        (PartKind::Vical, &arguments.vical),
        (PartKind::DenyList, &arguments.deny_list),
        (PartKind::Template, &arguments.template),
        (PartKind::StatusList, &arguments.status_list),
        (PartKind::IdentifierList, &arguments.identifier_list),
        (PartKind::Crl, &arguments.crl),
    ] {
        for path in paths {
            file.add(kind, &decode_binary(&read_large(path)?)?.0);
        }
    }
    for path in &arguments.document_signer {
        for certificate in certificates(&read(path)?)? {
            file.add(PartKind::DocumentSigner, certificate.as_der());
        }
    }
    for path in &arguments.sample {
        file.add(PartKind::Template, &template(&read(path)?)?);
    }
    if let Some(path) = &arguments.base {
        let input = read_large(path)?;
        let (bytes, _) = decode_binary(&input)?;
        let base = TrustFile::decode(&bytes)
            .map_err(|error| input.failure(error.code(), format!("is no trust bundle: {error}")))?;
        // The provider's own lists are replaced by the new ones; those of others stay.
        for (kind, part) in base.parts() {
            if !signed.as_ref().is_some_and(|signed| signed.replaces(kind, part)) {
                file.add(kind, part);
            }
        }
    }
    let bytes = file.encode().map_err(|error| Failure::refused(error.code(), error))?;
    write(&arguments.out, &bytes, Privacy::Shared, arguments.force.overwrite())?;
    if arguments.out.as_os_str() == "-" {
        return Ok(());
    }
    let parts = TrustFile::decode(&bytes).map_err(|error| Failure::refused(error.code(), error))?;
    ui.result(
        || {
            json!({
                "file": path_text(&arguments.out),
                "bytes": bytes.len(),
                "issue": signed.as_ref().map(|signed| signed.issue),
                "parts": parts.parts().count(),
            })
        },
        |ui| {
            let good = styled(ui.palette.good, "Wrote");
            let parts = count(parts.parts().count(), "part");
            let size = count(bytes.len(), "byte");
            ui.line(format_args!("{good} {}: {parts}, {size}", printable(&arguments.out)))
        },
    )
}

/// The lists that the provider signs.
struct Signed {
    vical: Vec<u8>,
    deny_list: Vec<u8>,
    issue: u64,
    at: UnixTime,
    provider: TrustAnchors,
}

impl Signed {
    /// Whether this is an earlier list of the same provider.
    fn replaces(&self, kind: PartKind, part: &[u8]) -> bool {
        let own = if kind == PartKind::Vical {
            UnverifiedVical::decode(part).and_then(|list| list.verify(&self.provider, self.at)).map(drop)
        } else if kind == PartKind::DenyList {
            UnverifiedDenyList::decode(part).and_then(|list| list.verify(&self.provider, self.at)).map(drop)
        } else {
            return false;
        };
        matches!(own, Ok(()) | Err(ListError::Expired { .. }))
    }

    fn make(arguments: &Arguments, folder: &Path) -> Result<Self, Failure> {
        let files = ProviderFiles(folder);
        let (certificate, key) = files.signer()?;
        let provider = files.root()?;
        let at = match arguments.at {
            Some(at) => at,
            None => now()?,
        };
        let roots = all_certificates(&arguments.root)?;
        let denied = all_certificates(&arguments.deny)?;
        let issue = arguments.issue.unwrap_or_else(|| u64::try_from(at.seconds()).unwrap_or(0));
        let (vical, deny_list) = Self::sign(arguments, &certificate, &key, (at, issue), (&roots, &denied))
            .map_err(|error| Failure::refused(error.code(), error))?;
        Ok(Self { vical, deny_list, issue, at, provider })
    }

    fn sign(
        arguments: &Arguments,
        certificate: &Certificate,
        key: &SecretKey,
        (at, issue): (UnixTime, u64),
        (roots, denied): (&[Certificate], &[Certificate]),
    ) -> Result<(Vec<u8>, Vec<u8>), IssueError> {
        let chain = core::slice::from_ref(certificate);
        let end = at.plus_seconds(i64::from(arguments.days).saturating_mul(86_400));
        let provider = certificate.subject_organization().unwrap_or("ofage");
        let mut vical = VicalBuilder::new(provider, issue, at).not_after(end);
        if arguments.demo {
            vical = vical.demo();
        }
        let built_in = Profile::built_in();
        let doc_types: Vec<&str> = if arguments.doc_type.is_empty() {
            built_in.iter().map(Profile::doc_type).collect()
        } else {
            arguments.doc_type.iter().map(String::as_str).collect()
        };
        for root in roots {
            vical.add(root, &doc_types)?;
        }
        let mut deny_list = DenyListBuilder::new(issue, at, end)?;
        for certificate in denied {
            deny_list.deny_certificate(certificate.sha256());
        }
        Ok((vical.prepare(chain)?.sign_with(key)?, deny_list.prepare(chain)?.sign_with(key)?))
    }
}

fn all_certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        found.extend(certificates(&read(path)?)?);
    }
    Ok(found)
}

fn template(input: &Input) -> Result<Vec<u8>, Failure> {
    let (response, _) = decode_binary(input)?;
    let template = Template::derive(&response)
        .map_err(|error| input.failure(error.code(), format!("gives no template: {error}")))?;
    Ok(template.as_bytes().to_vec())
}
