//! OpenID4VP 1.0 session transcripts, byte for byte.
#![cfg(test)]

use ofage_core::SessionTranscript;
use ofage_testkit::{hex, shared_json};

const NONCE: &str = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";

#[test]
fn transcripts_are_those_of_the_specification() {
    let vectors = &shared_json("openid4vp-and-status-list.json")["openid4vp"];
    let thumbprint: [u8; 32] = hex(&vectors["jwk_thumbprint"]).try_into().unwrap();
    assert_eq!(vectors["nonce"], NONCE);

    let redirect = SessionTranscript::openid4vp(
        "x509_san_dns:example.com",
        NONCE,
        Some(&thumbprint),
        "https://example.com/response",
    );
    assert_eq!(redirect.as_bytes(), hex(&vectors["sessionTranscript_redirect"]));

    let dc_api = SessionTranscript::openid4vp_dc_api("https://example.com", NONCE, Some(&thumbprint));
    assert_eq!(dc_api.as_bytes(), hex(&vectors["sessionTranscript_dcapi"]));

    let plain = &vectors["selfcomputed_redirect_uri_no_enc"];
    let unencrypted = SessionTranscript::openid4vp(
        plain["client_id"].as_str().unwrap(),
        plain["nonce"].as_str().unwrap(),
        None,
        plain["response_uri"].as_str().unwrap(),
    );
    assert_eq!(unencrypted.as_bytes(), hex(&plain["sessionTranscript"]));
}

#[test]
fn the_report_names_every_input() {
    let report =
        SessionTranscript::openid4vp("redirect_uri:https://a.example", "n-1", None, "https://a.example/r")
            .report()
            .to_string();
    for part in
        ["redirect_uri:https://a.example", "n-1", "https://a.example/r", "null (response not encrypted)"]
    {
        assert!(report.contains(part), "{part} in {report}");
    }
}
