//! Token Status List: one small number for each attestation, compressed.

use alloc::vec::Vec;
use core::fmt;

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::Status;
use super::reference::IndexReference;
use super::token::ListTerms;
use crate::cbor::{Key, Reader};
use crate::cose::Tagging;
use crate::crypto::PublicKey;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::limits::MAX_STATUS_BYTES;
use crate::pki::{CertificateRules, TrustAnchors};
use crate::signed_list::{ListError, ListSigner, SignedList};
use crate::time::UnixTime;

pub(super) const STATUS_LIST_TYPE: &str = "application/statuslist+cwt";
pub(super) const STATUS_LIST: i64 = 65_533;

/// How many bits an entry has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the format has these four widths")]
pub enum StatusBits {
    /// Valid or invalid: what ISO/IEC 18013-5 has.
    One,
    /// Also suspended, and one value of the application.
    Two,
    /// 16 values.
    Four,
    /// 256 values.
    Eight,
}

impl StatusBits {
    /// The width in bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    /// From a width in bits.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Option<Self> {
        match bits {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            4 => Some(Self::Four),
            8 => Some(Self::Eight),
            _ => None,
        }
    }

    /// The largest value of an entry.
    #[must_use]
    pub const fn max_value(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 3,
            Self::Four => 15,
            Self::Eight => 255,
        }
    }

    /// How many entries a byte holds.
    pub(super) const fn entries_per_byte(self) -> u64 {
        match self {
            Self::One => 8,
            Self::Two => 4,
            Self::Four => 2,
            Self::Eight => 1,
        }
    }

    /// The byte of an entry, and how far its lowest bit is from the byte's lowest.
    pub(super) fn place(self, index: u64) -> Option<(usize, u8)> {
        let byte = usize::try_from(index.checked_div(self.entries_per_byte())?).ok()?;
        let within = u8::try_from(index.checked_rem(self.entries_per_byte())?).ok()?;
        Some((byte, within.checked_mul(self.bits())?))
    }
}

/// The entries of a list, decompressed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Entries {
    pub(super) bits: StatusBits,
    pub(super) bytes: Vec<u8>,
}

impl Entries {
    /// The value of an entry, lowest bits first.
    ///
    /// Source: Token Status List 4.1.
    pub(super) fn value(&self, index: u64) -> Result<u8, ListError> {
        let (byte, shift) = self.bits.place(index).ok_or(ListError::IndexOutOfRange)?;
        let byte = self.bytes.get(byte).ok_or(ListError::IndexOutOfRange)?;
        Ok(byte.checked_shr(shift.into()).unwrap_or(0) & self.bits.max_value())
    }

    /// How many entries there are: a multiple of what a byte holds.
    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX).saturating_mul(self.bits.entries_per_byte())
    }
}

/// `StatusList = { "bits": 1 / 2 / 4 / 8, "lst": bstr, ? "aggregation_uri": tstr }`, still compressed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compressed<'a> {
    pub(super) bits: StatusBits,
    pub(super) zlib: &'a [u8],
}

impl<'a> Compressed<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let start = *reader;
        let (mut bits, mut zlib) = (None, None);
        for _ in 0..reader.map()? {
            match reader.key()? {
                Key::Text("bits") => {
                    let at = *reader;
                    let width = StatusBits::from_bits(reader.unsigned()?);
                    bits = Some(width.ok_or_else(|| at.error(Kind::UnexpectedValue))?);
                }
                Key::Text("lst") => zlib = Some(reader.bytes()?),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        let missing = || start.error(Kind::MissingField);
        Ok(Self { bits: bits.ok_or_else(missing)?, zlib: zlib.ok_or_else(missing)? })
    }

    /// Decompresses into at most `max_bytes`, whatever the stream claims.
    pub(super) fn inflate(self, max_bytes: usize) -> Result<Entries, ListError> {
        // The limit of the library counts a stream that ends exactly there as too long in some versions: one byte more
        // is allowed and then refused here.
        let room = max_bytes.saturating_add(1);
        let bytes = decompress_to_vec_zlib_with_limit(self.zlib, room).map_err(|error| {
            if error.status == TINFLStatus::HasMoreOutput {
                ListError::InflateTooLarge
            } else {
                ListError::InflateFailed
            }
        })?;
        if bytes.len() > max_bytes {
            return Err(ListError::InflateTooLarge);
        }
        Ok(Entries { bits: self.bits, bytes })
    }
}

/// A status list token that has been read and not verified. Its entries are still compressed.
pub struct UnverifiedStatusList<'a> {
    signed: SignedList<'a>,
    terms: ListTerms,
    compressed: Compressed<'a>,
}

impl<'a> UnverifiedStatusList<'a> {
    /// Reads a tagged COSE_Sign1 of type `application/statuslist+cwt`.
    ///
    /// # Errors
    /// [`ListError::Decode`], [`ListError::PayloadMissing`] or [`ListError::TypeMismatch`].
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ListError> {
        let signed = SignedList::decode(bytes, Tagging::Tagged)?;
        signed.check_type(STATUS_LIST_TYPE)?;
        let mut reader = signed.payload()?;
        let start = reader;
        let mut compressed = None;
        let terms = ListTerms::read(&mut reader, |label, reader| {
            if label == STATUS_LIST {
                compressed = Some(Compressed::read(reader)?);
            } else {
                reader.skip()?;
            }
            Ok(())
        })?;
        let compressed = compressed.ok_or_else(|| start.error(Kind::MissingField))?;
        Ok(Self { signed, terms, compressed })
    }

    /// Which list it claims to be, and from when to when.
    #[must_use]
    pub const fn untrusted_terms(&self) -> &ListTerms {
        &self.terms
    }

    /// Checks the signer's path to one of `anchors`, the signature and the dates at `now`; then decompresses.
    ///
    /// Take only those anchors that may speak about the attestation: the root of its document signer, or the
    /// certificate that its `status` names.
    ///
    /// # Errors
    /// [`ListError`]: the first check that failed. At most [`MAX_STATUS_BYTES`] are decompressed.
    pub fn verify(self, anchors: &TrustAnchors, now: UnixTime) -> Result<StatusList, ListError> {
        let signer = self.signed.check_signer(anchors, &CertificateRules::status_list_signer(), now)?;
        self.finish(Some(signer), now)
    }

    /// The same with the signer's key, known from elsewhere.
    ///
    /// # Errors
    /// [`ListError`]: the first check that failed.
    pub fn verify_with_key(self, key: &PublicKey, now: UnixTime) -> Result<StatusList, ListError> {
        self.signed.check_signature(key)?;
        self.finish(None, now)
    }

    fn finish(self, signer: Option<ListSigner>, now: UnixTime) -> Result<StatusList, ListError> {
        self.terms.check(now)?;
        let entries = self.compressed.inflate(MAX_STATUS_BYTES)?;
        Ok(StatusList { terms: self.terms, signer, entries })
    }
}

/// A length only.
impl fmt::Debug for UnverifiedStatusList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnverifiedStatusList({} bytes compressed)", self.compressed.zlib.len())
    }
}

/// A status list whose signer was checked.
#[derive(Clone)]
pub struct StatusList {
    pub(super) terms: ListTerms,
    signer: Option<ListSigner>,
    pub(super) entries: Entries,
}

impl StatusList {
    /// Which list it is, and from when to when.
    #[must_use]
    pub const fn terms(&self) -> &ListTerms {
        &self.terms
    }

    /// Who signed it; `None` where the key was known from elsewhere.
    #[must_use]
    pub const fn signer(&self) -> Option<&ListSigner> {
        self.signer.as_ref()
    }

    /// The width of an entry.
    #[must_use]
    pub const fn bits(&self) -> StatusBits {
        self.entries.bits
    }

    /// How many entries there are. The last ones may only fill up a byte.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.entries.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.bytes.is_empty()
    }

    /// The entries as the list packs them, lowest bits first.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.entries.bytes
    }

    /// What one entry says.
    ///
    /// # Errors
    /// [`ListError::IndexOutOfRange`].
    pub fn state(&self, index: u64) -> Result<Status, ListError> {
        self.entries.value(index).map(Status::from_value)
    }

    /// What the list says at `now` about the attestation that `reference` belongs to.
    ///
    /// # Errors
    /// [`ListError::SubjectMismatch`] where it names another list; [`ListError::Expired`],
    /// [`ListError::IssuedInFuture`]; [`ListError::IndexOutOfRange`]. None of them is a reason to accept.
    pub fn status_of(&self, reference: &IndexReference, now: UnixTime) -> Result<Status, ListError> {
        if reference.uri() != self.terms.uri() {
            return Err(ListError::SubjectMismatch);
        }
        self.terms.check(now)?;
        self.state(reference.index())
    }
}

/// Which list, not what it says.
impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusList({:?}, {} entries)", self.terms.uri(), self.entries.len())
    }
}
