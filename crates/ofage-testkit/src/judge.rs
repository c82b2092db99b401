//! Compares what a verifier made of a response with what it had to.

use std::collections::BTreeMap;

use ofage_core::{AgeThreshold, ResponseError, VerifiedPresentation};

use crate::case::{Built, Expected};
use crate::world::Context;

/// What a verifier made of a response, in the words of the vector files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Verified: the decision for the age asked for, its reason, and what was disclosed.
    Valid {
        /// `admit`, `refuse` or `cannot_verify`.
        decision: &'static str,
        /// The reason, where there is one.
        reason: Option<&'static str>,
        /// Name space, identifier and CBOR of every element.
        released: Released,
    },
    /// Refused.
    Invalid {
        /// The check that failed.
        stage: &'static str,
        /// The error.
        code: &'static str,
    },
}

/// Disclosed elements: name space, identifier, value as CBOR.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Released(pub BTreeMap<String, BTreeMap<String, Vec<u8>>>);

impl Released {
    /// What a verified presentation disclosed.
    #[must_use]
    pub fn of(verified: &VerifiedPresentation) -> Self {
        let mut released = Self::default();
        for element in verified.elements() {
            let space = released.0.entry(element.name_space().into()).or_default();
            let twice = space.insert(element.element_id().into(), element.value().as_cbor().to_vec());
            assert!(twice.is_none(), "an element twice in what was disclosed");
        }
        released
    }

    /// Whether everything in here is in `other` too, with the same value.
    #[must_use]
    pub fn is_part_of(&self, other: &Self) -> bool {
        self.0.iter().all(|(space, elements)| {
            elements
                .iter()
                .all(|(id, value)| other.0.get(space).and_then(|space| space.get(id)) == Some(value))
        })
    }
}

/// Verifies a response in a verifier's state.
#[must_use]
pub fn verify(response: &[u8], context: &Context) -> Outcome {
    outcome(context.verify(response), context.asked)
}

/// The outcome of a verification, for the age asked for.
#[must_use]
pub fn outcome(result: Result<VerifiedPresentation, ResponseError>, asked: u8) -> Outcome {
    match result {
        Ok(verified) => {
            let threshold = AgeThreshold::new(asked).unwrap_or_else(|| panic!("age {asked}"));
            let decision = verified.age_over(threshold);
            Outcome::Valid {
                decision: decision.code(),
                reason: decision.reason_code(),
                released: Released::of(&verified),
            }
        }
        Err(error) => Outcome::Invalid { stage: error.stage().code(), code: error.code() },
    }
}

/// What is wrong with an outcome, or nothing.
#[must_use]
pub fn judge(built: &Built) -> Option<String> {
    let outcome = verify(&built.response, &built.context);
    let right = match (&outcome, built.expected) {
        (Outcome::Valid { decision, reason, .. }, Expected::Valid(expected)) => {
            (*decision, *reason) == expected.codes()
        }
        (Outcome::Invalid { stage, code }, Expected::Invalid(wanted_stage, wanted_code)) => {
            (*stage, *code) == (wanted_stage, wanted_code)
        }
        _ => false,
    };
    (!right).then(|| format!("expected {:?}, got {outcome:?}", built.expected))
}
