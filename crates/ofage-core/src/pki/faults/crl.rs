//! Faults of revocation lists.

use super::*;

pub(super) fn crl_with(change: impl FnOnce(&mut List)) -> Result<(), PkiError> {
    let root = root_certificate();
    let mut list = List {
        version: encode::unsigned(&[1]),
        issuer: root.subject_der().to_vec(),
        next_update: encode::time(now().plus_seconds(86_400)),
        entries: Vec::new(),
        extensions: vec![
            encode::extension(
                Oid::AUTHORITY_KEY_ID,
                NotCritical,
                &encode::authority_key_id(root.subject_key_id().unwrap()),
            ),
            encode::extension(Oid::CRL_NUMBER, NotCritical, &encode::unsigned(&[1])),
        ],
        signer: 1,
    };
    change(&mut list);
    let algorithm = encode::sequence(&[&encode::oid(Oid::ECDSA_SHA256)]);
    let tbs = encode::sequence(&[
        &list.version,
        &algorithm,
        &list.issuer,
        &encode::time(now()),
        &list.next_update,
        &list.entries,
        &encode::tlv(0xa0, &[&encode::sequence(&[&list.extensions.concat()])]),
    ]);
    let signature = key(list.signer).sign(&tbs).unwrap().to_der().unwrap();
    let der = crate::pki::build::signed(&tbs, &algorithm, &signature);
    Crl::verify(&der, &trusting(&[&root])).map(|_| ())
}

fn entry(extensions: &[u8]) -> Vec<u8> {
    encode::sequence(&[&encode::unsigned(&[9]), &encode::time(now()), extensions])
}

pub(super) fn crl_faults() -> Vec<Case> {
    let certificate_issuer = encode::extension(Oid::parse("2.5.29.29").unwrap(), Critical, &[0x30, 0]);
    vec![
        ("list of version 1", PkiError::CrlMalformed, crl_with(|list| list.version = Vec::new())),
        ("list without next update", PkiError::CrlMalformed, {
            crl_with(|list| list.next_update = Vec::new())
        }),
        ("list without number", PkiError::CrlMalformed, { crl_with(|list| list.extensions.truncate(1)) }),
        ("list without key identifier", PkiError::CrlMalformed, {
            crl_with(|list| list.extensions = list.extensions.split_off(1))
        }),
        ("list signed by another key", PkiError::CrlSignature, crl_with(|list| list.signer = 6)),
        ("list of another root", PkiError::AnchorUnknown, {
            crl_with(|list| list.issuer = name("UT", None, "Somebody"))
        }),
        ("list with another key identifier", PkiError::KeyIdentifierMismatch, {
            crl_with(|list| {
                let identifier = encode::authority_key_id(&[7; 20]);
                list.extensions[0] = encode::extension(Oid::AUTHORITY_KEY_ID, NotCritical, &identifier);
            })
        }),
        ("list with an extension twice", PkiError::ExtensionDuplicate, {
            crl_with(|list| list.extensions.push(list.extensions[1].clone()))
        }),
        ("delta list", PkiError::CrlUnsupported, {
            crl_with(|list| {
                let delta = encode::unsigned(&[1]);
                list.extensions.push(encode::extension(Oid::DELTA_CRL_INDICATOR, NotCritical, &delta));
            })
        }),
        ("partial list", PkiError::CrlUnsupported, {
            crl_with(|list| {
                let part = encode::sequence(&[]);
                list.extensions.push(encode::extension(Oid::ISSUING_DISTRIBUTION_POINT, Critical, &part));
            })
        }),
        ("list with an unknown critical extension", PkiError::CrlUnsupported, {
            crl_with(|list| {
                let oid = Oid::parse("1.2.3.4").unwrap();
                list.extensions.push(encode::extension(oid, Critical, &encode::unsigned(&[1])));
            })
        }),
        ("indirect list", PkiError::CrlUnsupported, {
            crl_with(|list| {
                let entry = entry(&encode::sequence(&[&certificate_issuer]));
                list.entries = encode::sequence(&[&entry]);
            })
        }),
        ("20,001 entries", PkiError::CrlTooLarge, {
            crl_with(|list| list.entries = encode::sequence(&[&entry(&[]).repeat(20_001)]))
        }),
        ("a list of 1 MiB and a byte", PkiError::CrlTooLarge, {
            Crl::verify(&vec![0x30; MAX_CRL_BYTES + 1], &TrustAnchors::new()).map(|_| ())
        }),
        ("root that may not sign lists", PkiError::KeyUsage, {
            let mut tbs = root_tbs("Utopia IACA", 1);
            set_extension(&mut tbs, Oid::KEY_USAGE, Critical, &usage(&[KeyUsage::CERTIFICATE_SIGN]));
            let root = Certificate::from_der(&sign(&tbs, 1)).unwrap();
            let next = now().plus_seconds(1);
            CrlBuilder::new(&root, 1, now(), next).unwrap().sign(&key(1)).map(|_| ())
        }),
    ]
}
