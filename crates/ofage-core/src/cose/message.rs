//! COSE_Sign1 and COSE_Mac0.

use alloc::vec::Vec;

use super::header::{Algorithms, Headers};
use crate::cbor::{HeadBytes, Major, Reader, Writer};
use crate::crypto::{Algorithm, Hasher, VerifyingKey};
use crate::error::{DecodeError, DecodeErrorKind as Kind, Stage, VerifyError};

/// Whether a message stands in its tag: mdoc structures do not, a status list does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tagging {
    Untagged,
    /// Tag 18 in front.
    Tagged,
}

/// A COSE_Sign1 as received.
///
/// ```cddl
/// COSE_Sign1 = [ protected: bstr, unprotected: map, payload: bstr / nil, signature: bstr ]
/// ```
#[derive(Clone, Debug)]
pub(crate) struct Sign1<'a> {
    protected: &'a [u8],
    pub(crate) headers: Headers<'a>,
    /// The payload and its offset in the outermost message; `None` where it is detached.
    pub(crate) payload: Option<(&'a [u8], usize)>,
    signature: &'a [u8],
}

impl<'a> Sign1<'a> {
    pub(crate) fn decode(reader: &mut Reader<'a>, tagging: Tagging) -> Result<Self, DecodeError> {
        let at = *reader;
        if tagging == Tagging::Tagged && reader.tag()? != 18 {
            return Err(at.error(Kind::UnexpectedTag));
        }
        let Four { protected, headers, payload, last: signature } = decode_four(reader)?;
        Ok(Self { protected, headers, payload, signature })
    }

    /// Verifies the signature over a payload, given in parts, with `key`. The algorithm comes from the protected header
    /// and must be the one of the key's curve.
    pub(crate) fn verify(
        &self,
        key: &impl VerifyingKey,
        payload: &[&[u8]],
        stage: Stage,
        invalid: VerifyError,
    ) -> Result<(), VerifyError> {
        let algorithm = match self.headers.algorithm(stage)? {
            Algorithms::Id(id) => Algorithm::from_cose_id(id),
            Algorithms::Missing | Algorithms::Other => None,
        }
        .ok_or(VerifyError::AlgorithmUnsupported { stage })?;
        if algorithm.curve() != key.curve() {
            return Err(VerifyError::AlgorithmKeyMismatch { stage });
        }
        let mut hasher = Hasher::new(algorithm.hash());
        let structure = Structure::new("Signature1", self.protected, payload);
        structure.parts().iter().chain(payload).for_each(|part| hasher.update(part));
        let holds = key.verifies_hash(hasher.finish().as_bytes(), self.signature);
        #[cfg(fuzzing)]
        let holds = holds
            || crate::fuzzing::accepts_every_signature()
                && self.signature.len() == algorithm.signature_bytes();
        if holds { Ok(()) } else { Err(invalid) }
    }
}

/// A COSE_Mac0 as received, with a detached payload.
#[derive(Clone, Debug)]
pub(crate) struct Mac0<'a> {
    pub(crate) protected: &'a [u8],
    pub(crate) headers: Headers<'a>,
    pub(crate) payload: Option<(&'a [u8], usize)>,
    pub(crate) tag: &'a [u8],
}

impl<'a> Mac0<'a> {
    pub(crate) fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let Four { protected, headers, payload, last: tag } = decode_four(reader)?;
        Ok(Self { protected, headers, payload, tag })
    }
}

/// What COSE_Sign1 and COSE_Mac0 have in common; the last is the signature or the tag.
struct Four<'a> {
    protected: &'a [u8],
    headers: Headers<'a>,
    payload: Option<(&'a [u8], usize)>,
    last: &'a [u8],
}

fn decode_four<'a>(reader: &mut Reader<'a>) -> Result<Four<'a>, DecodeError> {
    reader.array_of_length(4)?;
    let (protected, base) = reader.bytes_at()?;
    let at = *reader;
    if reader.peek()?.major != Major::Map {
        return Err(at.error(Kind::UnexpectedType));
    }
    let headers = Headers::decode(protected, base, reader)?;
    let payload = if reader.null()? { None } else { Some(reader.bytes_at()?) };
    Ok(Four { protected, headers, payload, last: reader.bytes()? })
}

/// The parts of a Sig_structure or MAC_structure before its payload: `[context, protected, h'', payload]`.
///
/// Source: RFC 9052 4.4, 6.3.
struct Structure<'a> {
    context: &'a str,
    protected: &'a [u8],
    heads: [HeadBytes; 3],
}

impl<'a> Structure<'a> {
    /// Of a payload in parts.
    fn new(context: &'a str, protected: &'a [u8], payload: &[&[u8]]) -> Self {
        let length = payload.iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
        let heads = [
            HeadBytes::of_length(3, context.len()),
            HeadBytes::of_length(2, protected.len()),
            HeadBytes::of_length(2, length),
        ];
        Self { context, protected, heads }
    }

    fn parts(&self) -> [&[u8]; 7] {
        let [context, protected, payload] = &self.heads;
        [
            // An array of four.
            &[0x84],
            context.as_bytes(),
            self.context.as_bytes(),
            protected.as_bytes(),
            self.protected,
            // Nothing is authenticated beside the message.
            &[0x40],
            payload.as_bytes(),
        ]
    }

    fn to_bytes(&self, payload: &[u8]) -> Vec<u8> {
        let mut bytes = self.parts().concat();
        bytes.extend_from_slice(payload);
        bytes
    }
}

/// The protected header `{1: alg}`, and no other parameter.
pub(crate) fn protected_header(algorithm: Algorithm) -> Vec<u8> {
    let mut header = Writer::new();
    header.map(1).integer(1).integer(algorithm.cose_id());
    header.finish()
}

/// The bytes that a COSE_Sign1 signer signs.
pub(crate) fn signature_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    Structure::new("Signature1", protected, &[payload]).to_bytes(payload)
}

/// The bytes that a COSE_Mac0 authenticates.
pub(crate) fn mac_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    Structure::new("MAC0", protected, &[payload]).to_bytes(payload)
}
