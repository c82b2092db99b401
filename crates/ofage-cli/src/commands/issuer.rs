//! `ofage issuer`: the issuer's own keys and certificates.

mod crl;
mod signer;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Oid, PkiError};
use ofage_core::rand_core::CryptoRng;
use ofage_core::{Curve, Date, PublicKey, SecretKey, Signer as _, UnixTime};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::failure::{Failure, path_text, printable};
use crate::io::{
    Force, NewFile, Privacy, certificate_and_key, check_free, create_folder, now, rng, write_all,
};
use crate::ui::{Ui, hex, styled};

/// Make an issuer: its keys, certificates and revocation list
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Init(InitArguments),
    Signer(signer::Arguments),
    Crl(crl::Arguments),
}

/// Make a new issuer: a root certificate, a document signer, and their keys
///
/// Verifiers trust the root. The document signer signs attestations; its certificate travels in each of
/// them. Production issuers keep both keys in hardware; this command is for tests and small beginnings.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage issuer init --out issuer
  ofage issuer init --out issuer --country GB --name \"Example Council\"

Writes root.pem, root-key.pem, document-signer.pem, document-signer-key.pem.")]
struct InitArguments {
    /// Where to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The issuer's country, two letters (ISO 3166-1)
    #[arg(long, value_name = "CC", default_value = "GB", value_parser = parse_country)]
    country: String,

    /// The issuer's name, which its certificates carry
    #[arg(long, default_value = "ofage test issuer", value_parser = parse_name)]
    name: String,

    /// How to reach the issuer, a URI that its certificates carry
    #[arg(long, value_name = "URI", default_value = "https://issuer.example")]
    contact: String,

    /// Where the revocation list of its root is, a URI that its certificates carry [default: CONTACT/root.crl]
    #[arg(long, value_name = "URI")]
    crl_uri: Option<String>,

    /// What its document signer signs
    #[arg(long, value_enum, default_value = "mdl")]
    signs: Signs,

    /// The curve of its keys
    #[arg(long, value_enum, default_value = "p256")]
    curve: CurveName,

    #[command(flatten)]
    force: Force,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum CurveName {
    P256,
    P384,
}

/// What a document signer is for: its extended key usage. The doors of ofage take any of them for any document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Signs {
    /// Mobile driving licences (1.0.18013.5.1.2): what every reader of mdocs knows
    Mdl,
    /// Any mdoc, such as a Photo ID (1.0.23220.4.1.2)
    Mdoc,
    /// Both, as the second edition of ISO/IEC 18013-5 recommends; some readers take one alone
    Both,
    /// EU age verification (1.3.130.2.0.0.1.2)
    Eu,
}

impl Signs {
    const fn usages(self) -> &'static [Oid] {
        match self {
            Self::Mdl => &[Oid::MDL_DOCUMENT_SIGNER],
            Self::Mdoc => &[Oid::MDOC_DOCUMENT_SIGNER],
            Self::Both => &[Oid::MDL_DOCUMENT_SIGNER, Oid::MDOC_DOCUMENT_SIGNER],
            Self::Eu => &[Oid::EU_DOCUMENT_SIGNER],
        }
    }
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    match &arguments.command {
        Command::Init(arguments) => init(arguments, ui),
        Command::Signer(arguments) => signer::run(arguments, ui),
        Command::Crl(arguments) => crl::run(arguments, ui),
    }
}

fn init(arguments: &InitArguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    let files = IssuerFiles::new(&arguments.out);
    for path in files.all() {
        check_free(&path, overwrite)?;
    }
    let curve = match arguments.curve {
        CurveName::P256 => Curve::P256,
        CurveName::P384 => Curve::P384,
    };
    let crl_uri = match &arguments.crl_uri {
        Some(uri) => uri.clone(),
        None => format!("{}/root.crl", arguments.contact.trim_end_matches('/')),
    };
    let identity = Identity {
        country: &arguments.country,
        name: &arguments.name,
        contact: &arguments.contact,
        crl_uri: &crl_uri,
        signs: arguments.signs,
    };
    let made = MadeIssuer::make(&identity, curve, now()?, &mut rng()?)?;
    create_folder(&arguments.out)?;
    write_all(&arguments.out, &made.new_files(&files)?, overwrite, || {})?;
    ui.result(|| made.to_json(&files), |ui| made.show(&files, ui))
}

/// The files of an issuer.
pub(super) struct IssuerFiles<'a>(&'a Path);

impl<'a> IssuerFiles<'a> {
    pub(super) const fn new(folder: &'a Path) -> Self {
        Self(folder)
    }

    /// The document signer's certificate and key, which must belong together.
    ///
    /// # Errors
    /// [`Failure::Input`] where a file is missing or holds something else.
    pub(super) fn document_signer(&self) -> Result<(Certificate, SecretKey), Failure> {
        certificate_and_key(&self.signer(), &self.signer_key())
    }

    /// The root's certificate and key, which must belong together.
    ///
    /// # Errors
    /// [`Failure::Input`] where a file is missing or holds something else.
    fn root_signer(&self) -> Result<(Certificate, SecretKey), Failure> {
        certificate_and_key(&self.root(), &self.root_key())
    }

    fn root(&self) -> PathBuf {
        self.0.join("root.pem")
    }

    fn root_key(&self) -> PathBuf {
        self.0.join("root-key.pem")
    }

    fn signer(&self) -> PathBuf {
        self.0.join("document-signer.pem")
    }

    fn signer_key(&self) -> PathBuf {
        self.0.join("document-signer-key.pem")
    }

    fn crl(&self) -> PathBuf {
        self.0.join("root.crl")
    }

    fn all(&self) -> [PathBuf; 4] {
        [self.root(), self.root_key(), self.signer(), self.signer_key()]
    }
}

/// Who an issuer is, as its certificates say.
pub(super) struct Identity<'a> {
    pub(super) country: &'a str,
    pub(super) name: &'a str,
    pub(super) contact: &'a str,
    pub(super) crl_uri: &'a str,
    pub(super) signs: Signs,
}

/// Days of validity of a root: nine years, which is enough where the attestations live for months.
const ROOT_DAYS: u16 = 9 * 365;
/// Days of validity of a document signer: the most that ISO/IEC 18013-5 B.1.4 allows.
const SIGNER_DAYS: u16 = 457;

/// A new issuer.
pub(super) struct MadeIssuer {
    pub(super) root: Certificate,
    pub(super) root_key: SecretKey,
    pub(super) signer: Certificate,
    pub(super) signer_key: SecretKey,
}

impl MadeIssuer {
    /// Makes keys, a root and a document signer, valid from today.
    ///
    /// # Errors
    /// [`Failure::Refused`] for a name that no certificate can carry.
    pub(super) fn make(
        identity: &Identity<'_>,
        curve: Curve,
        now: UnixTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Failure> {
        Self::try_make(identity, curve, now, rng).map_err(|error| Failure::refused(error.code(), error))
    }

    fn try_make(
        identity: &Identity<'_>,
        curve: Curve,
        now: UnixTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, PkiError> {
        let Identity { country, name, contact, crl_uri, signs } = *identity;
        let today = now.date();
        let root_key = SecretKey::generate(curve, rng);
        let signer_key = SecretKey::generate(curve, rng);
        let root_name = RootName::new(country, &format!("{name} root"))?.with_organization(name)?;
        let root_validity = CertificateValidity::days(today, ROOT_DAYS)?;
        // Readers of the first edition want the list's place in the root too.
        let root = RootBuilder::new(root_name, root_validity, Contact::uri(contact)?)?
            .with_crl_uri(crl_uri)?
            .self_sign(&root_key, rng)?;
        let wanted = Wanted { name, crl_uri, signs };
        let signer = wanted.certify((&root, &root_key), &signer_key.public_key(), today, rng)?;
        Ok(Self { root, root_key, signer, signer_key })
    }

    /// What is written, and who may read it.
    fn new_files(&self, files: &IssuerFiles<'_>) -> Result<Vec<NewFile>, Failure> {
        let mut new = Vec::new();
        for (path, key) in [(files.root_key(), &self.root_key), (files.signer_key(), &self.signer_key)] {
            let pem = key.to_pem().map_err(|error| Failure::refused(error.code(), error))?;
            let content = Zeroizing::new(pem.as_bytes().to_vec());
            new.push(NewFile { path, content, privacy: Privacy::Secret });
        }
        for (path, certificate) in [(files.root(), &self.root), (files.signer(), &self.signer)] {
            let content = Zeroizing::new(certificate.to_pem().into_bytes());
            new.push(NewFile { path, content, privacy: Privacy::Shared });
        }
        Ok(new)
    }

    fn show(&self, files: &IssuerFiles<'_>, ui: &Ui) -> Result<(), Failure> {
        let name = self.root.subject_organization().unwrap_or_default();
        ui.line(format_args!(
            "{} issuer \"{name}\" in {}",
            styled(ui.palette.good, "Made"),
            printable(files.0)
        ))?;
        let until = |certificate: &Certificate| format!("until {}", certificate.not_after().date());
        for (path, what) in [
            (files.root(), format!("what verifiers trust, {}", until(&self.root))),
            (files.root_key(), "private: keep it offline".into()),
            (files.signer(), format!("travels in attestations, {}", until(&self.signer))),
            (files.signer_key(), "private: signs attestations".into()),
        ] {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            ui.line(format_args!("  {name:<25}  {what}"))?;
        }
        Ok(())
    }

    fn to_json(&self, files: &IssuerFiles<'_>) -> Value {
        let certificate = |path: PathBuf, certificate: &Certificate| {
            json!({
                "file": path_text(&path),
                "subject": certificate.subject_common_name(),
                "country": certificate.subject_country(),
                "notBefore": certificate.not_before().to_string(),
                "notAfter": certificate.not_after().to_string(),
                "sha256": hex(&certificate.sha256()),
            })
        };
        json!({
            "root": certificate(files.root(), &self.root),
            "rootKey": path_text(&files.root_key()),
            "documentSigner": certificate(files.signer(), &self.signer),
            "documentSignerKey": path_text(&files.signer_key()),
        })
    }
}

/// What a new document signer's certificate says.
struct Wanted<'a> {
    /// The issuer's.
    name: &'a str,
    crl_uri: &'a str,
    signs: Signs,
}

impl Wanted<'_> {
    /// The certificate of `key`, valid from today.
    fn certify(
        &self,
        (root, root_key): (&Certificate, &SecretKey),
        key: &PublicKey,
        today: Date,
        rng: &mut impl CryptoRng,
    ) -> Result<Certificate, PkiError> {
        let Self { name, crl_uri, signs } = self;
        let validity = CertificateValidity::days(today, SIGNER_DAYS)?;
        SignerBuilder::document_signer(root, &format!("{name} document signer"), validity, crl_uri)?
            .with_organization(name)?
            .with_extended_key_usage(signs.usages().iter().copied())
            .sign(root_key, key, rng)
    }
}

fn parse_country(text: &str) -> Result<String, String> {
    let valid = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if valid { Ok(text.to_owned()) } else { Err("expected two capital letters, such as GB".into()) }
}

/// Longest name in characters: certificates take 64, and " document signer" comes after it.
const MOST_NAME: usize = 48;

fn parse_name(text: &str) -> Result<String, String> {
    let length = text.chars().count();
    if text.chars().any(char::is_control) || text.trim().is_empty() || length > MOST_NAME {
        return Err("expected 1 to 48 printable characters".into());
    }
    Ok(text.trim().to_owned())
}
