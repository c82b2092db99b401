//! Door codes of our responses and of those that other vendors made: every one comes back byte for byte.
#![cfg(test)]

use ofage_core::door_code::{Catalogue, DoorCode, DoorCodeError, Freshness, Mode, Template};
use ofage_core::limits::MAX_MESSAGE_BYTES;
use ofage_core::{AgeDecision, AgeThreshold, Curve, verify_response};
use ofage_testkit::rng::TestRng;
use ofage_testkit::samples::{SampleAuth, SampleIssuer, SampleLayout};
use ofage_testkit::sizes::{EU_VECTORS, annex_d, eu_vector, table};

/// All of them, by name.
fn responses() -> Vec<(String, Vec<u8>)> {
    let eu = EU_VECTORS.iter().map(|name| (format!("EU {name}"), eu_vector(name)));
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

/// A verifier's catalogue for one issuer.
fn catalogue(template: &Template, issuer: &SampleIssuer) -> Catalogue {
    let mut catalogue = Catalogue::new();
    catalogue.add_template(template.clone());
    catalogue.add_certificate(issuer.certificate().as_der());
    catalogue
}

/// Every layout that we issue.
fn layouts() -> Vec<SampleLayout<'static>> {
    let one = SampleLayout::default();
    let mut layouts = vec![one];
    for device in [Curve::P256, Curve::P384] {
        for auth in [SampleAuth::Signature, SampleAuth::Mac] {
            let mut layout = one;
            (layout.device, layout.auth) = (device, auth);
            layouts.push(layout);
            layout.thresholds = &[16, 18, 21, 25, 65];
            layouts.push(layout);
            layout.status = Some(70_000);
            layouts.push(layout);
        }
    }
    layouts
}

#[test]
fn one_sample_makes_the_codes_of_all_holders_and_they_verify() {
    for curve in [Curve::P256, Curve::P384] {
        let issuer = SampleIssuer::new(curve, 1);
        for layout in layouts() {
            let template = Template::derive(&issuer.respond(&layout, 10).response).unwrap();
            let catalogue = catalogue(&template, &issuer);
            for seed in 11..15 {
                let sample = issuer.respond(&layout, seed);
                assert_eq!(Template::derive(&sample.response).as_ref(), Ok(&template), "{layout:?}");
                for freshness in [Freshness::Challenge([1, 2]), Freshness::Queue([1, 2]), Freshness::Timed(9)]
                {
                    let code = DoorCode::compress(&sample.response, &template, freshness).unwrap();
                    assert_eq!(code.template_id(), Some(template.id()), "{layout:?}");
                    let expanded = only(&code, &catalogue).unwrap();
                    assert!(expanded == sample.response);
                }
                let verified = verify_response(
                    &sample.response,
                    &issuer.verifier(),
                    &sample.session,
                    SampleIssuer::now(),
                );
                let verified = verified.unwrap_or_else(|error| panic!("{layout:?}: {error}"));
                assert_eq!(verified.age_over(AgeThreshold::EIGHTEEN), AgeDecision::Admit);
            }
        }
    }
}

#[test]
fn one_template_serves_every_threshold() {
    let issuer = SampleIssuer::new(Curve::P256, 1);
    let layout = SampleLayout::default();
    let template = Template::derive(&issuer.respond(&layout, 1).response).unwrap();
    for asked in [0, 9, 16, 21, 99] {
        let mut layout = layout;
        let thresholds = [asked];
        (layout.thresholds, layout.asked) = (&thresholds, asked);
        let response = issuer.respond(&layout, 2).response;
        let code = DoorCode::compress(&response, &template, Freshness::Timed(0)).unwrap();
        assert_eq!(code.template_id(), Some(template.id()), "{asked}");
        assert!(only(&code, &catalogue(&template, &issuer)) == Ok(response));
    }
}

#[test]
fn sizes_are_within_the_budget() {
    for row in table() {
        assert!(row.code.bytes < row.with_certificate.bytes, "{}", row.name);
        assert!(row.with_certificate.bytes < row.self_contained.bytes, "{}", row.name);
        assert!(row.self_contained.bytes < row.plain.bytes, "{}", row.name);
    }
    let rows = table();
    let row = |name: &str| rows.iter().find(|row| row.name == name).unwrap().code;
    let one = row("one threshold, 90 days");
    assert!(one.bytes <= 189 && one.symbol.unwrap().0 <= 8, "{one}");
    let year = row("one threshold, 365 days");
    assert!(year.bytes <= 190 && year.symbol.unwrap().0 <= 8, "{year}");
    // Each digest that is not disclosed adds its 32 bytes; the first one also the place of the one that is.
    assert_eq!(row("one of two thresholds").bytes, one.bytes + 33);
    assert_eq!(row("one of five thresholds").bytes, one.bytes + 4 * 32 + 1);
}

#[test]
fn a_response_of_another_layout_falls_back_to_a_self_contained_code() {
    let issuer = SampleIssuer::new(Curve::P256, 1);
    let template = Template::derive(&issuer.respond(&SampleLayout::default(), 1).response).unwrap();
    for (name, response) in responses() {
        let code = DoorCode::compress(&response, &template, Freshness::Timed(0)).unwrap();
        assert_eq!(code.template_id(), None, "{name}");
        assert!(only(&code, &Catalogue::new()) == Ok(response), "{name}");
    }
}

#[test]
fn what_would_not_verify_is_not_sent() {
    let response = eu_vector("09");
    // A disclosed value changed under its digest: the response is no longer the expansion of its own code.
    let mut forged = response.clone();
    let value = forged.windows(2).position(|two| two == [0xf5, 0xd8]).unwrap();
    forged[value] = 0xf4;
    let code = DoorCode::self_contained(&forged, Freshness::Timed(0));
    assert_eq!(code, Err(DoorCodeError::RoundTripFailed));

    let cut = &response[..response.len() - 1];
    assert_eq!(Template::derive(cut).unwrap_err().code(), "truncated");
    let empty = [0xa2, 0x67, b'v', b'e', b'r', b's', b'i', b'o', b'n', 0x63, b'1', b'.', b'0'];
    let empty = [&empty[..], &[0x66], b"status", &[0]].concat();
    assert_eq!(Template::derive(&empty), Err(DoorCodeError::ResponseUnsupported));
}

#[test]
fn a_template_holds_nothing_of_the_person() {
    for name in EU_VECTORS {
        let response = eu_vector(name);
        let template = Template::derive(&response).unwrap();
        let code = DoorCode::compress(&response, &template, Freshness::Timed(0)).unwrap();
        // The code has all random bytes, so none of its runs of eight may stand in the template.
        let runs =
            template.as_bytes().windows(8).any(|run| code.as_bytes().windows(8).any(|other| other == run));
        assert!(!runs, "{name}");
    }
    let template = Template::derive(&annex_d()).unwrap();
    assert!(!template.as_bytes().windows(3).any(|three| three == b"Doe"));
}

#[test]
fn damaged_codes_are_answered_within_bounds() {
    let issuer = SampleIssuer::new(Curve::P256, 1);
    let sample = issuer.respond(&SampleLayout { thresholds: &[16, 18], ..SampleLayout::default() }, 1);
    let template = Template::derive(&sample.response).unwrap();
    let catalogue = catalogue(&template, &issuer);
    let mut rng = TestRng::new("damage");
    let codes = [
        DoorCode::compress(&sample.response, &template, Freshness::Timed(7)).unwrap(),
        DoorCode::self_contained(&sample.response, Freshness::Timed(7)).unwrap(),
        DoorCode::self_contained(&annex_d(), Freshness::Timed(7)).unwrap(),
    ];
    for code in &codes {
        let good = code.as_bytes();
        let answer = |bytes: &[u8]| -> Result<Vec<u8>, DoorCodeError> {
            let code = DoorCode::from_bytes(bytes)?;
            let expanded = code.expand(&catalogue)?.next().unwrap()?;
            assert!(expanded.len() <= MAX_MESSAGE_BYTES);
            Ok(expanded)
        };
        let whole = answer(good).unwrap();
        for end in (0..good.len()).step_by(1 + good.len() / 300) {
            assert!(answer(&good[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(answer(&[good, &[0]].concat()), Err(DoorCodeError::TrailingBytes));
        for _ in 0..300 {
            let mut bad = good.to_vec();
            let at = rng.below(bad.len());
            bad[at] ^= 1 << rng.below(8);
            let expanded = answer(&bad);
            // Mode and freshness are no part of the response; any other bit is. (Packed bytes have several forms.)
            let counts = at >= 3 && code.template_id().is_some();
            assert!(expanded.as_ref() != Ok(&whole) || !counts, "bit of byte {at}");
        }
    }
    let other = SampleIssuer::new(Curve::P384, 2).respond(&SampleLayout::default(), 1);
    let unknown = Template::derive(&other.response).unwrap();
    let code = DoorCode::compress(&other.response, &unknown, Freshness::Timed(7)).unwrap();
    assert_eq!(only(&code, &catalogue), Err(DoorCodeError::TemplateUnknown));
}
