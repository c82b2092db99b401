//! What nearly every template and document-signer certificate has in it.

/// The bytes in front of everything that is unpacked. Fixed for version 1 of the format: whoever changes one makes another
/// version.
///
/// Source: spec/door-code.md, appendix A.
pub(super) const DICTIONARY: &[u8] = &concatenated();

/// The dictionary in parts, for the reader.
const PARTS: [&[u8]; 8] = [
    // Certificates, DER: version, serial number of 20 bytes, ECDSA with SHA-256.
    b"\xa0\x03\x02\x01\x02\x02\x140\x0a\x06\x08*\x86H\xce=\x04\x03\x02",
    // Country, organization, common name.
    b"1\x0b0\x09\x06\x03U\x04\x06\x13\x02UT1\x0f0\x0d\x06\x03U\x04\x0a\x0c\x061\x180\x16\x06\
     \x03U\x04\x03\x0c\x0f",
    // Validity in whole days.
    b"0\x1e\x17\x0d261101000000Z\x17\x0d280124235959Z",
    // A P-256 key.
    b"0Y0\x13\x06\x07*\x86H\xce=\x02\x01\x06\x08*\x86H\xce=\x03\x01\x07\x03B\x00\x04",
    // Extensions: key identifiers, key usage, extended key usage, alternative name, revocation list.
    b"\xa3\x81\xbd0\x81\xba0\x1f\x06\x03U\x1d#\x04\x180\x16\x80\x140\x1d\x06\x03U\x1d\x0e\x04\
     \x16\x04\x140\x0e\x06\x03U\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x07\x800\x15\x06\x03U\
     \x1d%\x01\x01\xff\x04\x0b0\x09\x06\x07(\x81\x8c]\x05\x01\x020\x1e\x06\x03U\x1d%\x01\x01\
     \xff\x04\x140\x12\x06\x07(\x81\x8c]\x05\x01\x02\x06\x07(\x81\xb54\x04\x01\x020\x1e\x06\
     \x03U\x1d\x12\x04\x170\x15\x86\x13https://0(\x06\x03U\x1d\x1f\x04!0\x1f0\x1d\xa0\x1b\
     \xa0\x19\x86\x19https:///crl",
    // The signature of a certificate.
    b"0\x0a\x06\x08*\x86H\xce=\x04\x03\x02\x03H\x000E\x02!\x00",
    // Parts of other layouts.
    b"\x01\x00\x02\xd8\x18org.iso.18013.5.1.mDLorg.iso.23220.photoid.1deviceMac\x84\x01\x01\
     \x00\x03\xa1\x01\x05\x00\x04\xa0\xf6X \x06 \x00\x09frandomX \x06 \x00\x1cqelementIde\
     ntifier\x00\x0clelementValue\x07fstatus\xa1kstatus_list\xa2cidx\x10\x00curi\xa2\x018\
     \"\x01#\x01 \x02!X0\x0a\x00\x03\"X0\x0bgSHA-384X`\x06`\x0d\x0f",
    // The template of one age statement, signed on P-256.
    b"\x01\x00`\xa3gversionc1.0idocuments\x81\xa3gdocTypeqeu.europa.ec.av.1lissuerSigned\xa2\
     jnameSpaces\xa1qeu.europa.ec.av.1\x81\x11\x00\x02\x00\x02\xd8\x18\x01\x08\x00\x0a\xa4\
     hdigestID\x12\x01\x00\x08frandomP\x06\x10\x00\x1cqelementIdentifierkage_over_\x19\x00\
     \x0dlelementValue\x1a\x00\x0cjissuerAuth\x84\x01\x01\x00\x03\xa1\x01&\x00\x03\xa1\x18\
     !\x01\x01\x1b\x01\x02\x00\x02\xd8\x18\x01\x0c\x00F\xa6gversionc1.0odigestAlgorithmgS\
     HA-256lvalueDigests\xa1qeu.europa.ec.av.1\xa1\x13\x00\x01\x00!mdeviceKeyInfo\xa1idev\
     iceKey\xa4\x01\x02 \x01!X \x08\x00\x03\"X \x09\x001gdocTypeqeu.europa.ec.av.1lvalidi\
     tyInfo\xa3fsigned\xc0t\x0c\x00\x0civalidFrom\xc0t\x0e\x00\x0djvalidUntil\xc0t\x0e\x00\
     \x02X@\x06@\x00:ldeviceSigned\xa2jnameSpaces\xd8\x18A\xa0jdeviceAuth\xa1odeviceSigna\
     ture\x84\x01\x01\x00\x03\xa1\x01&\x00\x04\xa0\xf6X@\x06@\x00\x08fstatus\x00",
];

/// Bytes in all parts.
const LENGTH: usize = 982;

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler: a wrong length does not compile"
)]
const fn concatenated() -> [u8; LENGTH] {
    let mut all = [0; LENGTH];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let bytes = PARTS[part];
        let mut from = 0;
        while from < bytes.len() {
            all[at] = bytes[from];
            at += 1;
            from += 1;
        }
        part += 1;
    }
    assert!(at == LENGTH, "the length is that of the parts");
    all
}
