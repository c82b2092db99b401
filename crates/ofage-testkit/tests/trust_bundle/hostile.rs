//! Bytes made to break things.

use std::sync::LazyLock;

use ofage_core::trust::{PartKind, TrustFile, UnverifiedDenyList, UnverifiedVical};
use ofage_verifier::trust_bundle::{HighWater, TrustBundle};
use proptest::prelude::*;

use crate::world::{World, now};

struct Good {
    world: World,
    file: Vec<u8>,
}

static GOOD: LazyLock<Good> = LazyLock::new(|| {
    let world = World::new();
    let mut file = world.basic();
    file.add(PartKind::DocumentSigner, world.document_signer.certificate.as_der());
    file.add(PartKind::StatusList, &world.status_list(now(), &[]));
    file.add(PartKind::IdentifierList, &world.identifier_list(now(), &[b"one"]));
    file.add(PartKind::Crl, &world.issuer.crl(1, now(), &[]));
    let file = file.encode().unwrap();
    Good { world, file }
});

/// What may change without a change of what is trusted: nothing outside document signers, which prove nothing.
fn load(file: &[u8]) -> Option<TrustBundle> {
    TrustBundle::decode(file).ok()?.load(&GOOD.world.policy(), &HighWater::new(), now()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        prop_assert!(TrustFile::decode(&bytes).is_err());
        prop_assert!(UnverifiedVical::decode(&bytes).is_err());
        prop_assert!(UnverifiedDenyList::decode(&bytes).is_err());
        prop_assert!(HighWater::from_bytes(&bytes).is_err());
    }

    /// A changed byte takes its part away, or the whole bundle. It never adds trust, and it never revives anything.
    #[test]
    fn a_changed_byte_never_adds_trust(at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let mut file = GOOD.file.clone();
        let at = at.index(file.len());
        file[at] ^= flip;
        if let Some(bundle) = load(&file) {
            let good = load(&GOOD.file).unwrap();
            let names = |bundle: &TrustBundle| -> Vec<_> {
                bundle.anchors().iter().map(|anchor| anchor.certificate().unwrap().sha256()).collect()
            };
            prop_assert_eq!(names(&bundle), names(&good));
            for kind in PartKind::ALL {
                prop_assert!(bundle.count(kind) <= good.count(kind).max(1), "{:?}", kind);
            }
        }
    }

    #[test]
    fn a_cut_file_is_refused(length in any::<prop::sample::Index>()) {
        let length = length.index(GOOD.file.len());
        prop_assert!(TrustFile::decode(&GOOD.file[..length]).is_err());
    }
}

#[test]
fn large_files_are_refused_at_once() {
    let zeros = vec![0; ofage_core::limits::MAX_TRUST_FILE_BYTES + 1];
    assert_eq!(TrustFile::decode(&zeros).unwrap_err().code(), "too_large");
}
