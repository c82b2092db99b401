//! `ofage issuer signer`: the next document signer of a root.

use std::path::PathBuf;

use clap::Args;
use ofage_core::{SecretKey, Signer as _};
use serde_json::json;
use zeroize::Zeroizing;

use super::{IssuerFiles, Signs, Wanted};
use crate::failure::{Failure, path_text, printable};
use crate::io::{Force, NewFile, Privacy, check_free, create_folder, now, rng, write_all};
use crate::ui::{Ui, hex, styled};

/// Make a new document signer under the issuer's root
///
/// For when the old one runs out, or its key was lost. Writes a folder that `ofage issue` takes, without the
/// root's key, so that it can live on the machine that issues while the root stays offline.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage issuer signer --issuer issuer --out signer-2027 \\
      --crl-uri https://council.example/root.crl

Writes root.pem, document-signer.pem, document-signer-key.pem.")]
pub(super) struct Arguments {
    /// The issuer with the root's key: a folder that `ofage issuer init` made
    #[arg(long, value_name = "DIR")]
    issuer: PathBuf,

    /// Where the revocation list of its root is, a URI
    #[arg(long, value_name = "URI")]
    crl_uri: String,

    /// What it signs
    #[arg(long, value_enum, default_value = "mdl")]
    signs: Signs,

    /// Where to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    #[command(flatten)]
    force: Force,
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    let files = IssuerFiles::new(&arguments.out);
    for path in [files.root(), files.signer(), files.signer_key()] {
        check_free(&path, overwrite)?;
    }
    let (root, root_key) = IssuerFiles::new(&arguments.issuer).root_signer()?;
    let (now, mut rng) = (now()?, rng()?);
    let key = SecretKey::generate(root_key.public_key().curve(), &mut rng);
    let name = root.subject_organization().unwrap_or("Issuer").to_owned();
    let wanted = Wanted { name: &name, crl_uri: &arguments.crl_uri, signs: arguments.signs };
    let signer = wanted
        .certify((&root, &root_key), &key.public_key(), now.date(), &mut rng)
        .map_err(|error| Failure::refused(error.code(), error))?;

    let pem = key.to_pem().map_err(|error| Failure::refused(error.code(), error))?;
    let shared = |pem: String| (Zeroizing::new(pem.into_bytes()), Privacy::Shared);
    let new = [
        (files.signer_key(), (Zeroizing::new(pem.as_bytes().to_vec()), Privacy::Secret)),
        (files.root(), shared(root.to_pem())),
        (files.signer(), shared(signer.to_pem())),
    ];
    let new: Vec<_> =
        new.into_iter().map(|(path, (content, privacy))| NewFile { path, content, privacy }).collect();
    create_folder(&arguments.out)?;
    write_all(&arguments.out, &new, overwrite, || {})?;
    ui.result(
        || {
            json!({
                "documentSigner": path_text(&files.signer()),
                "documentSignerKey": path_text(&files.signer_key()),
                "notAfter": signer.not_after().to_string(),
                "sha256": hex(&signer.sha256()),
            })
        },
        |ui| {
            let good = styled(ui.palette.good, "Made");
            let folder = printable(&arguments.out);
            ui.line(format_args!("{good} a document signer of \"{name}\" in {folder}"))?;
            ui.line(format_args!("  valid until {}", signer.not_after().date()))
        },
    )
}
