//! Protected and unprotected header parameters.

use crate::cbor::{Key, Major, Reader};
use crate::error::{DecodeError, DecodeErrorKind as Kind, Stage, VerifyError};
use crate::few::Few;
use crate::limits::MAX_CERTIFICATES;

const ALG: i64 = 1;
const CRIT: i64 = 2;
const TYP: i64 = 16;
const X5CHAIN: i64 = 33;

/// Certificates of a usual chain: the document signer, perhaps one above it.
const USUAL_CHAIN: usize = 2;

/// What the headers of one COSE message say, as far as it matters here. Other parameters, of whatever value, are passed
/// over: deployed issuers send `kid` as `undefined`, for example.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers<'a> {
    algorithm: Algorithms,
    critical: Critical,
    /// The understood labels that `crit` lists.
    listed: Understood,
    /// The understood labels that the protected header has.
    protected: Understood,
    /// The `typ` of the protected header, where it is a text (RFC 9596).
    pub(crate) typ: Option<&'a str>,
    /// The certificates of `x5chain`, document signer first, as DER.
    pub(crate) chain: Few<&'a [u8], USUAL_CHAIN>,
}

/// The `alg` of the protected header. One in the unprotected header counts for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Algorithms {
    #[default]
    Missing,
    Id(i64),
    /// A text, or an integer that no registry holds.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Critical {
    #[default]
    Understood,
    Unknown,
}

/// The parameters that are understood and may be listed as critical.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Understood {
    algorithm: bool,
    critical: bool,
    chain: bool,
}

impl Understood {
    /// Adds a label; false where it is not one of them.
    fn add(&mut self, label: &Key<'_>) -> bool {
        match label {
            Key::Int(ALG) => self.algorithm = true,
            Key::Int(CRIT) => self.critical = true,
            Key::Int(X5CHAIN) => self.chain = true,
            Key::Int(_) | Key::Text(_) | Key::Other => return false,
        }
        true
    }

    const fn contains(self, other: Self) -> bool {
        (self.algorithm || !other.algorithm)
            && (self.critical || !other.critical)
            && (self.chain || !other.chain)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bucket {
    Protected,
    Unprotected,
}

impl<'a> Headers<'a> {
    /// Reads both headers. `protected` is the content of the protected header's byte string, `base` its offset.
    pub(super) fn decode(
        protected: &'a [u8],
        base: usize,
        unprotected: &mut Reader<'a>,
    ) -> Result<Self, DecodeError> {
        let mut headers = Self::default();
        // A protected header without parameters may be an empty string (RFC 9052 3).
        if !protected.is_empty() {
            headers.read(&mut Reader::decode_at(protected, base)?, Bucket::Protected)?;
        }
        headers.read(unprotected, Bucket::Unprotected)?;
        // What `crit` lists must stand in the protected header beside it (RFC 9052 3.1).
        if !headers.protected.contains(headers.listed) {
            headers.critical = Critical::Unknown;
        }
        Ok(headers)
    }

    fn read(&mut self, reader: &mut Reader<'a>, bucket: Bucket) -> Result<(), DecodeError> {
        for _ in 0..reader.map()? {
            let at = *reader;
            let label = reader.key()?;
            if bucket == Bucket::Protected {
                self.protected.add(&label);
            }
            match label {
                Key::Int(ALG) if bucket == Bucket::Protected => self.algorithm = algorithm(reader)?,
                Key::Int(CRIT) => self.read_critical(reader, bucket)?,
                Key::Int(TYP) if bucket == Bucket::Protected && reader.peek()?.major == Major::Text => {
                    self.typ = Some(reader.text()?);
                }
                Key::Int(X5CHAIN) if self.chain.is_empty() => self.chain = chain(reader)?,
                // The same parameter in both headers: nobody can say which one was meant.
                Key::Int(X5CHAIN) => return Err(at.error(Kind::DuplicateKey)),
                Key::Int(_) | Key::Text(_) | Key::Other => {
                    reader.skip()?;
                }
            }
        }
        Ok(())
    }

    /// `crit` lists labels that the receiver must understand; it belongs in the protected header and is not empty.
    fn read_critical(&mut self, reader: &mut Reader<'a>, bucket: Bucket) -> Result<(), DecodeError> {
        let count = reader.array()?;
        let mut understood = count > 0 && bucket == Bucket::Protected;
        for _ in 0..count {
            understood &= self.listed.add(&reader.key()?);
        }
        if !understood {
            self.critical = Critical::Unknown;
        }
        Ok(())
    }

    /// The protected algorithm, where nothing critical is unknown.
    pub(crate) fn algorithm(&self, stage: Stage) -> Result<Algorithms, VerifyError> {
        match (self.critical, self.algorithm) {
            (Critical::Unknown, _) => Err(VerifyError::CriticalHeader { stage }),
            (Critical::Understood, Algorithms::Missing) => Err(VerifyError::AlgorithmMissing { stage }),
            (Critical::Understood, algorithm) => Ok(algorithm),
        }
    }
}

fn algorithm(reader: &mut Reader<'_>) -> Result<Algorithms, DecodeError> {
    Ok(match reader.key()? {
        Key::Int(id) => Algorithms::Id(id),
        Key::Text(_) | Key::Other => Algorithms::Other,
    })
}

/// One certificate as a byte string, or several as an array (RFC 9360 2); an array of one is accepted.
fn chain<'a>(reader: &mut Reader<'a>) -> Result<Few<&'a [u8], USUAL_CHAIN>, DecodeError> {
    let mut chain = Few::new();
    if reader.peek()?.major == Major::Bytes {
        chain.push(reader.bytes()?);
        return Ok(chain);
    }
    let at = *reader;
    let count = reader.array()?;
    if count == 0 {
        return Err(at.error(Kind::UnexpectedLength));
    }
    if count > MAX_CERTIFICATES {
        return Err(at.error(Kind::TooManyCertificates));
    }
    for _ in 0..count {
        chain.push(reader.bytes()?);
    }
    Ok(chain)
}
