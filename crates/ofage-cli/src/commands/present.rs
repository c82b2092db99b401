//! `ofage present`: a DeviceResponse for one session, with the least that answers the question.

use std::path::PathBuf;

use clap::Args;
use ofage_core::{AgeThreshold, Attestation, MacKey, PresentError, Request};
use serde_json::json;

use crate::describe::disclosed;
use crate::failure::{Failure, path_text, printable};
use crate::io::{
    Force, Input, Privacy, check_free, decode_binary, read, secret_key, single_public_key, write,
};
use crate::session::SessionArguments;
use crate::ui::{Ui, styled, thousands};

/// Answer "over NN?" with an attestation, disclosing as little as possible
///
/// Signs the session with the device key and writes a DeviceResponse, which is good for this session only. The
/// verifier chooses the session: it gives a SessionTranscript, or the parameters of an OpenID4VP request.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ofage present --attestation batch/attestation-0001.cbor \\
      --device-key batch/device-key-0001.pem --over 18 \\
      --transcript session.cbor --out response.cbor
  ofage present --attestation batch/attestation-0001.cbor \\
      --device-key batch/device-key-0001.pem --over 18 --out response.cbor \\
      --openid4vp client_id=redirect_uri:https://shop.example/post \\
      response_uri=https://shop.example/post nonce=n-0S6_WzA2Mj")]
pub(crate) struct Arguments {
    /// The attestation: an IssuerSigned
    #[arg(long, value_name = "FILE")]
    attestation: PathBuf,

    /// The private key that it is bound to, PEM or JWK
    #[arg(long, value_name = "FILE")]
    device_key: PathBuf,

    /// The age that is asked about
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(0..=99))]
    over: u8,

    #[command(flatten)]
    session: SessionArguments,

    /// Authenticate with a MAC instead of a signature
    #[arg(long, requires = "reader_key")]
    mac: bool,

    /// The reader's ephemeral public key, for --mac; PEM or JWK
    #[arg(long, value_name = "FILE", requires = "mac")]
    reader_key: Option<PathBuf>,

    /// Where to write the DeviceResponse
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    force: Force,
}

pub(crate) fn run(arguments: &Arguments, ui: &Ui) -> Result<(), Failure> {
    let overwrite = arguments.force.overwrite();
    check_free(&arguments.out, overwrite)?;
    let attestation = attestation(&read(&arguments.attestation)?)?;
    let key_input = read(&arguments.device_key)?;
    let key = secret_key(&key_input)?;
    let transcript = arguments.session.transcript()?;
    let threshold = AgeThreshold::new(arguments.over)
        .ok_or_else(|| Failure::Usage("--over takes an age from 0 to 99".into()))?;

    let prepared = attestation.prepare(&Request::age_over(threshold), &transcript).map_err(refused)?;
    let response = match &arguments.reader_key {
        Some(path) => {
            let input = read(path)?;
            let reader_key = single_public_key(&input)?;
            let mac_key = MacKey::derive(&key, &reader_key, &transcript)
                .map_err(|_| input.failure("key_mismatch", "is not on the curve of the device key"))?;
            prepared.finish_with_mac(&mac_key)
        }
        None => prepared.sign_with(&key),
    }
    .map_err(refused)?;

    write(&arguments.out, &response, Privacy::Shared, overwrite)?;
    let shown = disclosed(&response);
    ui.result(
        || {
            json!({
                "bytes": response.len(),
                "deviceAuth": if arguments.mac { "deviceMac" } else { "deviceSignature" },
                "disclosed": shown.iter().map(|(element, value)| (element.clone(), value.clone())).collect::<serde_json::Map<_, _>>(),
                "response": path_text(&arguments.out),
            })
        },
        |ui| {
            if arguments.out.as_os_str() == "-" {
                return Ok(());
            }
            let done = styled(ui.palette.good, "Wrote");
            ui.line(format_args!("{done} {}, {} bytes", printable(&arguments.out), thousands(response.len())))?;
            for (element, value) in &shown {
                ui.line(format_args!("  discloses {element} = {value}"))?;
            }
            Ok(())
        },
    )
}

/// The attestation in a file.
fn attestation(input: &Input) -> Result<Attestation, Failure> {
    let (bytes, _) = decode_binary(input)?;
    Attestation::from_bytes(&bytes)
        .map_err(|error| input.failure("not_attestation", format!("is no attestation: {error}")))
}

fn refused(error: PresentError) -> Failure {
    Failure::refused(error.code(), error)
}
