//! Certificates for tests, written field by field so that each can be wrong on its own.
//!
//! Independent of the builder in the core, which makes only correct ones.

use ofage_core::{Curve, HashAlgorithm, PublicKey, Signature, UnixTime};

use crate::keys::TestKey;

/// What a certificate says, and who signs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateSpec {
    /// The version field: 2 means version 3.
    pub version: u8,
    /// The contents of the serial number's INTEGER.
    pub serial: Vec<u8>,
    /// Issuer: object identifiers and values.
    pub issuer: Vec<(&'static str, String)>,
    /// Subject.
    pub subject: Vec<(&'static str, String)>,
    /// First second of validity.
    pub not_before: UnixTime,
    /// Last second of validity.
    pub not_after: UnixTime,
    /// The subject's key.
    pub key: TestKey,
    /// The SubjectPublicKeyInfo, where it is not that of `key`.
    pub public_key_info: Option<Vec<u8>>,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
    /// The key that signs.
    pub issuer_key: TestKey,
    /// The hash that it signs.
    pub hash: HashAlgorithm,
    /// The AlgorithmIdentifier in the signed part, where it is not the one of `hash`.
    pub inner_algorithm: Option<Vec<u8>>,
    /// The AlgorithmIdentifier outside, where it is not the one of `hash`.
    pub outer_algorithm: Option<Vec<u8>>,
}

/// One extension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extension {
    /// Its identifier.
    pub oid: &'static str,
    /// Whether it is critical.
    pub critical: bool,
    /// The contents of its OCTET STRING.
    pub value: Vec<u8>,
}

/// commonName.
pub const COMMON_NAME: &str = "2.5.4.3";
/// countryName.
pub const COUNTRY: &str = "2.5.4.6";
/// stateOrProvinceName.
pub const STATE: &str = "2.5.4.8";
/// subjectKeyIdentifier.
pub const SUBJECT_KEY_ID: &str = "2.5.29.14";
/// keyUsage.
pub const KEY_USAGE: &str = "2.5.29.15";
/// issuerAltName.
pub const ISSUER_ALT_NAME: &str = "2.5.29.18";
/// basicConstraints.
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// cRLDistributionPoints.
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// authorityKeyIdentifier.
pub const AUTHORITY_KEY_ID: &str = "2.5.29.35";
/// extendedKeyUsage.
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// The purpose of an mDL document signer.
pub const MDL_SIGNER: &str = "1.0.18013.5.1.2";
/// The purpose of a document signer of any mdoc.
pub const MDOC_SIGNER: &str = "1.0.23220.4.1.2";

/// A DER element.
#[must_use]
pub fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..128 => out.push(short as u8),
        long @ 128..256 => out.extend_from_slice(&[0x81, long as u8]),
        long @ 256..65_536 => {
            out.push(0x82);
            out.extend_from_slice(&(long as u16).to_be_bytes());
        }
        long => {
            out.push(0x83);
            out.extend_from_slice(&(long as u32).to_be_bytes()[1..]);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE.
#[must_use]
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der(0x30, &parts.concat())
}

/// An OBJECT IDENTIFIER, from its dotted form.
#[must_use]
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap_or_default()).collect();
    let mut content = Vec::new();
    for arc in [&[arcs[0] * 40 + arcs[1]], &arcs[2..]].concat() {
        let sevens = (1..10).rev().map(|n| (arc >> (7 * n)) as u8 & 0x7f).skip_while(|seven| *seven == 0);
        content.extend(sevens.map(|seven| seven | 0x80));
        content.push(arc as u8 & 0x7f);
    }
    der(6, &content)
}

/// `ecdsa-with-SHA2`, without parameters.
#[must_use]
pub fn ecdsa_with(hash: HashAlgorithm) -> Vec<u8> {
    sequence(&[&oid(match hash {
        HashAlgorithm::Sha384 => "1.2.840.10045.4.3.3",
        HashAlgorithm::Sha512 => "1.2.840.10045.4.3.4",
        _ => "1.2.840.10045.4.3.2",
    })])
}

/// A SubjectPublicKeyInfo with this curve and point.
#[must_use]
pub fn public_key_info(curve: &str, point: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[&oid("1.2.840.10045.2.1"), &oid(curve)]);
    sequence(&[&algorithm, &der(3, &[&[0], point].concat())])
}

/// The named curve of a key.
#[must_use]
pub const fn curve_oid(curve: Curve) -> &'static str {
    match curve {
        Curve::P384 => "1.3.132.0.34",
        _ => "1.2.840.10045.3.1.7",
    }
}

/// The key identifier that this module uses: the first 20 bytes of the SHA-256 of the point.
#[must_use]
pub fn key_id(key: &PublicKey) -> Vec<u8> {
    crate::keys::digest(HashAlgorithm::Sha256, &key.to_sec1_bytes())[..20].to_vec()
}

impl Extension {
    /// An extension.
    #[must_use]
    pub fn new(oid: &'static str, critical: bool, value: Vec<u8>) -> Self {
        Self { oid, critical, value }
    }

    /// basicConstraints of a CA.
    #[must_use]
    pub fn authority(path_length: Option<u8>) -> Self {
        let length = path_length.map(|length| der(2, &[length])).unwrap_or_default();
        Self::new(BASIC_CONSTRAINTS, true, sequence(&[&der(1, &[0xff]), &length]))
    }

    /// keyUsage with these bits, the first one highest.
    #[must_use]
    pub fn key_usage(bits: u8) -> Self {
        let unused = if bits == 0 { 0 } else { bits.trailing_zeros() as u8 };
        Self::new(KEY_USAGE, true, der(3, &[unused, bits]))
    }

    /// extendedKeyUsage.
    #[must_use]
    pub fn extended_key_usage(purposes: &[&str]) -> Self {
        let purposes: Vec<u8> = purposes.iter().flat_map(|purpose| oid(purpose)).collect();
        Self::new(EXTENDED_KEY_USAGE, true, der(0x30, &purposes))
    }

    /// subjectKeyIdentifier.
    #[must_use]
    pub fn subject_key_id(id: &[u8]) -> Self {
        Self::new(SUBJECT_KEY_ID, false, der(4, id))
    }

    /// authorityKeyIdentifier.
    #[must_use]
    pub fn authority_key_id(id: &[u8]) -> Self {
        Self::new(AUTHORITY_KEY_ID, false, der(0x30, &der(0x80, id)))
    }
}

/// digitalSignature.
pub const DIGITAL_SIGNATURE: u8 = 0x80;
/// keyCertSign and cRLSign.
pub const SIGN_CERTIFICATES: u8 = 0x06;

impl CertificateSpec {
    /// A root that signs itself.
    #[must_use]
    pub fn root(key: TestKey, name: &str, country: &str, from: UnixTime, until: UnixTime) -> Self {
        let subject = vec![(COUNTRY, country.into()), (COMMON_NAME, name.into())];
        let id = key_id(&key.public());
        Self {
            version: 2,
            serial: serial(name),
            issuer: subject.clone(),
            subject,
            not_before: from,
            not_after: until,
            hash: own_hash(&key),
            issuer_key: key.clone(),
            key,
            public_key_info: None,
            extensions: vec![
                Extension::subject_key_id(&id),
                Extension::key_usage(SIGN_CERTIFICATES),
                Extension::new(ISSUER_ALT_NAME, false, sequence(&[&der(0x86, b"https://issuer.example")])),
                Extension::authority(Some(0)),
            ],
            inner_algorithm: None,
            outer_algorithm: None,
        }
    }

    /// A certificate that this one issues, with the extensions of a document signer.
    #[must_use]
    pub fn issue(&self, key: TestKey, name: &str, from: UnixTime, until: UnixTime) -> Self {
        let country = self.subject.iter().filter(|(kind, _)| *kind == COUNTRY).cloned();
        let id = key_id(&key.public());
        let point = der(0xa0, &der(0xa0, &der(0x86, b"https://issuer.example/crl")));
        Self {
            version: 2,
            serial: serial(name),
            issuer: self.subject.clone(),
            subject: country.chain([(COMMON_NAME, name.into())]).collect(),
            not_before: from,
            not_after: until,
            hash: own_hash(&self.key),
            issuer_key: self.key.clone(),
            key,
            public_key_info: None,
            extensions: vec![
                Extension::authority_key_id(&key_id(&self.key.public())),
                Extension::subject_key_id(&id),
                Extension::key_usage(DIGITAL_SIGNATURE),
                Extension::new(ISSUER_ALT_NAME, false, sequence(&[&der(0x86, b"https://issuer.example")])),
                Extension::new(CRL_DISTRIBUTION_POINTS, false, sequence(&[&sequence(&[&point])])),
                Extension::extended_key_usage(&[MDL_SIGNER, MDOC_SIGNER]),
            ],
            inner_algorithm: None,
            outer_algorithm: None,
        }
    }

    /// The extension of this kind.
    ///
    /// # Panics
    /// Where there is none.
    pub fn extension(&mut self, oid: &str) -> &mut Extension {
        let found = self.extensions.iter_mut().find(|extension| extension.oid == oid);
        found.unwrap_or_else(|| panic!("no extension {oid}"))
    }

    /// Removes the extension of this kind.
    pub fn remove_extension(&mut self, oid: &str) {
        self.extensions.retain(|extension| extension.oid != oid);
    }

    /// Puts an extension in the place of the one of the same kind, or at the end.
    pub fn set_extension(&mut self, extension: Extension) {
        match self.extensions.iter_mut().find(|old| old.oid == extension.oid) {
            Some(old) => *old = extension,
            None => self.extensions.push(extension),
        }
    }

    /// The certificate, in DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let algorithm = ecdsa_with(self.hash);
        let own_info = || {
            let point = self.key.public().to_sec1_bytes();
            public_key_info(curve_oid(self.key.curve()), &point)
        };
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::to_der).collect();
        let tbs = sequence(&[
            &der(0xa0, &der(2, &[self.version])),
            &der(2, &self.serial),
            self.inner_algorithm.as_ref().unwrap_or(&algorithm),
            &name(&self.issuer),
            &sequence(&[&time(self.not_before), &time(self.not_after)]),
            &name(&self.subject),
            &self.public_key_info.clone().unwrap_or_else(own_info),
            &if extensions.is_empty() { Vec::new() } else { der(0xa3, &der(0x30, &extensions)) },
        ]);
        let signature = self.issuer_key.sign_with(self.hash, &tbs);
        let signature = Signature::from_bytes(&signature).and_then(|signature| signature.to_der());
        let signature = signature.unwrap_or_else(|error| panic!("{error}"));
        let outer = self.outer_algorithm.as_ref().unwrap_or(&algorithm);
        sequence(&[&tbs, outer, &der(3, &[&[0], &signature[..]].concat())])
    }
}

impl Extension {
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let critical = if self.critical { der(1, &[0xff]) } else { Vec::new() };
        sequence(&[&oid(self.oid), &critical, &der(4, &self.value)])
    }
}

fn own_hash(key: &TestKey) -> HashAlgorithm {
    key.curve().algorithm().hash()
}

/// Sixteen bytes that the name determines; positive and never with a leading zero.
fn serial(name: &str) -> Vec<u8> {
    let mut serial = crate::keys::digest(HashAlgorithm::Sha256, name.as_bytes())[..16].to_vec();
    serial[0] = serial[0] & 0x3f | 0x40;
    serial
}

pub(crate) fn name(attributes: &[(&str, String)]) -> Vec<u8> {
    let sets = attributes.iter().flat_map(|(kind, value)| {
        let tag = if *kind == COUNTRY { 0x13 } else { 0x0c };
        der(0x31, &sequence(&[&oid(kind), &der(tag, value.as_bytes())]))
    });
    der(0x30, &sets.collect::<Vec<u8>>())
}

/// UTCTime until 2049, GeneralizedTime from 2050.
pub(crate) fn time(time: UnixTime) -> Vec<u8> {
    let digits: Vec<u8> =
        time.to_string().bytes().filter(|byte| byte.is_ascii_digit() || *byte == b'Z').collect();
    let short = (b"1950".as_slice()..b"2050".as_slice()).contains(&&digits[..4]);
    if short { der(0x17, &digits[2..]) } else { der(0x18, &digits) }
}
