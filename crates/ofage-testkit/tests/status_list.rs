//! The signed status list of the Token Status List draft.
#![cfg(test)]

use ofage_core::status::{ListError, Status, StatusReference, UnverifiedStatusList};
use ofage_core::{Curve, PublicKey, UnixTime};
use ofage_testkit::{hex, shared_json};

fn token() -> Vec<u8> {
    hex(&shared_json("openid4vp-and-status-list.json")["tsl"]["status_list_cwt"])
}

/// The key of the draft's examples.
fn key() -> PublicKey {
    let coordinate = |text: &str| hex(&text.into());
    let x = coordinate("2371d69bfd03b3574f308f885a67f8981987f9869e0156cf56eeef076ec2c57a");
    let y = coordinate("e8dfdde44963f5bb3586d815de890928875b1c4a6481398096e60a25e9b39f53");
    PublicKey::from_coordinates(Curve::P256, &x, &y).unwrap()
}

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

const ISSUED: i64 = 1_686_920_170;
const EXPIRES: i64 = 2_291_720_170;

#[test]
fn signed_list_of_the_draft_verifies() {
    let token = token();
    let list = UnverifiedStatusList::decode(&token).unwrap().verify_with_key(&key(), at(ISSUED)).unwrap();
    assert_eq!(list.terms().uri(), "https://example.com/statuslists/1");
    assert_eq!(list.terms().issued(), at(ISSUED));
    assert_eq!(list.terms().expires(), at(EXPIRES));
    assert_eq!(list.terms().ttl_seconds(), Some(43_200));
    assert_eq!(list.as_bytes(), [0xb9, 0xa3]);
    assert!(!list.terms().is_refresh_due(at(ISSUED + 43_200)));
    assert!(list.terms().is_refresh_due(at(ISSUED + 43_201)));
    let status = |uri, index| {
        let reference = StatusReference::index(uri, index);
        list.status_of(reference.status_list().unwrap(), at(EXPIRES))
    };
    let uri = "https://example.com/statuslists/1";
    assert_eq!(status(uri, 0), Ok(Status::Invalid));
    assert_eq!(status(uri, 1), Ok(Status::Valid));
    assert_eq!(status(uri, 16), Err(ListError::IndexOutOfRange));
    assert_eq!(status("https://example.com/statuslists/2", 1), Err(ListError::SubjectMismatch));
    let reference = StatusReference::index(uri, 1);
    let late = list.status_of(reference.status_list().unwrap(), at(EXPIRES + 1));
    assert_eq!(late, Err(ListError::Expired { expires: at(EXPIRES) }));
}

#[test]
fn signed_list_of_the_draft_is_refused_with_another_key_time_or_type() {
    let token = token();
    let verify = |key: &PublicKey, now| {
        UnverifiedStatusList::decode(&token).unwrap().verify_with_key(key, now).map(|_| ()).unwrap_err()
    };
    let other = ofage_core::SecretKey::from_bytes(&[7; 32]).unwrap();
    let other = ofage_core::Signer::public_key(&other);
    assert_eq!(verify(&other, at(ISSUED)), ListError::SignatureInvalid);
    assert_eq!(verify(&key(), at(ISSUED - 301)), ListError::IssuedInFuture { issued: at(ISSUED) });
    assert_eq!(verify(&key(), at(EXPIRES + 1)), ListError::Expired { expires: at(EXPIRES) });
    let referenced = hex(&shared_json("openid4vp-and-status-list.json")["tsl"]["referenced_token_cwt"]);
    assert_eq!(UnverifiedStatusList::decode(&referenced).unwrap_err(), ListError::TypeMismatch);
}
