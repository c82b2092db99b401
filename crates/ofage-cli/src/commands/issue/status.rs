//! Entries of a status list that attestations refer to.

use clap::Args;
use ofage_core::issue::{AttestationBuilder, Ready};
use ofage_core::pki::build::Contact;
use serde_json::{Value, json};

use crate::failure::Failure;

/// Where the attestations stand in a status list.
#[derive(Args, Debug)]
pub(super) struct StatusArguments {
    /// Refer each attestation to an entry of its own in the status list at this URI
    #[arg(long, value_name = "URI", value_parser = parse_uri, requires = "status_index")]
    status_list: Option<String>,

    /// The entry of the first attestation; each next one has the next entry
    #[arg(long, value_name = "N", requires = "status_list")]
    status_index: Option<u64>,
}

impl StatusArguments {
    /// The entries of so many attestations.
    ///
    /// # Errors
    /// [`Failure::Usage`] where the numbers end before.
    pub(super) fn entries(&self, count: usize) -> Result<Option<Entries<'_>>, Failure> {
        let (Some(uri), Some(first)) = (&self.status_list, self.status_index) else { return Ok(None) };
        let others = u64::try_from(count.saturating_sub(1)).ok();
        let last = others.and_then(|others| first.checked_add(others));
        let last = last.ok_or_else(|| Failure::Usage("--status-index is too large".into()))?;
        Ok(Some(Entries { uri, first, last }))
    }
}

/// Consecutive entries of one list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries<'a> {
    uri: &'a str,
    first: u64,
    last: u64,
}

impl Entries<'_> {
    /// Refers the attestation at this place of the batch, from 0, to its entry.
    pub(super) fn refer<'i>(
        entries: Option<Self>,
        ready: AttestationBuilder<'i, Ready>,
        place: usize,
    ) -> AttestationBuilder<'i, Ready> {
        match entries {
            Some(Self { uri, first, .. }) => {
                ready.status_list(first.saturating_add(u64::try_from(place).unwrap_or(u64::MAX)), uri)
            }
            None => ready,
        }
    }

    pub(super) fn to_json(self) -> Value {
        json!({ "uri": self.uri, "firstIndex": self.first, "lastIndex": self.last })
    }

    pub(super) fn to_text(self) -> String {
        let Self { uri, first, last } = self;
        if first == last {
            format!("entry {first} of {uri}")
        } else {
            format!("entries {first} to {last} of {uri}")
        }
    }
}

fn parse_uri(text: &str) -> Result<String, String> {
    match Contact::uri(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected a URI, such as https://issuer.example/status/1".into()),
    }
}
