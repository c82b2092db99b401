//! Age statements and the nearest-attestation rule.
//!
//! Source: ISO/IEC 18013-5 7.2.5 (first edition), 13.4.6 (second).

use alloc::format;
use alloc::string::String;
use core::fmt;

/// An age in whole years, 0 to 99: the NN of `age_over_NN`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AgeThreshold(u8);

impl AgeThreshold {
    /// 16 years.
    pub const SIXTEEN: Self = Self(16);
    /// 18 years.
    pub const EIGHTEEN: Self = Self(18);
    /// 21 years.
    pub const TWENTY_ONE: Self = Self(21);
    /// 25 years.
    pub const TWENTY_FIVE: Self = Self(25);

    /// A threshold of `years`; `None` above 99.
    #[must_use]
    pub const fn new(years: u8) -> Option<Self> {
        if years > 99 { None } else { Some(Self(years)) }
    }

    /// The age in years.
    #[must_use]
    pub const fn years(self) -> u8 {
        self.0
    }

    /// The threshold of an element identifier; `None` unless it is `age_over_` and exactly two digits.
    #[must_use]
    pub fn from_element_id(element: &str) -> Option<Self> {
        match element.strip_prefix("age_over_")?.as_bytes() {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                let digit = |byte: u8| byte.saturating_sub(b'0');
                Self::new(digit(*tens).saturating_mul(10).saturating_add(digit(*ones)))
            }
            _ => None,
        }
    }
}

impl fmt::Display for AgeThreshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// `age_over_NN`.
pub(crate) fn element_id(threshold: AgeThreshold) -> String {
    format!("age_over_{:02}", threshold.0)
}

/// One age statement: whether the person is `threshold` years old or older. `None` for a value that is no boolean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct AgeStatement {
    pub(crate) threshold: AgeThreshold,
    pub(crate) value: Option<bool>,
}

/// The answer to "is the holder N years old or older?".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a caller must handle every decision, without a wildcard")]
pub enum AgeDecision {
    /// The issuer states an age of N or more.
    Admit,
    /// The issuer states an age below N.
    Refuse(RefuseReason),
    /// The attestation does not answer the question. Never a pass.
    CannotVerify(InconclusiveReason),
}

/// Why the answer is no.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum RefuseReason {
    /// Below the age asked for.
    UnderAge,
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum InconclusiveReason {
    /// The statements contradict each other: over 21, but not over 18.
    Contradiction,
    /// No statement that decides: only `age_over_16` was shown, and the question is 18.
    NoAnswer,
    /// A statement's value is no boolean.
    NotBoolean,
}

impl AgeDecision {
    /// The stable name: `admit`, `refuse` or `cannot_verify`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Admit => "admit",
            Self::Refuse(_) => "refuse",
            Self::CannotVerify(_) => "cannot_verify",
        }
    }

    /// The stable code of the reason; `None` for an admission.
    #[must_use]
    pub const fn reason_code(self) -> Option<&'static str> {
        match self {
            Self::Admit => None,
            Self::Refuse(RefuseReason::UnderAge) => Some("under_age"),
            Self::CannotVerify(InconclusiveReason::Contradiction) => Some("age_contradiction"),
            Self::CannotVerify(InconclusiveReason::NoAnswer) => Some("age_no_answer"),
            Self::CannotVerify(InconclusiveReason::NotBoolean) => Some("age_not_boolean"),
        }
    }
}

/// Decides for the threshold `asked`: a true statement for NN >= `asked` admits, a false one for NN <= `asked` refuses,
/// anything else is inconclusive. One bad statement spoils them all.
pub(crate) fn decide(
    asked: AgeThreshold,
    statements: impl Iterator<Item = AgeStatement> + Clone,
) -> AgeDecision {
    if statements.clone().any(|statement| statement.value.is_none()) {
        return AgeDecision::CannotVerify(InconclusiveReason::NotBoolean);
    }
    let of = |value: bool| {
        statements
            .clone()
            .filter(move |statement| statement.value == Some(value))
            .map(|statement| statement.threshold)
    };
    let (oldest_true, youngest_false) = (of(true).max(), of(false).min());
    match (oldest_true, youngest_false) {
        (Some(over), Some(not_over)) if not_over <= over => {
            AgeDecision::CannotVerify(InconclusiveReason::Contradiction)
        }
        (Some(over), _) if over >= asked => AgeDecision::Admit,
        (_, Some(not_over)) if not_over <= asked => AgeDecision::Refuse(RefuseReason::UnderAge),
        _ => AgeDecision::CannotVerify(InconclusiveReason::NoAnswer),
    }
}

/// The one statement that a holder discloses for the threshold `asked`: the true one nearest above or at it, else the
/// false one nearest below or at it, else none. Statements that are no booleans are never disclosed.
pub(crate) fn nearest(
    asked: AgeThreshold,
    statements: impl Iterator<Item = AgeStatement> + Clone,
) -> Option<AgeThreshold> {
    let of = |value: bool| {
        statements
            .clone()
            .filter(move |statement| statement.value == Some(value))
            .map(|statement| statement.threshold)
    };
    of(true)
        .filter(|over| *over >= asked)
        .min()
        .or_else(|| of(false).filter(|not_over| *not_over <= asked).max())
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    fn threshold(years: u8) -> AgeThreshold {
        AgeThreshold::new(years).unwrap()
    }

    fn stored(age: u8) -> Vec<AgeStatement> {
        [21, 60].map(|years| AgeStatement { threshold: threshold(years), value: Some(age >= years) }).to_vec()
    }

    /// Every row of ISO/IEC 18013-5 table D.1: statements for 21 and 60 are stored.
    #[test]
    fn the_nearest_rule_gives_every_row_of_the_standard_table() {
        let t21 = Some(threshold(21));
        let t60 = Some(threshold(60));
        let none = None;
        for ages_and_rows in [
            (
                &[19][..],
                &[(18, none), (19, none), (20, none), (21, t21), (25, t21), (30, t21), (50, t21)][..],
            ),
            (&[19], &[(60, t60), (63, t60), (64, t60), (65, t60)]),
            (&[21, 30], &[(18, t21), (19, t21), (20, t21), (21, t21), (25, none), (30, none), (50, none)]),
            (&[21, 30], &[(60, t60), (63, t60), (64, t60), (65, t60)]),
            (&[60, 64], &[(18, t21), (19, t21), (20, t21), (21, t21), (25, t60), (30, t60), (50, t60)]),
            (&[60, 64], &[(60, t60), (63, none), (64, none), (65, none)]),
        ] {
            for age in ages_and_rows.0 {
                for (asked, expected) in ages_and_rows.1 {
                    let disclosed = nearest(threshold(*asked), stored(*age).into_iter());
                    assert_eq!(disclosed, *expected, "age {age}, asked {asked}");
                }
            }
        }
    }

    #[test]
    fn what_the_holder_discloses_is_decided_as_the_truth_or_not_at_all() {
        for age in 0..=99 {
            for asked in 0..=99 {
                let statements = stored(age);
                let Some(disclosed) = nearest(threshold(asked), statements.iter().copied()) else { continue };
                let shown = statements.iter().copied().filter(|statement| statement.threshold == disclosed);
                let truth = if age >= asked {
                    AgeDecision::Admit
                } else {
                    AgeDecision::Refuse(RefuseReason::UnderAge)
                };
                assert_eq!(decide(threshold(asked), shown), truth, "age {age}, asked {asked}");
            }
        }
    }

    #[test]
    fn nothing_odd_is_an_admission() {
        let s = |years, value| AgeStatement { threshold: threshold(years), value };
        let decide18 =
            |statements: &[AgeStatement]| decide(AgeThreshold::EIGHTEEN, statements.iter().copied());
        assert_eq!(decide18(&[]), AgeDecision::CannotVerify(InconclusiveReason::NoAnswer));
        assert_eq!(decide18(&[s(16, Some(true))]), AgeDecision::CannotVerify(InconclusiveReason::NoAnswer));
        assert_eq!(decide18(&[s(21, Some(false))]), AgeDecision::CannotVerify(InconclusiveReason::NoAnswer));
        assert_eq!(decide18(&[s(16, Some(false))]), AgeDecision::Refuse(RefuseReason::UnderAge));
        assert_eq!(
            decide18(&[s(21, Some(true)), s(18, Some(false))]),
            AgeDecision::CannotVerify(InconclusiveReason::Contradiction)
        );
        assert_eq!(
            decide18(&[s(18, Some(true)), s(21, None)]),
            AgeDecision::CannotVerify(InconclusiveReason::NotBoolean)
        );
    }

    #[test]
    fn element_identifiers_have_exactly_two_digits() {
        assert_eq!(AgeThreshold::from_element_id("age_over_18"), Some(AgeThreshold::EIGHTEEN));
        for other in ["age_over_8", "age_over_018", "age_over_1a", "age_over_", "Age_over_18", "age_over_18 "]
        {
            assert_eq!(AgeThreshold::from_element_id(other), None, "{other}");
        }
        assert_eq!(element_id(threshold(7)), "age_over_07");
    }
}
