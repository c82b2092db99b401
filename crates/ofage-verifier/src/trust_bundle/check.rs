//! What a bundle answers: whether it counts now, and what it knows of a signer and an attestation.

use ofage_core::UnixTime;
use ofage_core::pki::{Certificate, CrlState, DocumentSigner, Realm, TrustAnchor, TrustAnchors};
use ofage_core::status::{
    IdentifierReference, IndexReference, ListError, ListSigner, Status, StatusReference,
    UnverifiedIdentifierList, UnverifiedStatusList,
};
use ofage_core::trust::PartKind;

use super::TrustBundle;
use super::high_water::Series;
use super::policy::Requirement;
use super::problem::BundleProblem;
use super::series::{crl_key, deny_list_key, list_key};

/// How far the clock may be behind the newest list, in seconds.
const CLOCK_SKEW: i64 = ofage_core::limits::MAX_LIST_CLOCK_SKEW_SECONDS;

/// What the lists say about an attestation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a caller must decide for each; only one is a pass")]
pub enum StatusAnswer {
    /// A current list of the issuer says that it is valid.
    Valid,
    /// Revoked.
    Invalid,
    /// Revoked for the time being.
    Suspended,
    /// No answer: not a pass.
    Unknown(BundleProblem),
}

impl StatusAnswer {
    fn from_list(answer: Result<Status, ListError>) -> Self {
        match answer {
            Ok(Status::Valid) => Self::Valid,
            Ok(Status::Invalid) => Self::Invalid,
            Ok(Status::Suspended) => Self::Suspended,
            Ok(Status::Other(_)) => Self::Unknown(BundleProblem::StatusUnknownValue),
            Err(ListError::IndexOutOfRange) => Self::Unknown(BundleProblem::StatusIndexOutOfRange),
            Err(ListError::Expired { .. }) => Self::Unknown(BundleProblem::StatusStale),
            Err(ListError::IssuedInFuture { .. }) => Self::Unknown(BundleProblem::ClockBehind),
            Err(_) => Self::Unknown(BundleProblem::StatusOtherIssuer),
        }
    }

    /// Of two lists that both speak about one attestation: revoked wins, then valid, then whatever is known.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Invalid, _) | (_, Self::Invalid) => Self::Invalid,
            (Self::Suspended, _) | (_, Self::Suspended) => Self::Suspended,
            (Self::Valid, _) | (_, Self::Valid) => Self::Valid,
            (unknown @ Self::Unknown(_), Self::Unknown(_)) => unknown,
        }
    }

    /// The answer as a check.
    ///
    /// # Errors
    /// [`BundleProblem`] for everything but [`Self::Valid`].
    pub const fn check(self) -> Result<(), BundleProblem> {
        match self {
            Self::Valid => Ok(()),
            Self::Invalid => Err(BundleProblem::AttestationRevoked),
            Self::Suspended => Err(BundleProblem::AttestationSuspended),
            Self::Unknown(problem) => Err(problem),
        }
    }
}

impl TrustBundle {
    /// Whether the bundle as a whole counts at `now`, with lists of at most `max_age` seconds.
    ///
    /// All lists of roots and all deny lists must be current: with one that is not, nobody can tell which of its issuers
    /// have been removed since. A list that comes no more has to be taken out of the bundle.
    ///
    /// # Errors
    /// [`BundleProblem`]: the first of [`BundleProblem::TrustEmpty`], [`BundleProblem::ClockBehind`], expired, too old,
    /// [`BundleProblem::DenyListMissing`].
    pub fn check_current(&self, now: UnixTime, max_age: u32) -> Result<(), BundleProblem> {
        if self.anchors().is_empty() {
            return Err(BundleProblem::TrustEmpty);
        }
        if self.newest_date().is_some_and(|newest| newest > now.plus_seconds(CLOCK_SKEW)) {
            return Err(BundleProblem::ClockBehind);
        }
        let too_old = |date: UnixTime| now.seconds_since(date) > i64::from(max_age);
        for list in self.vicals() {
            list.check_current(now).map_err(|_| BundleProblem::VicalExpired)?;
            if too_old(list.date()) {
                return Err(BundleProblem::VicalStale);
            }
        }
        for list in self.deny_lists() {
            list.check_current(now).map_err(|_| BundleProblem::DenyListExpired)?;
            if too_old(list.date()) {
                return Err(BundleProblem::DenyListStale);
            }
        }
        self.check_deny_lists_are_there()
    }

    /// A deny list for each realm that has roots, where the policy wants one; and each that was seen before.
    fn check_deny_lists_are_there(&self) -> Result<(), BundleProblem> {
        let has = |realm| self.deny_lists().any(|list| list.signer().realm() == realm);
        let wanted = |realm| self.vicals().any(|list| list.signer().realm() == realm);
        let missing = [Realm::Live, Realm::Demo].into_iter().any(|realm| wanted(realm) && !has(realm));
        // A list of a provider that is no longer configured may go.
        let gone = self.policy.providers.iter().filter_map(TrustAnchor::certificate).any(|provider| {
            let sha256 = provider.sha256();
            self.high_water.mark(&deny_list_key(&sha256)).is_some()
                && !self.deny_lists().any(|list| list.signer().anchor_sha256() == sha256)
        });
        if (missing && self.policy.deny_list == Requirement::Required) || gone {
            return Err(BundleProblem::DenyListMissing);
        }
        Ok(())
    }

    /// What is known against a document signer: the deny lists, and the revocation lists of its issuer and of those who
    /// vouch for it.
    ///
    /// # Errors
    /// [`BundleProblem::SignerDenied`], [`BundleProblem::SignerRevoked`]; [`BundleProblem::CrlStale`] where the issuer's
    /// list is not current; [`BundleProblem::CrlMissing`] where there is none, and the policy wants one or one was there
    /// before.
    pub fn check_signer(&self, signer: &DocumentSigner, now: UnixTime) -> Result<(), BundleProblem> {
        if self.deny_lists().any(|list| list.denies_signer(signer)) {
            return Err(BundleProblem::SignerDenied);
        }
        if self.parts.crls.iter().any(|part| part.value.revokes_path_of(signer)) {
            return Err(BundleProblem::SignerRevoked);
        }
        let states = self.parts.crls.iter().filter_map(|part| part.value.state_of(signer, now));
        let mut found = None;
        for state in states {
            match state {
                CrlState::Revoked => return Err(BundleProblem::SignerRevoked),
                CrlState::Stale => found = Some(CrlState::Stale),
                CrlState::Good => found = found.or(Some(CrlState::Good)),
            }
        }
        match found {
            Some(CrlState::Good) => Ok(()),
            Some(CrlState::Stale | CrlState::Revoked) => Err(BundleProblem::CrlStale),
            None if self.policy.crls == Requirement::Required || self.has_seen_crl(signer) => {
                Err(BundleProblem::CrlMissing)
            }
            None => Ok(()),
        }
    }

    fn has_seen_crl(&self, signer: &DocumentSigner) -> bool {
        match (signer.issuer_der(), signer.authority_key_id()) {
            (Some(issuer), Some(key)) => self.high_water.mark(&crl_key(issuer, key)).is_some(),
            _ => false,
        }
    }

    /// What the lists say at `now` about the attestation with this status and this document signer.
    ///
    /// A list counts if its signer leads to the certificate that the status names or, where it names none, to the root
    /// of the document signer: no other issuer can speak about it. Where the status names two lists, a revocation in one
    /// counts, and one current list is enough.
    #[must_use]
    pub fn status_of(
        &self,
        reference: &StatusReference,
        signer: &DocumentSigner,
        now: UnixTime,
    ) -> StatusAnswer {
        let index = reference.status_list().map(|index| self.index_status(index, signer, now));
        let identifier = reference.identifier_list().map(|id| self.identifier_status(id, signer, now));
        match (index, identifier) {
            (Some(one), Some(other)) => one.and(other),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => StatusAnswer::Unknown(BundleProblem::StatusMalformed),
        }
    }

    fn index_status(&self, index: &IndexReference, signer: &DocumentSigner, now: UnixTime) -> StatusAnswer {
        let voice = Voice::new(index.certificate(), signer);
        let mut named = self.parts.status_lists.iter().filter(|part| part.value.terms().uri() == index.uri());
        if let Some(part) = named.clone().find(|part| voice.is(part.value.signer())) {
            return StatusAnswer::from_list(part.value.status_of(index, now));
        }
        let kept = voice.anchors().and_then(|anchors| {
            let lists = self
                .unanchored(PartKind::StatusList, index.uri())
                .filter_map(|raw| Some(UnverifiedStatusList::decode(raw).ok()?.verify(&anchors, now)));
            let lists =
                lists.filter(|list| !list.as_ref().is_ok_and(|list| self.parts.denies(list.signer())));
            newest(lists, |list| list.terms().issued())
        });
        match kept.map(|list| list.and_then(|list| list.status_of(index, now))) {
            Some(answer) => StatusAnswer::from_list(answer),
            None if named.next().is_some() => StatusAnswer::Unknown(BundleProblem::StatusOtherIssuer),
            None => self.no_list(PartKind::StatusList, Series::StatusList, index.uri(), &voice),
        }
    }

    fn identifier_status(
        &self,
        id: &IdentifierReference,
        signer: &DocumentSigner,
        now: UnixTime,
    ) -> StatusAnswer {
        let voice = Voice::new(id.certificate(), signer);
        let mut named =
            self.parts.identifier_lists.iter().filter(|part| part.value.terms().uri() == id.uri());
        if let Some(part) = named.clone().find(|part| voice.is(part.value.signer())) {
            return StatusAnswer::from_list(part.value.status_of(id, now));
        }
        let kept = voice.anchors().and_then(|anchors| {
            let lists = self
                .unanchored(PartKind::IdentifierList, id.uri())
                .filter_map(|raw| Some(UnverifiedIdentifierList::decode(raw).ok()?.verify(&anchors, now)));
            let lists =
                lists.filter(|list| !list.as_ref().is_ok_and(|list| self.parts.denies(list.signer())));
            newest(lists, |list| list.terms().issued())
        });
        match kept.map(|list| list.and_then(|list| list.status_of(id, now))) {
            Some(answer) => StatusAnswer::from_list(answer),
            None if named.next().is_some() => StatusAnswer::Unknown(BundleProblem::StatusOtherIssuer),
            None => self.no_list(PartKind::IdentifierList, Series::IdentifierList, id.uri(), &voice),
        }
    }

    fn unanchored<'s>(&'s self, kind: PartKind, uri: &'s str) -> impl Iterator<Item = &'s [u8]> {
        let lists = self.parts.unanchored.iter().filter(move |list| list.kind == kind && list.uri == uri);
        lists.map(|list| list.raw.as_slice())
    }

    /// What it means that no list of this name, signed by a known root's signer, speaks for the attestation.
    fn no_list(&self, kind: PartKind, series: Series, uri: &str, voice: &Voice) -> StatusAnswer {
        // Where the status says who vouches for a list, those that lead to no root were tried: none of them was that one.
        if voice.named.is_some() && self.unanchored(kind, uri).next().is_some() {
            return StatusAnswer::Unknown(BundleProblem::StatusOtherIssuer);
        }
        let seen = voice
            .sha256
            .is_some_and(|anchor| self.high_water.mark(&list_key(series, uri, &anchor)).is_some());
        StatusAnswer::Unknown(if self.parts.stale_uris.iter().any(|stale| stale == uri) {
            BundleProblem::StatusStale
        } else if seen {
            BundleProblem::StatusWithdrawn
        } else if self.parts.unusable_uris.iter().any(|unusable| unusable == uri) {
            BundleProblem::StatusUnusable
        } else {
            BundleProblem::StatusMissing
        })
    }
}

/// Of several lists that hold, the newest; where none does, why the first does not.
fn newest<T>(
    lists: impl Iterator<Item = Result<T, ListError>>,
    issued: impl Fn(&T) -> UnixTime,
) -> Option<Result<T, ListError>> {
    lists.reduce(|first, second| match (first, second) {
        (Ok(one), Ok(other)) => Ok(if issued(&other) > issued(&one) { other } else { one }),
        (Ok(list), Err(_)) | (Err(_), Ok(list)) => Ok(list),
        (Err(error), Err(_)) => Err(error),
    })
}

/// Who may speak about an attestation: the certificate that its status names, or the root of its document signer.
struct Voice {
    sha256: Option<[u8; 32]>,
    named: Option<Certificate>,
}

impl Voice {
    fn new(named: Option<&[u8]>, signer: &DocumentSigner) -> Self {
        match named {
            None => Self { sha256: signer.anchor_sha256(), named: None },
            Some(der) => {
                let named = Certificate::from_der(der).ok();
                Self { sha256: named.as_ref().map(Certificate::sha256), named }
            }
        }
    }

    /// Whether it vouches for the signer of a list, or is that signer itself.
    fn is(&self, signer: Option<&ListSigner>) -> bool {
        match (self.sha256, signer) {
            (Some(sha256), Some(signer)) => {
                signer.anchor_sha256() == sha256
                    || (self.named.is_some() && signer.certificate().sha256() == sha256)
            }
            _ => false,
        }
    }

    /// The named certificate as the only anchor, where it is a root.
    fn anchors(&self) -> Option<TrustAnchors> {
        let root = TrustAnchor::root(self.named.clone()?, Realm::Live).ok()?;
        let mut anchors = TrustAnchors::new();
        anchors.add(root).ok()?;
        Some(anchors)
    }
}
