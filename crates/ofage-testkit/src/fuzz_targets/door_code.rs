//! Door codes: from bytes and from text, and everything that they expand to.

use std::sync::LazyLock;

use ofage_core::door_code::{Catalogue, DoorCode, Freshness, Template};
use ofage_core::limits::{MAX_DOOR_CANDIDATES, MAX_DOOR_CODE_BYTES, MAX_MESSAGE_BYTES};

use super::script::Script;
use crate::world::layouts;

/// A layout: its template, and codes of its response.
struct Known {
    template: Template,
    codes: Vec<Vec<u8>>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    layouts()
        .into_iter()
        .map(|layout| {
            let (response, _) = layout.world.sealed();
            let template = Template::derive(&response).unwrap_or_else(|error| panic!("{error}"));
            let freshness = Freshness::Challenge([1, 2]);
            let codes = [
                DoorCode::compress(&response, &template, freshness),
                DoorCode::with_certificate(&response, &template, freshness),
                DoorCode::self_contained(&response, freshness),
            ];
            let codes = codes.into_iter().flatten().map(|code| code.as_bytes().to_vec()).collect();
            Known { template, codes }
        })
        .collect()
});

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue::new();
    for known in KNOWN.iter() {
        catalogue.add_template(known.template.clone());
    }
    for layout in layouts() {
        catalogue.add_certificate(&layout.world.pki.signer.to_der());
    }
    catalogue
});

/// A code is one text and one byte string; what it expands to is bounded, and compresses to a code of the same meaning.
pub(super) fn run(data: &[u8]) {
    let mut script = Script::new(data);
    match script.byte() % 4 {
        0 => check(script.rest()),
        1 => {
            if let Ok(text) = core::str::from_utf8(script.rest())
                && let Ok(code) = DoorCode::from_text(text)
            {
                check(code.as_bytes());
            }
        }
        2 => {
            let known = &KNOWN[script.below(KNOWN.len())];
            let mut template = known.template.as_bytes().to_vec();
            script.edit_bytes(&mut template);
            check_template(&template);
        }
        _ => {
            let known = &KNOWN[script.below(KNOWN.len())];
            let mut code = known.codes[script.below(known.codes.len())].clone();
            script.edit_bytes(&mut code);
            check(&code);
        }
    }
}

fn check_template(bytes: &[u8]) {
    if let Ok(template) = Template::decode(bytes) {
        assert_eq!(template.as_bytes(), bytes, "another template");
    }
}

fn check(bytes: &[u8]) {
    let Ok(code) = DoorCode::from_bytes(bytes) else { return };
    assert!(bytes.len() <= MAX_DOOR_CODE_BYTES);
    assert_eq!(code.as_bytes(), bytes);
    let again = DoorCode::from_text(&code.to_text()).map(|same| same.as_bytes().to_vec());
    assert_eq!(again.as_deref(), Ok(bytes), "the text");
    let Ok(candidates) = code.expand(&*CATALOGUE) else { return };
    let mut count = 0;
    for response in candidates {
        count += 1;
        if let Ok(response) = response {
            assert!(response.len() <= MAX_MESSAGE_BYTES, "{} bytes", response.len());
            check_response(&response, code.freshness());
        }
    }
    assert!(count <= MAX_DOOR_CANDIDATES, "{count} candidates");
}

/// Where a sender would make a code of this response, the code gives it back.
fn check_response(response: &[u8], freshness: Freshness) {
    let Ok(code) = DoorCode::self_contained(response, freshness) else { return };
    let expanded = code
        .expand(&Catalogue::new())
        .map(|candidates| candidates.filter_map(Result::ok).any(|same| same == response));
    assert_eq!(expanded, Ok(true), "a code that means something else");
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::scripts("door code", 24);
    for known in KNOWN.iter() {
        seeds.extend(known.codes.iter().map(|code| [&[0][..], code].concat()));
        let text =
            known.codes.first().and_then(|code| DoorCode::from_bytes(code).ok()).map(|code| code.to_text());
        seeds.extend(text.map(|text| [&[1][..], text.as_bytes()].concat()));
    }
    seeds
}
