//! An issuer for tests and demos, with its keys in memory.

use ofage_core::door_code::Template;
use ofage_core::issue::{AgeFacts, Claims, Issuer as CoreIssuer, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm};
use ofage_core::trust::{DenyListBuilder, PartKind, TrustFileBuilder, VicalBuilder};
use ofage_core::{
    AgeThreshold, Attestation, Curve, Date, PreparedPresentation, Profile, PublicKey, Request, SecretKey,
    SessionTranscript, Signer as _, UnixTime,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::plain::{Plain, failure, time};
use crate::random::rng;

/// Days of the root, of the signers, and of a trust list without a refresh.
const ROOT_DAYS: u16 = 1825;
const SIGNER_DAYS: u16 = 400;
const LIST_DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// Where nothing is to be had: the demo issuer has no web site.
const CONTACT: &str = "https://issuer.invalid";
const CRL: &str = "https://issuer.invalid/crl";

/// A root, a document signer and a signer of trust lists.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Issuer {
    root: Entity,
    signer: Entity,
    list_signer: Entity,
    issuer: CoreIssuer,
}

#[derive(Debug)]
struct Entity {
    key: SecretKey,
    certificate: Certificate,
}

#[wasm_bindgen]
impl Issuer {
    /// Makes an issuer, with new keys, for a country of two letters.
    ///
    /// # Errors
    /// A failure object.
    pub fn create(country: &str, name: &str, now: f64) -> Result<Self, JsValue> {
        // A day in hand, so that a door whose clock is a little behind does not find it too young.
        let from = time(now)?.date().plus_days(-1);
        let mut rng = rng()?;
        let (root, signer, list) =
            made(country, name, from, &mut rng).map_err(|code| failure("issue", code))?;
        Ok(Self::assemble(root, signer, list))
    }

    /// An issuer as `save` wrote it.
    ///
    /// # Errors
    /// A failure object.
    pub fn restore(
        root_key: &[u8],
        root: &[u8],
        signer_key: &[u8],
        signer: &[u8],
        list_key: &[u8],
        list: &[u8],
    ) -> Result<Self, JsValue> {
        Ok(Self::assemble(entity(root_key, root)?, entity(signer_key, signer)?, entity(list_key, list)?))
    }

    /// Keys and certificates, to be kept: whoever has them is this issuer.
    #[must_use]
    pub fn save(&self) -> JsValue {
        Plain::new()
            .with_bytes("rootKey", &self.root.key.to_bytes())
            .with_bytes("root", self.root.certificate.as_der())
            .with_bytes("signerKey", &self.signer.key.to_bytes())
            .with_bytes("signer", self.signer.certificate.as_der())
            .with_bytes("listKey", &self.list_signer.key.to_bytes())
            .with_bytes("list", self.list_signer.certificate.as_der())
            .finish()
    }

    /// Name, country, and the last second of the document signer's certificate.
    #[must_use]
    pub fn describe(&self) -> JsValue {
        let root = &self.root.certificate;
        Plain::new()
            .with("name", root.subject_common_name().unwrap_or_default())
            .with("country", root.subject_country().unwrap_or_default())
            .with_seconds("validUntil", self.signer.certificate.not_after())
            .with_bytes("root", root.as_der())
            .finish()
    }

    /// Issues one attestation for a device key (SEC 1, 33 or 65 bytes) from a birth date (`2001-02-28`): a statement for
    /// each of the thresholds, true on the first day of validity.
    ///
    /// # Errors
    /// A failure object.
    pub fn issue(
        &self,
        birth_date: &str,
        thresholds: &[u8],
        device_key: &[u8],
        days: u16,
        now: f64,
    ) -> Result<Vec<u8>, JsValue> {
        let born = Date::parse(birth_date).ok_or_else(|| failure("issue", "birth_date_malformed"))?;
        let thresholds = ages(thresholds)?;
        let key = PublicKey::from_sec1_bytes(device_key).map_err(|error| failure("issue", error.code()))?;
        let claims = Claims::age(AgeFacts::born(born, &thresholds));
        let attestation = self.issued(claims, key, days, time(now)?)?;
        Ok(attestation.as_bytes().to_vec())
    }

    /// A trust list for doors: the root, an empty deny list, the document signer and the layouts of its short codes.
    /// `number` goes up with every list. The list is one of demo issuers.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = trustList)]
    pub fn trust_list(&self, number: u32, thresholds: &[u8], now: f64) -> Result<Vec<u8>, JsValue> {
        self.list(number, Realm::Demo, &ages(thresholds)?, time(now)?)
    }

    /// The same list without the mark of a demo, for tests of what a real list looks like.
    ///
    /// # Errors
    /// A failure object.
    #[wasm_bindgen(js_name = unmarkedTrustList)]
    pub fn unmarked_trust_list(&self, number: u32, thresholds: &[u8], now: f64) -> Result<Vec<u8>, JsValue> {
        self.list(number, Realm::Live, &ages(thresholds)?, time(now)?)
    }
}

impl Issuer {
    fn assemble(root: Entity, signer: Entity, list_signer: Entity) -> Self {
        let issuer = CoreIssuer::new(Profile::eu_age_verification(), signer.certificate.clone());
        Self { root, signer, list_signer, issuer }
    }

    fn issued(
        &self,
        claims: Claims,
        key: PublicKey,
        days: u16,
        now: UnixTime,
    ) -> Result<Attestation, JsValue> {
        let fault = |code: &str| failure("issue", code);
        let validity = Validity::days(now.date(), days).map_err(|error| fault(error.code()))?;
        self.issuer
            .attestation()
            .device_key(key)
            .claims(claims)
            .validity(validity)
            .prepare(&mut rng()?)
            .and_then(|prepared| prepared.sign_with(&self.signer.key))
            .map_err(|error| fault(error.code()))
    }

    fn list(
        &self,
        number: u32,
        realm: Realm,
        thresholds: &[AgeThreshold],
        now: UnixTime,
    ) -> Result<Vec<u8>, JsValue> {
        let fault = |error: ofage_core::IssueError| failure("trust", error.code());
        let chain = core::slice::from_ref(&self.list_signer.certificate);
        let (refresh, end) = (now.plus_seconds(DAY), now.plus_seconds(LIST_DAYS.saturating_mul(DAY)));
        let name = self.root.certificate.subject_common_name().unwrap_or_default();
        let mut vical = VicalBuilder::new(name, number.into(), now).next_update(refresh).not_after(end);
        if realm == Realm::Demo {
            vical = vical.demo();
        }
        vical.add(&self.root.certificate, &[self.issuer.profile().doc_type()]).map_err(fault)?;
        let key = &self.list_signer.key;
        let vical = vical.prepare(chain).and_then(|list| list.sign_with(key)).map_err(fault)?;
        let denied = DenyListBuilder::new(number.into(), now, end)
            .map(|list| list.next_update(refresh))
            .and_then(|list| list.prepare(chain)?.sign_with(key))
            .map_err(fault)?;
        let mut file = TrustFileBuilder::new();
        file.add(PartKind::Vical, &vical);
        file.add(PartKind::DenyList, &denied);
        file.add(PartKind::DocumentSigner, self.signer.certificate.as_der());
        for threshold in thresholds {
            for value in [true, false] {
                file.add(PartKind::Template, self.template(*threshold, value, now)?.as_bytes());
            }
        }
        file.encode().map_err(|error| failure("trust", error.code()))
    }

    /// The layout of this issuer's responses, from a sample that is thrown away.
    fn template(&self, threshold: AgeThreshold, value: bool, now: UnixTime) -> Result<Template, JsValue> {
        let fault = |code: &str| failure("trust", code);
        let key = SecretKey::generate(Curve::P256, &mut rng()?);
        let claims = Claims::age(AgeFacts::stated(&[(threshold, value)]));
        let sample = self.issued(claims, key.public_key(), 1, now)?;
        let transcript = SessionTranscript::hashed_handover("sample", &[]);
        let response = sample
            .prepare(&Request::age_over(threshold), &transcript)
            .and_then(|prepared: PreparedPresentation| prepared.sign_with(&key))
            .map_err(|error| fault(error.code()))?;
        Template::derive(&response).map_err(|error| fault(error.code()))
    }
}

/// Makes root and signers; the error is a code.
fn made(
    country: &str,
    name: &str,
    from: Date,
    rng: &mut impl ofage_core::rand_core::CryptoRng,
) -> Result<(Entity, Entity, Entity), &'static str> {
    let code = |error: ofage_core::pki::PkiError| error.code();
    let days = |count| CertificateValidity::days(from, count).map_err(code);
    let root_name =
        RootName::new(country, name).and_then(|root| root.with_organization(name)).map_err(code)?;
    let root_key = SecretKey::generate(Curve::P256, rng);
    let contact = Contact::uri(CONTACT).map_err(code)?;
    let root = RootBuilder::new(root_name, days(ROOT_DAYS)?, contact)
        .and_then(|builder| builder.self_sign(&root_key, rng))
        .map_err(code)?;
    let signer_key = SecretKey::generate(Curve::P256, rng);
    let signer = SignerBuilder::document_signer(&root, name, days(SIGNER_DAYS)?, CRL)
        .and_then(|builder| builder.sign(&root_key, &signer_key.public_key(), rng))
        .map_err(code)?;
    let list_key = SecretKey::generate(Curve::P256, rng);
    let list = SignerBuilder::vical_signer(&root, name, days(SIGNER_DAYS)?, CRL)
        .and_then(|builder| builder.sign(&root_key, &list_key.public_key(), rng))
        .map_err(code)?;
    Ok((
        Entity { key: root_key, certificate: root },
        Entity { key: signer_key, certificate: signer },
        Entity { key: list_key, certificate: list },
    ))
}

fn entity(key: &[u8], certificate: &[u8]) -> Result<Entity, JsValue> {
    Ok(Entity {
        key: SecretKey::from_bytes(key).map_err(|error| failure("issue", error.code()))?,
        certificate: Certificate::from_der(certificate).map_err(|error| failure("issue", error.code()))?,
    })
}

fn ages(years: &[u8]) -> Result<Vec<AgeThreshold>, JsValue> {
    let all: Option<Vec<_>> = years.iter().copied().map(AgeThreshold::new).collect();
    all.ok_or_else(|| failure("request", "age_threshold_out_of_range"))
}
