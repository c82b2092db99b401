//! Version, status and number of documents.

use crate::error::{Stage, VerifyError};
use crate::mdoc::{DeviceResponse, DeviceSigned, IssuerSigned};

/// The one document of a response of a known version: so there is one holder, and nothing else to confuse it with.
pub(super) struct Single<'a> {
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    device_signed: DeviceSigned<'a>,
}

pub(super) fn check(response: DeviceResponse<'_>) -> Result<Single<'_>, VerifyError> {
    if !response.version.starts_with("1.") {
        return Err(VerifyError::VersionUnsupported { stage: Stage::Structure });
    }
    if response.status != 0 {
        return Err(VerifyError::ResponseStatus { status: response.status });
    }
    let mut documents = response.documents.into_iter();
    let document = documents.next().ok_or(VerifyError::NoDocuments)?;
    if documents.next().is_some() {
        return Err(VerifyError::MultipleDocuments);
    }
    Ok(Single {
        doc_type: document.doc_type,
        issuer_signed: document.issuer_signed,
        device_signed: document.device_signed,
    })
}

impl<'a> Single<'a> {
    pub(super) fn into_parts(self) -> (&'a str, IssuerSigned<'a>, DeviceSigned<'a>) {
        (self.doc_type, self.issuer_signed, self.device_signed)
    }
}
