//! Why a door decides as it does: few reasons, in the language of the door, each with a stable code.

use ofage_core::RefuseReason;

/// Declares the reasons, each with its code and its place in the list.
macro_rules! reasons {
    ($( $(#[$doc:meta])* $variant:ident => $code:literal; )*) => {
        /// Why the door decides as it does.
        ///
        /// Many errors of the core become one reason here: staff act on a reason, developers on
        /// [`Outcome::detail`](crate::Outcome::detail).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(clippy::exhaustive_enums, reason = "guidance in every language must cover every reason, without a wildcard")]
        pub enum Reason {
            $( $(#[$doc])* #[doc = concat!("Code `", $code, "`.")] $variant, )*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable snake_case code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

reasons! {
    /// The attestation does not answer the question: other ages, or no age at all.
    AgeNotShown => "age_not_shown";
    /// This attestation was decided on before, and not just now.
    AlreadyUsed => "already_used";
    /// `validUntil` is past.
    AttestationExpired => "attestation_expired";
    /// `validFrom` is to come.
    AttestationNotYetValid => "attestation_not_yet_valid";
    /// The issuer has revoked or suspended it.
    AttestationRevoked => "attestation_revoked";
    /// The challenge that it answers has expired.
    ChallengeExpired => "challenge_expired";
    /// Somebody else has answered the challenge.
    ChallengeUsed => "challenge_used";
    /// This device's clock is behind what it has seen, or has been set back.
    ClockWrong => "clock_wrong";
    /// A door code or response that does not decode.
    CodeDamaged => "code_damaged";
    /// A timed code with a time to come.
    CodeFromFuture => "code_from_future";
    /// A timed code past its 30 seconds.
    CodeTooOld => "code_too_old";
    /// Of age, says an issuer for demonstrations: nothing that it says is true.
    DemoOldEnough => "demo_old_enough";
    /// Under age, says an issuer for demonstrations.
    DemoUnderAge => "demo_under_age";
    /// A kind of document that this door does not accept.
    DocumentNotAccepted => "document_not_accepted";
    /// More guests in a short time than the door can remember.
    DoorBusy => "door_busy";
    /// A camera frame or picture that cannot be read.
    FrameInvalid => "frame_invalid";
    /// The issuer's certificate does not hold.
    IssuerCertificate => "issuer_certificate";
    /// The trust bundle denies this issuer.
    IssuerDenied => "issuer_denied";
    /// No trusted root has certified the issuer.
    IssuerUnknown => "issuer_unknown";
    /// The code needs a template or a certificate that the trust bundle lacks.
    LayoutUnknown => "layout_unknown";
    /// A kind of code that this door's mode does not take.
    ModeNotAccepted => "mode_not_accepted";
    /// No challenge is open.
    NoChallenge => "no_challenge";
    /// A QR code of another kind: a link, a ticket.
    NotDoorCode => "not_door_code";
    /// It answers another challenge, or another door.
    NotForThisDoor => "not_for_this_door";
    /// Signatures or digests do not hold: changed, or made up.
    NotGenuine => "not_genuine";
    /// The issuer states the age or more.
    OldEnough => "old_enough";
    /// The guest who was decided on a moment ago.
    SameGuest => "same_guest";
    /// Two different door codes in one picture.
    SeveralCodes => "several_codes";
    /// Whether it is revoked cannot be told, and the policy wants to know.
    StatusUnknown => "status_unknown";
    /// The trust bundle is past its end.
    TrustExpired => "trust_expired";
    /// There is no trust bundle, or it trusts nobody.
    TrustMissing => "trust_missing";
    /// The trust bundle is older than the policy allows.
    TrustStale => "trust_stale";
    /// The issuer states an age below.
    UnderAge => "under_age";
    /// The wallet reports an error, or speaks a version that is not known here.
    WalletUnsupported => "wallet_unsupported";
}

impl Reason {
    /// The decision that goes with it: one and the same for every outcome with this reason.
    #[must_use]
    pub const fn decision(self) -> Decision {
        match self {
            Self::OldEnough => Decision::Admit,
            Self::UnderAge => Decision::Refuse(RefuseReason::UnderAge),
            Self::DemoOldEnough => Decision::Demo(DemoDecision::WouldAdmit),
            Self::DemoUnderAge => Decision::Demo(DemoDecision::WouldRefuse),
            Self::AgeNotShown
            | Self::AlreadyUsed
            | Self::AttestationExpired
            | Self::AttestationNotYetValid
            | Self::AttestationRevoked
            | Self::ChallengeExpired
            | Self::ChallengeUsed
            | Self::ClockWrong
            | Self::CodeDamaged
            | Self::CodeFromFuture
            | Self::CodeTooOld
            | Self::DocumentNotAccepted
            | Self::DoorBusy
            | Self::FrameInvalid
            | Self::IssuerCertificate
            | Self::IssuerDenied
            | Self::IssuerUnknown
            | Self::LayoutUnknown
            | Self::ModeNotAccepted
            | Self::NoChallenge
            | Self::NotDoorCode
            | Self::NotForThisDoor
            | Self::NotGenuine
            | Self::SameGuest
            | Self::SeveralCodes
            | Self::StatusUnknown
            | Self::TrustExpired
            | Self::TrustMissing
            | Self::TrustStale
            | Self::WalletUnsupported => Decision::CannotVerify(self),
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }

    /// The reason that staff see for an error of the core or of a frame, by the error's code. `None` for codes that no
    /// door meets.
    ///
    /// Source: spec/door.md; spec/error-codes.md.
    #[must_use]
    pub fn of_error(code: &str) -> Option<Self> {
        Some(match code {
            // What the bytes are.
            "certificate_too_large"
            | "too_many_certificates"
            | "digest_id_out_of_range"
            | "coordinate_length"
            | "duplicate_element"
            | "duplicate_key"
            | "indefinite_length"
            | "integer_out_of_range"
            | "invalid_date"
            | "invalid_head"
            | "invalid_key"
            | "invalid_utf8"
            | "missing_field"
            | "not_exactly_one"
            | "too_deep"
            | "too_many_entries"
            | "too_large"
            | "trailing_bytes"
            | "truncated"
            | "unexpected_length"
            | "unexpected_tag"
            | "unexpected_type"
            | "unexpected_value"
            | "unsupported_key" => Self::CodeDamaged,
            // What the code is.
            "door_digits_not_canonical"
            | "door_digits_invalid"
            | "door_hole_invalid"
            | "door_length_invalid"
            | "door_pack_invalid"
            | "door_response_unsupported"
            | "door_round_trip_failed"
            | "door_template_invalid"
            | "door_too_large"
            | "door_trailing_bytes"
            | "door_truncated" => Self::CodeDamaged,
            "door_prefix_wrong" => Self::NotDoorCode,
            "door_certificate_unknown" | "door_template_unknown" => Self::LayoutUnknown,
            "door_mode_unknown" | "door_version_unknown" => Self::WalletUnsupported,
            // What the wallet says.
            "response_status" | "no_documents" | "multiple_documents" | "version_unsupported" => {
                Self::WalletUnsupported
            }
            "doc_type_not_accepted" => Self::DocumentNotAccepted,
            // Who issued it.
            "anchor_unknown" | "chain_missing" | "doc_type_not_allowed" => Self::IssuerUnknown,
            "certificate_algorithm_mismatch"
            | "certificate_algorithm_unsupported"
            | "certificate_expired"
            | "certificate_malformed"
            | "certificate_not_yet_valid"
            | "certificate_signature"
            | "chain_too_long"
            | "certificate_country_mismatch"
            | "extended_key_usage"
            | "extension_critical"
            | "extension_duplicate"
            | "extension_forbidden"
            | "issuer_mismatch"
            | "issuer_not_ca"
            | "key_identifier_mismatch"
            | "certificate_key_unsupported"
            | "key_usage"
            | "certificate_lifetime_too_long"
            | "path_length"
            | "certificate_profile"
            | "signer_is_ca"
            | "certificate_state_mismatch"
            | "signed_outside_certificate"
            | "outlives_certificate" => Self::IssuerCertificate,
            // What the issuer signed.
            "algorithm_key_mismatch"
            | "algorithm_missing"
            | "algorithm_unsupported"
            | "critical_header"
            | "digest_algorithm_unsupported"
            | "digest_mismatch"
            | "digest_missing"
            | "doc_type_mismatch"
            | "issuer_signature_invalid"
            | "issuing_country_mismatch"
            | "lifetime_too_long"
            | "payload_missing"
            | "salt_too_short"
            | "validity_order"
            | "device_element_not_authorized" => Self::NotGenuine,
            "expired" => Self::AttestationExpired,
            "not_yet_valid" => Self::AttestationNotYetValid,
            // What the device signed.
            "device_signature_invalid" | "device_mac_invalid" | "payload_not_detached" => {
                Self::NotForThisDoor
            }
            "mac_without_reader_key" => Self::ModeNotAccepted,
            "revoked" | "suspended" => Self::AttestationRevoked,
            "status_unknown" => Self::StatusUnknown,
            "under_age" => Self::UnderAge,
            "age_contradiction" | "age_no_answer" | "age_not_boolean" => Self::AgeNotShown,
            _ => return None,
        })
    }
}

/// What the door says: three answers, and a fourth for demonstrations that cannot be taken for one of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "whoever shows a decision must show every one")]
pub enum Decision {
    /// Of age, by an issuer that the venue trusts.
    Admit,
    /// Not of age.
    Refuse(RefuseReason),
    /// No answer, which is never a pass and never an accusation.
    CannotVerify(Reason),
    /// An issuer for demonstrations vouches: not real, whatever it says. Shown in another form than the three.
    Demo(DemoDecision),
}

impl Decision {
    /// The stable name: `admit`, `refuse`, `cannot_verify` or `demo`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Admit => "admit",
            Self::Refuse(_) => "refuse",
            Self::CannotVerify(_) => "cannot_verify",
            Self::Demo(_) => "demo",
        }
    }
}

/// What the decision would be, were the issuer real.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a demonstration that does not verify is a CannotVerify like any other"
)]
pub enum DemoDecision {
    /// Of age.
    WouldAdmit,
    /// Not of age.
    WouldRefuse,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ofage_core::door_code::DoorCodeError;
    use ofage_core::pki::PkiError;
    use ofage_core::{AgeDecision, DecodeErrorKind, InconclusiveReason, VerifyError};
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_snake_case_and_distinct() {
        let codes: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Reason::ALL.len());
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')));
        assert!(Reason::ALL.iter().all(|reason| Reason::from_code(reason.code()) == Some(*reason)));
    }

    /// The core's errors that a door can meet, all of them: a new one fails here until it has a reason.
    #[test]
    fn every_error_of_verification_has_a_reason_for_staff() {
        let verification = [DecodeErrorKind::codes(), VerifyError::codes(), DoorCodeError::codes()].concat();
        // They carry another error, whose code stands instead.
        let carriers = ["chain", "mso_malformed", "door_response_malformed"];
        // Met when a trust bundle is read or a certificate is made, not when a response is verified.
        let elsewhere = [
            "anchor_conflict",
            "anchor_not_root",
            "anchors_too_many",
            "certificate_contact_invalid",
            "certificate_name_invalid",
            "certificate_signer_failed",
            "certificate_validity_order",
            "certificate_validity_outside_issuer",
            "crl_malformed",
            "crl_signature",
            "crl_too_large",
            "crl_unsupported",
        ];
        let certificates = PkiError::codes().iter().filter(|(code, _)| !elsewhere.contains(code));
        for (code, _) in verification.iter().filter(|(code, _)| !carriers.contains(code)).chain(certificates)
        {
            let reason = Reason::of_error(code).unwrap_or_else(|| panic!("no reason for {code}"));
            assert!(matches!(reason.decision(), Decision::CannotVerify(_)), "{code}");
        }
        for inconclusive in
            [InconclusiveReason::Contradiction, InconclusiveReason::NoAnswer, InconclusiveReason::NotBoolean]
        {
            let code = AgeDecision::CannotVerify(inconclusive).reason_code().unwrap();
            assert_eq!(Reason::of_error(code), Some(Reason::AgeNotShown));
        }
    }

    #[test]
    fn one_reason_admits_and_one_refuses() {
        let of =
            |wanted: &str| Reason::ALL.iter().filter(|reason| reason.decision().code() == wanted).count();
        assert_eq!((of("admit"), of("refuse"), of("demo")), (1, 1, 2));
        assert_eq!(of("cannot_verify"), Reason::ALL.len() - 4);
    }
}
