//! What a venue wants of its bundle.

use ofage_core::pki::TrustAnchors;

/// Whether a part must be there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum Requirement {
    /// Without it there is no answer.
    Required,
    /// It counts where it is there. Once it was there, it must stay.
    WherePresent,
}

/// Whose lists of roots count, and what must be in a bundle besides.
#[derive(Clone, Debug)]
pub struct BundlePolicy {
    pub(super) providers: TrustAnchors,
    pub(super) deny_list: Requirement,
    pub(super) crls: Requirement,
}

impl BundlePolicy {
    /// Trusts the VICALs and deny lists whose signers one of these roots has certified. The realm of a root is that of
    /// everything it vouches for.
    ///
    /// A deny list is required, if only an empty one: otherwise whoever carries the file could leave it out.
    /// Certificate revocation lists count where they are there.
    #[must_use]
    pub const fn new(providers: TrustAnchors) -> Self {
        Self { providers, deny_list: Requirement::Required, crls: Requirement::WherePresent }
    }

    /// Whether there must be a deny list.
    #[must_use]
    pub const fn deny_list(mut self, requirement: Requirement) -> Self {
        self.deny_list = requirement;
        self
    }

    /// Whether there must be a certificate revocation list of each document signer's issuer.
    #[must_use]
    pub const fn crls(mut self, requirement: Requirement) -> Self {
        self.crls = requirement;
        self
    }

    /// The roots of providers.
    #[must_use]
    pub const fn providers(&self) -> &TrustAnchors {
        &self.providers
    }
}
