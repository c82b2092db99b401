//! What an attestation says.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::age::{AgeThreshold, element_id};
use crate::error::IssueError;
use crate::mdoc::ElementValue;
use crate::profile::Profile;
use crate::time::Date;

/// What the issuer knows of the holder's age.
#[derive(Clone, PartialEq, Eq)]
pub struct AgeFacts(Facts);

#[derive(Clone, PartialEq, Eq)]
enum Facts {
    Born { date: Date, thresholds: Vec<AgeThreshold> },
    Stated(Vec<(AgeThreshold, bool)>),
}

impl AgeFacts {
    /// A checked date of birth, and the thresholds to make statements for. No other threshold is ever added, and the
    /// date itself does not enter the attestation.
    ///
    /// Statements are true at `validFrom`: the age is that on its calendar day in UTC, so west of Greenwich a birthday
    /// may count from a few hours before local midnight; an issuer that must not be early sets `validFrom` a day later.
    /// Born on 29 February, a year is completed on 1 March of common years.
    #[must_use]
    pub fn born(date: Date, thresholds: &[AgeThreshold]) -> Self {
        Self(Facts::Born { date, thresholds: thresholds.to_vec() })
    }

    /// Statements that another party established: threshold, and whether the age is reached at `validFrom`.
    #[must_use]
    pub fn stated(statements: &[(AgeThreshold, bool)]) -> Self {
        Self(Facts::Stated(statements.to_vec()))
    }

    fn statements(&self, at: Date) -> Vec<(AgeThreshold, bool)> {
        match &self.0 {
            Facts::Born { date, thresholds } => {
                let age = date.age_on(at);
                thresholds.iter().map(|threshold| (*threshold, age >= u16::from(threshold.years()))).collect()
            }
            Facts::Stated(statements) => statements.clone(),
        }
    }
}

/// Redacted.
impl fmt::Debug for AgeFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgeFacts(..)")
    }
}

/// The elements of an attestation: age statements, and others where the profile allows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    age: AgeFacts,
    others: Vec<Element>,
}

/// One element to be signed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name_space: String,
    pub(super) id: String,
    pub(super) value: ElementValue,
}

impl Claims {
    /// Age statements and nothing else.
    #[must_use]
    pub const fn age(facts: AgeFacts) -> Self {
        Self { age: facts, others: Vec::new() }
    }

    /// Adds an element, for profiles that allow more than age statements.
    #[must_use]
    pub fn with_element(mut self, name_space: &str, id: &str, value: ElementValue) -> Self {
        self.others.push(Element { name_space: name_space.into(), id: id.into(), value });
        self
    }

    /// All elements, grouped by name space in the order in which name spaces first occur.
    pub(super) fn elements(&self, profile: &Profile, at: Date) -> Result<Vec<Element>, IssueError> {
        let statements = self.age.statements(at).into_iter().map(|(threshold, value)| Element {
            name_space: profile.name_space().into(),
            id: element_id(threshold),
            value: value.into(),
        });
        let all: Vec<Element> = statements.chain(self.others.iter().cloned()).collect();
        if all.is_empty() {
            return Err(IssueError::ClaimsEmpty);
        }
        for (index, element) in all.iter().enumerate() {
            if !profile.allows(&element.id) {
                return Err(IssueError::ElementNotAllowed);
            }
            let same = |other: &Element| other.name_space == element.name_space && other.id == element.id;
            if all.iter().take(index).any(same) {
                return Err(IssueError::ClaimDuplicate);
            }
        }
        Ok(all)
    }
}

/// Redacted.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claims(..)")
    }
}
