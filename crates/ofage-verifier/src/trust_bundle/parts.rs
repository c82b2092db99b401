//! Each part checked for itself, and of each list the newest issue.

use core::cmp::Reverse;

use ofage_core::UnixTime;
use ofage_core::door_code::{Catalogue, Template};
use ofage_core::pki::{Certificate, Crl, PkiError, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{
    IdentifierList, ListSigner, StatusList, UnverifiedIdentifierList, UnverifiedStatusList,
};
use ofage_core::trust::{DenyList, ListError, PartKind, UnverifiedDenyList, UnverifiedVical, Vical};

use super::high_water::{HighWater, Mark, Series, SeriesKey};
use super::problem::{BundleError, PartProblem, RejectedPart};
use super::series::{crl_key, deny_list_key, key, status_series};

/// Most bytes of all status lists together, once decompressed.
const MAX_STATUS_TOTAL: usize = 32 * 1024 * 1024;

/// Most parts of one kind: each may cost a few signature checks, or memory.
const fn most(kind: PartKind) -> usize {
    match kind {
        PartKind::Vical | PartKind::DenyList => 16,
        PartKind::StatusList | PartKind::IdentifierList => 64,
        PartKind::Template => 256,
        PartKind::Crl => 512,
        PartKind::DocumentSigner | _ => 4096,
    }
}

/// A part that proved itself, with the bytes that it came in.
#[derive(Clone)]
pub(super) struct Part<T> {
    pub(super) raw: Vec<u8>,
    pub(super) value: T,
    index: usize,
    key: SeriesKey,
    mark: Mark,
}

/// A status or identifier list whose signer leads to no root of the bundle. The attestation itself may name the
/// certificate that vouches for it, so it is kept and checked when that is known.
#[derive(Clone)]
pub(super) struct Unanchored {
    pub(super) kind: PartKind,
    pub(super) raw: Vec<u8>,
    pub(super) uri: String,
}

/// Everything that was read, and what was wrong with the rest.
#[derive(Clone, Default)]
pub(super) struct Parts {
    pub(super) vicals: Vec<Part<Vical>>,
    pub(super) deny_lists: Vec<Part<DenyList>>,
    pub(super) anchors: TrustAnchors,
    pub(super) signers: Vec<Certificate>,
    pub(super) templates: Vec<Template>,
    /// The templates and the document signers, by their short names.
    pub(super) catalogue: Catalogue,
    pub(super) status_lists: Vec<Part<StatusList>>,
    pub(super) identifier_lists: Vec<Part<IdentifierList>>,
    pub(super) unanchored: Vec<Unanchored>,
    pub(super) crls: Vec<Part<Crl>>,
    /// Names of lists that are there, signed, and expired.
    pub(super) stale_uris: Vec<String>,
    /// Names of lists that are there and cannot be used for another reason.
    pub(super) unusable_uris: Vec<String>,
    pub(super) rejected: Vec<RejectedPart>,
    /// Roots that a list holds and that cannot be used, or that a deny list denies.
    pub(super) unusable_roots: usize,
}

/// The raw parts of one kind, numbered.
fn of_kind(parts: &[(PartKind, Vec<u8>)], kind: PartKind) -> impl Iterator<Item = (usize, &[u8])> {
    parts.iter().filter(move |(other, _)| *other == kind).map(|(_, raw)| raw.as_slice()).enumerate()
}

impl Parts {
    /// Checks everything, in the order in which trust flows: roots' lists, deny lists, roots, then what roots vouch for.
    pub(super) fn read(
        raw: &[(PartKind, Vec<u8>)],
        providers: &TrustAnchors,
        seen: &HighWater,
        now: UnixTime,
    ) -> Result<Self, BundleError> {
        for kind in PartKind::ALL {
            if of_kind(raw, kind).count() > most(kind) {
                return Err(BundleError::TooManyParts { kind });
            }
        }
        let mut parts = Self::default();
        parts.read_vicals(raw, providers, seen, now)?;
        parts.read_deny_lists(raw, providers, seen, now)?;
        parts.collect_anchors();
        parts.read_signers(raw);
        parts.read_templates(raw);
        let issuers = parts.list_anchors();
        // Revocation lists first: they also tell whose status lists count no more.
        parts.read_crls(raw, seen);
        parts.read_status_lists(raw, &issuers, seen, now);
        parts.read_identifier_lists(raw, &issuers, seen, now);
        Ok(parts)
    }

    fn reject(&mut self, kind: PartKind, index: usize, problem: PartProblem) {
        self.rejected.push(RejectedPart::new(kind, index, problem));
    }

    fn read_vicals(
        &mut self,
        raw: &[(PartKind, Vec<u8>)],
        providers: &TrustAnchors,
        seen: &HighWater,
        now: UnixTime,
    ) -> Result<(), BundleError> {
        let kind = PartKind::Vical;
        let (mut found, mut first_error) = (Vec::new(), None);
        for (index, bytes) in of_kind(raw, kind) {
            match UnverifiedVical::decode(bytes).and_then(|list| list.verify(providers, now)) {
                Ok(list) => {
                    let mark = Mark { number: list.issue_id().unwrap_or(0), date: list.date() };
                    let key =
                        key(Series::Vical, &[&list.signer().anchor_sha256(), list.provider().as_bytes()]);
                    found.push(Part { raw: bytes.to_vec(), value: list, index, key, mark });
                }
                Err(error) => {
                    first_error = first_error.or(Some(error));
                    self.reject(kind, index, PartProblem::List { error });
                }
            }
        }
        self.vicals = self.newest(kind, found, seen, Rollback::Fatal)?;
        match (self.vicals.is_empty(), first_error) {
            (false, _) => Ok(()),
            (true, Some(error)) => Err(BundleError::VicalRejected { error }),
            (true, None) => Err(BundleError::VicalMissing),
        }
    }

    fn read_deny_lists(
        &mut self,
        raw: &[(PartKind, Vec<u8>)],
        providers: &TrustAnchors,
        seen: &HighWater,
        now: UnixTime,
    ) -> Result<(), BundleError> {
        let kind = PartKind::DenyList;
        let mut found = Vec::new();
        for (index, bytes) in of_kind(raw, kind) {
            match UnverifiedDenyList::decode(bytes).and_then(|list| list.verify(providers, now)) {
                Ok(list) => {
                    let mark = Mark { number: list.sequence(), date: list.date() };
                    let key = deny_list_key(&list.signer().anchor_sha256());
                    found.push(Part { raw: bytes.to_vec(), value: list, index, key, mark });
                }
                Err(error) => self.reject(kind, index, PartProblem::List { error }),
            }
        }
        self.deny_lists = self.newest(kind, found, seen, Rollback::Fatal)?;
        Ok(())
    }

    /// The roots of all lists that no deny list denies. Demo lists go first: should both a demo and a live list hold a
    /// root, it is a demo root.
    fn collect_anchors(&mut self) {
        let of_realm = |realm| self.vicals.iter().filter(move |part| part.value.realm() == realm);
        let (mut anchors, mut unusable) = (TrustAnchors::new(), 0_usize);
        for list in of_realm(Realm::Demo).chain(of_realm(Realm::Live)) {
            unusable = unusable.saturating_add(list.value.unusable().len());
            for anchor in list.value.anchors() {
                let denied = anchor.certificate().is_some_and(|certificate| {
                    self.deny_lists.iter().any(|deny| deny.value.denies(certificate))
                });
                if denied || anchors.add(anchor.clone()).is_err() {
                    unusable = unusable.saturating_add(1);
                }
            }
        }
        self.anchors = anchors;
        self.unusable_roots = unusable;
    }

    /// The same roots without their limit to document types: they also vouch for the signers of their lists.
    fn list_anchors(&self) -> TrustAnchors {
        let mut issuers = TrustAnchors::new();
        for anchor in self.anchors.iter() {
            let root = anchor
                .certificate()
                .and_then(|certificate| TrustAnchor::root(certificate.clone(), anchor.realm()).ok());
            // They fit one set already, so they fit another.
            if root.is_some_and(|root| issuers.add(root).is_err()) {
                break;
            }
        }
        issuers
    }

    fn read_signers(&mut self, raw: &[(PartKind, Vec<u8>)]) {
        let kind = PartKind::DocumentSigner;
        for (index, der) in of_kind(raw, kind) {
            match Certificate::from_der(der) {
                Ok(signer) if self.deny_lists.iter().any(|deny| deny.value.denies(&signer)) => {
                    self.reject(kind, index, PartProblem::Denied);
                }
                Ok(signer) => {
                    self.catalogue.add_certificate(signer.as_der());
                    self.signers.push(signer);
                }
                Err(error) => self.reject(kind, index, PartProblem::Certificate { error }),
            }
        }
    }

    fn read_templates(&mut self, raw: &[(PartKind, Vec<u8>)]) {
        let kind = PartKind::Template;
        for (index, bytes) in of_kind(raw, kind) {
            match Template::decode(bytes) {
                Ok(template) => {
                    self.catalogue.add_template(template.clone());
                    self.templates.push(template);
                }
                Err(_) => self.reject(kind, index, PartProblem::Template),
            }
        }
    }

    /// Whether the signer of a status list is denied, or its root has revoked it.
    pub(super) fn denies(&self, signer: Option<&ListSigner>) -> bool {
        signer.map(ListSigner::certificate).is_some_and(|certificate| {
            self.deny_lists.iter().any(|deny| deny.value.denies(certificate))
                || self.crls.iter().any(|crl| crl.value.revokes(certificate))
        })
    }

    /// Leaves out a status or identifier list that holds and must not count; its name is remembered, so that nobody
    /// takes it for one that was never there.
    fn leave_out(&mut self, kind: PartKind, index: usize, uri: &str, problem: PartProblem) {
        self.unusable_uris.push(uri.into());
        self.reject(kind, index, problem);
    }

    fn read_status_lists(
        &mut self,
        raw: &[(PartKind, Vec<u8>)],
        issuers: &TrustAnchors,
        seen: &HighWater,
        now: UnixTime,
    ) {
        let kind = PartKind::StatusList;
        let (mut found, mut total) = (Vec::new(), 0_usize);
        for (index, bytes) in of_kind(raw, kind) {
            let uri = UnverifiedStatusList::decode(bytes).map(|list| list.untrusted_terms().uri().into());
            match UnverifiedStatusList::decode(bytes).and_then(|list| list.verify(issuers, now)) {
                Ok(list) if self.denies(list.signer()) => {
                    self.leave_out(kind, index, list.terms().uri(), PartProblem::Denied);
                }
                Ok(list) => {
                    total = total.saturating_add(list.as_bytes().len());
                    if total > MAX_STATUS_TOTAL {
                        self.leave_out(kind, index, list.terms().uri(), PartProblem::TotalTooLarge);
                        continue;
                    }
                    let (key, mark) = status_series(Series::StatusList, list.terms(), list.signer());
                    found.push(Part { raw: bytes.to_vec(), value: list, index, key, mark });
                }
                Err(error) => self.set_aside(kind, index, bytes, uri, error),
            }
        }
        self.status_lists = self.newest(kind, found, seen, Rollback::Rejected).unwrap_or_default();
    }

    fn read_identifier_lists(
        &mut self,
        raw: &[(PartKind, Vec<u8>)],
        issuers: &TrustAnchors,
        seen: &HighWater,
        now: UnixTime,
    ) {
        let kind = PartKind::IdentifierList;
        let mut found = Vec::new();
        for (index, bytes) in of_kind(raw, kind) {
            let uri = UnverifiedIdentifierList::decode(bytes).map(|list| list.untrusted_terms().uri().into());
            match UnverifiedIdentifierList::decode(bytes).and_then(|list| list.verify(issuers, now)) {
                Ok(list) if self.denies(list.signer()) => {
                    self.leave_out(kind, index, list.terms().uri(), PartProblem::Denied);
                }
                Ok(list) => {
                    let (key, mark) = status_series(Series::IdentifierList, list.terms(), list.signer());
                    found.push(Part { raw: bytes.to_vec(), value: list, index, key, mark });
                }
                Err(error) => self.set_aside(kind, index, bytes, uri, error),
            }
        }
        self.identifier_lists = self.newest(kind, found, seen, Rollback::Rejected).unwrap_or_default();
    }

    /// Keeps a list whose signer is not known yet; remembers the name of one that cannot be used.
    fn set_aside(
        &mut self,
        kind: PartKind,
        index: usize,
        raw: &[u8],
        uri: Result<String, ListError>,
        error: ListError,
    ) {
        match (error, uri) {
            (ListError::Chain { error: PkiError::AnchorUnknown }, Ok(uri)) => {
                self.unanchored.push(Unanchored { kind, raw: raw.to_vec(), uri });
            }
            (error, uri) => {
                match (error, uri) {
                    (ListError::Expired { .. }, Ok(uri)) => self.stale_uris.push(uri),
                    (_, Ok(uri)) => self.unusable_uris.push(uri),
                    (_, Err(_)) => {}
                }
                self.reject(kind, index, PartProblem::List { error });
            }
        }
    }

    fn read_crls(&mut self, raw: &[(PartKind, Vec<u8>)], seen: &HighWater) {
        let kind = PartKind::Crl;
        let mut found = Vec::new();
        for (index, der) in of_kind(raw, kind) {
            match Crl::verify(der, &self.anchors) {
                Ok(crl) => {
                    let number = crl.number().iter().try_fold(0_u64, |number, byte| {
                        number.checked_mul(256)?.checked_add(u64::from(*byte))
                    });
                    // Numbers past 64 bits are told apart by their dates.
                    let mark = Mark { number: number.unwrap_or(u64::MAX), date: crl.this_update() };
                    let key = crl_key(crl.issuer_der(), crl.authority_key_id());
                    found.push(Part { raw: der.to_vec(), value: crl, index, key, mark });
                }
                Err(error) => self.reject(kind, index, PartProblem::Certificate { error }),
            }
        }
        self.crls = self.newest(kind, found, seen, Rollback::Rejected).unwrap_or_default();
    }

    /// Of each series the newest issue, unless a newer one was seen before.
    fn newest<T>(
        &mut self,
        kind: PartKind,
        found: Vec<Part<T>>,
        seen: &HighWater,
        rollback: Rollback,
    ) -> Result<Vec<Part<T>>, BundleError> {
        let order = newest_first(found.iter().map(|part| (part.key, part.mark)).collect());
        let mut found: Vec<_> = found.into_iter().map(Some).collect();
        let mut newest: Vec<Part<T>> = Vec::new();
        for part in order.into_iter().filter_map(|position| found.get_mut(position)?.take()) {
            let old = seen.mark(&part.key).is_some_and(|seen| part.mark.is_before(seen));
            if newest.last().is_some_and(|last| last.key == part.key) {
                self.reject(kind, part.index, PartProblem::Superseded);
            } else if old && rollback == Rollback::Fatal {
                return Err(BundleError::RolledBack { kind });
            } else if old {
                self.reject(kind, part.index, PartProblem::RolledBack);
            } else {
                newest.push(part);
            }
        }
        Ok(newest)
    }

    /// The marks of everything that counts.
    pub(super) fn raise(&self, seen: &mut HighWater) {
        let vicals = self.vicals.iter().map(|part| (part.key, part.mark));
        let deny_lists = self.deny_lists.iter().map(|part| (part.key, part.mark));
        let status_lists = self.status_lists.iter().map(|part| (part.key, part.mark));
        let identifier_lists = self.identifier_lists.iter().map(|part| (part.key, part.mark));
        let crls = self.crls.iter().map(|part| (part.key, part.mark));
        for (key, mark) in vicals.chain(deny_lists).chain(status_lists).chain(identifier_lists).chain(crls) {
            seen.raise(key, mark);
        }
    }

    /// The bytes of every part that counts or may come to count, in the order of the file.
    pub(super) fn raw(&self) -> impl Iterator<Item = (PartKind, &[u8])> {
        let vicals = self.vicals.iter().map(|part| (PartKind::Vical, part.raw.as_slice()));
        let deny_lists = self.deny_lists.iter().map(|part| (PartKind::DenyList, part.raw.as_slice()));
        let signers = self.signers.iter().map(|signer| (PartKind::DocumentSigner, signer.as_der()));
        let templates = self.templates.iter().map(|template| (PartKind::Template, template.as_bytes()));
        let status_lists = self.status_lists.iter().map(|part| (PartKind::StatusList, part.raw.as_slice()));
        let identifier_lists =
            self.identifier_lists.iter().map(|part| (PartKind::IdentifierList, part.raw.as_slice()));
        let unanchored = self.unanchored.iter().map(|list| (list.kind, list.raw.as_slice()));
        let crls = self.crls.iter().map(|part| (PartKind::Crl, part.raw.as_slice()));
        vicals
            .chain(deny_lists)
            .chain(signers)
            .chain(templates)
            .chain(status_lists)
            .chain(identifier_lists)
            .chain(unanchored)
            .chain(crls)
    }
}

/// What an issue older than one seen before does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rollback {
    /// The whole bundle is refused: with old roots or without new denials it would admit whom it must not.
    Fatal,
    /// The part is: without it there is no answer.
    Rejected,
}

/// Positions by series, and in each the newest issue first: one sort for parts of every type.
fn newest_first(issues: Vec<(SeriesKey, Mark)>) -> Vec<usize> {
    let mut order: Vec<_> = issues
        .into_iter()
        .enumerate()
        .map(|(position, (key, mark))| (key, Reverse(mark.order()), position))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, _, position)| position).collect()
}
