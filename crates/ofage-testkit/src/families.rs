//! Every case, by family: one file each.

mod anchor;
mod certificate;
mod chain;
mod device_auth;
mod device_key;
mod digests;
mod encoding;
mod issuer_auth;
mod limits;
mod mso;
mod structure;
mod unusual;
mod validity;
mod values;

use crate::case::Family;

/// Every family, in the order of the checks that they aim at.
#[must_use]
pub fn families() -> Vec<Family> {
    vec![
        encoding::family(),
        limits::family(),
        structure::family(),
        certificate::family(),
        chain::family(),
        anchor::family(),
        issuer_auth::family(),
        mso::family(),
        device_key::family(),
        validity::family(),
        digests::family(),
        device_auth::family(),
        values::family(),
        unusual::family(),
    ]
}
