//! A response, everybody's keys and the verifier's state, as one thing that a test can change in one place.

mod layouts;
mod paths;
mod seal;

pub use layouts::{Layout, layouts};

use ofage_core::pki::{Certificate, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    HashAlgorithm, Profile, PublicKey, ResponseError, Session, SessionTranscript, UnixTime,
    VerifiedPresentation, Verifier, verify_response,
};

use crate::cbor::Item;
use crate::certificate::CertificateSpec;
use crate::keys::TestKey;

/// Everything that makes a response and its verification.
#[derive(Clone, Debug)]
pub struct World {
    /// The response, down to the MSO and the items.
    pub response: Item,
    /// The root, and the document signer that it certifies.
    pub pki: TestPki,
    /// The key that signs `issuerAuth`: that of `pki.signer`, unless a test takes another.
    pub issuer_key: TestKey,
    /// The key that makes the device signature or MAC.
    pub device_key: TestKey,
    /// What the digests are made with.
    pub hash: HashAlgorithm,
    /// The verifier's side.
    pub context: Context,
}

/// The certificates of an issuer.
#[derive(Clone, Debug)]
pub struct TestPki {
    /// The trust anchor.
    pub root: CertificateSpec,
    /// Certificates between signer and root, from the signer upwards.
    pub intermediates: Vec<CertificateSpec>,
    /// The document signer.
    pub signer: CertificateSpec,
}

/// What the verifier knows before the response comes.
#[derive(Clone, PartialEq, Debug)]
pub struct Context {
    /// Whom it trusts.
    pub anchors: Vec<Anchor>,
    /// What it accepts.
    pub profile: ProfileSpec,
    /// Whether an attestation may outlive its document signer.
    pub refuse_outliving: bool,
    /// The SessionTranscript.
    pub transcript: Vec<u8>,
    /// The reader's ephemeral key.
    pub reader_key: Option<TestKey>,
    /// The time of verification.
    pub now: UnixTime,
    /// The age that is asked for.
    pub asked: u8,
}

/// One trust anchor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Anchor {
    /// What is trusted.
    pub kind: AnchorKind,
    /// The certificate in DER, or the key in SEC 1 form.
    pub bytes: Vec<u8>,
    /// The document types that it is limited to.
    pub doc_types: Option<Vec<String>>,
}

/// What is trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnchorKind {
    /// A root certificate.
    Root,
    /// A document signer's certificate.
    Signer,
    /// A document signer's key.
    Key,
}

impl AnchorKind {
    /// The name in vector files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Signer => "documentSigner",
            Self::Key => "documentSignerKey",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Root, Self::Signer, Self::Key].into_iter().find(|kind| kind.name() == name)
    }
}

impl Anchor {
    /// A root without limits.
    #[must_use]
    pub const fn root(der: Vec<u8>) -> Self {
        Self { kind: AnchorKind::Root, bytes: der, doc_types: None }
    }

    fn to_trust_anchor(&self) -> Result<TrustAnchor, PkiError> {
        let anchor = match self.kind {
            AnchorKind::Root => TrustAnchor::root(Certificate::from_der(&self.bytes)?, Realm::Live)?,
            AnchorKind::Signer => {
                TrustAnchor::document_signer(Certificate::from_der(&self.bytes)?, Realm::Live)
            }
            AnchorKind::Key => {
                let key = PublicKey::from_sec1_bytes(&self.bytes).map_err(|_| PkiError::KeyUnsupported)?;
                TrustAnchor::document_signer_key(key, Realm::Live)
            }
        };
        Ok(match &self.doc_types {
            Some(types) => anchor.for_doc_types(types.clone()),
            None => anchor,
        })
    }
}

/// A built-in profile by name, with its lifetime limited or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileSpec {
    /// `eu-av`, `mdl` or `photo-id`.
    pub name: String,
    /// Most days from `validFrom` to `validUntil`.
    pub max_lifetime_days: Option<u16>,
}

impl ProfileSpec {
    /// The profile of this name, without a limit.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), max_lifetime_days: None }
    }

    /// The profile as the core has it.
    ///
    /// # Panics
    /// For names that no profile has.
    #[must_use]
    pub fn to_profile(&self) -> Profile {
        let profile = match self.name.as_str() {
            "eu-av" => Profile::eu_age_verification(),
            "mdl" => Profile::mdl(),
            "photo-id" => Profile::photo_id(),
            other => panic!("no profile {other}"),
        };
        match self.max_lifetime_days {
            Some(days) => profile.with_max_lifetime_days(days),
            None => profile,
        }
    }
}

impl Context {
    /// The verifier of this state.
    ///
    /// # Panics
    /// Where an anchor is none: a vector is about the response, not about the anchors.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        let mut anchors = TrustAnchors::new();
        for anchor in &self.anchors {
            let added = anchor.to_trust_anchor().and_then(|anchor| anchors.add(anchor));
            assert!(added.is_ok(), "trust anchor: {added:?}");
        }
        let verifier = Verifier::new(anchors, vec![self.profile.to_profile()]);
        if self.refuse_outliving { verifier.refuse_outliving_certificate() } else { verifier }
    }

    /// The session of this state.
    ///
    /// # Panics
    /// Where the transcript is none.
    #[must_use]
    pub fn session(&self) -> Session {
        let transcript =
            SessionTranscript::from_bytes(&self.transcript).unwrap_or_else(|error| panic!("{error}"));
        match &self.reader_key {
            Some(key) => Session::with_reader_key(transcript, key.secret()),
            None => Session::new(transcript),
        }
    }

    /// Verifies a response in this state.
    ///
    /// # Errors
    /// The earliest check that failed.
    pub fn verify(&self, response: &[u8]) -> Result<VerifiedPresentation, ResponseError> {
        verify_response(response, &self.verifier(), &self.session(), self.now)
    }
}
