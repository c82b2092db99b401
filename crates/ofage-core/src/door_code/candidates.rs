//! The responses that one code may stand for.

use alloc::vec::Vec;
use core::fmt;

use super::expand::{Place, Prelude, expand};
use super::template::Template;
use super::{Certificates, DoorCodeError, Lookup};
use crate::few::Few;
use crate::limits::{MAX_CERTIFICATES, MAX_DOOR_CANDIDATES};

/// The responses that a code stands for, each expanded when it is asked for. At most `MAX_DOOR_CANDIDATES`.
///
/// An item is an error where one template does not fit the code; the next one may.
pub struct Candidates<'a> {
    plans: alloc::vec::IntoIter<Result<Plan<'a>, DoorCodeError>>,
    /// The template that is expanded, and which choice of its certificates is next.
    current: Option<(Plan<'a>, usize)>,
    /// How many more are given.
    left: usize,
}

/// One template, and the certificates for each place in it.
struct Plan<'a> {
    template: &'a Template,
    prelude: Prelude<'a>,
    places: Vec<Place<'a>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn find(
        templates: impl Iterator<Item = &'a Template>,
        holes: &'a [u8],
        carried: Certificates,
        lookup: &'a (impl Lookup + ?Sized),
    ) -> Result<Self, DoorCodeError> {
        let templates = templates.take(MAX_DOOR_CANDIDATES);
        let plans: Vec<_> = templates.map(|template| Plan::read(template, holes, carried, lookup)).collect();
        match plans.as_slice() {
            [] => Err(DoorCodeError::TemplateUnknown),
            [Err(error)] => Err(*error),
            _ => Ok(Self { plans: plans.into_iter(), current: None, left: MAX_DOOR_CANDIDATES }),
        }
    }
}

impl<'a> Plan<'a> {
    fn read(
        template: &'a Template,
        holes: &'a [u8],
        carried: Certificates,
        lookup: &'a (impl Lookup + ?Sized),
    ) -> Result<Self, DoorCodeError> {
        let (prelude, mut places) = Prelude::read(template, holes, carried)?;
        for place in &mut places {
            let Place::Reference(reference) = *place else { continue };
            let mut found = Few::new();
            (0..MAX_DOOR_CANDIDATES)
                .map_while(|number| lookup.certificate(reference, number))
                .for_each(|certificate| found.push(certificate));
            if found.is_empty() {
                return Err(DoorCodeError::CertificateUnknown);
            }
            *place = Place::Found(found);
        }
        Ok(Self { template, prelude, places })
    }

    /// The response with the certificates of one choice; `None` past the last one. Choices go through the certificates of
    /// the last place first, in the order of the lookup.
    fn expand(&self, choice: usize) -> Option<Result<Vec<u8>, DoorCodeError>> {
        let mut rest = choice;
        let mut chosen = Few::<&[u8], MAX_CERTIFICATES>::new();
        for place in self.places.iter().rev() {
            chosen.push(place.at(rest.checked_rem(place.len())?)?);
            rest = rest.checked_div(place.len())?;
        }
        chosen.reverse();
        (rest == 0).then(|| expand(self.template, &self.prelude, &chosen))
    }
}

impl Place<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Inline(_) => 1,
            Self::Reference(_) => 0,
            Self::Found(found) => found.len(),
        }
    }

    fn at(&self, index: usize) -> Option<&[u8]> {
        match self {
            Self::Inline(der) => (index == 0).then_some(der.as_slice()),
            Self::Reference(_) => None,
            Self::Found(found) => found.get(index).copied(),
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = Result<Vec<u8>, DoorCodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        loop {
            if let Some((plan, choice)) = &mut self.current
                && let Some(expanded) = plan.expand(*choice)
            {
                *choice = choice.saturating_add(1);
                return Some(expanded);
            }
            match self.plans.next()? {
                Ok(plan) => self.current = Some((plan, 0)),
                Err(error) => {
                    self.current = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Redacted: they are presentations.
impl fmt::Debug for Candidates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let templates = self.plans.len().saturating_add(usize::from(self.current.is_some()));
        write!(f, "Candidates({templates} templates)")
    }
}
