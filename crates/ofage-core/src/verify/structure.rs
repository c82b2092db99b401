//! Version, status and number of documents.

use crate::error::{Stage, VerifyError};
use crate::mdoc::{DeviceResponse, DeviceSigned, Document, IssuerSigned, is_version_1};

/// The one document of a response of a known version: so there is one holder, and nothing else to confuse it with.
pub(super) struct Single<'a> {
    doc_type: &'a str,
    issuer_signed: IssuerSigned<'a>,
    device_signed: DeviceSigned<'a>,
}

/// The same without taking the response apart: the document, if it is the only one.
pub(super) fn check_ref<'r, 'a>(response: &'r DeviceResponse<'a>) -> Result<&'r Document<'a>, VerifyError> {
    if !is_version_1(response.version) {
        return Err(VerifyError::VersionUnsupported { stage: Stage::Structure });
    }
    if response.status != 0 {
        return Err(VerifyError::ResponseStatus { status: response.status });
    }
    match (&response.document, response.documents) {
        (None, _) => Err(VerifyError::NoDocuments),
        (Some(document), 1) => Ok(document),
        (Some(_), _) => Err(VerifyError::MultipleDocuments),
    }
}

pub(super) fn check(response: DeviceResponse<'_>) -> Result<Single<'_>, VerifyError> {
    check_ref(&response)?;
    let document = response.document.ok_or(VerifyError::NoDocuments)?;
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
