//! Making a VICAL.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{DEMO, REALM_EXTENSION};
use crate::cbor::Writer;
use crate::cose::Tagging;
use crate::error::IssueError;
use crate::limits::MAX_TRUST_ANCHORS;
use crate::pki::{Certificate, Realm, TrustAnchor};
use crate::signed_list::{ChainPlace, ListEnvelope, PreparedList};
use crate::time::UnixTime;

/// A VICAL in the making.
#[derive(Clone, Debug)]
pub struct VicalBuilder {
    provider: String,
    issue_id: u64,
    date: UnixTime,
    next_update: Option<UnixTime>,
    not_after: Option<UnixTime>,
    realm: Realm,
    entries: Vec<(Certificate, Vec<String>)>,
}

impl VicalBuilder {
    /// Issue `issue_id` of the provider's list, made at `date`. The number goes up with every issue.
    #[must_use]
    pub fn new(provider: &str, issue_id: u64, date: UnixTime) -> Self {
        Self {
            provider: provider.into(),
            issue_id,
            date,
            next_update: None,
            not_after: None,
            realm: Realm::Live,
            entries: Vec::new(),
        }
    }

    /// When the next issue comes.
    #[must_use]
    pub const fn next_update(mut self, at: UnixTime) -> Self {
        self.next_update = Some(at);
        self
    }

    /// The last second in which the list counts.
    #[must_use]
    pub const fn not_after(mut self, at: UnixTime) -> Self {
        self.not_after = Some(at);
        self
    }

    /// Marks the list as one of demo issuers, whatever root its signer has.
    #[must_use]
    pub const fn demo(mut self) -> Self {
        self.realm = Realm::Demo;
        self
    }

    /// Lists a root for some document types.
    ///
    /// # Errors
    /// [`IssueError::ClaimsEmpty`] without a document type, [`IssueError::RootUnusable`] where the certificate is no
    /// root, [`IssueError::ListTooLarge`] past [`MAX_TRUST_ANCHORS`].
    pub fn add(&mut self, root: &Certificate, doc_types: &[&str]) -> Result<&mut Self, IssueError> {
        if doc_types.is_empty() {
            return Err(IssueError::ClaimsEmpty);
        }
        if self.entries.len() >= MAX_TRUST_ANCHORS {
            return Err(IssueError::ListTooLarge);
        }
        TrustAnchor::root(root.clone(), self.realm).map_err(|_| IssueError::RootUnusable)?;
        self.entries.push((root.clone(), doc_types.iter().map(|doc_type| (*doc_type).into()).collect()));
        Ok(self)
    }

    /// The list without its signature. `chain` begins with the certificate of the list's signer; the root is left out.
    ///
    /// # Errors
    /// [`IssueError::ValidityOrder`] where an end is not after the date; [`IssueError::ListTooLarge`].
    pub fn prepare(&self, chain: &[Certificate]) -> Result<PreparedList, IssueError> {
        let ends = [self.next_update, self.not_after];
        if ends.iter().flatten().any(|end| *end <= self.date) {
            return Err(IssueError::ValidityOrder);
        }
        let mut payload = Writer::new();
        let optional = ends.iter().flatten().count().saturating_add(usize::from(self.realm == Realm::Demo));
        payload.map(5_usize.saturating_add(optional));
        payload.text("version").text("1.0");
        payload.text("vicalProvider").text(&self.provider);
        payload.text("date").tag(0).text(&self.date.to_string());
        payload.text("vicalIssueID").unsigned(self.issue_id);
        if let Some(at) = self.next_update {
            payload.text("nextUpdate").tag(0).text(&at.to_string());
        }
        if let Some(at) = self.not_after {
            payload.text("notAfter").tag(0).text(&at.to_string());
        }
        payload.text("certificateInfos").array(self.entries.len());
        for (certificate, doc_types) in &self.entries {
            write_entry(&mut payload, certificate, doc_types);
        }
        if self.realm == Realm::Demo {
            payload.text("extensions").map(1).text(REALM_EXTENSION).text(DEMO);
        }
        let envelope = ListEnvelope { tagging: Tagging::Untagged, typ: None, chain: ChainPlace::Unprotected };
        PreparedList::new(envelope, chain, payload.finish())
    }
}

fn write_entry(payload: &mut Writer, certificate: &Certificate, doc_types: &[String]) {
    let country = certificate.subject_country();
    let authority = certificate.subject_common_name();
    let optional = usize::from(country.is_some()).saturating_add(usize::from(authority.is_some()));
    payload.map(8_usize.saturating_add(optional));
    payload.text("certificate").bytes(certificate.as_der());
    payload.text("serialNumber").tag(2).bytes(certificate.serial());
    payload.text("ski").bytes(certificate.subject_key_id().unwrap_or_default());
    payload.text("docType").array(doc_types.len());
    for doc_type in doc_types {
        payload.text(doc_type);
    }
    if let Some(authority) = authority {
        payload.text("issuingAuthority").text(authority);
    }
    if let Some(country) = country {
        payload.text("issuingCountry").text(country);
    }
    payload.text("issuer").bytes(certificate.issuer_der());
    payload.text("subject").bytes(certificate.subject_der());
    payload.text("notBefore").tag(0).text(&certificate.not_before().to_string());
    payload.text("notAfter").tag(0).text(&certificate.not_after().to_string());
}
