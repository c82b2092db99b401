//! P-256 verification: the library against `p256`, for every key, message and signature.

use ofage_core::{Algorithm, PublicKey, SecretKey, Signature, Signer as _};
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier as _;

use super::script::Script;
use crate::keys::TestKey;

/// The two take the same keys and give the same verdict.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    let (mut key, mut signature, message) = base(&mut script);
    script.edit_bytes(&mut signature);
    if script.byte() & 1 == 1 {
        script.edit_bytes(&mut key);
    }
    let ours = PublicKey::from_sec1_bytes(&key);
    // The reference also reads forms that no profile has (hybrid points), and does not know the curve P-384.
    match (key.len(), key.first()) {
        (33, Some(2 | 3)) | (65, Some(4)) => {}
        (49, Some(2 | 3)) | (97, Some(4)) => {
            let reference = p384::ecdsa::VerifyingKey::from_sec1_bytes(&key);
            assert_eq!(ours.is_ok(), reference.is_ok(), "a key of P-384");
            return;
        }
        _ => {
            assert!(ours.is_err(), "a key of another form");
            return;
        }
    }
    let reference = VerifyingKey::from_sec1_bytes(&key);
    assert_eq!(ours.is_ok(), reference.is_ok(), "the key");
    let (Ok(ours), Ok(reference)) = (ours, reference) else { return };
    assert_eq!(ours.to_sec1_bytes(), reference.to_sec1_point(false).as_bytes(), "the point");
    let verdict = Signature::from_bytes(&signature)
        .is_ok_and(|signature| signature.as_bytes().len() == 64 && ours.verify(message, &signature).is_ok());
    let expected = p256::ecdsa::Signature::from_slice(&signature)
        .is_ok_and(|signature| reference.verify(message, &signature).is_ok());
    assert_eq!(verdict, expected, "the verdict");
    // DER, as certificates have it, means the same signature.
    if let Ok(signature) = Signature::from_bytes(&signature)
        && let Ok(der) = signature.to_der()
    {
        let back = Signature::from_der(Algorithm::Es256, &der).map(|back| back.as_bytes().to_vec());
        assert!(signature.as_bytes().len() != 64 || back.as_deref() == Ok(signature.as_bytes()), "DER");
    }
}

/// A key in one of its forms, a signature that holds for the message, and the message.
fn base<'a>(script: &mut Script<'a>) -> (Vec<u8>, Vec<u8>, &'a [u8]) {
    let choice = script.byte();
    let message = script.bytes(64);
    let key: SecretKey = TestKey::p256(["a", "b", "c"][usize::from(choice % 3)]).secret();
    let signature = key.sign(message).unwrap_or_else(|_| panic!("signing"));
    let public = key.public_key();
    let bytes = if choice & 0x80 == 0 { public.to_sec1_bytes() } else { public.to_sec1_compressed_bytes() };
    (bytes, signature.as_bytes().to_vec(), message)
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    super::scripts("signature", 24)
}
