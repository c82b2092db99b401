//! The elements of an attestation, as the command line gives them.

use std::path::Path;

use ofage_core::issue::{AgeFacts, Claims};
use ofage_core::{AgeThreshold, Date, ElementValue, Profile};

use crate::failure::Failure;
use crate::io::read;

/// One `--claim`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Claim {
    name_space: Option<String>,
    name: String,
    value: ClaimValue,
}

/// The value of a claim, before its file is read.
#[derive(Clone, PartialEq, Eq, Debug)]
enum ClaimValue {
    Bool(bool),
    Number(u64),
    Date(Date),
    Text(String),
    File(String),
}

/// Reads `NAME=VALUE`.
///
/// # Errors
/// What to write instead.
pub(super) fn parse(text: &str) -> Result<Claim, String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, such as age_over_18=true")?;
    let (name_space, name) = match name.rsplit_once('/') {
        Some((name_space, name)) => (Some(name_space.to_owned()), name),
        None => (None, name),
    };
    if name.is_empty() || name_space.as_ref().is_some_and(String::is_empty) {
        return Err("the name of the element is missing".into());
    }
    let value = parse_value(value);
    if name.starts_with("age_over_")
        && !(AgeThreshold::from_element_id(name).is_some() && matches!(value, ClaimValue::Bool(_)))
    {
        return Err("an age statement is age_over_NN=true or =false, with two digits".into());
    }
    Ok(Claim { name_space, name: name.to_owned(), value })
}

fn parse_value(text: &str) -> ClaimValue {
    if let Some(text) = text.strip_prefix("text:") {
        return ClaimValue::Text(text.to_owned());
    }
    if let Some(path) = text.strip_prefix('@') {
        return ClaimValue::File(path.to_owned());
    }
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "true" => ClaimValue::Bool(true),
        "false" => ClaimValue::Bool(false),
        // A leading zero matters in numbers of documents, which are text.
        _ if digits && (text == "0" || !text.starts_with('0')) => {
            text.parse().map_or_else(|_| ClaimValue::Text(text.to_owned()), ClaimValue::Number)
        }
        _ => Date::parse(text).map_or_else(|| ClaimValue::Text(text.to_owned()), ClaimValue::Date),
    }
}

/// What is issued.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) claims: Claims,
    /// Elements in the name space that has most: the decoys come on top of them.
    pub(super) largest_name_space: usize,
}

/// Puts the arguments together.
///
/// # Errors
/// [`Failure::Usage`] where two arguments speak of the same age, [`Failure::Input`] for a file that cannot be read.
pub(super) fn build(
    birth_date: Option<Date>,
    over: &[u8],
    claims: &[Claim],
    profile: &Profile,
) -> Result<Built, Failure> {
    let stated: Vec<(AgeThreshold, bool)> =
        claims.iter().filter_map(|claim| claim.age_statement(profile)).collect();
    let thresholds: Vec<AgeThreshold> = match over {
        [] => vec![AgeThreshold::EIGHTEEN],
        over => over.iter().filter_map(|years| AgeThreshold::new(*years)).collect(),
    };
    let (facts, statements) = match birth_date {
        Some(_) if !stated.is_empty() => {
            let message = "--birth-date and --claim age_over_NN say the same thing: give one of them";
            return Err(Failure::Usage(message.into()));
        }
        Some(date) => (AgeFacts::born(date, &thresholds), thresholds.len()),
        None => (AgeFacts::stated(&stated), stated.len()),
    };
    let mut sizes = vec![(profile.name_space(), statements)];
    let mut built = Claims::age(facts);
    for claim in claims.iter().filter(|claim| claim.age_statement(profile).is_none()) {
        let name_space = claim.name_space.as_deref().unwrap_or(profile.name_space());
        built = built.with_element(name_space, &claim.name, claim.value.element()?);
        match sizes.iter_mut().find(|(name, _)| *name == name_space) {
            Some((_, size)) => *size = size.saturating_add(1),
            None => sizes.push((name_space, 1)),
        }
    }
    let largest_name_space = sizes.iter().map(|(_, size)| *size).max().unwrap_or(0);
    Ok(Built { claims: built, largest_name_space })
}

impl Claim {
    /// The age statement that this claim is in the profile.
    fn age_statement(&self, profile: &Profile) -> Option<(AgeThreshold, bool)> {
        let here = self.name_space.as_deref().is_none_or(|name| name == profile.name_space());
        let ClaimValue::Bool(value) = self.value else { return None };
        AgeThreshold::from_element_id(&self.name).filter(|_| here).map(|threshold| (threshold, value))
    }
}

impl ClaimValue {
    fn element(&self) -> Result<ElementValue, Failure> {
        Ok(match self {
            Self::Bool(value) => ElementValue::from(*value),
            Self::Number(value) => ElementValue::unsigned(*value),
            Self::Date(value) => ElementValue::full_date(*value),
            Self::Text(value) => ElementValue::text(value),
            Self::File(path) => ElementValue::bytes(&read(Path::new(path))?.bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use ofage_core::Date;

    use super::{ClaimValue, parse};

    #[test]
    fn values_are_what_they_look_like() {
        for (text, value) in [
            ("a=true", ClaimValue::Bool(true)),
            ("a=0", ClaimValue::Number(0)),
            ("a=42", ClaimValue::Number(42)),
            ("a=007", ClaimValue::Text("007".into())),
            ("a=99999999999999999999", ClaimValue::Text("99999999999999999999".into())),
            ("a=2001-05-17", ClaimValue::Date(Date::parse("2001-05-17").unwrap())),
            ("a=2001-02-29", ClaimValue::Text("2001-02-29".into())),
            ("a=Doe=x", ClaimValue::Text("Doe=x".into())),
            ("a=", ClaimValue::Text(String::new())),
            ("a=text:true", ClaimValue::Text("true".into())),
            ("a=@photo.jpg", ClaimValue::File("photo.jpg".into())),
            ("age_over_18=false", ClaimValue::Bool(false)),
        ] {
            assert_eq!(parse(text).unwrap().value, value, "{text}");
        }
        let claim = parse("org.iso.18013.5.1/sex=1").unwrap();
        assert_eq!((claim.name_space.as_deref(), claim.name.as_str()), (Some("org.iso.18013.5.1"), "sex"));
    }

    #[test]
    fn age_statements_are_booleans_with_two_digits() {
        for text in
            ["age_over_18=yes", "age_over_18=1", "age_over_8=true", "age_over_=true", "=1", "/a=1", "a"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
