//! What staff read: for every reason one line, and what to do next, in six languages.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;

use crate::{Decision, Reason};

/// A language of the door staff.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// French.
    French,
    /// German.
    German,
    /// Italian.
    Italian,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Dutch, Self::English, Self::French, Self::German, Self::Italian, Self::Spanish];

    /// The two-letter code of ISO 639-1.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Italian => "it",
            Self::Spanish => "es",
        }
    }

    /// The language of a tag such as `de`, `de-AT` or `de_AT.UTF-8`, in any case.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }
}

/// One line for staff, and the next step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Guidance {
    message: &'static str,
    next_step: &'static str,
}

impl Guidance {
    const fn new(message: &'static str, next_step: &'static str) -> Self {
        Self { message, next_step }
    }

    /// What happened, in one line.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.message
    }

    /// What to do now.
    #[must_use]
    pub const fn next_step(self) -> &'static str {
        self.next_step
    }
}

impl Reason {
    /// What staff read.
    #[must_use]
    pub const fn guidance(self, language: Language) -> Guidance {
        match language {
            Language::Dutch => nl::guidance(self),
            Language::English => en::guidance(self),
            Language::French => fr::guidance(self),
            Language::German => de::guidance(self),
            Language::Italian => it::guidance(self),
            Language::Spanish => es::guidance(self),
        }
    }
}

impl Decision {
    /// The word on the screen, in capitals.
    #[must_use]
    pub const fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Admit, Language::English) => "ADMIT",
            (Self::Admit, Language::German) => "EINLASS",
            (Self::Admit, Language::French) => "ENTRÉE",
            (Self::Admit, Language::Spanish) => "PASA",
            (Self::Admit, Language::Dutch) => "TOEGANG",
            (Self::Admit, Language::Italian) => "ENTRA",
            (Self::Refuse(_), Language::English) => "REFUSE",
            (Self::Refuse(_), Language::German) => "ABWEISEN",
            (Self::Refuse(_), Language::French) => "REFUS",
            (Self::Refuse(_), Language::Spanish) => "NO PASA",
            (Self::Refuse(_), Language::Dutch) => "WEIGEREN",
            (Self::Refuse(_), Language::Italian) => "NON ENTRA",
            (Self::CannotVerify(_), Language::English) => "CANNOT VERIFY",
            (Self::CannotVerify(_), Language::German) => "NICHT PRÜFBAR",
            (Self::CannotVerify(_), Language::French) => "NON VÉRIFIABLE",
            (Self::CannotVerify(_), Language::Spanish) => "NO VERIFICABLE",
            (Self::CannotVerify(_), Language::Dutch) => "NIET TE CONTROLEREN",
            (Self::CannotVerify(_), Language::Italian) => "NON VERIFICABILE",
            (Self::Demo(_), Language::English | Language::Dutch | Language::German | Language::Italian) => {
                "DEMO"
            }
            (Self::Demo(_), Language::French) => "DÉMO",
            (Self::Demo(_), Language::Spanish) => "DEMO",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_is_explained_in_every_language() {
        for language in Language::ALL {
            let mut messages = BTreeSet::new();
            for reason in Reason::ALL {
                let guidance = reason.guidance(language);
                let place = format!("{} {}", language.code(), reason.code());
                for text in [guidance.message(), guidance.next_step()] {
                    assert!(text.len() > 8 && text.ends_with('.'), "{place}: {text}");
                    // One line on a door's screen.
                    assert!(text.chars().count() <= 96, "{place}: {text}");
                    assert!(!text.contains("  ") && text.trim() == text, "{place}: {text}");
                }
                assert!(messages.insert(guidance.message()), "{place}: the same text for two reasons");
                let english = reason.guidance(Language::English);
                assert!(language == Language::English || guidance != english, "{place}: not translated");
            }
        }
    }

    #[test]
    fn words_and_tags() {
        for language in Language::ALL {
            let words: BTreeSet<_> =
                [Reason::OldEnough, Reason::UnderAge, Reason::NotGenuine, Reason::DemoOldEnough]
                    .map(|reason| reason.decision().word(language))
                    .into();
            assert_eq!(words.len(), 4, "{}", language.code());
            assert_eq!(Language::from_tag(language.code()), Some(language));
        }
        assert_eq!(Language::from_tag("de_AT.UTF-8"), Some(Language::German));
        assert_eq!(Language::from_tag("FR-ca"), Some(Language::French));
        for other in ["", "C", "xx", "deutsch"] {
            assert_eq!(Language::from_tag(other), None, "{other}");
        }
    }
}
