//! What ofage costs, beside what people would pick instead, in one run on one core: ratios, not times, are what counts.
//!
//! `cargo run --release --manifest-path benches/compare/Cargo.toml -- [--record]`
//!
//! With `--record`, the ratios go to `docs/assurance/speed.json`, which `cargo xtask scorecard` prints.
//!
//! Prints one table against the targets and the medians that it rests on. Candidates take turns within every round, and
//! time on the processor is what counts, so that a busy machine disturbs all alike. Each runs once before it is timed: what
//! the one before it left in caches and branch predictors counts for none.
//!
//! What is counted beside the two signature checks is a difference: a door's text to its decision, less two checks of bare
//! signatures by the same code, one with the table of a known key, one with a key that is read from its compressed form.
//! Both hashes are made before those: hashing the signed bytes counts as ours.
//!
//! Fails where a door's text or a response takes more allocations than their target.

mod allocations;
mod peer;
mod record;
mod signatures;

use std::hint::black_box;

use ofage_core::issue::{AgeFacts, Claims, Issuer, SignatureCheck, Validity};
use ofage_core::pki::build::{CertificateValidity, Contact, RootBuilder, RootName, SignerBuilder};
use ofage_core::pki::{Oid, Realm, TrustAnchor, TrustAnchors};
use ofage_core::{
    AgeThreshold, Curve, Profile, Request, SecretKey, Session, Signer as _, SignerCache, UnverifiedResponse,
    Verifier, verify_response,
};
use ofage_qr::LumaFrame;
use ofage_testkit::door::{Issuers, date, noon, policy};
use ofage_testkit::frame::{self, HEIGHT, WIDTH};
use ofage_testkit::rng::TestRng;
use ofage_verifier::{Decision, DoorMode};
use peer::Peer;
use rustix::time::{ClockId, clock_gettime};
use signatures::{Signed, Signers};

const ROUNDS: usize = 501;
/// Most allocations of one verification, and most bytes of them together.
const MOST_ALLOCATIONS: usize = 25;
const MOST_BYTES: usize = 16 * 1024;

type Work<'a> = (&'static str, Box<dyn FnMut() + 'a>);

/// Microseconds that this thread has spent on the processor: what other programs do in between does not count.
fn on_processor() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn medians(candidates: &mut [Work<'_>]) -> Vec<(&'static str, f64)> {
    let mut times = vec![Vec::with_capacity(ROUNDS); candidates.len()];
    for _ in 0..ROUNDS {
        for ((_, candidate), times) in candidates.iter_mut().zip(&mut times) {
            candidate();
            let start = on_processor();
            candidate();
            times.push(on_processor() - start);
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    };
    candidates.iter().zip(times).map(|((name, _), times)| (*name, median(times))).collect()
}

struct Row {
    work: &'static str,
    ours: String,
    reference: String,
    ratio: f64,
    target: &'static str,
    met: bool,
}

impl Row {
    /// Ours may take at most `most` times the reference.
    fn at_most(work: &'static str, ours: f64, reference: f64, most: f64, target: &'static str) -> Self {
        let ratio = ours / reference;
        let (ours, reference) = (format!("{ours:.1} us"), format!("{reference:.1} us"));
        Self { work, ours, reference, ratio, target, met: ratio <= most }
    }
}

fn main() {
    let recorded = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [one] if one == "--record" => true,
        _ => panic!("usage: compare [--record]"),
    };
    let mut issuers = Issuers::new("compare", Realm::Live);
    let door = issuers.door(policy().mode(DoorMode::Queue));
    let challenge = door.challenge(noon()).expect("a challenge");
    let transcript = challenge.to_session_transcript();
    let guest = issuers.guest(&[(18, true)]);
    let response = guest.respond(&transcript, 18);
    let text = issuers.answer(&guest, &challenge);
    let verifier = Verifier::new(issuers.anchors(), Profile::built_in());
    let session = || Session::new(challenge.to_session_transcript());

    // Issuing, as an issuer does it: the device's key comes from outside.
    let mut rng = TestRng::new("issuing");
    let root_key = SecretKey::generate(Curve::P256, &mut rng);
    let signer = SecretKey::generate(Curve::P256, &mut rng);
    let device_key = SecretKey::generate(Curve::P256, &mut rng);
    let device = device_key.public_key();
    let years = CertificateValidity::new(date("2026-01-01"), date("2026-12-31")).expect("a year");
    let contact = Contact::uri("https://issuer.example").expect("a contact");
    let root = RootBuilder::new(RootName::new("UT", "Compare").expect("a name"), years, contact)
        .and_then(|root| root.with_crl_uri("https://issuer.example/root.crl"))
        .and_then(|root| root.self_sign(&root_key, &mut rng))
        .expect("a root");
    // The peer takes no other key usage beside this one.
    let certificate = SignerBuilder::document_signer(&root, "Signer", years, "https://issuer.example/crl")
        .map(|builder| builder.with_extended_key_usage([Oid::MDL_DOCUMENT_SIGNER]))
        .and_then(|builder| builder.sign(&root_key, &signer.public_key(), &mut rng))
        .expect("a certificate");
    let validity = Validity::days(date("2026-05-01"), 30).expect("a month");
    let claims = || Claims::age(AgeFacts::stated(&[(AgeThreshold::EIGHTEEN, true)]));

    // A mobile driving licence with the one element, for the peer knows nothing else.
    let licences = Issuer::new(Profile::mdl(), certificate.clone());
    let licence = licences
        .attestation()
        .device_key(device)
        .claims(claims())
        .validity(validity)
        .prepare(&mut rng)
        .and_then(|prepared| prepared.sign_with(&signer))
        .expect("a licence");
    let licence = licence
        .prepare(&Request::age_over(AgeThreshold::EIGHTEEN), &transcript)
        .and_then(|prepared| prepared.sign_with(&device_key))
        .expect("a response");
    let mut anchors = TrustAnchors::new();
    anchors.add(TrustAnchor::root(root.clone(), Realm::Live).expect("an anchor")).expect("room");
    let licence_verifier = Verifier::new(anchors, Profile::built_in());
    let peer = Peer::new(&root.to_pem(), transcript.as_bytes());
    peer.verify(&licence);

    // Signers are met for the third time; an attestation that was decided on is known, so the door's scan ends as a
    // repetition, after both signatures.
    assert_eq!(door.scan_text(&text, noon()).decision(), Decision::Admit);
    let mut cache = SignerCache::new(verifier.clone());
    let mut licence_cache = SignerCache::new(licence_verifier.clone());
    let known = |cache: &mut SignerCache, response: &[u8], session: &Session| {
        let response = UnverifiedResponse::decode(black_box(response)).expect("a response");
        black_box(cache.verify(response, session, noon()).expect("verified"));
    };
    for _ in 0..3 {
        door.scan_text(&text, noon());
        known(&mut cache, &response, &session());
        known(&mut licence_cache, &licence, &session());
    }
    let known_session = session();
    let of_response = allocations::of(|| known(&mut cache, &response, &known_session));
    let of_scan = allocations::of(|| drop(black_box(door.scan_text(&text, noon()))));
    let of_peer = allocations::of(|| peer.verify(&licence));

    let issuer = Issuer::new(Profile::eu_age_verification(), certificate);
    let cautious = issuer.clone().with_signature_check(SignatureCheck::Every);
    let mut issue_rng = TestRng::new("attestations");
    let issue_by = |issuer: &Issuer, rng: &mut TestRng| {
        let ready = issuer.attestation().device_key(device).claims(claims()).validity(validity);
        black_box(ready.prepare(rng).and_then(|p| p.sign_with(&signer)).expect("an attestation"));
    };

    let pixels = frame::hd(&text);
    let seen = LumaFrame::new(&pixels, WIDTH, HEIGHT, WIDTH).expect("a frame");
    let signed = Signed::new();
    let signers = Signers::new();
    let hash = [0x42; 32];
    let (afresh_session, licence_session, licence_afresh) = (session(), session(), session());

    let results = medians(&mut [
        ("two verifications of aws-lc-rs, one key compressed", Box::new(|| signed.two_of_aws())),
        ("three verifications of aws-lc-rs, one key compressed", Box::new(|| signed.three_of_aws())),
        ("our two bare signature checks", Box::new(|| signed.two_of_ours())),
        (
            "door: text to decision, signer known",
            Box::new(|| {
                black_box(door.scan_text(black_box(&text), noon()));
            }),
        ),
        ("response verified, signer known", Box::new(|| known(&mut cache, &response, &known_session))),
        (
            "response verified, certificates afresh",
            Box::new(|| {
                assert!(verify_response(black_box(&response), &verifier, &afresh_session, noon()).is_ok());
            }),
        ),
        ("isomdl: licence parsed and verified", Box::new(|| peer.verify(black_box(&licence)))),
        (
            "the same licence by ofage, signer known",
            Box::new(|| {
                known(&mut licence_cache, &licence, &licence_session);
            }),
        ),
        (
            "the same licence by ofage, certificates afresh",
            Box::new(|| {
                assert!(
                    verify_response(black_box(&licence), &licence_verifier, &licence_afresh, noon()).is_ok()
                );
            }),
        ),
        (
            "one signature, crrl",
            Box::new(|| {
                black_box(signers.sign_crrl(black_box(&hash)));
            }),
        ),
        (
            "one signature, p256 with tables",
            Box::new(|| {
                black_box(signers.sign_p256(black_box(&hash)));
            }),
        ),
        ("one attestation issued", Box::new(|| issue_by(&issuer, &mut issue_rng))),
        ("one attestation issued, every signature checked", Box::new(|| issue_by(&cautious, &mut rng))),
        (
            "720p frame to text",
            Box::new(|| {
                assert_eq!(ofage_qr::read_first(black_box(&seen)).len(), 1);
            }),
        ),
    ]);
    let of =
        |name: &str| results.iter().find(|(known, _)| *known == name).map_or(f64::NAN, |(_, median)| *median);
    let scan = of("door: text to decision, signer known");
    let isomdl = of("isomdl: licence parsed and verified");
    let licence_known = of("the same licence by ofage, signer known");
    let licence_afresh = of("the same licence by ofage, certificates afresh");
    let bare = of("our two bare signature checks");
    // `crrl` is faster, and its time differs from nonce to nonce (SECURITY.md).
    let fastest = of("one signature, p256 with tables");
    let frame = of("720p frame to text");
    let few = |(count, bytes): (usize, usize)| count <= MOST_ALLOCATIONS && bytes <= MOST_BYTES;
    let counted = |work, (count, bytes): (usize, usize)| Row {
        work,
        ours: format!("{count}, {bytes} bytes"),
        reference: format!("isomdl: {}, {} bytes", of_peer.0, of_peer.1),
        ratio: count as f64 / of_peer.0 as f64,
        target: "<= 25 and <= 16 KiB of ours",
        met: few((count, bytes)),
    };
    let faster = |work, ours: f64| Row {
        work,
        ours: format!("{ours:.1} us"),
        reference: format!("{isomdl:.1} us"),
        ratio: isomdl / ours,
        target: ">= 6.5 x faster",
        met: isomdl / ours >= 6.5,
    };
    let rows = [
        Row::at_most(
            "door text to decision : two of aws-lc-rs, one key compressed",
            scan,
            of("two verifications of aws-lc-rs, one key compressed"),
            0.90,
            "<= 0.90",
        ),
        Row::at_most(
            "response, certificates afresh : three of aws-lc-rs",
            of("response verified, certificates afresh"),
            of("three verifications of aws-lc-rs, one key compressed"),
            1.15,
            "<= 1.15",
        ),
        faster("isomdl : ours, one element, signer known", licence_known),
        faster("isomdl : ours, one element, certificates afresh", licence_afresh),
        Row {
            work: "all but the two signature checks : door text to decision",
            ours: format!("{:.1} us", scan - bare),
            reference: format!("{scan:.1} us"),
            ratio: (scan - bare) / scan,
            target: "<= 0.06",
            met: (scan - bare) / scan <= 0.06,
        },
        counted("allocations, response, signer known", of_response),
        counted("allocations, door text to decision", of_scan),
        Row::at_most(
            "one attestation issued : fastest constant-time signature in Rust",
            of("one attestation issued"),
            fastest,
            1.3,
            "<= 1.30",
        ),
        Row {
            work: "720p frame to text",
            ours: format!("{:.2} ms", frame / 1000.0),
            reference: String::from("5 ms"),
            ratio: frame / 5000.0,
            target: "<= 1.00",
            met: frame <= 5000.0,
        },
    ];
    println!("| work | ours | reference | ratio | target | met |\n|---|---|---|---|---|---|");
    for Row { work, ours, reference, ratio, target, met } in &rows {
        let met = if *met { "yes" } else { "NO" };
        println!("| {work} | {ours} | {reference} | {ratio:.2} | {target} | {met} |");
    }
    println!("\nMedians of {ROUNDS} rounds, candidates in turn:\n\n| candidate | us |\n|---|---|");
    for (name, median) in &results {
        println!("| {name} | {median:.1} |");
    }
    if recorded {
        record::write(&rows);
    }
    assert!(few(of_response), "a response takes {of_response:?} allocations and bytes");
    assert!(few(of_scan), "a door's text takes {of_scan:?} allocations and bytes");
}
