//! One verification beside the bare signature checks of `aws-lc-rs`, in one run: ratios, not times, are what counts.
//!
//! `cargo run --release --manifest-path benches/compare/Cargo.toml`

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use ofage_core::pki::Realm;
use ofage_core::{Curve, Profile, PublicKey, SecretKey, Session, Signer as _, SignerCache, UnverifiedResponse, Verifier};
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_testkit::rng::TestRng;
use ofage_verifier::DoorMode;

/// Counts what is allocated; the one place with `unsafe`, and nothing of the product.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Candidates take turns, so that a busy machine disturbs all alike. Medians in microseconds.
fn medians(candidates: &mut [(&'static str, Box<dyn FnMut()>)]) -> Vec<(&'static str, f64)> {
    const ROUNDS: usize = 500;
    let mut times = vec![Vec::with_capacity(ROUNDS); candidates.len()];
    for _ in 0..ROUNDS {
        for ((_, candidate), times) in candidates.iter_mut().zip(&mut times) {
            let start = Instant::now();
            candidate();
            times.push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    };
    candidates.iter().zip(times).map(|((name, _), times)| (*name, median(times))).collect()
}

fn main() {
    let mut issuers = Issuers::new("compare", Realm::Live);
    let door = issuers.door(policy().mode(DoorMode::Queue));
    let challenge = door.challenge(noon()).expect("a challenge");
    let guest = issuers.guest(&[(18, true)]);
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let text = issuers.answer(&guest, &challenge);
    let verifier = Verifier::new(issuers.anchors(), Profile::built_in());
    let mut cache = SignerCache::new(verifier.clone());

    let random = SystemRandom::new();
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let message = vec![7; 600];
    let signature = key.sign(&random, &message).expect("a signature");
    let full = key.public_key().as_ref().to_vec();
    let compressed = PublicKey::from_sec1_bytes(&full).expect("a key").to_sec1_compressed_bytes();
    let verify = move |key: &[u8]| {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(black_box(&message), signature.as_ref())
            .expect("a good signature");
    };
    let of_aws = move || {
        verify(&full);
        verify(&compressed);
    };
    let signing = SecretKey::generate(Curve::P256, &mut TestRng::new("signing"));

    // Warm: the signer is met for the third time.
    for _ in 0..2 {
        door.scan_text(&text, noon());
        let response = UnverifiedResponse::decode(&response).expect("a response");
        cache.verify(response, &Session::new(challenge.to_session_transcript()), noon()).expect("verified");
    }
    let session = Session::new(challenge.to_session_transcript());
    let before = (ALLOCATIONS.load(Ordering::Relaxed), BYTES.load(Ordering::Relaxed));
    let unverified = UnverifiedResponse::decode(&response).expect("a response");
    black_box(cache.verify(unverified, &session, noon()).expect("verified"));
    let after = (ALLOCATIONS.load(Ordering::Relaxed), BYTES.load(Ordering::Relaxed));

    let (a, b) = (response.clone(), response.clone());
    let (afresh, decode) = (move |session: &Session| {
        let verified = ofage_core::verify_response(black_box(&a), &verifier, session, noon());
        assert!(verified.is_ok());
    }, move || {
        assert!(UnverifiedResponse::decode(black_box(&b)).is_ok());
    });
    let other_session = Session::new(challenge.to_session_transcript());
    let results = medians(&mut [
        ("two verifications of aws-lc-rs, one key compressed", Box::new(of_aws)),
        ("door: digits to decision, signer known", Box::new(move || {
            black_box(door.scan_text(black_box(&text), noon()));
        })),
        ("response verified, signer known", Box::new(move || {
            let response = UnverifiedResponse::decode(black_box(&response)).expect("a response");
            black_box(cache.verify(response, &session, noon()).expect("verified"));
        })),
        ("response verified, path afresh", Box::new(move || afresh(&other_session))),
        ("response decoded", Box::new(decode)),
        ("one signature", Box::new(move || {
            black_box(signing.sign(black_box(b"message")).expect("a signature"));
        })),
        ("one attestation issued, signature checked", Box::new(move || {
            black_box(issuers.guest(&[(18, true)]));
        })),
    ]);
    let unit = results[0].1;
    println!("| work | median us | ratio to the first |\n|---|---|---|");
    for (name, median) in &results {
        println!("| {name} | {median:.1} | {:.2} |", median / unit);
    }
    println!("\nallocations of one verification, signer known: {}, {} bytes", after.0 - before.0, after.1 - before.1);
}
