//! Encodes the MobileSecurityObject.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::Issuer;
use super::builder::Ready;
use crate::cbor::Writer;
use crate::crypto::{Curve, PublicKey};
use crate::time::UnixTime;

/// The digests of one name space: identifiers, and the digest of each.
pub(super) struct Digests {
    pub(super) name_space: String,
    pub(super) entries: Vec<(u64, Vec<u8>)>,
}

/// `#6.24(bstr .cbor MobileSecurityObject)`.
pub(super) fn encode(issuer: &Issuer, attestation: &Ready, digests: &[Digests]) -> Vec<u8> {
    let mut mso = Writer::with_capacity(512);
    let status = attestation.status.as_ref();
    mso.map(6_usize.saturating_add(usize::from(status.is_some())));
    mso.text("version").text("1.0");
    mso.text("digestAlgorithm").text(issuer.hash.name());
    mso.text("valueDigests").map(digests.len());
    for Digests { name_space, entries } in digests {
        mso.text(name_space).map(entries.len());
        for (id, digest) in entries {
            mso.unsigned(*id).bytes(digest);
        }
    }
    mso.text("deviceKeyInfo");
    device_key_info(&mut mso, attestation);
    mso.text("docType").text(issuer.profile.doc_type());
    let validity = &attestation.validity;
    mso.text("validityInfo").map(3);
    tdate(mso.text("signed"), validity.signed());
    tdate(mso.text("validFrom"), validity.valid_from());
    tdate(mso.text("validUntil"), validity.valid_until());
    if let Some((index, uri)) = status {
        mso.text("status").map(1).text("status_list").map(2);
        mso.text("idx").unsigned(*index).text("uri").text(uri);
    }
    let mso = mso.finish();
    let mut payload = Writer::with_capacity(mso.len().saturating_add(8));
    payload.embedded(&mso);
    payload.finish()
}

fn device_key_info(mso: &mut Writer, attestation: &Ready) {
    let elements = &attestation.device_elements;
    mso.map(if elements.is_empty() { 1 } else { 2 }).text("deviceKey");
    cose_key(mso, &attestation.device_key);
    if elements.is_empty() {
        return;
    }
    // By name space, each where it first occurs.
    let mut by_space: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name_space, id) in elements {
        match by_space.iter_mut().find(|(name, _)| name == name_space) {
            Some((_, ids)) => ids.push(id),
            None => by_space.push((name_space, alloc::vec![id])),
        }
    }
    mso.text("keyAuthorizations").map(1).text("dataElements").map(by_space.len());
    for (name_space, ids) in by_space {
        mso.text(name_space).array(ids.len());
        for id in ids {
            mso.text(id);
        }
    }
}

/// `{1: 2, -1: crv, -2: x, -3: y}`. Source: RFC 9053 7.1.1.
fn cose_key(mso: &mut Writer, key: &PublicKey) {
    let curve = match key.curve() {
        Curve::P256 => 1,
        Curve::P384 => 2,
    };
    let (x, y) = key.to_coordinates();
    mso.map(4).integer(1).integer(2).integer(-1).integer(curve);
    mso.integer(-2).bytes(&x).integer(-3).bytes(&y);
}

fn tdate(mso: &mut Writer, time: UnixTime) {
    mso.tag(0).text(&time.to_string());
}
