//! The list of roots that a real provider publishes: read whole, its signature and its signer's path checked.
#![cfg(test)]

use ofage_core::UnixTime;
use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::trust::{ListError, UnverifiedVical, Vical};
use ofage_testkit::shared_bytes;

const LIST: &str = "vical/aamva-vical-2025-11-18-1763491092481.cbor";

fn provider() -> TrustAnchors {
    let pem = String::from_utf8(shared_bytes("vical/aamva_ca_root.crt")).unwrap();
    let root = Certificate::from_pem(&pem).unwrap();
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root, Realm::Live).unwrap()).unwrap();
    anchors
}

fn verify(list: &[u8], at: &str) -> Result<Vical, ListError> {
    UnverifiedVical::decode(list)?.verify(&provider(), UnixTime::parse_rfc3339(at).unwrap())
}

#[test]
fn aamva_list_is_read_whole() {
    let list = verify(&shared_bytes(LIST), "2025-11-19T00:00:00Z").unwrap();
    assert_eq!(list.provider(), "AAMVA");
    assert_eq!(list.issue_id(), Some(227_602));
    assert_eq!(list.date().to_string(), "2025-11-18T18:38:12Z");
    assert_eq!(list.next_update().unwrap().to_string(), "2025-11-19T18:38:12Z");
    assert_eq!(list.not_after(), None);
    assert_eq!(list.realm(), Realm::Live);
    assert_eq!(list.signer().certificate().subject_common_name(), Some("AAMVA Prod Vical-Signer-01"));
    assert_eq!(list.unusable(), []);
    assert_eq!(list.anchors().len(), 14);
    for anchor in list.anchors() {
        assert_eq!(anchor.doc_types(), Some(vec!["org.iso.18013.5.1.mDL"]));
        assert_eq!(anchor.realm(), Realm::Live);
    }
    let names: Vec<_> = list.anchors().iter().filter_map(TrustAnchor::common_name).collect();
    assert_eq!(names.iter().filter(|name| **name == "IACA-UTAH-USA").count(), 2);
    assert!(names.contains(&"Alaska DMV IACA"));
    assert!(!list.is_refresh_due(UnixTime::parse_rfc3339("2025-11-19T18:38:12Z").unwrap()));
    assert!(list.is_refresh_due(UnixTime::parse_rfc3339("2025-11-19T18:38:13Z").unwrap()));
}

#[test]
fn aamva_list_is_refused_outside_its_time() {
    let list = shared_bytes(LIST);
    assert!(matches!(verify(&list, "2025-11-18T18:00:00Z"), Err(ListError::IssuedInFuture { .. })));
    // Its signer's certificate ends on 18 April 2026.
    let error = verify(&list, "2026-04-18T17:38:42Z").unwrap_err();
    assert_eq!(error, ListError::Chain { error: PkiError::CertificateExpired });
}

#[test]
fn aamva_list_is_refused_under_another_root() {
    let list = shared_bytes(LIST);
    let now = UnixTime::parse_rfc3339("2025-11-19T00:00:00Z").unwrap();
    let error = UnverifiedVical::decode(&list).unwrap().verify(&TrustAnchors::new(), now).unwrap_err();
    assert_eq!(error.code(), "anchor_unknown");
    // A root of the list itself is none for its signer.
    let listed = verify(&list, "2025-11-19T00:00:00Z").unwrap().anchors().first().unwrap().clone();
    let mut anchors = TrustAnchors::new();
    anchors.add(listed).unwrap();
    let error = UnverifiedVical::decode(&list).unwrap().verify(&anchors, now).unwrap_err();
    assert_eq!(error.code(), "anchor_unknown");
}

#[test]
fn any_change_to_the_aamva_list_is_noticed() {
    let list = shared_bytes(LIST);
    // One place in the header, in the chain, and every 97th byte of the payload and the signature.
    for at in [2, 5, 40].into_iter().chain((700..list.len()).step_by(97)) {
        let mut changed = list.clone();
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 0x10;
        }
        assert!(verify(&changed, "2025-11-19T00:00:00Z").is_err(), "byte {at}");
    }
    for length in [0, 1, 100, 5000, list.len() - 1] {
        assert!(verify(list.get(..length).unwrap(), "2025-11-19T00:00:00Z").is_err(), "{length} bytes");
    }
}
