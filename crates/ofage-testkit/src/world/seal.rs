//! Digests, signatures and MACs over a response that has been changed.

use hmac::{KeyInit as _, Mac as _};
use ofage_core::HashAlgorithm;

use super::{Anchor, World};
use crate::cbor::{Item, Node, bytes, raw, tag};
use crate::keys::digest;

/// A `Sig_structure` or `MAC_structure`.
fn structure(context: &str, protected: Vec<u8>, payload: Vec<u8>) -> Vec<u8> {
    Item::from(vec![context.into(), bytes(protected), bytes([]), bytes(payload)]).encode()
}

fn content(item: &Item) -> Vec<u8> {
    match &item.node {
        Node::Bytes(_) | Node::Embedded(_) => item.content(),
        _ => Vec::new(),
    }
}

impl World {
    /// Makes the certificates, puts the signer's chain in the unprotected header and trusts the root.
    pub fn install_chain(&mut self) {
        self.issuer_key = self.pki.signer.key.clone();
        self.context.anchors = vec![Anchor::root(self.pki.root.to_der())];
        let chain: Vec<Item> = core::iter::once(&self.pki.signer)
            .chain(&self.pki.intermediates)
            .map(|certificate| bytes(certificate.to_der()))
            .collect();
        self.set_chain(chain);
    }

    /// Puts these certificates in the unprotected header: one as a byte string, several as an array.
    pub fn set_chain(&mut self, mut chain: Vec<Item>) {
        let chain = if chain.len() == 1 { chain.remove(0) } else { chain.into() };
        self.issuer_unprotected().set(33, chain);
    }

    /// Puts the digest of every item into the MSO. Items without identifier or with one of another type are left alone.
    pub fn make_digests(&mut self) {
        let hash = self.hash;
        let mut digests = Vec::new();
        for (name_space, items) in self.name_spaces().entries() {
            for item in items.elements() {
                let bytes = item.encode();
                let Node::Map(_) = item.inside().node else { continue };
                if let Some(id) = item.inside().find("digestID").and_then(|id| id.number()) {
                    digests.push((name_space.clone(), id, digest(hash, &bytes)));
                }
            }
        }
        for (name_space, id, digest) in digests {
            let all = self.mso().at("valueDigests");
            if all.find(name_space.clone()).is_none() {
                all.push(name_space.clone(), Item::from(Node::Map(Vec::new())));
            }
            all.at(name_space).set(Item::from(Node::Unsigned(id)), bytes(digest));
        }
    }

    /// What the issuer signs, as the response stands.
    pub fn issuer_message(&mut self) -> Vec<u8> {
        let (protected, payload) = (content(self.issuer_part(0)), content(self.issuer_part(2)));
        structure("Signature1", protected, payload)
    }

    /// Signs `issuerAuth` as it stands.
    pub fn sign_issuer(&mut self) {
        let message = self.issuer_message();
        let signature = self.issuer_key.sign(&message);
        *self.issuer_part(3) = bytes(signature);
    }

    /// `DeviceAuthenticationBytes` for a transcript and document type.
    pub fn device_authentication(&mut self, transcript: &[u8], doc_type: &str) -> Vec<u8> {
        let name_spaces = self.device_signed().at("nameSpaces").encode();
        let array = Item::from(vec![
            "DeviceAuthentication".into(),
            raw(transcript),
            doc_type.into(),
            raw(name_spaces),
        ]);
        tag(24, bytes(array.encode())).encode()
    }

    /// Signs or MACs the session as the response stands.
    pub fn sign_device(&mut self) {
        let transcript = self.context.transcript.clone();
        let doc_type = self.document().at("docType").text();
        let payload = self.device_authentication(&transcript, &doc_type);
        self.sign_device_payload(payload);
    }

    /// Signs or MACs another payload than the right one.
    pub fn sign_device_payload(&mut self, payload: Vec<u8>) {
        let protected = content(self.device_part(0));
        let sealed = if self.is_mac() {
            let key = self.mac_key();
            let mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key)
                .map(|mac| mac.chain_update(structure("MAC0", protected, payload)));
            mac.unwrap_or_else(|error| panic!("{error}")).finalize().into_bytes().to_vec()
        } else {
            self.device_key.sign(&structure("Signature1", protected, payload))
        };
        *self.device_part(3) = bytes(sealed);
    }

    /// `EMacKey` of the session.
    fn mac_key(&self) -> Vec<u8> {
        let Some(reader) = &self.context.reader_key else { panic!("a MAC needs a reader key") };
        let shared = self.device_key.agree(&reader.public());
        let salt = digest(HashAlgorithm::Sha256, &tag(24, bytes(self.context.transcript.clone())).encode());
        let mut key = [0; 32];
        let made = hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &shared).expand(b"EMacKey", &mut key);
        assert!(made.is_ok(), "EMacKey");
        key.to_vec()
    }
}
