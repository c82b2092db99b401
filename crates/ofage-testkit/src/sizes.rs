//! How large a response is in each form, and which QR code holds it: the table of the README.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a table of fixed responses; a test stops where one is wrong"
)]

use core::fmt;

use ofage_core::Curve;
use ofage_core::door_code::{DoorCode, Freshness, Template};
use ofage_qr::Symbol;

use crate::samples::{SampleAuth, SampleIssuer, SampleLayout};
use crate::{base64url, hex, shared_json};

/// The EU vectors, by the names of their files.
pub const EU_VECTORS: [&str; 12] = ["09", "11", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"];

/// The DeviceResponse of an EU vector.
#[must_use]
pub fn eu_vector(name: &str) -> Vec<u8> {
    base64url(&shared_json(&format!("eu-av/{name}.json"))["device_response_b64url"])
}

/// The DeviceResponse of ISO/IEC 18013-5 Annex D.
#[must_use]
pub fn annex_d() -> Vec<u8> {
    hex(&shared_json("iso18013-5-annex-d.json")["deviceResponse"])
}

/// One form of a response: its bytes, and the QR code that holds it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Size {
    /// Length in bytes.
    pub bytes: usize,
    /// Version and level of the smallest QR code, such as `8-L`; `None` past version 40.
    pub symbol: Option<(u8, ofage_qr::Level)>,
}

impl Size {
    /// Of a door code, as digits.
    #[must_use]
    pub fn of_code(code: &DoorCode) -> Self {
        Self::new(code.as_bytes().len(), Symbol::from_text(&code.to_text()).ok().as_ref())
    }

    /// Of bytes, in byte mode.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::new(bytes.len(), Symbol::from_bytes(bytes).ok().as_ref())
    }

    fn new(bytes: usize, symbol: Option<&Symbol>) -> Self {
        Self { bytes, symbol: symbol.map(|symbol| (symbol.version().number(), symbol.level())) }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.symbol {
            Some((version, level)) => write!(f, "{} ({version}-{level:?})", self.bytes),
            None => write!(f, "{} (none)", self.bytes),
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Row {
    /// Whose response it is.
    pub name: String,
    /// The DeviceResponse.
    pub plain: Size,
    /// The code with template and certificate in it.
    pub self_contained: Size,
    /// The code with the certificate in it.
    pub with_certificate: Size,
    /// The code.
    pub code: Size,
}

impl Row {
    /// Of one response.
    ///
    /// # Panics
    /// For a response that has no code.
    #[must_use]
    pub fn new(name: &str, response: &[u8]) -> Self {
        let template = Template::derive(response).unwrap();
        let freshness = Freshness::Challenge([0x5a, 0xa5]);
        let of = |code: Result<DoorCode, _>| Size::of_code(&code.unwrap());
        Self {
            name: name.to_owned(),
            plain: Size::of_bytes(response),
            self_contained: of(DoorCode::self_contained(response, freshness)),
            with_certificate: of(DoorCode::with_certificate(response, &template, freshness)),
            code: of(DoorCode::compress(response, &template, freshness)),
        }
    }
}

/// The whole table.
#[must_use]
pub fn table() -> Vec<Row> {
    let p256 = SampleIssuer::new(Curve::P256, 1);
    let p384 = SampleIssuer::new(Curve::P384, 2);
    let one = SampleLayout::default();
    let of = |issuer: &SampleIssuer, layout: &SampleLayout<'_>| issuer.respond(layout, 3).response;
    let five = [16, 18, 21, 25, 65];
    let ours = [
        ("one threshold, 30 days", of(&p256, &one)),
        ("one threshold, 90 days", of(&p256, &SampleLayout { days: 90, ..one })),
        ("one threshold, 365 days", of(&p256, &SampleLayout { days: 365, ..one })),
        ("one threshold, status list", of(&p256, &SampleLayout { status: Some(123_456), ..one })),
        ("one threshold, device MAC", of(&p256, &SampleLayout { auth: SampleAuth::Mac, ..one })),
        ("one of two thresholds", of(&p256, &SampleLayout { thresholds: &[18, 21], ..one })),
        ("one of five thresholds", of(&p256, &SampleLayout { thresholds: &five, ..one })),
        ("one threshold, P-384 issuer", of(&p384, &one)),
        ("one threshold, P-384 both", of(&p384, &SampleLayout { device: Curve::P384, ..one })),
    ];
    let mut rows: Vec<Row> = ours.iter().map(|(name, response)| Row::new(name, response)).collect();
    rows.extend(EU_VECTORS.map(|name| Row::new(&format!("EU vector {name}"), &eu_vector(name))));
    rows.push(Row::new("ISO Annex D, 6 elements with portrait", &annex_d()));
    rows
}
