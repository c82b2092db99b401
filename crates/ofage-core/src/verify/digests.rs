//! Every disclosed item is one that the issuer signed.

use super::validity::Current;
use crate::crypto::Hasher;
use crate::error::VerifyError;
use crate::limits::MIN_SALT_BYTES;
use crate::mdoc::ElementValue;

/// A current IssuerSigned whose items are the issuer's.
pub(super) struct Intact<'a, 'v> {
    current: Current<'a, 'v>,
}

pub(super) fn check<'a, 'v>(current: Current<'a, 'v>) -> Result<Intact<'a, 'v>, VerifyError> {
    let consistent = current.consistent();
    let authentic = consistent.authentic();
    for item in authentic.issuer_signed().items.iter() {
        let signed =
            authentic.mso().digest(item.name_space, item.digest_id).ok_or(VerifyError::DigestMissing)?;
        if Hasher::digest(consistent.hash(), item.bytes).as_bytes() != signed {
            return Err(VerifyError::DigestMismatch);
        }
        if item.random.len() < MIN_SALT_BYTES {
            return Err(VerifyError::SaltTooShort);
        }
        // The issuer's country, where it is disclosed, is that of the certificate (ISO/IEC 18013-5 12.8.1).
        let named = match item.element_id {
            "issuing_country" => authentic.signer().country(),
            "issuing_jurisdiction" => authentic.signer().state(),
            _ => continue,
        };
        let disclosed = ElementValue::from_checked(item.value);
        if named.is_some() && disclosed.as_text() != named {
            return Err(VerifyError::IssuingCountryMismatch);
        }
    }
    Ok(Intact { current })
}

impl<'a, 'v> Intact<'a, 'v> {
    pub(super) const fn current(&self) -> &Current<'a, 'v> {
        &self.current
    }
}
