//! Door codes of responses that other vendors made: every one comes back byte for byte.
#![cfg(test)]

use ofage_core::door_code::{Catalogue, DoorCode, DoorCodeError, Freshness, Mode, Template};
use ofage_testkit::{base64url, hex, shared_json};

const EU: [&str; 12] = ["09", "11", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"];

fn eu(name: &str) -> Vec<u8> {
    base64url(&shared_json(&format!("eu-av/{name}.json"))["device_response_b64url"])
}

fn annex_d() -> Vec<u8> {
    hex(&shared_json("iso18013-5-annex-d.json")["deviceResponse"])
}

/// All of them, by name.
fn responses() -> Vec<(String, Vec<u8>)> {
    let eu = EU.iter().map(|name| (format!("EU {name}"), eu(name)));
    eu.chain([("ISO Annex D".to_owned(), annex_d())]).collect()
}

/// The one response that a code stands for.
fn only(code: &DoorCode, catalogue: &Catalogue) -> Result<Vec<u8>, DoorCodeError> {
    let mut candidates = code.expand(catalogue)?;
    let first = candidates.next().unwrap();
    assert!(candidates.next().is_none());
    first
}

/// The document signer's certificate, by its place in the response.
fn certificate(response: &[u8]) -> &[u8] {
    // {33: bstr of two length bytes}
    let at = response.windows(4).position(|four| four == [0xa1, 0x18, 0x21, 0x59]).unwrap();
    let rest = &response[at..][4..];
    let length = usize::from(u16::from_be_bytes([rest[0], rest[1]]));
    &rest[2..][..length]
}

#[test]
fn every_response_comes_back_in_every_form_and_mode() {
    for (name, response) in responses() {
        let template = Template::derive(&response).unwrap();
        assert_eq!(Template::decode(template.as_bytes()).as_ref(), Ok(&template), "{name}");
        let mut catalogue = Catalogue::new();
        for freshness in [Freshness::Challenge([1, 2]), Freshness::Queue([3, 4]), Freshness::Timed(5)] {
            let alone = DoorCode::self_contained(&response, freshness).unwrap();
            assert!(only(&alone, &Catalogue::new()).as_ref() == Ok(&response), "{name}");
            assert!(alone.as_bytes().len() < response.len(), "{name}");

            let code = DoorCode::compress(&response, &template, freshness).unwrap();
            assert_eq!(code.template_id(), Some(template.id()), "{name}");
            assert_eq!(code.freshness(), freshness);
            if freshness.mode() == Mode::Challenge {
                assert_eq!(only(&code, &catalogue), Err(DoorCodeError::TemplateUnknown), "{name}");
                catalogue.add_template(template.clone());
                assert_eq!(only(&code, &catalogue), Err(DoorCodeError::CertificateUnknown), "{name}");
                catalogue.add_certificate(certificate(&response));
            }
            let typed = format!("{}\r\n", code.to_text());
            assert_eq!(
                only(&DoorCode::from_text(&typed).unwrap(), &catalogue).as_ref(),
                Ok(&response),
                "{name}"
            );

            let carrying = DoorCode::with_certificate(&response, &template, freshness).unwrap();
            assert_eq!(carrying.template_id(), Some(template.id()), "{name}");
            let mut templates = Catalogue::new();
            templates.add_template(template.clone());
            assert!(only(&carrying, &templates).as_ref() == Ok(&response), "{name}");
        }
    }
}
