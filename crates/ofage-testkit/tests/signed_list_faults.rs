//! One fault for every code of the signed lists.

#![cfg(test)]

use ciborium::Value;
use coset::{CborSerializable as _, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{
    IdentifierList, ListTerm, Status, StatusBits, StatusListBuilder, UnverifiedIdentifierList,
    UnverifiedStatusList,
};
use ofage_core::trust::{DenyListBuilder, ListError, UnverifiedDenyList, UnverifiedVical, VicalBuilder};
use ofage_core::{Curve, Date, IssueError, SecretKey, Signature, Signer as _, UnixTime};
use ofage_testkit::rng::TestRng;

const DENY: &str = "application/vnd.ofage.deny-list+cose";

fn now() -> UnixTime {
    Date::parse("2026-05-10").unwrap().midnight()
}

fn text(value: &str) -> Value {
    Value::Text(value.into())
}

fn tdate(time: UnixTime) -> Value {
    Value::Tag(0, Box::new(text(&time.to_string())))
}

/// A provider that signs whatever it is asked to.
struct Provider {
    root: Certificate,
    anchors: TrustAnchors,
    key: SecretKey,
    certificate: Certificate,
}

impl Provider {
    fn new() -> Self {
        let mut rng = TestRng::new("signed lists");
        let root_key = SecretKey::generate(Curve::P256, &mut rng);
        let key = SecretKey::generate(Curve::P256, &mut rng);
        let name = RootName::new("UT", "Provider").unwrap().with_organization("Utopia").unwrap();
        let year = || {
            let date = |text| Date::parse(text).unwrap();
            CertificateValidity::new(date("2026-01-01"), date("2026-12-31")).unwrap()
        };
        let contact = Contact::uri("https://provider.example").unwrap();
        let root = RootBuilder::new(name, year(), contact).unwrap().self_sign(&root_key, &mut rng).unwrap();
        let certificate =
            SignerBuilder::vical_signer(&root, "Signer", year(), "https://provider.example/crl")
                .unwrap()
                .sign(&root_key, &key.public_key(), &mut rng)
                .unwrap();
        let mut anchors = TrustAnchors::new();
        anchors.add(TrustAnchor::root(root.clone(), Realm::Live).unwrap()).unwrap();
        Self { root, anchors, key, certificate }
    }

    /// A COSE_Sign1 over these header and payload, signed by the provider.
    fn sign(&self, protected: HeaderBuilder, payload: Option<Vec<u8>>) -> CoseSign1 {
        let chain = HeaderBuilder::new().value(33, Value::Bytes(self.certificate.as_der().to_vec()));
        let mut builder = CoseSign1Builder::new().protected(protected.build()).unprotected(chain.build());
        if let Some(payload) = payload {
            builder = builder.payload(payload);
        }
        builder.create_signature(&[], |bytes| self.key.sign(bytes).unwrap().as_bytes().to_vec()).build()
    }

    fn vical(&self, protected: HeaderBuilder, payload: Option<&Value>) -> Result<(), ListError> {
        let list = self.sign(protected, payload.map(encode)).to_vec().unwrap();
        UnverifiedVical::decode(&list)?.verify(&self.anchors, now()).map(|_| ())
    }

    /// The codes of the entries that cannot be used, for a list of this one entry.
    fn unusable(&self, entry: &[(&str, Value)]) -> Vec<&'static str> {
        let payload = vical(&[("certificateInfos", Value::Array(vec![map(entry)]))]);
        let list = self.sign(es256(), Some(encode(&payload))).to_vec().unwrap();
        let list = UnverifiedVical::decode(&list).unwrap().verify(&self.anchors, now()).unwrap();
        assert_eq!(list.anchors().is_empty(), list.unusable().len() == 1);
        list.unusable().iter().map(|entry| entry.problem().code()).collect()
    }

    fn deny_list(&self, protected: HeaderBuilder, payload: &Value) -> Result<(), ListError> {
        let list = self.sign(protected, Some(encode(payload))).to_vec().unwrap();
        let list = [&[0xd2][..], &list].concat();
        UnverifiedDenyList::decode(&list)?.verify(&self.anchors, now()).map(|_| ())
    }
}

fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn es256() -> HeaderBuilder {
    HeaderBuilder::new().algorithm(iana::Algorithm::ES256)
}

fn map(entries: &[(&str, Value)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| (text(key), value.clone())).collect())
}

/// A good list with these fields in place of its own; `Null` leaves one out.
fn with(good: Vec<(&str, Value)>, changes: &[(&str, Value)]) -> Value {
    let mut fields = good;
    for (key, value) in changes {
        fields.retain(|(known, _)| known != key);
        if !value.is_null() {
            fields.push((key, value.clone()));
        }
    }
    map(&fields)
}

fn vical(changes: &[(&str, Value)]) -> Value {
    let good = vec![
        ("version", text("1.0")),
        ("vicalProvider", text("Utopia")),
        ("date", tdate(now())),
        ("certificateInfos", Value::Array(Vec::new())),
    ];
    let changes: Vec<(&str, Value)> = changes.to_vec();
    with(good, &changes)
}

fn deny_list(changes: &[(&str, Value)]) -> Value {
    let good = vec![
        ("version", text("1.0")),
        ("sequence", Value::from(1)),
        ("date", tdate(now())),
        ("notAfter", tdate(now().plus_seconds(86_400))),
        ("certificates", Value::Array(Vec::new())),
        ("keyIds", Value::Array(Vec::new())),
    ];
    let changes: Vec<(&str, Value)> = changes.to_vec();
    with(good, &changes)
}

#[test]
fn faults_of_headers() {
    let provider = Provider::new();
    let good = vical(&[]);
    assert_eq!(provider.vical(es256(), Some(&good)), Ok(()));
    let es384 = HeaderBuilder::new().algorithm(iana::Algorithm::ES384);
    let es512 = HeaderBuilder::new().algorithm(iana::Algorithm::ES512);
    let critical = es256()
        .add_critical_label(coset::RegisteredLabelWithPrivate::Text("x".into()))
        .text_value("x".into(), Value::Null);
    for (protected, error) in [
        (HeaderBuilder::new(), ListError::AlgorithmMissing),
        (es384, ListError::AlgorithmKeyMismatch),
        (es512, ListError::AlgorithmUnsupported),
        (critical, ListError::CriticalHeader),
    ] {
        assert_eq!(provider.vical(protected, Some(&good)), Err(error));
    }
    assert_eq!(provider.vical(es256(), None), Err(ListError::PayloadMissing));
}

#[test]
fn faults_of_lists_of_roots() {
    let provider = Provider::new();
    let past = now().plus_seconds(-1);
    for (field, value, code) in [
        ("version", text("2.0"), "version_unsupported"),
        ("version", Value::Null, "missing_field"),
        ("vicalProvider", Value::Null, "missing_field"),
        ("date", Value::Null, "missing_field"),
        ("date", text("2026-05-10T00:00:00Z"), "invalid_date"),
        ("date", tdate(now().plus_seconds(301)), "list_issued_in_future"),
        ("notAfter", tdate(past), "list_expired"),
        ("certificateInfos", Value::Null, "missing_field"),
        ("certificateInfos", Value::Array(vec![map(&[])]), "missing_field"),
        ("vicalIssueID", text("7"), "unexpected_type"),
    ] {
        let list = vical(&[(field, value)]);
        assert_eq!(provider.vical(es256(), Some(&list)).unwrap_err().code(), code, "{field}");
    }
    // Past its next update it still counts.
    assert_eq!(provider.vical(es256(), Some(&vical(&[("nextUpdate", tdate(past))]))), Ok(()));
}

#[test]
fn faults_of_entries_leave_the_list_standing() {
    let provider = Provider::new();
    let root = &provider.root;
    let certificate = Value::Bytes(root.as_der().to_vec());
    let types = Value::Array(vec![text("eu.europa.ec.av.1")]);
    let with = |more: &[(&str, Value)]| {
        let base = [("certificate", certificate.clone()), ("docType", types.clone())];
        provider.unusable(&[&base[..], more].concat())
    };
    let none: [&str; 0] = [];
    let ski = root.subject_key_id().unwrap();
    let wrapped = |bytes: &[u8]| {
        let mut out = vec![4, u8::try_from(bytes.len()).unwrap()];
        out.extend_from_slice(bytes);
        out
    };
    assert_eq!(with(&[]), none);
    assert_eq!(
        with(&[("serialNumber", Value::Tag(2, Box::new(Value::Bytes(root.serial().to_vec()))))]),
        none
    );
    for form in [ski.to_vec(), wrapped(ski), wrapped(&wrapped(ski))] {
        assert_eq!(with(&[("ski", Value::Bytes(form))]), none);
    }
    let contradiction = ["vical_entry_contradiction"];
    assert_eq!(with(&[("serialNumber", Value::from(7))]), contradiction);
    assert_eq!(with(&[("ski", Value::Bytes(vec![0; 20]))]), contradiction);
    let entry = |certificate: &[u8], types: Value| {
        provider.unusable(&[("certificate", Value::Bytes(certificate.to_vec())), ("docType", types)])
    };
    assert_eq!(entry(root.as_der(), Value::Array(Vec::new())), ["vical_entry_doc_types_missing"]);
    assert_eq!(entry(b"broken", types.clone()), ["certificate_malformed"]);
    assert_eq!(entry(provider.certificate.as_der(), types.clone()), ["anchor_not_root"]);
}

#[test]
fn faults_of_deny_lists() {
    let provider = Provider::new();
    let typed = || es256().value(16, text(DENY));
    assert_eq!(provider.deny_list(typed(), &deny_list(&[])), Ok(()));
    assert_eq!(provider.deny_list(es256(), &deny_list(&[])), Err(ListError::TypeMismatch));
    for (field, value, code) in [
        ("version", text("0.9"), "version_unsupported"),
        ("sequence", Value::Null, "missing_field"),
        ("date", tdate(now().plus_seconds(301)), "list_issued_in_future"),
        ("notAfter", tdate(now().plus_seconds(-1)), "list_expired"),
        ("notAfter", Value::Null, "missing_field"),
        ("certificates", Value::Null, "missing_field"),
        ("certificates", Value::Array(vec![Value::Bytes(vec![0; 31])]), "unexpected_length"),
        ("keyIds", Value::Array(vec![Value::Bytes(Vec::new())]), "unexpected_length"),
        ("keyIds", Value::Array(vec![Value::Bytes(vec![0; 65])]), "unexpected_length"),
    ] {
        let list = deny_list(&[(field, value)]);
        assert_eq!(provider.deny_list(typed(), &list).unwrap_err().code(), code, "{field}");
    }
}

/// What the builders write, an independent decoder reads: the form that the standards want.
#[test]
fn builders_write_the_form_of_the_standards() {
    let provider = Provider::new();
    let chain = [provider.certificate.clone()];
    let mut list = StatusListBuilder::new("https://x", StatusBits::Two, 8).unwrap();
    list.set(3, Status::Suspended).unwrap();
    let term = ListTerm::new(now(), now().plus_seconds(60)).unwrap();
    let token = list.prepare(term, &chain).unwrap().sign_with(&provider.key).unwrap();
    assert_eq!(token.first(), Some(&0xd2));
    let sign1 = CoseSign1::from_slice(token.get(1..).unwrap()).unwrap();
    let labels: Vec<_> = sign1.protected.header.rest.iter().map(|(label, _)| label.clone()).collect();
    assert_eq!(labels, [coset::Label::Int(16), coset::Label::Int(33)]);
    assert!(sign1.unprotected.rest.is_empty());
    let read = UnverifiedStatusList::decode(&token).unwrap();
    let read = read.verify_with_key(&provider.key.public_key(), now()).unwrap();
    assert_eq!((read.state(3), read.state(2)), (Ok(Status::Suspended), Ok(Status::Valid)));
    let ids = IdentifierList::prepare("https://y", [&b"b"[..], b"a", b"b"], term, &chain).unwrap();
    let ids = ids.sign_with(&provider.key).unwrap();
    let ids = UnverifiedIdentifierList::decode(&ids).unwrap();
    let ids = ids.verify_with_key(&provider.key.public_key(), now()).unwrap();
    assert_eq!(ids.iter().collect::<Vec<_>>(), [b"a", b"b"]);
    let vical = VicalBuilder::new("Utopia", 1, now()).prepare(&chain).unwrap();
    let vical = CoseSign1::from_slice(&vical.sign_with(&provider.key).unwrap()).unwrap();
    assert!(vical.protected.header.rest.is_empty());
    assert_eq!(vical.unprotected.rest.len(), 1);
}

#[test]
fn builders_refuse_what_nobody_would_accept() {
    let provider = Provider::new();
    let chain = [provider.certificate.clone()];
    assert_eq!(ListTerm::new(now(), now()), Err(IssueError::ValidityOrder));
    assert!(matches!(DenyListBuilder::new(1, now(), now()), Err(IssueError::ValidityOrder)));
    let ended = VicalBuilder::new("Utopia", 1, now()).not_after(now());
    assert!(matches!(ended.prepare(&chain), Err(IssueError::ValidityOrder)));
    let mut list = VicalBuilder::new("Utopia", 1, now());
    assert!(matches!(list.add(&provider.certificate, &["x"]), Err(IssueError::RootUnusable)));
    assert!(matches!(list.add(&provider.root, &[]), Err(IssueError::ClaimsEmpty)));
    assert!(matches!(list.prepare(&[]), Err(IssueError::SignerFailed)));
    let prepared = || VicalBuilder::new("Utopia", 1, now()).prepare(&chain).unwrap();
    let stranger = SecretKey::from_bytes(&[9; 32]).unwrap();
    assert_eq!(prepared().sign_with(&stranger), Err(IssueError::SignatureInvalid));
    let signature = Signature::from_bytes(&[1; 64]).unwrap();
    assert_eq!(prepared().finish(&signature), Err(IssueError::SignatureInvalid));
    // Two steps give what one does.
    let one = prepared().sign_with(&provider.key).unwrap();
    let two = prepared();
    let signature = provider.key.sign(two.to_be_signed()).unwrap();
    assert_eq!(two.finish(&signature).unwrap(), one);
}
