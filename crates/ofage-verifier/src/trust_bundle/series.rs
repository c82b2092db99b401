//! Which issues belong to one series.

use ofage_core::status::{ListSigner, ListTerms};
use sha2::{Digest as _, Sha256};

use super::high_water::{Mark, Series, SeriesKey};

/// The hash of what tells one series from another, each after its length.
pub(super) fn key(series: Series, names: &[&[u8]]) -> SeriesKey {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(u64::try_from(name.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(name);
    }
    SeriesKey { series, sha256: hash.finalize().into() }
}

/// The series of deny lists under a provider's root.
pub(super) fn deny_list_key(provider_sha256: &[u8; 32]) -> SeriesKey {
    key(Series::DenyList, &[provider_sha256])
}

/// The series of revocation lists of a root.
pub(super) fn crl_key(issuer_der: &[u8], key_id: &[u8]) -> SeriesKey {
    key(Series::Crl, &[issuer_der, key_id])
}

/// The series of lists with this name under a root.
pub(super) fn list_key(series: Series, uri: &str, anchor_sha256: &[u8; 32]) -> SeriesKey {
    key(series, &[anchor_sha256, uri.as_bytes()])
}

/// The series and the mark of a status or identifier list.
pub(super) fn status_series(
    series: Series,
    terms: &ListTerms,
    signer: Option<&ListSigner>,
) -> (SeriesKey, Mark) {
    let anchor = signer.map(ListSigner::anchor_sha256).unwrap_or_default();
    (list_key(series, terms.uri(), &anchor), Mark { number: 0, date: terms.issued() })
}
