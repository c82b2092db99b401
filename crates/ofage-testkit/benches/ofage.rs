//! What the parts cost: `cargo bench -p ofage-testkit`. Ratios within one run count; machines differ.

use divan::{Bencher, black_box};
use ofage_core::door_code::DoorCode;
use ofage_core::pki::Realm;
use ofage_core::{Profile, Session, SignerCache, UnverifiedResponse, Verifier, verify_response};
use ofage_qr::{LumaFrame, Symbol};
use ofage_testkit::door::{Issuers, noon, policy};
use ofage_verifier::DoorMode;

fn main() {
    divan::main();
}

/// An issuer, a challenge, and a guest's answer to it.
struct Scene {
    issuers: Issuers,
    challenge: ofage_core::Challenge,
    response: Vec<u8>,
    text: String,
}

#[expect(clippy::unwrap_used, reason = "a benchmark stops where its set-up fails")]
fn scene() -> Scene {
    let mut issuers = Issuers::new("bench", Realm::Live);
    let door = issuers.door(policy().mode(DoorMode::Queue));
    let challenge = door.challenge(noon()).unwrap();
    let guest = issuers.guest(&[(18, true)]);
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let text = issuers.answer(&guest, &challenge);
    Scene { issuers, challenge, response, text }
}

impl Scene {
    fn verifier(&self) -> Verifier {
        Verifier::new(self.issuers.anchors(), Profile::built_in())
    }

    fn session(&self) -> Session {
        Session::new(self.challenge.to_session_transcript())
    }
}

/// Reading a response, before any check.
#[divan::bench]
fn decode_response(bencher: Bencher<'_, '_>) {
    let scene = scene();
    bencher.bench_local(|| UnverifiedResponse::decode(black_box(&scene.response)).is_ok());
}

/// All checks, the certificate path afresh: three signatures.
#[divan::bench]
fn verify_afresh(bencher: Bencher<'_, '_>) {
    let scene = scene();
    let (verifier, session) = (scene.verifier(), scene.session());
    bencher.bench_local(|| verify_response(black_box(&scene.response), &verifier, &session, noon()).is_ok());
}

/// The same with a signer that was met before: two signatures, one of them with a table.
#[divan::bench]
#[expect(clippy::unwrap_used, reason = "a benchmark stops where its set-up fails")]
fn verify_known_signer(bencher: Bencher<'_, '_>) {
    let scene = scene();
    let session = scene.session();
    let mut cache = SignerCache::new(scene.verifier());
    bencher.bench_local(|| {
        let response = UnverifiedResponse::decode(black_box(&scene.response)).unwrap();
        cache.verify(response, &session, noon()).is_ok()
    });
}

/// From the digits of a door code to the decision of a door, signer known.
#[divan::bench]
fn door_scan_text(bencher: Bencher<'_, '_>) {
    let scene = scene();
    let door = scene.issuers.door(policy().mode(DoorMode::Queue));
    bencher.bench_local(|| door.scan_text(black_box(&scene.text), noon()));
}

/// From digits to the ISO response, without verification.
#[divan::bench]
#[expect(clippy::unwrap_used, reason = "a benchmark stops where its set-up fails")]
fn door_code_expand(bencher: Bencher<'_, '_>) {
    let scene = scene();
    let trust = scene.issuers.trust(noon());
    let lookup = ofage_verifier::TrustSource::lookup(&trust);
    bencher.bench_local(|| {
        let code = DoorCode::from_text(black_box(&scene.text)).unwrap();
        code.expand(lookup).unwrap().count()
    });
}

/// From a response to digits, with the sender's check.
#[divan::bench]
fn door_code_compress(bencher: Bencher<'_, '_>) {
    let scene = scene();
    bencher.bench_local(|| {
        scene.issuers.code(black_box(&scene.response), scene.challenge.freshness()).to_text()
    });
}

/// One attestation: salts, MSO, signature, and the check of it.
#[divan::bench]
fn issue_one(bencher: Bencher<'_, '_>) {
    let mut issuers = Issuers::new("bench", Realm::Live);
    bencher.bench_local(|| issuers.guest(black_box(&[(18, true)])));
}

/// A presentation: selection, device signature, and the check of it.
#[divan::bench]
fn present_one(bencher: Bencher<'_, '_>) {
    let mut issuers = Issuers::new("bench", Realm::Live);
    let guest = issuers.guest(&[(18, true)]);
    let transcript = scene().challenge.to_session_transcript();
    bencher.bench_local(|| guest.respond(black_box(&transcript), 18));
}

/// Reading a door code from a clean picture of itself.
#[divan::bench]
#[expect(clippy::unwrap_used, reason = "a benchmark stops where its set-up fails")]
fn read_symbol(bencher: Bencher<'_, '_>) {
    let luma = Symbol::from_text(&scene().text).unwrap().luma(4).unwrap();
    let frame = LumaFrame::new(luma.pixels(), luma.width(), luma.height(), luma.width()).unwrap();
    bencher.bench_local(|| ofage_qr::read_first(black_box(&frame)).len());
}
