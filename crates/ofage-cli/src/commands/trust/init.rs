//! `ofage trust init`: the keys and certificates of a provider of lists.

use std::path::{Path, PathBuf};

use clap::Args;
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::rand_core::CryptoRng;
use ofage_core::{Curve, SecretKey, Signer as _, UnixTime};
use serde_json::json;
use zeroize::Zeroizing;

use crate::failure::{Failure, Source, path_text, printable};
use crate::io::{
    Force, NewFile, Privacy, certificate_and_key, check_free, create_folder, now, read_certificate, rng,
    write_all,
};
use crate::ui::{Ui, hex, styled};

/// Make a provider of trust lists: a root, a signer of lists, and their keys
///
/// Doors are set up with the root. The signer signs the list of issuers' roots and the deny list.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage trust init --out provider
  ofage trust init --out provider --country NL --name \"Night venues\"

Writes vical-root.pem, vical-root-key.pem, vical-signer.pem,
vical-signer-key.pem.")]
pub(super) struct Arguments {
    /// Where to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The provider's country, two letters (ISO 3166-1)
    #[arg(long, value_name = "CC", default_value = "GB")]
    country: String,

    /// The provider's name, which its certificates carry
    #[arg(long, default_value = "ofage test provider")]
    name: String,

    /// How to reach the provider, a URI that its certificates carry
    #[arg(long, value_name = "URI", default_value = "https://provider.example")]
    contact: String,

    #[command(flatten)]
    force: Force,
}

/// Days of validity of a provider's root.
const ROOT_DAYS: u16 = 9 * 365;
/// Days of validity of a signer of lists: the most that ISO/IEC 18013-5 C.1.7 allows.
const SIGNER_DAYS: u16 = 1187;

/// The files of a provider.
pub(super) struct ProviderFiles<'a>(pub(super) &'a Path);

impl ProviderFiles<'_> {
    /// The provider's root as the only trust anchor.
    ///
    /// # Errors
    /// [`Failure::Input`] where it is missing or no root.
    pub(super) fn root(&self) -> Result<TrustAnchors, Failure> {
        let path = self.0.join("vical-root.pem");
        let root = TrustAnchor::root(read_certificate(&path)?, Realm::Live);
        let mut anchors = TrustAnchors::new();
        root.and_then(|root| anchors.add(root)).map_err(|error| {
            Failure::input(&Source::File(path), error.code(), format!("holds no usable root: {error}"))
        })?;
        Ok(anchors)
    }

    /// The certificate and key of the signer of lists, which must belong together.
    ///
    /// # Errors
    /// [`Failure::Input`] where a file is missing or holds something else.
    pub(super) fn signer(&self) -> Result<(Certificate, SecretKey), Failure> {
        certificate_and_key(&self.0.join("vical-signer.pem"), &self.0.join("vical-signer-key.pem"))
    }
}

/// A new provider.
struct Made {
    root: Certificate,
    root_key: SecretKey,
    signer: Certificate,
    signer_key: SecretKey,
}

fn make(arguments: &Arguments, now: UnixTime, rng: &mut impl CryptoRng) -> Result<Made, PkiError> {
    let name = &arguments.name;
    let root_key = SecretKey::generate(Curve::P256, rng);
    let signer_key = SecretKey::generate(Curve::P256, rng);
    let root_name = RootName::new(&arguments.country, &format!("{name} root"))?.with_organization(name)?;
    let validity = CertificateValidity::days(now.date(), ROOT_DAYS)?;
    let contact = Contact::uri(&arguments.contact)?;
    let root = RootBuilder::new(root_name, validity, contact)?.self_sign(&root_key, rng)?;
    let validity = CertificateValidity::days(now.date(), SIGNER_DAYS)?;
    let crl_uri = format!("{}/vical-root.crl", arguments.contact.trim_end_matches('/'));
    let signer = SignerBuilder::vical_signer(&root, &format!("{name} signer"), validity, &crl_uri)?.sign(
        &root_key,
        &signer_key.public_key(),
        rng,
    )?;
    Ok(Made { root, root_key, signer, signer_key })
}

pub(super) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    let path = |name: &str| arguments.out.join(name);
    let names = ["vical-root-key.pem", "vical-signer-key.pem", "vical-root.pem", "vical-signer.pem"];
    for name in names {
        check_free(&path(name), overwrite)?;
    }
    let made = make(arguments, now()?, &mut rng()?).map_err(|error| Failure::refused(error.code(), error))?;
    let pem = |key: &SecretKey| {
        let pem = key.to_pem().map_err(|error| Failure::refused(error.code(), error))?;
        Ok::<_, Failure>(Zeroizing::new(pem.as_bytes().to_vec()))
    };
    let shared = |certificate: &Certificate| Zeroizing::new(certificate.to_pem().into_bytes());
    let contents = [
        (pem(&made.root_key)?, Privacy::Secret),
        (pem(&made.signer_key)?, Privacy::Secret),
        (shared(&made.root), Privacy::Shared),
        (shared(&made.signer), Privacy::Shared),
    ];
    let files: Vec<_> = names
        .iter()
        .zip(contents)
        .map(|(name, (content, privacy))| NewFile { path: path(name), content, privacy })
        .collect();
    create_folder(&arguments.out)?;
    write_all(&arguments.out, &files, overwrite, || {})?;
    ui.result(
        || {
            json!({
                "root": path_text(&path("vical-root.pem")),
                "rootSha256": hex(&made.root.sha256()),
                "signer": path_text(&path("vical-signer.pem")),
                "signerNotAfter": made.signer.not_after().to_string(),
            })
        },
        |ui| {
            let good = styled(ui.palette.good, "Made");
            ui.line(format_args!("{good} provider \"{}\" in {}", arguments.name, printable(&arguments.out)))?;
            ui.line("  vical-root.pem        what doors are set up with")?;
            ui.line("  vical-root-key.pem    private: keep it offline")?;
            ui.line("  vical-signer.pem      travels in lists")?;
            ui.line("  vical-signer-key.pem  private: signs lists")
        },
    )
}
