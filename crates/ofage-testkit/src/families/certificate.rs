//! The document signer's certificate, on its own.

use crate::case::{Family, issuer, pki};
use crate::cbor::{Item, bytes};
use crate::certificate::{
    BASIC_CONSTRAINTS, COMMON_NAME, COUNTRY, CRL_DISTRIBUTION_POINTS, EXTENDED_KEY_USAGE, Extension,
    ISSUER_ALT_NAME, KEY_USAGE, MDL_SIGNER, MDOC_SIGNER, curve_oid, der, ecdsa_with, oid, public_key_info,
    sequence,
};
use ofage_core::HashAlgorithm;

const MALFORMED: (&str, &str) = ("chain", "certificate_malformed");
const KEY: (&str, &str) = ("chain", "certificate_key_unsupported");
const ALGORITHM: (&str, &str) = ("chain", "certificate_algorithm_unsupported");

/// Extensions that nobody knows.
const UNKNOWN: [&str; 33] = [
    "1.2.1.1", "1.2.1.2", "1.2.1.3", "1.2.1.4", "1.2.1.5", "1.2.1.6", "1.2.1.7", "1.2.1.8", "1.2.1.9",
    "1.2.1.10", "1.2.1.11", "1.2.2.1", "1.2.2.2", "1.2.2.3", "1.2.2.4", "1.2.2.5", "1.2.2.6", "1.2.2.7",
    "1.2.2.8", "1.2.2.9", "1.2.2.10", "1.2.2.11", "1.2.3.1", "1.2.3.2", "1.2.3.3", "1.2.3.4", "1.2.3.5",
    "1.2.3.6", "1.2.3.7", "1.2.3.8", "1.2.3.9", "1.2.3.10", "1.2.3.11",
];

pub(super) fn family() -> Family {
    let mut family = Family::new("certificate");
    encoding(&mut family);
    fields(&mut family);
    algorithms(&mut family);
    keys(&mut family);
    usages(&mut family);
    extensions(&mut family);
    family
}

fn encoding(family: &mut Family) {
    family.flag("CertificateEncoding");
    let altered = |change: fn(&mut Vec<u8>)| {
        issuer(move |world| {
            let mut der = world.pki.signer.to_der();
            change(&mut der);
            world.issuer_unprotected().set(33, bytes(der));
        })
    };
    family.invalid("an empty byte string", MALFORMED, altered(Vec::clear));
    family.invalid("a byte after the certificate", MALFORMED, altered(|der| der.push(0)));
    family.invalid(
        "the last byte missing",
        MALFORMED,
        altered(|der| {
            der.pop();
        }),
    );
    family.invalid(
        "the first byte missing",
        MALFORMED,
        altered(|der| {
            der.remove(0);
        }),
    );
    family.invalid("PEM", MALFORMED, altered(|der| *der = b"-----BEGIN CERTIFICATE-----".to_vec()));
    family.invalid(
        "an indefinite length",
        MALFORMED,
        altered(|der| {
            der.splice(1..4, [0x80]);
            der.extend_from_slice(&[0, 0]);
        }),
    );
    family.invalid(
        "a length in four bytes",
        MALFORMED,
        altered(|der| {
            let length = der.len() - 4;
            der.splice(1..4, [0x84, 0, 0, (length >> 8) as u8, length as u8]);
        }),
    );
    family.invalid("a SET for the outer SEQUENCE", MALFORMED, altered(|der| der[0] = 0x31));
    family.invalid(
        "a certificate of 9,000 bytes",
        ("chain", "certificate_too_large"),
        pki(|world| {
            world.pki.signer.extensions.push(Extension::new("1.3.6.1.4.1.99999.1", false, vec![0; 9000]));
        }),
    );
    family.admits(
        "a certificate of 8,000 bytes",
        pki(|world| {
            world.pki.signer.extensions.push(Extension::new("1.3.6.1.4.1.99999.1", false, vec![0; 7200]));
        }),
    );
    family.invalid(
        "the second certificate is none",
        MALFORMED,
        issuer(|world| {
            let leaf = bytes(world.pki.signer.to_der());
            world.set_chain(vec![leaf, bytes([0x30, 0])]);
        }),
    );
}

fn fields(family: &mut Family) {
    family.flag("CertificateField");
    for (name, version) in [("1", 0), ("2", 1), ("4", 3)] {
        family.invalid(
            format!("version {name}"),
            MALFORMED,
            pki(move |world| world.pki.signer.version = version),
        );
    }
    family.invalid(
        "a serial number of 22 bytes",
        MALFORMED,
        pki(|world| world.pki.signer.serial = vec![1; 22]),
    );
    family.invalid("a serial number of no bytes", MALFORMED, pki(|world| world.pki.signer.serial.clear()));
    family.admits(
        "a serial number of 21 bytes",
        pki(|world| {
            world.pki.signer.serial = [&[0, 0x80], &[1; 19][..]].concat();
        }),
    );
    family.admits(
        "a negative serial number",
        pki(|world| world.pki.signer.serial = vec![0x80, 1, 2, 3, 4, 5, 6, 7]),
    );
    family.admits("a serial number of one byte", pki(|world| world.pki.signer.serial = vec![1]));
    family.invalid(
        "two common names in the subject",
        MALFORMED,
        pki(|world| {
            world.pki.signer.subject.push((COMMON_NAME, "Another".into()));
        }),
    );
    family.invalid(
        "two countries in the subject",
        MALFORMED,
        pki(|world| {
            world.pki.signer.subject.push((COUNTRY, "XX".into()));
        }),
    );
    family.admits(
        "a subject with an unknown attribute",
        pki(|world| {
            world.pki.signer.subject.push(("2.5.4.12", "Director".into()));
        }),
    );
    family.admits(
        "no common name",
        pki(|world| {
            world.pki.signer.subject.retain(|(kind, _)| *kind != COMMON_NAME);
        }),
    );
    family.admits(
        "notAfter in the year 2060",
        pki(|world| {
            world.pki.signer.not_after = world.context.now.plus_seconds(34 * 366 * 86_400);
        }),
    );
}

fn algorithms(family: &mut Family) {
    family.flag("CertificateAlgorithm");
    let algorithm = |oids: &[u8]| sequence(&[oids]);
    for (name, value) in [
        ("ECDSA with SHA-1", algorithm(&oid("1.2.840.10045.4.1"))),
        ("ECDSA with SHA-224", algorithm(&oid("1.2.840.10045.4.3.1"))),
        ("RSA with SHA-256", algorithm(&[oid("1.2.840.113549.1.1.11"), vec![5, 0]].concat())),
        ("Ed25519", algorithm(&oid("1.3.101.112"))),
        ("ECDSA with SHA-256 and NULL", algorithm(&[oid("1.2.840.10045.4.3.2"), vec![5, 0]].concat())),
        ("an empty SEQUENCE", algorithm(&[])),
    ] {
        family.invalid(
            format!("signed with {name}"),
            ALGORITHM,
            pki(move |world| {
                world.pki.signer.inner_algorithm = Some(value.clone());
                world.pki.signer.outer_algorithm = Some(value.clone());
            }),
        );
    }
    let mismatch = ("chain", "certificate_algorithm_mismatch");
    family.invalid(
        "another algorithm inside",
        mismatch,
        pki(|world| {
            world.pki.signer.inner_algorithm = Some(ecdsa_with(HashAlgorithm::Sha512));
        }),
    );
    family.invalid(
        "another algorithm outside",
        mismatch,
        pki(|world| {
            world.pki.signer.outer_algorithm = Some(ecdsa_with(HashAlgorithm::Sha512));
        }),
    );
    family.invalid(
        "the algorithm is not the one that signed",
        ("chain", "certificate_signature"),
        pki(|world| {
            world.pki.signer.inner_algorithm = Some(ecdsa_with(HashAlgorithm::Sha512));
            world.pki.signer.outer_algorithm = Some(ecdsa_with(HashAlgorithm::Sha512));
        }),
    );
    for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
        family.admits(
            format!("signed with ECDSA and {}", hash.name()),
            pki(move |world| {
                world.pki.signer.hash = hash;
            }),
        );
    }
}

fn keys(family: &mut Family) {
    family.flag("CertificateKey");
    let info = |make: fn(&'static str, Vec<u8>) -> Vec<u8>| {
        pki(move |world| {
            let key = &world.pki.signer.key;
            let point = key.public().to_sec1_bytes();
            world.pki.signer.public_key_info = Some(make(curve_oid(key.curve()), point));
        })
    };
    family.invalid(
        "a compressed point",
        KEY,
        info(|curve, point| {
            let length = point.len() / 2;
            public_key_info(curve, &[&[2 + (point[2 * length] & 1)], &point[1..=length]].concat())
        }),
    );
    family.invalid("the point at infinity", KEY, info(|curve, _| public_key_info(curve, &[0])));
    family.invalid("no point", KEY, info(|curve, _| public_key_info(curve, &[])));
    family.invalid(
        "a point off the curve",
        KEY,
        info(|curve, mut point| {
            *point.last_mut().unwrap_or(&mut 0) ^= 1;
            public_key_info(curve, &point)
        }),
    );
    family.invalid(
        "a hybrid point",
        KEY,
        info(|curve, mut point| {
            point[0] = 6 + (point[point.len() - 1] & 1);
            public_key_info(curve, &point)
        }),
    );
    family.invalid(
        "a point of another length",
        KEY,
        info(|curve, mut point| {
            point.push(0);
            public_key_info(curve, &point)
        }),
    );
    family.invalid("curve P-521", KEY, info(|_, point| public_key_info("1.3.132.0.35", &point)));
    family.invalid("curve secp256k1", KEY, info(|_, point| public_key_info("1.3.132.0.10", &point)));
    family.invalid(
        "an RSA key",
        KEY,
        info(|_, point| {
            let algorithm = sequence(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]);
            sequence(&[&algorithm, &der(3, &[&[0], &point[..]].concat())])
        }),
    );
    family.invalid(
        "explicit curve parameters",
        KEY,
        info(|_, point| {
            let algorithm = sequence(&[&oid("1.2.840.10045.2.1"), &sequence(&[&der(2, &[1])])]);
            sequence(&[&algorithm, &der(3, &[&[0], &point[..]].concat())])
        }),
    );
    family.invalid(
        "no curve",
        KEY,
        info(|_, point| {
            let algorithm = sequence(&[&oid("1.2.840.10045.2.1")]);
            sequence(&[&algorithm, &der(3, &[&[0], &point[..]].concat())])
        }),
    );
    family.invalid("an empty key", MALFORMED, info(|_, _| sequence(&[])));
}

fn usages(family: &mut Family) {
    family.flag("KeyUsage");
    let wrong = ("chain", "key_usage");
    family.invalid("no keyUsage", wrong, pki(|world| world.pki.signer.remove_extension(KEY_USAGE)));
    for (name, bits) in [
        ("nothing", 0),
        ("nonRepudiation", 0x40),
        ("keyEncipherment", 0x20),
        ("dataEncipherment", 0x10),
        ("keyAgreement", 0x08),
        ("cRLSign", 0x02),
        ("encipherOnly", 0x01),
    ] {
        family.invalid(
            format!("keyUsage: {name}"),
            wrong,
            pki(move |world| {
                world.pki.signer.set_extension(Extension::key_usage(bits));
            }),
        );
    }
    family.admits(
        "keyUsage: digitalSignature and nonRepudiation",
        pki(|world| {
            world.pki.signer.set_extension(Extension::key_usage(0xc0));
        }),
    );
    let authority = ("chain", "signer_is_ca");
    family.invalid(
        "keyUsage: digitalSignature and keyCertSign",
        authority,
        pki(|world| {
            world.pki.signer.set_extension(Extension::key_usage(0x84));
        }),
    );
    family.invalid(
        "basicConstraints of a CA",
        authority,
        pki(|world| {
            world.pki.signer.extensions.push(Extension::authority(Some(0)));
        }),
    );
    family.admits(
        "basicConstraints of no CA",
        pki(|world| {
            world.pki.signer.extensions.push(Extension::new(BASIC_CONSTRAINTS, true, sequence(&[])));
        }),
    );
    family.flag("ExtendedKeyUsage");
    let wrong = ("chain", "extended_key_usage");
    family.invalid(
        "no extendedKeyUsage",
        wrong,
        pki(|world| {
            world.pki.signer.remove_extension(EXTENDED_KEY_USAGE);
        }),
    );
    for (name, purposes) in [
        ("nothing", &[][..]),
        ("mDL reader authentication", &["1.0.18013.5.1.6"]),
        ("VICAL signer", &["1.0.18013.5.1.8"]),
        ("JWS signer", &["1.0.18013.5.1.3"]),
        ("TLS server", &["1.3.6.1.5.5.7.3.1"]),
        ("any purpose", &["2.5.29.37.0"]),
        ("a longer identifier", &["1.0.18013.5.1.2.1"]),
        ("a shorter identifier", &["1.0.18013.5.1"]),
    ] {
        family.invalid(
            format!("extendedKeyUsage: {name}"),
            wrong,
            pki(move |world| {
                world.pki.signer.set_extension(Extension::extended_key_usage(purposes));
            }),
        );
    }
    for (name, purposes) in [
        ("document signer of any mdoc alone", &[MDOC_SIGNER][..]),
        ("mDL document signer alone", &[MDL_SIGNER]),
        ("reader and document signer", &["1.0.18013.5.1.6", MDL_SIGNER]),
    ] {
        family.admits(
            format!("extendedKeyUsage: {name}"),
            pki(move |world| {
                world.pki.signer.set_extension(Extension::extended_key_usage(purposes));
            }),
        );
    }
    family.admits(
        "keyUsage and extendedKeyUsage that are not critical",
        pki(|world| {
            world.pki.signer.extension(KEY_USAGE).critical = false;
            world.pki.signer.extension(EXTENDED_KEY_USAGE).critical = false;
        }),
    );
}

fn extensions(family: &mut Family) {
    family.flag("Extension");
    family.invalid(
        "an unknown critical extension",
        ("chain", "extension_critical"),
        pki(|world| {
            world.pki.signer.extensions.push(Extension::new("1.3.6.1.4.1.99999.1", true, vec![5, 0]));
        }),
    );
    family.invalid(
        "a critical CRL distribution point",
        ("chain", "extension_critical"),
        pki(|world| {
            world.pki.signer.extension(CRL_DISTRIBUTION_POINTS).critical = true;
        }),
    );
    for (name, kind) in [
        ("nameConstraints", "2.5.29.30"),
        ("policyMappings", "2.5.29.33"),
        ("policyConstraints", "2.5.29.36"),
        ("freshestCRL", "2.5.29.46"),
        ("inhibitAnyPolicy", "2.5.29.54"),
    ] {
        for critical in [false, true] {
            let how = if critical { "critical" } else { "not critical" };
            family.invalid(
                format!("{name}, {how}"),
                ("chain", "extension_forbidden"),
                pki(move |world| {
                    world.pki.signer.extensions.push(Extension::new(kind, critical, vec![0x30, 0]));
                }),
            );
        }
    }
    let twice = ("chain", "extension_duplicate");
    for kind in [KEY_USAGE, EXTENDED_KEY_USAGE, ISSUER_ALT_NAME] {
        family.invalid(
            format!("extension {kind} twice"),
            twice,
            pki(move |world| {
                let extension = world.pki.signer.extension(kind).clone();
                world.pki.signer.extensions.push(extension);
            }),
        );
    }
    for (name, kind, value) in [
        ("keyUsage that is no BIT STRING", KEY_USAGE, vec![4, 1, 0x80]),
        ("keyUsage followed by a byte", KEY_USAGE, vec![3, 2, 7, 0x80, 0]),
        ("an empty keyUsage extension", KEY_USAGE, vec![]),
        ("extendedKeyUsage that is no SEQUENCE", EXTENDED_KEY_USAGE, vec![5, 0]),
        ("extendedKeyUsage cut short", EXTENDED_KEY_USAGE, vec![0x30, 5, 6]),
    ] {
        family.invalid(
            name,
            MALFORMED,
            pki(move |world| {
                world.pki.signer.extension(kind).value.clone_from(&value);
            }),
        );
    }
    family.invalid("no extensions", ("chain", "key_usage"), pki(|world| world.pki.signer.extensions.clear()));
    family.admits(
        "an unknown extension",
        pki(|world| {
            world.pki.signer.extensions.push(Extension::new("1.3.6.1.4.1.99999.1", false, vec![5, 0]));
        }),
    );
    for unusual in ["2.999.1", "2.25.9870123456789012345"] {
        family.admits(
            format!("an unknown extension {unusual}, whose first byte or arc is large"),
            pki(move |world| {
                world.pki.signer.extensions.push(Extension::new(unusual, false, vec![5, 0]));
            }),
        );
    }
    family.admits(
        "a malformed issuerAltName",
        pki(|world| {
            world.pki.signer.extension(ISSUER_ALT_NAME).value = vec![0xff, 0xff];
        }),
    );
    family.admits(
        "a CRL distribution point as a dNSName",
        pki(|world| {
            let point = der(0xa0, &der(0xa0, &der(0x82, b"crl.example")));
            world.pki.signer.extension(CRL_DISTRIBUTION_POINTS).value = sequence(&[&sequence(&[&point])]);
        }),
    );
    family.admits(
        "neither issuerAltName nor CRL distribution point",
        pki(|world| {
            world.pki.signer.remove_extension(ISSUER_ALT_NAME);
            world.pki.signer.remove_extension(CRL_DISTRIBUTION_POINTS);
        }),
    );
    let filled = |count: usize| {
        pki(move |world| {
            let missing = count - world.pki.signer.extensions.len();
            for oid in UNKNOWN.iter().take(missing) {
                world.pki.signer.extensions.push(Extension::new(oid, false, vec![5, 0]));
            }
        })
    };
    family.admits("32 extensions", filled(32));
    family.invalid("33 extensions", MALFORMED, filled(33));
    family.admits("extensions in another order", pki(|world| world.pki.signer.extensions.reverse()));
    family.invalid(
        "the certificate in a byte string",
        MALFORMED,
        issuer(|world| {
            let leaf = Item::from(crate::cbor::Node::Bytes(world.pki.signer.to_der())).encode();
            world.issuer_unprotected().set(33, bytes(leaf));
        }),
    );
}
