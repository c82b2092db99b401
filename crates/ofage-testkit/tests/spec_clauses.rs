//! Clauses of the specifications that no other test covers; the tables at their ends name these tests.

#![cfg(test)]

use std::collections::BTreeSet;

use ofage_core::issue::{AgeFacts, Claims, Issuer, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Certificate, Realm};
use ofage_core::status::{ListTerm, StatusBits, StatusListBuilder, UnverifiedStatusList};
use ofage_core::{AgeThreshold, Attestation, Curve, Profile, SecretKey, Signer as _};
use ofage_testkit::cbor::{Item, Node, bytes, decode};
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_testkit::rng::TestRng;
use ofage_testkit::world::layouts;

/// A document signer with its key, and a source of randomness.
struct Office {
    rng: TestRng,
    key: SecretKey,
    certificate: Certificate,
}

impl Office {
    fn new() -> Self {
        let mut rng = TestRng::new("clauses");
        let (root_key, key) =
            (SecretKey::generate(Curve::P256, &mut rng), SecretKey::generate(Curve::P256, &mut rng));
        let year = CertificateValidity::new(date("2026-01-01"), date("2026-12-31")).unwrap();
        let contact = Contact::uri("https://issuer.example").unwrap();
        let root = RootBuilder::new(RootName::new("UT", "Root").unwrap(), year, contact).unwrap();
        let root = root.self_sign(&root_key, &mut rng).unwrap();
        let signer =
            SignerBuilder::document_signer(&root, "Signer", year, "https://issuer.example/crl").unwrap();
        let certificate = signer.sign(&root_key, &key.public_key(), &mut rng).unwrap();
        Self { rng, key, certificate }
    }

    fn issue(&mut self, born: &str, thresholds: &[u8]) -> Attestation {
        let thresholds: Vec<_> = thresholds.iter().map(|years| AgeThreshold::new(*years).unwrap()).collect();
        let device = SecretKey::generate(Curve::P256, &mut self.rng);
        let builder = Issuer::new(Profile::eu_age_verification(), self.certificate.clone());
        let builder = builder
            .attestation()
            .device_key(device.public_key())
            .claims(Claims::age(AgeFacts::born(date(born), &thresholds)))
            .validity(Validity::days(date("2026-05-01"), 30).unwrap());
        builder.prepare(&mut self.rng).unwrap().sign_with(&self.key).unwrap()
    }
}

/// The MSO of an `IssuerSigned`.
fn mso(issuer_signed: &mut Item) -> Item {
    let mut payload = decode(&issuer_signed.at("issuerAuth").elements()[2].content());
    decode(&payload.inside().content())
}

/// The items of an `IssuerSigned`.
fn items(issuer_signed: &mut Item) -> Vec<Item> {
    let spaces = issuer_signed.at("nameSpaces").entries();
    let items = spaces.iter_mut().flat_map(|(_, items)| items.elements());
    items.map(|item| decode(&item.inside().content())).collect()
}

#[test]
fn what_is_issued_and_presented_is_in_its_shortest_form() {
    fn check(message: &[u8]) {
        let value: ciborium::Value = ciborium::from_reader(message).unwrap();
        let mut again = Vec::new();
        ciborium::into_writer(&value, &mut again).unwrap();
        assert_eq!(again, message, "an independent encoder writes it otherwise");
    }
    let mut office = Office::new();
    let attestation = office.issue("1990-01-01", &[16, 18, 21]);
    check(attestation.as_bytes());
    let mut issuer_signed = decode(attestation.as_bytes());
    check(&mso(&mut issuer_signed).encode());
    items(&mut issuer_signed).iter().for_each(|item| check(&item.encode()));
    let mut issuers = Issuers::new("clauses", Realm::Live);
    let guest = issuers.guest(&[(18, true)]);
    let challenge = issuers.door(policy()).challenge(noon()).unwrap();
    check(&guest.respond(&challenge.to_session_transcript(), 18));
}

#[test]
fn an_issuer_states_what_it_was_told_and_nothing_else() {
    let attestation = Office::new().issue("2006-05-02", &[18, 25]);
    let stated: Vec<_> = items(&mut decode(attestation.as_bytes()))
        .iter_mut()
        .map(|item| (item.at("elementIdentifier").text(), item.at("elementValue").node.clone()))
        .collect();
    let expected = [("age_over_18", 21), ("age_over_25", 20)];
    // In whatever order; 20 years old on the first day of validity.
    let stated: BTreeSet<_> =
        stated.iter().map(|(name, value)| (name.as_str(), format!("{value:?}"))).collect();
    let expected = expected.map(|(name, value)| (name, format!("{:?}", Node::Simple(value))));
    assert_eq!(stated, expected.into());
}

#[test]
fn salts_are_fresh_and_long() {
    let mut office = Office::new();
    let mut seen = BTreeSet::new();
    for _ in 0..50 {
        for mut item in items(&mut decode(office.issue("1990-01-01", &[18, 21]).as_bytes())) {
            let salt = item.at("random").content();
            assert!((16..=32).contains(&salt.len()), "{} bytes", salt.len());
            assert!(seen.insert(salt), "a salt twice");
        }
    }
}

#[test]
fn digest_identifiers_are_small() {
    let mut issuer_signed = decode(Office::new().issue("1990-01-01", &[12, 16, 18, 21]).as_bytes());
    for (_, digests) in mso(&mut issuer_signed).at("valueDigests").entries() {
        let ids: Vec<_> = digests.entries().iter().map(|(id, _)| id.number()).collect();
        assert_eq!(ids, [Some(0), Some(1), Some(2), Some(3)]);
    }
}

#[test]
fn the_dates_of_an_attestation_are_midnights() {
    let mut issuer_signed = decode(Office::new().issue("1990-01-01", &[18]).as_bytes());
    let mut mso = mso(&mut issuer_signed);
    for field in ["signed", "validFrom", "validUntil"] {
        let time = mso.at("validityInfo").at(field).inside().text();
        assert!(time.ends_with("T00:00:00Z"), "{field}: {time}");
    }
}

#[test]
fn nothing_is_read_from_an_object_before_its_signature_holds() {
    for layout in layouts() {
        for payload in [vec![0xff], vec![0xa0], vec![0x9f; 100], Vec::new()] {
            let mut world = layout.world.clone();
            world.install_chain();
            world.sign_issuer();
            *world.issuer_part(2) = bytes(payload);
            let error = world.context.verify(&world.response.encode()).unwrap_err();
            assert_eq!(error.code(), "issuer_signature_invalid", "{}: {error}", layout.name);
        }
    }
}

#[test]
fn a_response_without_a_code_is_tried_on_the_newest_eight_challenges() {
    let mut issuers = Issuers::new("clauses", Realm::Live);
    let door = issuers.door(policy().max_open_challenges(10).unwrap());
    let challenges: Vec<_> = (0..10).map(|_| door.challenge(noon()).unwrap()).collect();
    let mut scan = |index: usize| {
        let guest = issuers.guest(&[(18, true)]);
        let response = guest.respond(&challenges[index].to_session_transcript(), 18);
        door.scan_bytes(&response, noon()).reason().code()
    };
    assert_eq!([scan(0), scan(1)], ["not_for_this_door"; 2]);
    assert_eq!([scan(2), scan(9)], ["old_enough"; 2]);
}

#[test]
fn a_list_without_name_issue_or_end_is_refused() {
    let office = Office::new();
    let term = ListTerm::new(noon(), noon().plus_seconds(60)).unwrap();
    let list = StatusListBuilder::new("https://issuer.example/1", StatusBits::One, 8).unwrap();
    let token = list.prepare(term, &[office.certificate]).unwrap().sign_with(&office.key).unwrap();
    assert!(UnverifiedStatusList::decode(&token).is_ok());
    for claim in [2_i64, 4, 6] {
        let mut changed = decode(&token);
        let mut claims = decode(&changed.inside().elements()[2].content());
        claims.remove(claim);
        changed.inside().elements()[2] = bytes(claims.encode());
        let error = UnverifiedStatusList::decode(&changed.encode()).unwrap_err();
        assert_eq!(error.code(), "missing_field", "claim {claim}");
    }
}
