//! Loads a trust bundle, as `trust verify` and the doors do.

use std::path::{Path, PathBuf};

use ofage_core::UnixTime;
use ofage_core::pki::{Realm, TrustAnchor, TrustAnchors};
use ofage_verifier::trust_bundle::{BundlePolicy, HighWater, TrustBundle};

use super::{Overwrite, Privacy, certificates, decode_binary, lock_folder, read, read_large, write};
use crate::failure::{Failure, Source};

/// The roots of providers whose lists count, real ones and those for demonstrations.
pub(crate) fn providers(live: &[PathBuf], demo: &[PathBuf]) -> Result<TrustAnchors, Failure> {
    let mut providers = TrustAnchors::new();
    for (paths, realm) in [(live, Realm::Live), (demo, Realm::Demo)] {
        for path in paths {
            let input = read(path)?;
            for certificate in certificates(&input)? {
                TrustAnchor::root(certificate, realm)
                    .and_then(|root| providers.add(root))
                    .map_err(|error| input.failure(error.code(), format!("holds no usable root: {error}")))?;
            }
        }
    }
    Ok(providers)
}

/// Reads a bundle and checks every signature and date in it. With `seen`, refuses lists that are older than those seen
/// before, and remembers the newest; the folder is locked meanwhile.
pub(crate) fn load_bundle(
    path: &Path,
    policy: &BundlePolicy,
    seen: Option<&Path>,
    now: UnixTime,
) -> Result<TrustBundle, Failure> {
    let lock = seen.map(lock_folder).transpose()?;
    let high_water = seen.map_or_else(|| Ok(HighWater::new()), read_seen)?;
    let input = read_large(path)?;
    let (bytes, _) = decode_binary(&input)?;
    let bundle = TrustBundle::decode(&bytes)
        .map_err(|error| input.failure(error.code(), format!("is no trust bundle: {error}")))?
        .load(policy, &high_water, now)
        .map_err(|error| {
            Failure::refused(error.code(), format!("the trust bundle does not load: {error}"))
        })?;
    if let Some(seen) = seen {
        write(seen, &bundle.high_water().to_bytes(), Privacy::Secret, Overwrite::Replace)?;
    }
    drop(lock);
    Ok(bundle)
}

/// The record of lists seen before; empty where the file does not exist yet.
fn read_seen(path: &Path) -> Result<HighWater, Failure> {
    if std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Ok(HighWater::new());
    }
    let input = read_large(path)?;
    HighWater::from_bytes(&input.bytes)
        .map_err(|error| Failure::input(&Source::new(path), error.code(), error.to_string()))
}
