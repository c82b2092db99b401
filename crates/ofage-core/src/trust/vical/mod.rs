//! VICAL: a signed list of issuers' roots.

#[cfg(feature = "issuer")]
mod build;
mod entry;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "issuer")]
pub use build::VicalBuilder;
use entry::RawEntry;
pub use entry::{EntryProblem, UnusableEntry};

use crate::cbor::{Key, Reader};
use crate::cose::Tagging;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::limits::MAX_TRUST_ANCHORS;
use crate::mdoc::is_version_1;
use crate::pki::{CertificateRules, Realm, TrustAnchor, TrustAnchors};
use crate::signed_list::{ListError, ListSigner, SignedList, check_dates};
use crate::time::UnixTime;

/// The key of `extensions` with which a provider marks a whole list as one of demo issuers.
const REALM_EXTENSION: &str = "ofage.realm";
#[cfg(feature = "issuer")]
const DEMO: &str = "demo";

/// What a VICAL says of itself.
#[derive(Clone, Debug)]
struct Terms {
    provider: String,
    issue_id: Option<u64>,
    date: UnixTime,
    next_update: Option<UnixTime>,
    not_after: Option<UnixTime>,
    url: Option<String>,
    realm: Realm,
}

/// A VICAL that has been read and not verified: none of its roots can be had.
pub struct UnverifiedVical<'a> {
    signed: SignedList<'a>,
    terms: Terms,
    entries: Vec<RawEntry<'a>>,
}

impl<'a> UnverifiedVical<'a> {
    /// Reads an untagged COSE_Sign1 whose payload is a VICAL. Unknown keys are passed over, as the standard wants it.
    ///
    /// ```cddl
    /// VICAL = { "version": tstr, "vicalProvider": tstr, "date": tdate, ? "vicalIssueID": uint, ? "nextUpdate": tdate,
    ///           ? "notAfter": tdate, "certificateInfos": [* CertificateInfo], ? "vicalURL": tstr,
    ///           ? "extensions": { * tstr => any } }
    /// ```
    ///
    /// # Errors
    /// [`ListError::Decode`], [`ListError::PayloadMissing`] or [`ListError::VersionUnsupported`].
    ///
    /// Source: ISO/IEC 18013-5 C.1.4.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ListError> {
        let signed = SignedList::decode(bytes, Tagging::Untagged)?;
        let mut reader = signed.payload()?;
        let start = reader;
        let (mut version, mut provider, mut issue_id, mut date) = (None, None, None, None);
        let (mut next_update, mut not_after, mut url, mut entries) = (None, None, None, None);
        let mut realm = Realm::Live;
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("version") => version = Some(reader.text()?),
                Key::Text("vicalProvider") => provider = Some(reader.text()?),
                Key::Text("vicalIssueID") => issue_id = Some(reader.unsigned()?),
                Key::Text("date") => date = Some(reader.tdate()?),
                Key::Text("nextUpdate") => next_update = Some(reader.tdate()?),
                Key::Text("notAfter") => not_after = Some(reader.tdate()?),
                Key::Text("vicalURL") => url = Some(reader.text()?.into()),
                Key::Text("certificateInfos") => entries = Some(read_entries(&mut reader)?),
                Key::Text("extensions") => realm = read_realm(&mut reader)?,
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        if !is_version_1(version.ok_or_else(missing)?) {
            return Err(ListError::VersionUnsupported);
        }
        let provider = provider.ok_or_else(missing)?.into();
        let date = date.ok_or_else(missing)?;
        let terms = Terms { provider, issue_id, date, next_update, not_after, url, realm };
        Ok(Self { signed, terms, entries: entries.ok_or_else(missing)? })
    }

    /// Who claims to have made it: to choose a root by, and for nothing else.
    #[must_use]
    pub fn untrusted_provider(&self) -> &str {
        &self.terms.provider
    }

    /// Checks the path from the list's signer to one of the providers' roots, the signature, and that the list counts at
    /// `now`; then reads the roots that it lists.
    ///
    /// The signer's certificate must be one for signing VICALs (extended key usage 1.0.18013.5.1.8, key usage
    /// nonRepudiation). The realm of the roots is that of the provider's root, or demo where the list says so itself.
    ///
    /// A list past `nextUpdate` still counts, see [`Vical::is_refresh_due`]; one past `notAfter` does not.
    ///
    /// # Errors
    /// [`ListError`]: the first check that failed. A root that cannot be used is no error, see [`Vical::unusable`].
    ///
    /// Source: ISO/IEC 18013-5 C.1.8.
    pub fn verify(self, providers: &TrustAnchors, now: UnixTime) -> Result<Vical, ListError> {
        let signer = self.signed.check_signer(providers, &CertificateRules::vical_signer(), now)?;
        check_dates(self.terms.date, self.terms.not_after, now)?;
        let realm = match (signer.realm(), self.terms.realm) {
            (Realm::Live, Realm::Live) => Realm::Live,
            (Realm::Demo, _) | (_, Realm::Demo) => Realm::Demo,
        };
        let mut anchors = Vec::with_capacity(self.entries.len());
        let mut unusable = Vec::new();
        for (index, entry) in self.entries.into_iter().enumerate() {
            match entry.into_anchor(realm) {
                Ok(anchor) => anchors.push(anchor),
                Err(problem) => unusable.push(UnusableEntry::new(index, problem)),
            }
        }
        Ok(Vical { terms: Terms { realm, ..self.terms }, signer, anchors, unusable })
    }
}

/// Lengths only.
impl fmt::Debug for UnverifiedVical<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedVical({} entries)", self.entries.len())
    }
}

fn read_entries<'a>(reader: &mut Reader<'a>) -> Result<Vec<RawEntry<'a>>, DecodeError> {
    let at = *reader;
    let count = reader.array()?;
    if count > MAX_TRUST_ANCHORS {
        return Err(at.error(Kind::TooManyEntries));
    }
    (0..count).map(|_| RawEntry::read(reader)).collect()
}

fn read_realm(reader: &mut Reader<'_>) -> Result<Realm, DecodeError> {
    let mut realm = Realm::Live;
    for _ in 0..reader.map()? {
        match reader.key()? {
            // Anything but a plain "live" is taken for demo: the mistake then shows, and admits nobody.
            Key::Text(REALM_EXTENSION) if reader.skip()? != b"\x64live" => realm = Realm::Demo,
            Key::Text(REALM_EXTENSION) => {}
            Key::Int(_) | Key::Text(_) | Key::Other => {
                reader.skip()?;
            }
        }
    }
    Ok(realm)
}

/// A VICAL whose signer was checked.
#[derive(Clone)]
pub struct Vical {
    terms: Terms,
    signer: ListSigner,
    anchors: Vec<TrustAnchor>,
    unusable: Vec<UnusableEntry>,
}

impl Vical {
    /// Who made it.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.terms.provider
    }

    /// The number of the issue, which never goes down.
    #[must_use]
    pub const fn issue_id(&self) -> Option<u64> {
        self.terms.issue_id
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
    pub const fn not_after(&self) -> Option<UnixTime> {
        self.terms.not_after
    }

    /// Where newer ones can be had.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.terms.url.as_deref()
    }

    /// Whether its issuers' documents count.
    #[must_use]
    pub const fn realm(&self) -> Realm {
        self.terms.realm
    }

    /// Who signed it; its anchor is the provider's root.
    #[must_use]
    pub const fn signer(&self) -> &ListSigner {
        &self.signer
    }

    /// The roots that it lists, each for its document types.
    #[must_use]
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }

    /// The entries that cannot be used, such as roots with a key on another curve. Their documents are not accepted.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableEntry] {
        &self.unusable
    }

    /// Whether it counts at `now`.
    ///
    /// # Errors
    /// [`ListError::Expired`] or [`ListError::IssuedInFuture`].
    pub fn check_current(&self, now: UnixTime) -> Result<(), ListError> {
        check_dates(self.terms.date, self.terms.not_after, now)
    }

    /// Whether a newer one should be fetched: `nextUpdate` is past.
    #[must_use]
    pub fn is_refresh_due(&self, now: UnixTime) -> bool {
        self.terms.next_update.is_some_and(|next_update| now > next_update)
    }
}

impl fmt::Debug for Vical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Terms { provider, issue_id, date, .. } = &self.terms;
        write!(f, "Vical({provider:?}, {issue_id:?}, {date}, {} roots)", self.anchors.len())
    }
}
