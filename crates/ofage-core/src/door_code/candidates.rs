//! The responses that one code may stand for.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use super::expand::{Carried, Prelude, expand};
use super::template::Template;
use super::{Certificates, DoorCodeError, Lookup};
use crate::limits::MAX_DOOR_CANDIDATES;

/// The responses that a code stands for, each expanded when it is asked for. At most `MAX_DOOR_CANDIDATES`.
///
/// An item is an error where one template does not fit the code; the next one may.
pub struct Candidates<'a> {
    plans: alloc::vec::IntoIter<Result<Plan<'a>, DoorCodeError>>,
}

/// One template, and a certificate for each place in it.
struct Plan<'a> {
    template: &'a Template,
    prelude: Prelude<'a>,
    certificates: Vec<Cow<'a, [u8]>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn find(
        templates: &[&'a Template],
        holes: &'a [u8],
        carried: Certificates,
        lookup: &'a (impl Lookup + ?Sized),
    ) -> Result<Self, DoorCodeError> {
        let mut plans = Vec::new();
        for template in templates.iter().take(MAX_DOOR_CANDIDATES) {
            match choices(template, holes, carried, lookup) {
                Ok((prelude, choices)) => plans.extend(
                    choices
                        .into_iter()
                        .map(|certificates| Ok(Plan { template, prelude: prelude.clone(), certificates })),
                ),
                Err(error) => plans.push(Err(error)),
            }
        }
        plans.truncate(MAX_DOOR_CANDIDATES);
        match plans.as_slice() {
            [] => Err(DoorCodeError::TemplateUnknown),
            [Err(error)] => Err(*error),
            _ => Ok(Self { plans: plans.into_iter() }),
        }
    }
}

/// Certificates, one for each place.
type Choice<'a> = Vec<Cow<'a, [u8]>>;

/// Every choice of one certificate for each place, in the order of the lookup, at most `MAX_DOOR_CANDIDATES`.
fn choices<'a>(
    template: &Template,
    holes: &'a [u8],
    carried: Certificates,
    lookup: &'a (impl Lookup + ?Sized),
) -> Result<(Prelude<'a>, Vec<Choice<'a>>), DoorCodeError> {
    let (prelude, certificates) = Prelude::read(template, holes, carried)?;
    let mut choices = alloc::vec![Vec::new()];
    for certificate in certificates {
        let found: Vec<Cow<'a, [u8]>> = match certificate {
            Carried::Inline(der) => alloc::vec![Cow::Owned(der)],
            Carried::Reference(reference) => {
                lookup.certificates(reference).into_iter().map(Cow::Borrowed).collect()
            }
        };
        if found.is_empty() {
            return Err(DoorCodeError::CertificateUnknown);
        }
        let longer = choices.iter().flat_map(|chosen: &Choice<'a>| {
            found.iter().map(|certificate| {
                let mut chosen = chosen.clone();
                chosen.push(certificate.clone());
                chosen
            })
        });
        choices = longer.take(MAX_DOOR_CANDIDATES).collect();
    }
    Ok((prelude, choices))
}

impl Iterator for Candidates<'_> {
    type Item = Result<Vec<u8>, DoorCodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let plan = match self.plans.next()? {
            Ok(plan) => plan,
            Err(error) => return Some(Err(error)),
        };
        Some(expand(plan.template, &plan.prelude, &plan.certificates))
    }
}

/// Redacted: they are presentations.
impl fmt::Debug for Candidates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidates({})", self.plans.len())
    }
}
