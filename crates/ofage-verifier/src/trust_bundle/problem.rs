//! What can be wrong with a bundle: with one part, with the whole, or with a signer or attestation it knows of.

use core::fmt;

use ofage_core::DecodeError;
use ofage_core::pki::PkiError;
use ofage_core::trust::{ListError, PartKind};

/// Declares an error enum whose variants each have one code and one sentence.
macro_rules! coded {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$doc:meta])* $variant:ident $({ $($field:ident : $type:ty),* })? => $code:literal, $text:literal; )* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$doc])*
                #[doc = concat!("Code `", $code, "`.")]
                $variant $({ $(#[doc = concat!("The ", stringify!($field), ".")] $field: $type),* })?,
            )*
        }

        impl $name {
            /// Every code of this type with its meaning, for the list of codes and its tests.
            #[must_use]
            pub const fn codes() -> &'static [(&'static str, &'static str)] {
                &[$(($code, $text)),*]
            }

            const fn own_code(&self) -> &'static str {
                match self { $( Self::$variant $({ $($field: _),* })? => $code, )* }
            }

            const fn text(&self) -> &'static str {
                match self { $( Self::$variant $({ $($field: _),* })? => $text, )* }
            }
        }
    };
}

coded! {
    /// Why one part of a bundle does not count. The others do.
    PartProblem {
        /// A certificate or revocation list that cannot be used.
        Certificate { error: PkiError } => "certificate", "the certificate or revocation list cannot be used";
        /// The deny list denies it.
        Denied => "part_denied", "the deny list denies it";
        /// A list whose signature or signer does not hold.
        List { error: ListError } => "list", "the list cannot be used";
        /// Older than one that was seen before.
        RolledBack => "part_rolled_back", "older than one that was seen before";
        /// A newer issue of the same list is there too.
        Superseded => "part_superseded", "a newer issue of the same list is there";
        /// A door code template that cannot be read.
        Template => "template_malformed", "not a door code template";
        /// With it, the status lists would need more memory than allowed.
        TotalTooLarge => "status_lists_too_large", "the status lists need too much memory";
    }
}

impl PartProblem {
    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::Certificate { error } = self {
            return error.code();
        }
        if let Self::List { error } = self {
            return error.code();
        }
        self.own_code()
    }
}

impl fmt::Display for PartProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Certificate { error } = self {
            return write!(f, "{error}");
        }
        if let Self::List { error } = self {
            return write!(f, "{error}");
        }
        f.write_str(self.text())
    }
}

impl core::error::Error for PartProblem {}

/// A part that does not count: which one, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RejectedPart {
    kind: PartKind,
    index: usize,
    problem: PartProblem,
}

impl RejectedPart {
    pub(super) const fn new(kind: PartKind, index: usize, problem: PartProblem) -> Self {
        Self { kind, index, problem }
    }

    /// What it is listed as.
    #[must_use]
    pub const fn kind(&self) -> PartKind {
        self.kind
    }

    /// Its number among those of its kind, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn problem(&self) -> PartProblem {
        self.problem
    }
}

coded! {
    /// Why a bundle is not loaded at all. Keep the one that is loaded.
    BundleError {
        /// The file does not decode.
        Decode { error: DecodeError } => "decode", "the bundle does not decode";
        /// A list of roots, or a deny list, is older than one that was seen before.
        RolledBack { kind: PartKind } => "bundle_rolled_back", "a list is older than one that was seen before";
        /// More parts of one kind than allowed.
        TooManyParts { kind: PartKind } => "bundle_too_many_parts", "too many parts of one kind";
        /// No list of roots at all.
        VicalMissing => "vical_missing", "the bundle has no list of roots";
        /// No list of roots that counts; the first one's error.
        VicalRejected { error: ListError } => "vical_rejected", "no list of roots counts";
    }
}

impl BundleError {
    /// The stable snake_case code: that of the inner error where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if let Self::Decode { error } = self {
            return error.code();
        }
        if let Self::VicalRejected { error } = self {
            return error.code();
        }
        self.own_code()
    }
}

impl From<DecodeError> for BundleError {
    fn from(error: DecodeError) -> Self {
        Self::Decode { error }
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        if let Self::Decode { error } = self {
            write!(f, ": {error}")?;
        }
        if let Self::VicalRejected { error } = self {
            write!(f, ": {error}")?;
        }
        if let Self::RolledBack { kind } | Self::TooManyParts { kind } = self {
            write!(f, " ({})", kind.code())?;
        }
        Ok(())
    }
}

impl core::error::Error for BundleError {}

coded! {
    /// Why a loaded bundle gives no answer, or says no. None of these is ever a pass.
    BundleProblem {
        /// The issuer has revoked the attestation.
        AttestationRevoked => "attestation_revoked", "the attestation is revoked";
        /// The issuer has suspended the attestation.
        AttestationSuspended => "attestation_suspended", "the attestation is suspended";
        /// The clock shows a time before the newest signed list.
        ClockBehind => "clock_behind", "the clock is behind the newest list";
        /// No revocation list of the document signer's issuer, where one is wanted or was seen before.
        CrlMissing => "crl_missing", "no revocation list of the issuer";
        /// The revocation list of the document signer's issuer is not current.
        CrlStale => "crl_stale", "the revocation list of the issuer is not current";
        /// A deny list is past its end.
        DenyListExpired => "deny_list_expired", "the deny list has expired";
        /// No deny list, where one is wanted or was seen before.
        DenyListMissing => "deny_list_missing", "no deny list";
        /// A deny list is older than the policy allows.
        DenyListStale => "deny_list_stale", "the deny list is too old";
        /// The deny list denies the document signer or its root.
        SignerDenied => "signer_denied", "the deny list denies the document signer";
        /// The issuer has revoked the document signer's certificate.
        SignerRevoked => "signer_revoked", "the document signer is revoked";
        /// The attestation has a place that its status list does not have.
        StatusIndexOutOfRange => "status_index_out_of_range", "the status list has no such entry";
        /// The status of the attestation cannot be read.
        StatusMalformed => "status_malformed", "the status of the attestation cannot be read";
        /// No status list of this name.
        StatusMissing => "status_list_missing", "no status list for the attestation";
        /// The status list is expired.
        StatusStale => "status_list_stale", "the status list has expired";
        /// The status list is signed by somebody who may not speak about this attestation.
        StatusOtherIssuer => "status_list_other_issuer", "the status list is not the issuer's";
        /// A status list of this name is there, and cannot be used: broken, denied, too large, not yet valid.
        StatusUnusable => "status_list_unusable", "the status list cannot be used";
        /// A status that is neither valid, invalid nor suspended.
        StatusUnknownValue => "status_unknown_value", "a status of unknown meaning";
        /// A status list of this name was seen before, and is gone.
        StatusWithdrawn => "status_list_withdrawn", "a status list that was seen before is gone";
        /// No root is trusted.
        TrustEmpty => "trust_empty", "no root is trusted";
        /// A list of roots is past its end.
        VicalExpired => "vical_expired", "the list of roots has expired";
        /// A list of roots is older than the policy allows.
        VicalStale => "vical_stale", "the list of roots is too old";
    }
}

impl BundleProblem {
    /// The stable snake_case code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.own_code()
    }
}

impl fmt::Display for BundleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for BundleProblem {}
