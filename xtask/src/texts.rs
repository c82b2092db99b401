//! What staff read, for the door's pages and the npm package: one ES module for each language, written from the texts of
//! `ofage-verifier`, so that they stand in one place and in no WebAssembly module.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ofage_verifier::{Language, Reason};
use serde::Serialize;

use crate::failure::Failure;

/// Where `wasm/build.mjs` finds them.
const FOLDER: &str = "target/wasm/texts";

/// The texts of one language.
#[derive(Serialize)]
struct Texts {
    language: &'static str,
    /// The word on the screen, by decision.
    words: BTreeMap<&'static str, &'static str>,
    /// One line and the next step, by reason.
    reasons: BTreeMap<&'static str, [&'static str; 2]>,
}

impl Texts {
    fn new(language: Language) -> Self {
        let word = |reason: &Reason| (reason.decision().code(), reason.decision().word(language));
        let lines = |reason: &Reason| {
            let guidance = reason.guidance(language);
            (reason.code(), [guidance.message(), guidance.next_step()])
        };
        Self {
            language: language.code(),
            words: Reason::ALL.iter().map(word).collect(),
            reasons: Reason::ALL.iter().map(lines).collect(),
        }
    }
}

/// Writes the modules.
pub(crate) fn write(root: &Path) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).map_err(Failure::io(&folder))?;
    for language in Language::ALL {
        let path = folder.join(format!("texts-{}.js", language.code()));
        let json = serde_json::to_string_pretty(&Texts::new(language)).map_err(|fault| Failure::Rule {
            rule: "JSON",
            places: vec![format!("{}: {fault}", path.display())],
        })?;
        fs::write(&path, format!("export default {json};\n")).map_err(Failure::io(&path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_and_every_reason_has_its_texts() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let decisions: Vec<_> = texts.words.keys().copied().collect();
            assert_eq!(decisions, ["admit", "cannot_verify", "demo", "refuse"]);
            assert_eq!(texts.reasons.len(), Reason::ALL.len());
        }
        let german = Texts::new(Language::German);
        assert_eq!(german.words.get("admit"), Some(&"EINLASS"));
        assert_eq!(german.reasons.get("old_enough").map(|[message, _]| *message), Some("Alt genug."));
    }
}
