//! Encodes the MobileSecurityObject.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use ciborium::Value;
use coset::{AsCborValue as _, CoseKeyBuilder, iana};

use super::Issuer;
use super::builder::Ready;
use crate::cbor::Writer;
use crate::crypto::{Curve, PublicKey};
use crate::error::IssueError;
use crate::time::UnixTime;

/// The digests of one name space: identifiers, and the digest of each.
pub(super) struct Digests {
    pub(super) name_space: String,
    pub(super) entries: Vec<(u64, Vec<u8>)>,
}

/// `#6.24(bstr .cbor MobileSecurityObject)`.
pub(super) fn encode(
    issuer: &Issuer,
    attestation: &Ready,
    digests: &[Digests],
) -> Result<Vec<u8>, IssueError> {
    let value_digests = digests.iter().map(|Digests { name_space, entries }| {
        let entries = entries.iter().map(|(id, digest)| (Value::from(*id), Value::Bytes(digest.clone())));
        (text(name_space), Value::Map(entries.collect()))
    });
    let validity = &attestation.validity;
    let mut fields = alloc::vec![
        (text("version"), text("1.0")),
        (text("digestAlgorithm"), text(issuer.hash.name())),
        (text("valueDigests"), Value::Map(value_digests.collect())),
        (text("deviceKeyInfo"), device_key_info(attestation)?),
        (text("docType"), text(issuer.profile.doc_type())),
        (
            text("validityInfo"),
            Value::Map(alloc::vec![
                (text("signed"), tdate(validity.signed())),
                (text("validFrom"), tdate(validity.valid_from())),
                (text("validUntil"), tdate(validity.valid_until())),
            ]),
        ),
    ];
    if let Some((index, uri)) = &attestation.status {
        let entry = alloc::vec![(text("idx"), Value::from(*index)), (text("uri"), text(uri))];
        let status = alloc::vec![(text("status_list"), Value::Map(entry))];
        fields.push((text("status"), Value::Map(status)));
    }
    let mut mso = Vec::with_capacity(512);
    ciborium::into_writer(&Value::Map(fields), &mut mso).map_err(|_| IssueError::EncodingFailed)?;
    let mut payload = Writer::with_capacity(mso.len().saturating_add(8));
    payload.embedded(&mso);
    Ok(payload.finish())
}

fn device_key_info(attestation: &Ready) -> Result<Value, IssueError> {
    let mut info = alloc::vec![(text("deviceKey"), cose_key(&attestation.device_key)?)];
    if !attestation.device_elements.is_empty() {
        let mut by_space: Vec<(Value, Value)> = Vec::new();
        for (name_space, id) in &attestation.device_elements {
            match by_space.iter_mut().find(|(name, _)| name.as_text() == Some(name_space)) {
                Some((_, Value::Array(ids))) => ids.push(text(id)),
                _ => by_space.push((text(name_space), Value::Array(alloc::vec![text(id)]))),
            }
        }
        let authorizations = alloc::vec![(text("dataElements"), Value::Map(by_space))];
        info.push((text("keyAuthorizations"), Value::Map(authorizations)));
    }
    Ok(Value::Map(info))
}

fn cose_key(key: &PublicKey) -> Result<Value, IssueError> {
    let curve = match key.curve() {
        Curve::P256 => iana::EllipticCurve::P_256,
        Curve::P384 => iana::EllipticCurve::P_384,
    };
    let (x, y) = key.to_coordinates();
    CoseKeyBuilder::new_ec2_pub_key(curve, x, y)
        .build()
        .to_cbor_value()
        .map_err(|_| IssueError::EncodingFailed)
}

fn text(value: &str) -> Value {
    Value::Text(value.into())
}

fn tdate(time: UnixTime) -> Value {
    Value::Tag(0, alloc::boxed::Box::new(Value::Text(time.to_string())))
}
