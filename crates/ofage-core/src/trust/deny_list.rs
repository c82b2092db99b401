//! Deny list: certificates and keys that count no more, whatever else vouches for them.

#[cfg(feature = "issuer")]
use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{Key, Reader};
use crate::cose::Tagging;
use crate::crypto::sha1;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::index::Index;
use crate::mdoc::is_version_1;
use crate::pki::{Certificate, CertificateRules, DocumentSigner, TrustAnchors};
use crate::signed_list::{ListError, ListSigner, SignedList, check_dates};
use crate::time::UnixTime;

const DENY_LIST_TYPE: &str = "application/vnd.ofage.deny-list+cose";
/// Longest key identifier that is listed, in bytes.
const MAX_KEY_ID_BYTES: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Terms {
    sequence: u64,
    date: UnixTime,
    next_update: Option<UnixTime>,
    not_after: UnixTime,
}

/// A deny list that has been read and not verified.
pub struct UnverifiedDenyList<'a> {
    signed: SignedList<'a>,
    terms: Terms,
    certificates: Vec<[u8; 32]>,
    key_ids: Vec<&'a [u8]>,
}

impl<'a> UnverifiedDenyList<'a> {
    /// Reads a tagged COSE_Sign1 of type `application/vnd.ofage.deny-list+cose`.
    ///
    /// ```cddl
    /// DenyList = { "version": tstr, "sequence": uint, "date": tdate, ? "nextUpdate": tdate, "notAfter": tdate,
    ///              "certificates": [* bstr .size 32], "keyIds": [* bstr .size (1..64)], * tstr => any }
    /// ```
    ///
    /// # Errors
    /// [`ListError::Decode`], [`ListError::PayloadMissing`], [`ListError::TypeMismatch`] or
    /// [`ListError::VersionUnsupported`].
    ///
    /// Source: spec/trust-bundle.md clause 5.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ListError> {
        let signed = SignedList::decode(bytes, Tagging::Tagged)?;
        signed.check_type(DENY_LIST_TYPE)?;
        let mut reader = signed.payload()?;
        let start = reader;
        let (mut version, mut sequence, mut date, mut next_update, mut not_after) =
            (None, None, None, None, None);
        let (mut certificates, mut key_ids) = (None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("version") => version = Some(reader.text()?),
                Key::Text("sequence") => sequence = Some(reader.unsigned()?),
                Key::Text("date") => date = Some(reader.tdate()?),
                Key::Text("nextUpdate") => next_update = Some(reader.tdate()?),
                Key::Text("notAfter") => not_after = Some(reader.tdate()?),
                Key::Text("certificates") => certificates = Some(read_hashes(&mut reader)?),
                Key::Text("keyIds") => key_ids = Some(read_key_ids(&mut reader)?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        if !is_version_1(version.ok_or_else(missing)?) {
            return Err(ListError::VersionUnsupported);
        }
        let terms = Terms {
            sequence: sequence.ok_or_else(missing)?,
            date: date.ok_or_else(missing)?,
            next_update,
            not_after: not_after.ok_or_else(missing)?,
        };
        let certificates = certificates.ok_or_else(missing)?;
        Ok(Self { signed, terms, certificates, key_ids: key_ids.ok_or_else(missing)? })
    }

    /// How many certificates and keys it claims to deny.
    #[must_use]
    pub const fn untrusted_len(&self) -> usize {
        self.certificates.len().saturating_add(self.key_ids.len())
    }

    /// Checks the path from the list's signer to one of the providers' roots, the signature, and that the list counts at
    /// `now`. The signer is one of VICALs: who may say whom to trust may also say whom not to.
    ///
    /// # Errors
    /// [`ListError`]: the first check that failed.
    pub fn verify(self, providers: &TrustAnchors, now: UnixTime) -> Result<DenyList, ListError> {
        let signer = self.signed.check_signer(providers, &CertificateRules::vical_signer(), now)?;
        check_dates(self.terms.date, Some(self.terms.not_after), now)?;
        Ok(DenyList {
            terms: self.terms,
            signer,
            certificates: Index::set(self.certificates.iter().map(<[u8; 32]>::as_slice)),
            key_ids: Index::set(self.key_ids),
        })
    }
}

/// Lengths only.
impl fmt::Debug for UnverifiedDenyList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedDenyList({} certificates, {} keys)", self.certificates.len(), self.key_ids.len())
    }
}

fn read_hashes(reader: &mut Reader<'_>) -> Result<Vec<[u8; 32]>, DecodeError> {
    (0..reader.array()?)
        .map(|_| {
            let at = *reader;
            reader.bytes()?.try_into().map_err(|_| at.error(Kind::UnexpectedLength))
        })
        .collect()
}

fn read_key_ids<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, DecodeError> {
    (0..reader.array()?)
        .map(|_| {
            let at = *reader;
            let id = reader.bytes()?;
            let fits = (1..=MAX_KEY_ID_BYTES).contains(&id.len());
            if fits { Ok(id) } else { Err(at.error(Kind::UnexpectedLength)) }
        })
        .collect()
}

/// A deny list whose signer was checked.
#[derive(Clone)]
pub struct DenyList {
    terms: Terms,
    signer: ListSigner,
    certificates: Index,
    key_ids: Index,
}

impl DenyList {
    /// The number of the issue, which never goes down.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.terms.sequence
    }

    /// When it was made.
    #[must_use]
    pub const fn date(&self) -> UnixTime {
        self.terms.date
    }

    /// When the next one was promised for.
    #[must_use]
    pub const fn next_update(&self) -> Option<UnixTime> {
        self.terms.next_update
    }

    /// The last second in which it counts.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.terms.not_after
    }

    /// Who signed it.
    #[must_use]
    pub const fn signer(&self) -> &ListSigner {
        &self.signer
    }

    /// How many certificates and keys it denies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.certificates.len().saturating_add(self.key_ids.len())
    }

    /// Whether it denies nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it counts at `now`.
    ///
    /// # Errors
    /// [`ListError::Expired`] or [`ListError::IssuedInFuture`].
    pub fn check_current(&self, now: UnixTime) -> Result<(), ListError> {
        check_dates(self.terms.date, Some(self.terms.not_after), now)
    }

    /// Whether it denies this certificate: by its hash, by the key identifier that it states, or by the SHA-1 of its key.
    #[must_use]
    pub fn denies(&self, certificate: &Certificate) -> bool {
        self.denies_hash(&certificate.sha256())
            || certificate.subject_key_id().is_some_and(|id| self.denies_key_id(id))
            || self.denies_key_id(&sha1(&certificate.public_key().to_sec1_bytes()))
    }

    /// Whether it denies this document signer, its key, or a certificate that vouches for it, up to the root.
    #[must_use]
    pub fn denies_signer(&self, signer: &DocumentSigner) -> bool {
        signer.path().any(|certificate| self.denies(certificate))
            // A pinned signer comes without the certificate of its issuer, a pinned key without any.
            || signer.authority_key_id().is_some_and(|id| self.denies_key_id(id))
            || self.denies_key_id(&sha1(&signer.public_key().to_sec1_bytes()))
    }

    fn denies_hash(&self, sha256: &[u8; 32]) -> bool {
        self.certificates.contains(sha256)
    }

    fn denies_key_id(&self, id: &[u8]) -> bool {
        self.key_ids.contains(id)
    }
}

impl fmt::Debug for DenyList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DenyList(sequence {}, {}, {} entries)", self.terms.sequence, self.terms.date, self.len())
    }
}

#[cfg(feature = "issuer")]
mod build {
    use alloc::collections::BTreeSet;

    use super::*;
    use crate::cbor::Writer;
    use crate::error::IssueError;
    use crate::limits::MAX_LIST_ENTRIES;
    use crate::signed_list::{ChainPlace, ListEnvelope, PreparedList};

    /// A deny list in the making. One without entries is worth signing: it says that nothing is denied.
    #[derive(Clone, Debug)]
    pub struct DenyListBuilder {
        terms: Terms,
        certificates: BTreeSet<[u8; 32]>,
        key_ids: BTreeSet<Vec<u8>>,
    }

    impl DenyListBuilder {
        /// Issue `sequence`, made at `date`, that counts until `not_after`. The number goes up with every issue.
        ///
        /// # Errors
        /// [`IssueError::ValidityOrder`] where it would end before it begins.
        pub fn new(sequence: u64, date: UnixTime, not_after: UnixTime) -> Result<Self, IssueError> {
            if not_after <= date {
                return Err(IssueError::ValidityOrder);
            }
            let terms = Terms { sequence, date, next_update: None, not_after };
            Ok(Self { terms, certificates: BTreeSet::new(), key_ids: BTreeSet::new() })
        }

        /// When the next issue comes.
        #[must_use]
        pub const fn next_update(mut self, at: UnixTime) -> Self {
            self.terms.next_update = Some(at);
            self
        }

        /// Denies the certificate with this SHA-256.
        pub fn deny_certificate(&mut self, sha256: [u8; 32]) -> &mut Self {
            self.certificates.insert(sha256);
            self
        }

        /// Denies every certificate with this key identifier.
        ///
        /// # Errors
        /// [`IssueError::ListTooLarge`] for one that is empty or longer than 64 bytes.
        pub fn deny_key_id(&mut self, id: &[u8]) -> Result<&mut Self, IssueError> {
            if !(1..=MAX_KEY_ID_BYTES).contains(&id.len()) {
                return Err(IssueError::ListTooLarge);
            }
            self.key_ids.insert(id.to_vec());
            Ok(self)
        }

        /// The list without its signature. `chain` begins with the certificate of the list's signer.
        ///
        /// # Errors
        /// [`IssueError::ListTooLarge`].
        pub fn prepare(&self, chain: &[Certificate]) -> Result<PreparedList, IssueError> {
            if self.certificates.len().max(self.key_ids.len()) > MAX_LIST_ENTRIES {
                return Err(IssueError::ListTooLarge);
            }
            let mut payload = Writer::new();
            payload.map(if self.terms.next_update.is_some() { 7 } else { 6 });
            payload.text("version").text("1.0");
            payload.text("sequence").unsigned(self.terms.sequence);
            payload.text("date").tag(0).text(&self.terms.date.to_string());
            if let Some(at) = self.terms.next_update {
                payload.text("nextUpdate").tag(0).text(&at.to_string());
            }
            payload.text("notAfter").tag(0).text(&self.terms.not_after.to_string());
            payload.text("certificates").array(self.certificates.len());
            for hash in &self.certificates {
                payload.bytes(hash);
            }
            payload.text("keyIds").array(self.key_ids.len());
            for id in &self.key_ids {
                payload.bytes(id);
            }
            let envelope = ListEnvelope {
                tagging: Tagging::Tagged,
                typ: Some(DENY_LIST_TYPE),
                chain: ChainPlace::Protected,
            };
            PreparedList::new(envelope, chain, payload.finish())
        }
    }
}
#[cfg(feature = "issuer")]
pub use build::DenyListBuilder;
