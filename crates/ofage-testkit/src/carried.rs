//! The cases, carried by a door code: what the verifier judges is what was sent.

use ofage_core::door_code::{Catalogue, DoorCode, DoorCodeError, Freshness, Template};

use crate::case::{Built, Expected};
use crate::families::families;
use crate::judge::judge;
use crate::world::Layout;

/// What became of the cases of one layout.
#[derive(Clone, Default, Debug)]
pub struct Carried {
    /// Carried, and come out byte for byte.
    pub carried: usize,
    /// Refused by the sender: no response that a door code can stand for.
    pub refused: usize,
    /// Come out as other bytes, or judged otherwise.
    pub wrong: Vec<String>,
}

fn expanded(code: &DoorCode, catalogue: &Catalogue) -> Option<Vec<Vec<u8>>> {
    let code = DoorCode::from_text(&code.to_text()).ok()?;
    code.expand(catalogue).ok()?.map(Result::ok).collect()
}

/// Sends every case of a layout through a door code with the layout's template.
#[must_use]
pub fn carry(layout: &Layout) -> Carried {
    let (sample, _) = layout.world.clone().sealed();
    let template = Template::derive(&sample).unwrap_or_else(|error| panic!("{error}"));
    let mut catalogue = Catalogue::new();
    catalogue.add_template(template.clone());
    catalogue.add_certificate(&layout.world.pki.signer.to_der());
    let freshness = Freshness::Challenge([1, 2]);
    let mut carried = Carried::default();
    for family in families() {
        for case in family.cases.iter().filter(|case| case.applies(&layout.world)) {
            let built = case.build(&layout.world);
            let code = DoorCode::with_certificate(&built.response, &template, freshness)
                .or_else(|_| DoorCode::self_contained(&built.response, freshness));
            let code = match code {
                Ok(code) => code,
                Err(error) => {
                    carried.refused += 1;
                    // What verifies must go through, unless it is past the limits of a code.
                    let limits = error == DoorCodeError::TooLarge || family.name == "limits";
                    if matches!(built.expected, Expected::Valid(_)) && !limits {
                        let place = format!("{} {} {}", layout.name, family.name, case.comment);
                        carried.wrong.push(format!("{place}: no door code: {error}"));
                    }
                    continue;
                }
            };
            carried.carried += 1;
            // Certificates that a code leaves out are tried one by one; one of the candidates is what was sent.
            let responses = expanded(&code, &catalogue).unwrap_or_default();
            let fault = match responses.into_iter().find(|response| *response == built.response) {
                Some(response) => judge(&Built { response, ..built }),
                None => Some("other bytes".into()),
            };
            let place =
                |fault| format!("{} {} {} by door code: {fault}", layout.name, family.name, case.comment);
            carried.wrong.extend(fault.map(place));
        }
    }
    carried
}
