//! The device key of the MSO took part in this session.

use super::Session;
use super::digests::Intact;
use super::issuer_auth::Authentic;
use crate::cose::{Algorithms, Mac0, mac_structure};
use crate::crypto::{MacKey, PublicKey, SecretKey};
use crate::error::{Stage, VerifyError};
use crate::mdoc::{DeviceAuth, DeviceAuthentication, DeviceSigned, SessionTranscript};

/// COSE identifier of HMAC 256/256 with the whole tag.
const HMAC_256_256: i64 = 5;

/// The reader's ephemeral key of a session, for device MACs.
///
/// The check comes with the key, so that a program whose sessions have none holds no code for key agreement.
#[derive(Debug)]
pub(super) struct ReaderKey {
    key: SecretKey,
    check: CheckMac,
}

#[derive(Debug)]
struct CheckMac(fn(&SecretKey, &Presented<'_>) -> Result<(), VerifyError>);

/// What a device MAC is over, and whose it has to be.
struct Presented<'a> {
    mac: &'a Mac0<'a>,
    device_key: &'a PublicKey,
    transcript: &'a SessionTranscript,
    payload: DeviceAuthentication<'a>,
}

impl ReaderKey {
    pub(super) const fn new(key: SecretKey) -> Self {
        Self { key, check: CheckMac(check_mac) }
    }
}

/// An intact IssuerSigned that its device key presented in this session: the end of verification.
pub(super) struct Bound<'a, 'v> {
    intact: Intact<'a, 'v>,
}

pub(super) fn check<'a, 'v>(
    intact: Intact<'a, 'v>,
    device_signed: &DeviceSigned<'a>,
    session: &Session,
) -> Result<Bound<'a, 'v>, VerifyError> {
    check_transcript(intact, device_signed, &session.transcript, session.reader_key.as_ref())
}

/// The same for a session that is given in parts.
pub(super) fn check_transcript<'a, 'v>(
    intact: Intact<'a, 'v>,
    device_signed: &DeviceSigned<'a>,
    transcript: &SessionTranscript,
    reader_key: Option<&ReaderKey>,
) -> Result<Bound<'a, 'v>, VerifyError> {
    let authentic = intact.current().consistent().authentic();
    let mso = authentic.mso();
    let authorized = device_signed.name_spaces.iter().all(|name_space| {
        name_space.element_ids.iter().all(|element| mso.authorizes(name_space.name, element))
    });
    if !authorized {
        return Err(VerifyError::DeviceElementNotAuthorized);
    }
    let payload =
        DeviceAuthentication::new(transcript, authentic.doc_type(), device_signed.name_spaces_bytes);
    match &device_signed.auth {
        DeviceAuth::Signature(signature) => {
            if signature.payload.is_some() {
                return Err(VerifyError::PayloadNotDetached);
            }
            let invalid = VerifyError::DeviceSignatureInvalid { transcript_sha256: transcript.sha256() };
            signature.verify(&mso.device_key, &payload.parts(), Stage::DeviceAuth, invalid)?;
        }
        DeviceAuth::Mac(mac) => {
            check_mac_header(mac)?;
            let ReaderKey { key, check } = reader_key.ok_or(VerifyError::MacWithoutReaderKey)?;
            (check.0)(key, &Presented { mac, device_key: &mso.device_key, transcript, payload })?;
        }
    }
    Ok(Bound { intact })
}

fn check_mac_header(mac: &Mac0<'_>) -> Result<(), VerifyError> {
    let stage = Stage::DeviceAuth;
    if mac.payload.is_some() {
        return Err(VerifyError::PayloadNotDetached);
    }
    if mac.headers.algorithm(stage)? != Algorithms::Id(HMAC_256_256) {
        return Err(VerifyError::AlgorithmUnsupported { stage });
    }
    Ok(())
}

fn check_mac(reader_key: &SecretKey, presented: &Presented<'_>) -> Result<(), VerifyError> {
    let Presented { mac, device_key, transcript, payload } = *presented;
    let key = MacKey::derive(reader_key, device_key, transcript)
        .map_err(|_| VerifyError::AlgorithmKeyMismatch { stage: Stage::DeviceAuth })?;
    if key.verifies(&mac_structure(mac.protected, &payload.to_bytes()), mac.tag) {
        Ok(())
    } else {
        Err(VerifyError::DeviceMacInvalid { transcript_sha256: transcript.sha256() })
    }
}

impl<'a, 'v> Bound<'a, 'v> {
    pub(super) const fn authentic(&self) -> &Authentic<'a, 'v> {
        self.intact.current().consistent().authentic()
    }
}
