//! Input at the limits of `limits.rs` and of the verifier, made to cost as much as it can: `cargo xtask bench-hostile`
//! measures its time, and the test `bounded_memory` its memory.

use std::rc::Rc;

use ofage_core::door_code::{DoorCode, Freshness, Template};
use ofage_core::limits::{
    MAX_CERTIFICATES, MAX_CRL_ENTRIES, MAX_DOOR_CODE_BYTES, MAX_DOOR_DEPTH, MAX_DOOR_OPS, MAX_DOOR_RAW_BYTES,
    MAX_EXTENSIONS, MAX_LIST_BYTES, MAX_LIST_ENTRIES, MAX_MESSAGE_BYTES, MAX_SAME_NAME_ANCHORS,
    MAX_TEMPLATE_BYTES, MAX_TRUST_FILE_BYTES, MAX_TRUST_FILE_PARTS,
};
use ofage_core::pki::build::{
    CertificateValidity, Contact, CrlBuilder, RootBuilder, RootName, SignerBuilder,
};
use ofage_core::pki::{Certificate, Crl, Oid, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{
    IdentifierList, ListTerm, StatusBits, StatusListBuilder, UnverifiedIdentifierList, UnverifiedStatusList,
};
use ofage_core::trust::{DenyListBuilder, PartKind, TrustFile, TrustFileBuilder, UnverifiedDenyList};
use ofage_core::{Curve, SecretKey, Signer as _, UnixTime, UnverifiedResponse};

use crate::cbor::bytes;
use crate::certificate::{AUTHORITY_KEY_ID, CertificateSpec, Extension};
use crate::door::{Issuers, date, noon, policy};
use crate::hostile::hostile_inputs;
use crate::keys::TestKey;
use crate::rng::TestRng;
use crate::world::{Anchor, World, layouts};

/// When an input arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// A guest shows it at the door.
    Door,
    /// The same, with as many signatures on P-384 as can be.
    DoorP384,
    /// The venue loads it with its trust lists, ahead of time: as large as what is taken may be.
    Loading,
    /// The same, and refused.
    LoadingHostile,
}

impl Arrival {
    /// Most memory at one time, in bytes. Lists are kept, so they take some multiple of their own size.
    #[must_use]
    pub const fn allowed_bytes(self) -> usize {
        match self {
            Self::Door | Self::DoorP384 => 1024 * 1024,
            Self::Loading | Self::LoadingHostile => 8 * 1024 * 1024,
        }
    }

    /// Longest time, in milliseconds, on one core in a release build.
    #[must_use]
    pub const fn allowed_milliseconds(self) -> u64 {
        match self {
            Self::Door => 1,
            Self::DoorP384 => 5,
            Self::Loading | Self::LoadingHostile => 100,
        }
    }
}

/// One input, and what is done with it.
pub struct AtLimit {
    /// The limit that it reaches, and with what.
    pub name: String,
    /// When it arrives.
    pub arrival: Arrival,
    /// Reads and verifies it; returns the code of the refusal, or `ok`.
    pub run: Box<dyn Fn() -> &'static str>,
}

impl core::fmt::Debug for AtLimit {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "AtLimit({}, {:?})", self.name, self.arrival)
    }
}

/// Every input at a limit.
///
/// # Panics
/// Where an input cannot be made.
#[must_use]
pub fn at_limits() -> Vec<AtLimit> {
    let mut all = Vec::new();
    messages(&mut all);
    certificates(&mut all);
    door_codes(&mut all);
    doors(&mut all);
    lists(&mut all);
    all
}

fn push(
    all: &mut Vec<AtLimit>,
    name: impl Into<String>,
    arrival: Arrival,
    run: impl Fn() -> &'static str + 'static,
) {
    all.push(AtLimit { name: name.into(), arrival, run: Box::new(run) });
}

/// A response on its way through decoding and verification, with the verifier's own state made before.
fn response(
    all: &mut Vec<AtLimit>,
    name: impl Into<String>,
    message: Vec<u8>,
    context: &crate::world::Context,
) {
    let (verifier, session, now) = (context.verifier(), context.session(), context.now);
    push(all, name, Arrival::Door, move || match UnverifiedResponse::decode(&message) {
        Err(error) => error.code(),
        Ok(response) => response.verify(&verifier, &session, now).map_or_else(|error| error.code(), |_| "ok"),
    });
}

/// `MAX_MESSAGE_BYTES`, `MAX_DEPTH`, `MAX_ENTRIES`, `MAX_ITEMS`.
fn messages(all: &mut Vec<AtLimit>) {
    for input in hostile_inputs() {
        assert!(input.built.response.len() <= MAX_MESSAGE_BYTES);
        response(all, input.name, input.built.response, &input.built.context);
    }
}

/// `MAX_CERTIFICATES`, `MAX_EXTENSIONS`, `MAX_SAME_NAME_ANCHORS`.
fn certificates(all: &mut Vec<AtLimit>) {
    let layout = layouts().into_iter().next().unwrap_or_else(|| panic!("no layout"));
    for curve in [Curve::P256, Curve::P384] {
        let mut world = layout.world.clone();
        same_name(&mut world, curve);
        let name =
            format!("{MAX_SAME_NAME_ANCHORS} roots of one name on {}, none the signer's", curve.name());
        response(all, name, world.response.encode(), &world.context);
        if let (Curve::P384, Some(last)) = (curve, all.last_mut()) {
            last.arrival = Arrival::DoorP384;
        }
    }
    let mut world = layout.world.clone();
    let mut spec = world.pki.signer.clone();
    let names =
        ["2.5.29.100", "2.5.29.101", "2.5.29.102", "2.5.29.103", "2.5.29.104", "2.5.29.105", "2.5.29.106"];
    let more = [
        "1.2.3.1", "1.2.3.2", "1.2.3.3", "1.2.3.4", "1.2.3.5", "1.2.3.6", "1.2.3.7", "1.2.3.8", "1.2.3.9",
        "1.2.3.10",
    ];
    let rest =
        ["1.2.4.1", "1.2.4.2", "1.2.4.3", "1.2.4.4", "1.2.4.5", "1.2.4.6", "1.2.4.7", "1.2.4.8", "1.2.4.9"];
    for name in names.into_iter().chain(more).chain(rest) {
        if spec.extensions.len() < MAX_EXTENSIONS {
            spec.extensions.push(Extension::new(name, false, vec![0; 200]));
        }
    }
    world.set_chain(vec![bytes(spec.to_der()); MAX_CERTIFICATES]);
    response(
        all,
        format!("{MAX_CERTIFICATES} certificates of {} extensions", spec.extensions.len()),
        world.response.encode(),
        &world.context,
    );
}

/// Roots of one name and a signer whom none of them certified: each is tried.
fn same_name(world: &mut World, curve: Curve) {
    let (from, until) = (world.pki.root.not_before, world.pki.root.not_after);
    let root =
        |label: String| CertificateSpec::root(TestKey::new(curve, &label), "Same name", "UT", from, until);
    world.context.anchors = (0..MAX_SAME_NAME_ANCHORS)
        .map(|number| Anchor::root(root(format!("same name {number}")).to_der()))
        .collect();
    let signer = &world.pki.signer;
    let mut signer = root("stranger".into()).issue(
        TestKey::new(curve, "signer"),
        "Test document signer",
        signer.not_before,
        signer.not_after,
    );
    signer.remove_extension(AUTHORITY_KEY_ID);
    world.set_chain(vec![bytes(signer.to_der())]);
}

/// `MAX_DOOR_CODE_BYTES`, `MAX_TEMPLATE_BYTES` and what a template is made of.
fn door_codes(all: &mut Vec<AtLimit>) {
    let mut rng = TestRng::new("door codes at their limit");
    let issuers = Issuers::new("limits", Realm::Live);
    let sample = issuers.template().as_bytes().to_vec();
    let repeated = |size: usize| sample.iter().copied().cycle().take(size).collect::<Vec<u8>>();
    for (name, template) in [
        ("zeros", vec![0; MAX_TEMPLATE_BYTES]),
        ("ones", vec![0xff; MAX_TEMPLATE_BYTES]),
        ("a template, over and over", repeated(MAX_TEMPLATE_BYTES)),
        ("noise", rng.take(MAX_TEMPLATE_BYTES)),
    ] {
        push(all, format!("a template of {MAX_TEMPLATE_BYTES} bytes: {name}"), Arrival::Door, move || {
            Template::decode(&template).map_or_else(|error| error.code(), |_| "ok")
        });
    }
    let door = Rc::new(issuers.door(policy()));
    let challenge = door.challenge(noon()).unwrap_or_else(|error| panic!("{error}"));
    expansions(all, &door, challenge.hint());
    for (name, head) in
        [("reference", 0b0010_0000), ("inline template", 0b0010_0010), ("all inline", 0b0010_0011)]
    {
        for (fill, content) in [
            ("zeros", vec![0; MAX_DOOR_CODE_BYTES]),
            ("a template, over and over", repeated(MAX_DOOR_CODE_BYTES)),
            ("noise", rng.take(MAX_DOOR_CODE_BYTES)),
        ] {
            let mut code = content;
            code.truncate(MAX_DOOR_CODE_BYTES - 3);
            // For a challenge that is open: with another hint nothing of the code would be looked at.
            code.splice(..0, [&[head][..], &challenge.hint()].concat());
            let door = Rc::clone(&door);
            push(
                all,
                format!("a code of {MAX_DOOR_CODE_BYTES} bytes, {name}: {fill}"),
                Arrival::Door,
                move || door.scan_bytes(&code, noon()).reason().code(),
            );
        }
    }
    for (name, text) in
        [("digits", "7".repeat(7089)), ("letters", "A".repeat(7089)), ("spaces", " ".repeat(7089))]
    {
        let door = Rc::clone(&door);
        push(all, format!("a scan of 7089 {name}"), Arrival::Door, move || {
            door.scan_text(&text, noon()).reason().code()
        });
    }
}

/// Templates in a code that make as much as they can of it: `MAX_DOOR_OPS`, `MAX_DOOR_DEPTH`, `MAX_DOOR_RAW_BYTES`,
/// `MAX_CERTIFICATES`. What they expand to is no response.
fn expansions(all: &mut Vec<AtLimit>, door: &Rc<ofage_verifier::Door>, hint: [u8; 2]) {
    let number = |value: usize| {
        if value < 128 { vec![value as u8] } else { vec![value as u8 | 0x80, (value >> 7) as u8] }
    };
    // Packed as runs of bytes as they are.
    let runs = |bytes: &[u8]| -> Vec<u8> {
        bytes.chunks(128).flat_map(|run| [&[run.len() as u8 - 1][..], run].concat()).collect()
    };
    let item = |name_space: u8| [0x11, name_space, 1, 0x12, 0];
    let items: Vec<u8> = (0..255).flat_map(|_| item(0)).collect();
    let ids: Vec<u8> = (0..255).flat_map(number).collect();
    let nested = [&[0x01, 1].repeat(MAX_DOOR_DEPTH - 1)[..], &[0x01], &number(500), &[0x07; 500]].concat();
    let blobs = |count: usize| [&[13][..], &[0xf6; 13]].concat().repeat(count);
    let certificate: Vec<u8> =
        [&[3, 0x30, 0x30, 0x30, 0x30, 0x80, 4, 0x84, 8, 0x8c, 16, 0x9c, 32, 0xbc, 64][..]]
            .into_iter()
            .chain(core::iter::repeat_n(&[0xfc, 0x80, 1][..], 63))
            .flatten()
            .copied()
            .collect();
    let certificates = [&number(certificate.len())[..], &certificate].concat().repeat(MAX_CERTIFICATES);
    for (name, head, parts, holes) in [
        ("holes of 13 bytes, one after another", 0x22, vec![0x07; MAX_DOOR_OPS], blobs(MAX_DOOR_OPS)),
        ("500 holes, four levels down", 0x22, nested, blobs(500)),
        (
            "seven holes of the longest length",
            0x22,
            [0x06, 0x80, 0x08].repeat(7),
            vec![0; 7 * MAX_DOOR_RAW_BYTES],
        ),
        (
            "255 items, and a digest for each",
            0x22,
            [&items[..], &[0x16, 0, 0xff, 0x01]].concat(),
            [&ids[..], &ids].concat(),
        ),
        (
            "four certificates of the longest length",
            0x23,
            [1, 1, 0x1b].repeat(MAX_CERTIFICATES),
            certificates,
        ),
    ] {
        let packed = runs(&[&[1], &parts[..]].concat());
        let code = [&[head][..], &hint, &number(packed.len()), &packed, &holes].concat();
        assert!(code.len() <= MAX_DOOR_CODE_BYTES, "{name}: {} bytes", code.len());
        let expanded = DoorCode::from_bytes(&code).unwrap_or_else(|error| panic!("{name}: {error}"));
        let catalogue = ofage_core::door_code::Catalogue::new();
        let mut expanded = expanded.expand(&catalogue).unwrap_or_else(|error| panic!("{name}: {error}"));
        let length = expanded.next().and_then(Result::ok).map_or(0, |response| response.len());
        assert!(length > 6000, "{name}: {length} bytes");
        let door = Rc::clone(door);
        push(
            all,
            format!("a template in a code, {length} bytes from it: {name}"),
            Arrival::Door,
            move || door.scan_bytes(&code, noon()).reason().code(),
        );
    }
}

/// The sessions that one code is tried against.
fn doors(all: &mut Vec<AtLimit>) {
    let mut issuers = Issuers::new("limits", Realm::Live);
    let guest = issuers.guest(&[(18, true)]);
    let door = issuers.door(policy());
    let stranger = issuers.door_at(policy(), noon(), "another door", [9; 32]);
    for _ in 0..64 {
        door.challenge(noon()).unwrap_or_else(|error| panic!("{error}"));
    }
    let challenge = stranger.challenge(noon()).unwrap_or_else(|error| panic!("{error}"));
    let response = guest.respond(&challenge.to_session_transcript(), 18);
    let held = response.clone();
    push(all, "a response to another door, against 64 open challenges", Arrival::Door, move || {
        door.scan_bytes(&response, noon()).reason().code()
    });
    // With the hint of an open challenge, so that all of it is looked at.
    let door = issuers.door(policy());
    let own = door.challenge(noon()).unwrap_or_else(|error| panic!("{error}"));
    let code = DoorCode::self_contained(&held, Freshness::Challenge(own.hint()));
    let code = code.unwrap_or_else(|error| panic!("{error}"));
    push(all, "a self-contained code for another door", Arrival::Door, move || {
        door.scan_bytes(code.as_bytes(), noon()).reason().code()
    });
}

/// A root and a signer of lists.
struct Provider {
    root: Certificate,
    root_key: SecretKey,
    key: SecretKey,
    certificate: Certificate,
    deny_signer: Certificate,
    anchors: TrustAnchors,
}

impl Provider {
    fn new() -> Self {
        let mut rng = TestRng::new("lists at their limit");
        let mut make = || -> Result<Self, Box<dyn core::error::Error>> {
            let (root_key, key) =
                (SecretKey::generate(Curve::P256, &mut rng), SecretKey::generate(Curve::P256, &mut rng));
            let year = CertificateValidity::new(date("2026-01-01"), date("2026-12-31"))?;
            let name = RootName::new("UT", "Provider")?.with_organization("Utopia")?;
            let root = RootBuilder::new(name, year, Contact::uri("https://provider.example")?)?
                .self_sign(&root_key, &mut rng)?;
            let signer =
                SignerBuilder::document_signer(&root, "Lists", year, "https://provider.example/crl")?;
            let certificate = signer.with_extended_key_usage([Oid::STATUS_LIST_SIGNER]).sign(
                &root_key,
                &key.public_key(),
                &mut rng,
            )?;
            let deny_signer =
                SignerBuilder::vical_signer(&root, "Lists", year, "https://provider.example/crl")?.sign(
                    &root_key,
                    &key.public_key(),
                    &mut rng,
                )?;
            let mut anchors = TrustAnchors::new();
            anchors.add(TrustAnchor::root(root.clone(), Realm::Live)?)?;
            Ok(Self { root, root_key, key, certificate, deny_signer, anchors })
        };
        make().unwrap_or_else(|error| panic!("{error}"))
    }
}

/// `MAX_LIST_BYTES`, `MAX_LIST_ENTRIES`, `MAX_STATUS_BYTES`, `MAX_CRL_ENTRIES`, `MAX_TRUST_FILE_PARTS`.
fn lists(all: &mut Vec<AtLimit>) {
    make_lists(all).unwrap_or_else(|error| panic!("{error}"));
}

fn make_lists(all: &mut Vec<AtLimit>) -> Result<(), Box<dyn core::error::Error>> {
    const ENTRIES: u64 = 16_777_216;
    let provider = Provider::new();
    let now: UnixTime = noon();
    let term = || ListTerm::new(now, now.plus_seconds(86_400));
    let chain = [provider.certificate.clone()];
    let anchors = Rc::new(provider.anchors);

    let list = StatusListBuilder::new("https://provider.example/1", StatusBits::One, ENTRIES)?
        .prepare(term()?, &chain)?
        .sign_with(&provider.key)?;
    let trusted = Rc::clone(&anchors);
    push(
        all,
        format!("a status list of {ENTRIES} entries in {} bytes", list.len()),
        Arrival::Loading,
        move || {
            UnverifiedStatusList::decode(&list)
                .and_then(|list| list.verify(&trusted, now))
                .map_or_else(|error| error.code(), |_| "ok")
        },
    );

    let identifiers: Vec<Vec<u8>> =
        (0..MAX_LIST_ENTRIES).map(|number| number.to_be_bytes().to_vec()).collect();
    let list = IdentifierList::prepare(
        "https://provider.example/2",
        identifiers.iter().map(Vec::as_slice),
        term()?,
        &chain,
    )?
    .sign_with(&provider.key)?;
    let trusted = Rc::clone(&anchors);
    push(all, format!("an identifier list of {MAX_LIST_ENTRIES} entries"), Arrival::Loading, move || {
        UnverifiedIdentifierList::decode(&list)
            .and_then(|list| list.verify(&trusted, now))
            .map_or_else(|error| error.code(), |_| "ok")
    });

    // Maps in maps, with as many keys as fit: all of them stand side by side until the innermost is over.
    let keys = |count: u64| -> Vec<u8> {
        let head = |major: u8, value: u64| match value {
            0..24 => vec![major << 5 | value as u8],
            24..256 => vec![major << 5 | 24, value as u8],
            256..65_536 => [&[major << 5 | 25][..], &(value as u16).to_be_bytes()].concat(),
            _ => [&[major << 5 | 26][..], &(value as u32).to_be_bytes()].concat(),
        };
        // The last value is left out: the next map, or a number.
        let entries = (0..count)
            .flat_map(|key| [head(0, key), if key + 1 < count { vec![0] } else { Vec::new() }].concat());
        [head(5, count), entries.collect()].concat()
    };
    let payload = [keys(MAX_LIST_ENTRIES as u64).repeat(3), keys(60_000), vec![0]].concat();
    let list = [
        &[0xd2, 0x84, 0x58, 32, 0xa2, 1, 0x26, 16, 0x78, 26][..],
        b"application/statuslist+cwt",
        &[0xa0, 0x5a],
        &(payload.len() as u32).to_be_bytes(),
        &payload,
        &[0x40],
    ]
    .concat();
    push(
        all,
        format!("a list of {} keys, four maps deep", 3 * MAX_LIST_ENTRIES + 60_000),
        Arrival::LoadingHostile,
        move || UnverifiedStatusList::decode(&list).map_or_else(|error| error.code(), |_| "ok"),
    );

    let mut builder = DenyListBuilder::new(1, now, now.plus_seconds(86_400))?;
    let mut rng = TestRng::new("denied");
    let denied = (MAX_LIST_BYTES - 4096) / 34;
    for _ in 0..denied {
        builder.deny_certificate(rng.take(32).try_into().unwrap_or_default());
    }
    let list = builder.prepare(&[provider.deny_signer])?.sign_with(&provider.key)?;
    let trusted = Rc::clone(&anchors);
    push(all, format!("a deny list of {denied} certificates"), Arrival::Loading, move || {
        UnverifiedDenyList::decode(&list)
            .and_then(|list| list.verify(&trusted, now))
            .map_or_else(|error| error.code(), |_| "ok")
    });

    let mut builder = CrlBuilder::new(&provider.root, 1, now, now.plus_seconds(86_400))?;
    for _ in 0..MAX_CRL_ENTRIES {
        builder = builder.revoke(&[&[1], &rng.take(19)[..]].concat(), now)?;
    }
    let list = builder.sign(&provider.root_key)?;
    let trusted = Rc::clone(&anchors);
    push(all, format!("a revocation list of {MAX_CRL_ENTRIES} entries"), Arrival::Loading, move || {
        Crl::verify(&list, &trusted).map_or_else(|error| error.code(), |_| "ok")
    });

    let mut builder = TrustFileBuilder::new();
    for _ in 0..MAX_TRUST_FILE_PARTS {
        builder.add(PartKind::DocumentSigner, &rng.take(MAX_TRUST_FILE_BYTES / MAX_TRUST_FILE_PARTS - 16));
    }
    let file = builder.encode()?;
    push(
        all,
        format!("a trust file of {MAX_TRUST_FILE_PARTS} parts, {} bytes", file.len()),
        Arrival::Loading,
        move || TrustFile::decode(&file).map_or_else(|error| error.code(), |_| "ok"),
    );
    Ok(())
}
