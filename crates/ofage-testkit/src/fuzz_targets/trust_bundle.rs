//! The file that tells a door whom to trust.

use ofage_core::trust::{PartKind, TrustFileBuilder};
use ofage_verifier::trust_bundle::{BundlePolicy, HighWater, TrustBundle};

use super::lists::PROVIDER;
use super::script::Script;
use crate::door::noon;

const KINDS: [PartKind; 4] =
    [PartKind::StatusList, PartKind::IdentifierList, PartKind::Vical, PartKind::DenyList];

/// A bundle that loads is written and loads again with the same parts; it never goes back, and its record survives a file.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    let file = match script.byte() % 4 {
        0 => script.rest().to_vec(),
        1 => {
            let mut file = file(&mut Script::new(&[]));
            script.edit_bytes(&mut file);
            file
        }
        _ => file(&mut script),
    };
    let policy = BundlePolicy::new(PROVIDER.anchors.clone());
    let (seen, now) = (HighWater::new(), noon().plus_seconds(60));
    let Ok(unverified) = TrustBundle::decode(&file) else { return };
    let Ok(bundle) = unverified.load(&policy, &seen, now) else { return };
    assert!(bundle.vicals().count() > 0, "a bundle without roots");

    let counts = |bundle: &TrustBundle| PartKind::ALL.map(|kind| bundle.count(kind));
    let written = bundle.to_file().unwrap_or_else(|error| panic!("{error}"));
    let again = TrustBundle::decode(&written).map(|again| again.load(&policy, bundle.high_water(), now));
    let Ok(Ok(again)) = again else { panic!("what was written does not load") };
    assert_eq!(counts(&bundle), counts(&again), "other parts");
    assert!(again.rejected().is_empty(), "what counts was written, and does not count");
    let marks = HighWater::from_bytes(&bundle.high_water().to_bytes());
    assert_eq!(marks.as_ref(), Ok(bundle.high_water()), "the record");
}

/// A file of the provider's lists and root, some of them changed, some twice, some left out.
fn file(script: &mut Script<'_>) -> Vec<u8> {
    let mut file = TrustFileBuilder::new();
    for (kind, token) in KINDS.into_iter().zip(&PROVIDER.tokens) {
        match script.byte() % 8 {
            7 => {}
            6 => {
                file.add(kind, &PROVIDER.signed_anew(token, script));
                file.add(kind, token);
            }
            5 => {
                file.add(kind, &PROVIDER.signed_anew(token, script));
            }
            _ => {
                file.add(kind, token);
            }
        }
    }
    file.add(PartKind::DocumentSigner, PROVIDER.root.as_der());
    file.encode().unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("trust bundle", 24);
    seeds.push(vec![2]);
    seeds.push([&[0][..], &file(&mut Script::new(&[]))].concat());
    seeds
}
