//! What a stranger sends costs bounded work, however it is shaped.
#![cfg(test)]

use core::time::Duration;
use std::time::Instant;

use ofage_core::UnverifiedResponse;

fn head(major: u8, length: usize) -> Vec<u8> {
    let [.., high, low] = length.to_be_bytes();
    vec![(major << 5) | 25, high, low]
}

fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.into()].concat()
}

fn embedded(content: &[u8]) -> Vec<u8> {
    [&[0xd8, 0x18], head(2, content.len()).as_slice(), content].concat()
}

/// A response in which issuer and device state 256 elements each.
fn response(issuer_space: &str, issuer_element: &str, device_space: &str, device_element: &str) -> Vec<u8> {
    let mut issued = Vec::new();
    let mut asserted = Vec::new();
    for number in 0..256_usize {
        let [.., id] = number.to_be_bytes();
        let item = [
            vec![0xa4],
            [text("digestID"), vec![0x18, id], text("random"), vec![0x40]].concat(),
            [text("elementIdentifier"), text(&format!("{issuer_element}{number:03}"))].concat(),
            [text("elementValue"), vec![0xf5]].concat(),
        ];
        issued.extend(embedded(&item.concat()));
        asserted.extend([text(&format!("{device_element}{number:03}")), vec![0xf5]].concat());
    }
    let asserted = [vec![0xa1], text(device_space), head(5, 256), asserted].concat();
    [
        [vec![0xa3], text("version"), text("1.0"), text("status"), vec![0]].concat(),
        [text("documents"), vec![0x81, 0xa3], text("docType"), text("a")].concat(),
        [text("issuerSigned"), vec![0xa2], text("nameSpaces"), vec![0xa1]].concat(),
        [text(issuer_space), head(4, 256), issued].concat(),
        [text("issuerAuth"), vec![0x84, 0x40, 0xa0, 0x40, 0x40]].concat(),
        [text("deviceSigned"), vec![0xa2], text("nameSpaces"), embedded(&asserted)].concat(),
        [text("deviceAuth"), vec![0xa1], text("deviceSignature"), vec![0x84, 0x40, 0xa0, 0xf6, 0x40]]
            .concat(),
    ]
    .concat()
}

#[test]
fn an_element_of_issuer_and_device_is_refused_in_one_name_space_only() {
    let code = |message: &[u8]| UnverifiedResponse::decode(message).map(drop).map_err(|error| error.code());
    assert_eq!(code(&response("a", "x", "a", "y")), Ok(()));
    assert_eq!(code(&response("a", "x", "b", "x")), Ok(()));
    assert_eq!(code(&response("a", "x", "a", "x")), Err("duplicate_element"));
}

/// Once 40 times the time: the name of the name space was compared for every pair of elements.
#[test]
fn a_long_name_space_costs_no_more_than_its_bytes() {
    let time = |name: &str| -> Duration {
        let message = response(name, "x", name, "y");
        let once = || {
            let start = Instant::now();
            UnverifiedResponse::decode(&message).unwrap();
            start.elapsed()
        };
        (0..9).map(|_| once()).min().unwrap()
    };
    let (short, long) = (time("a"), time(&"a".repeat(15_000)));
    assert!(long < short * 10, "{short:?} for a short name, {long:?} for a long one");
}
