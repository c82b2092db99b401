//! From a good case, the ones with one fault: in the bytes, or in what the verifier expects.

use ofage_testkit::cbor::{Item, Node, decode};
use serde_json::Value;

use crate::hex;

/// Every faulty variant of a valid response to the session `openid4vp` that a root of `p256` vouches for.
pub(crate) fn variants(issuer: &str, holder: &str, good: &Value) -> Vec<Value> {
    let bytes = ofage_testkit::hex(&good["bytes"]);
    let variant = |name: &str, changes: &[(&str, Value)]| {
        let mut case = good.clone();
        case["issuer"] = issuer.into();
        case["holder"] = holder.into();
        case["case"] = name.into();
        case["expected"] = "refuse".into();
        for (key, value) in changes {
            case[*key] = value.clone();
        }
        case
    };
    let spoilt = |change: fn(&mut Item)| -> Value {
        let mut response = decode(&bytes);
        change(&mut response);
        let spoilt = response.encode();
        assert_ne!(spoilt, bytes, "nothing was spoilt");
        hex(&spoilt).into()
    };
    vec![
        variant("value changed, digest kept", &[("bytes", spoilt(value))]),
        variant("issuer's signature changed", &[("bytes", spoilt(issuer_signature))]),
        variant("device's signature changed", &[("bytes", spoilt(device_signature))]),
        variant("another session's nonce", &[("session", "other-nonce".into())]),
        variant("another root of the same name", &[("root", "stranger".into())]),
    ]
}

/// A response whose device MAC is wrong in one bit.
pub(crate) fn mac(good: &Value) -> Value {
    let mut response = decode(&ofage_testkit::hex(&good["bytes"]));
    device_signature(&mut response);
    let mut case = good.clone();
    case["case"] = "MAC changed".into();
    case["expected"] = "refuse".into();
    case["bytes"] = hex(&response.encode()).into();
    case
}

fn document(response: &mut Item) -> &mut Item {
    &mut response.at("documents").elements()[0]
}

/// The first disclosed statement says the opposite.
fn value(response: &mut Item) {
    let spaces = document(response).at("issuerSigned").at("nameSpaces");
    let item = spaces.entries()[0].1.elements()[0].inside().open().inside();
    let value = item.at("elementValue");
    let Node::Simple(simple @ (20 | 21)) = value.node else { return };
    value.node = Node::Simple(41 - simple);
}

fn issuer_signature(response: &mut Item) {
    flip(&mut document(response).at("issuerSigned").at("issuerAuth").elements()[3]);
}

fn device_signature(response: &mut Item) {
    let auth = document(response).at("deviceSigned").at("deviceAuth");
    flip(&mut auth.entries()[0].1.elements()[3]);
}

fn flip(signature: &mut Item) {
    if let Node::Bytes(bytes) = &mut signature.node
        && let Some(last) = bytes.last_mut()
    {
        *last ^= 1;
    }
}
