//! An issuer for tests and demos. Its keys are the platform's: everything it makes is made in two steps, the bytes to sign
//! and the signature, so that the keys can be non-extractable ones of WebCrypto.

use js_sys::Uint8Array;
use ofage_core::issue::{AgeFacts, Claims, Issuer as CoreIssuer, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, PkiError};
use ofage_core::trust::{DenyListBuilder, PartKind, TrustFileBuilder, VicalBuilder};
use ofage_core::{
    AgeThreshold, Challenge, Curve, Date, IssueError, Profile, PublicKey, SecretKey, Signer as _, UnixTime,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, failure, time};
use crate::random::rng;

mod unsigned;
pub use unsigned::Unsigned;
use unsigned::Work;

/// Days of the root, of the signers, and of a trust list without a refresh.
const ROOT_DAYS: u16 = 1825;
const SIGNER_DAYS: u16 = 400;
const LIST_DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// Where nothing is to be had: the demo issuer has no web site.
const CONTACT: &str = "https://issuer.invalid";
const CRL: &str = "https://issuer.invalid/crl";

/// The certificates of a root, a document signer and a signer of trust lists.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Issuer {
    root: Certificate,
    list_signer: Certificate,
    issuer: CoreIssuer,
}

#[wasm_bindgen]
impl Issuer {
    /// The root's certificate, for a country of two letters. `key` is its public key (SEC 1), here and below.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareRoot)]
    pub fn prepare_root(country: &str, name: &str, key: &[u8], now: f64) -> Result<Unsigned, JsValue> {
        let validity = from_yesterday(now, ROOT_DAYS)?;
        let name = RootName::new(country, name).and_then(|root| root.with_organization(name)).map_err(pki)?;
        let contact = Contact::uri(CONTACT).map_err(pki)?;
        let (key, mut rng) = (public_key(key)?, rng()?);
        let prepared =
            RootBuilder::new(name, validity, contact).and_then(|builder| builder.prepare(&key, &mut rng));
        prepared.map(Work::Certificate).map(Unsigned::new).map_err(pki)
    }

    /// The certificate of a document signer under the root with this certificate (DER).
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareSigner)]
    pub fn prepare_signer(root: &[u8], key: &[u8], now: f64) -> Result<Unsigned, JsValue> {
        let (root, validity) = (certificate(root)?, from_yesterday(now, SIGNER_DAYS)?);
        let name = root.subject_common_name().unwrap_or_default();
        certified(SignerBuilder::document_signer(&root, name, validity, CRL), key)
    }

    /// The certificate of a signer of trust lists.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareListSigner)]
    pub fn prepare_list_signer(root: &[u8], key: &[u8], now: f64) -> Result<Unsigned, JsValue> {
        let (root, validity) = (certificate(root)?, from_yesterday(now, SIGNER_DAYS)?);
        let name = root.subject_common_name().unwrap_or_default();
        certified(SignerBuilder::vical_signer(&root, name, validity, CRL), key)
    }

    /// The certificate of a venue that signs its challenges.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareReader)]
    pub fn prepare_reader(root: &[u8], venue: &str, key: &[u8], now: f64) -> Result<Unsigned, JsValue> {
        let (root, validity) = (certificate(root)?, from_yesterday(now, SIGNER_DAYS)?);
        certified(SignerBuilder::reader(&root, venue, validity, CRL), key)
    }

    /// A challenge, signed by a reader with this certificate. `finish` gives its text.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareChallenge)]
    pub fn prepare_challenge(text: &str, reader: &[u8]) -> Result<Unsigned, JsValue> {
        let challenge = Challenge::from_text(text).map_err(|error| failure("challenge", error.code()))?;
        Ok(Unsigned::new(Work::Challenge(challenge, certificate(reader)?)))
    }

    /// An issuer of which the certificates (DER) were made before.
    ///
    /// # Errors
    /// A failure object.
    pub fn assemble(root: &[u8], signer: &[u8], list_signer: &[u8]) -> Result<Self, JsValue> {
        Ok(Self {
            root: certificate(root)?,
            list_signer: certificate(list_signer)?,
            issuer: CoreIssuer::new(Profile::eu_age_verification(), certificate(signer)?),
        })
    }

    /// Name, country, and the last second of the document signer's certificate.
    #[must_use]
    pub fn describe(&self) -> JsValue {
        Plain::new()
            .with("name", self.root.subject_common_name().unwrap_or_default())
            .with("country", self.root.subject_country().unwrap_or_default())
            .with_seconds("validUntil", self.issuer.certificate().not_after())
            .with_bytes("root", self.root.as_der())
            .finish()
    }

    /// One attestation for a device key (SEC 1, 33 or 65 bytes) from a birth date (`2001-02-28`): a statement for each of
    /// the thresholds, true on the first day of validity. For the document signer's key.
    ///
    /// # Errors
    /// A failure object.
    pub fn prepare(
        &self,
        birth_date: &str,
        thresholds: &[u8],
        device_key: &[u8],
        days: u16,
        now: f64,
    ) -> Result<Unsigned, JsValue> {
        let born = Date::parse(birth_date).ok_or_else(|| failure("issue", "birth_date_malformed"))?;
        let thresholds: Option<Vec<_>> = thresholds.iter().copied().map(AgeThreshold::new).collect();
        let thresholds = thresholds.ok_or_else(out_of_range)?;
        let key = PublicKey::from_sec1_bytes(device_key).map_err(|error| failure("issue", error.code()))?;
        let claims = Claims::age(AgeFacts::born(born, &thresholds));
        Ok(Unsigned::new(Work::Attestation(self.prepared(claims, key, days, time(now)?)?)))
    }

    /// The list of roots for doors, with this issuer's alone. `number` goes up with every list. For the list signer's key.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareVical)]
    pub fn prepare_vical(&self, number: u32, now: f64) -> Result<Unsigned, JsValue> {
        self.vical(number, time(now)?, VicalBuilder::demo)
    }

    /// The same without the mark of a demo, for tests of what a real list looks like.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareUnmarkedVical)]
    pub fn prepare_unmarked_vical(&self, number: u32, now: f64) -> Result<Unsigned, JsValue> {
        self.vical(number, time(now)?, core::convert::identity)
    }

    /// An empty deny list. For the list signer's key.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareDenyList)]
    pub fn prepare_deny_list(&self, number: u32, now: f64) -> Result<Unsigned, JsValue> {
        let now = time(now)?;
        let list = DenyListBuilder::new(number.into(), now, now.plus_seconds(LIST_DAYS.saturating_mul(DAY)))
            .map(|list| list.next_update(now.plus_seconds(DAY)))
            .and_then(|list| list.prepare(core::slice::from_ref(&self.list_signer)));
        list.map(Work::List).map(Unsigned::new).map_err(|error| failure("trust", error.code()))
    }

    /// A sample attestation, from which `finish` derives the layout of this issuer's short codes; it is then thrown away,
    /// with its device key. For the document signer's key.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = prepareTemplate)]
    pub fn prepare_template(&self, over: u8, statement: u8, now: f64) -> Result<Unsigned, JsValue> {
        let threshold = AgeThreshold::new(over).ok_or_else(out_of_range)?;
        let device = SecretKey::generate(Curve::P256, &mut rng()?);
        let claims = Claims::age(AgeFacts::stated(&[(threshold, statement != 0)]));
        let sample = self.prepared(claims, device.public_key(), 1, time(now)?)?;
        Ok(Unsigned::new(Work::Template { sample, device, threshold }))
    }

    /// The trust file for doors: both lists, the document signer and the layouts.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = trustFile)]
    #[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen gives arrays as values")]
    pub fn trust_file(
        &self,
        vical: &[u8],
        denied: &[u8],
        templates: Vec<Uint8Array>,
    ) -> Result<Vec<u8>, JsValue> {
        let mut file = TrustFileBuilder::new();
        file.add(PartKind::Vical, vical);
        file.add(PartKind::DenyList, denied);
        file.add(PartKind::DocumentSigner, self.issuer.certificate().as_der());
        for template in &templates {
            file.add(PartKind::Template, &template.to_vec());
        }
        file.encode().map_err(|error| failure("trust", error.code()))
    }
}

impl Issuer {
    fn prepared(
        &self,
        claims: Claims,
        key: PublicKey,
        days: u16,
        now: UnixTime,
    ) -> Result<ofage_core::issue::PreparedAttestation, JsValue> {
        let fault = |error: IssueError| failure("issue", error.code());
        let validity = Validity::days(now.date(), days).map_err(fault)?;
        self.issuer
            .attestation()
            .device_key(key)
            .claims(claims)
            .validity(validity)
            .prepare(&mut rng()?)
            .map_err(fault)
    }

    fn vical(
        &self,
        number: u32,
        now: UnixTime,
        mark: fn(VicalBuilder) -> VicalBuilder,
    ) -> Result<Unsigned, JsValue> {
        let fault = |error: IssueError| failure("trust", error.code());
        let name = self.root.subject_common_name().unwrap_or_default();
        let mut list = mark(
            VicalBuilder::new(name, number.into(), now)
                .next_update(now.plus_seconds(DAY))
                .not_after(now.plus_seconds(LIST_DAYS.saturating_mul(DAY))),
        );
        list.add(&self.root, &[self.issuer.profile().doc_type()]).map_err(fault)?;
        let list = list.prepare(core::slice::from_ref(&self.list_signer)).map_err(fault)?;
        Ok(Unsigned::new(Work::List(list)))
    }
}

/// A day in hand, so that a door whose clock is a little behind does not find a certificate too young.
fn from_yesterday(now: f64, days: u16) -> Result<CertificateValidity, JsValue> {
    CertificateValidity::days(time(now)?.date().plus_days(-1), days).map_err(pki)
}

fn certified(builder: Result<SignerBuilder<'_>, PkiError>, key: &[u8]) -> Result<Unsigned, JsValue> {
    let key = public_key(key)?;
    let prepared = builder.map_err(pki)?.prepare(&key, &mut rng()?);
    prepared.map(Work::Certificate).map(Unsigned::new).map_err(pki)
}

fn certificate(der: &[u8]) -> Result<Certificate, JsValue> {
    Certificate::from_der(der).map_err(pki)
}

fn public_key(bytes: &[u8]) -> Result<PublicKey, JsValue> {
    PublicKey::from_sec1_bytes(bytes).map_err(|error| failure("issue", error.code()))
}

fn pki(error: PkiError) -> JsValue {
    failure("issue", error.code())
}

fn out_of_range() -> JsValue {
    failure("request", "age_threshold_out_of_range")
}
