//! Dutch.

use super::Guidance;
use crate::Reason;

pub(super) const fn guidance(reason: Reason) -> Guidance {
    match reason {
        Reason::AgeNotShown => Guidance::new(
            "Dit bewijs geeft geen antwoord op de gevraagde leeftijd.",
            "Vraag om een bewijs voor deze leeftijd of om een ander legitimatiebewijs.",
        ),
        Reason::AlreadyUsed => Guidance::new(
            "Dit bewijs is hier al gebruikt.",
            "Vraag om een nieuwe code op de eigen telefoon of om een ander legitimatiebewijs.",
        ),
        Reason::AttestationExpired => Guidance::new(
            "Dit bewijs is verlopen.",
            "De gast moet nieuwe bewijzen ophalen in de wallet; vraag anders om een legitimatiebewijs.",
        ),
        Reason::AttestationNotYetValid => Guidance::new(
            "Dit bewijs is nog niet geldig.",
            "Controleer datum en tijd van dit apparaat. Kloppen die, vraag dan om een legitimatiebewijs.",
        ),
        Reason::AttestationRevoked => Guidance::new(
            "De uitgever heeft dit bewijs ingetrokken.",
            "Vraag om een ander legitimatiebewijs.",
        ),
        Reason::ChallengeExpired => Guidance::new(
            "De gast beantwoordde een vraag die verlopen is.",
            "Laat de gast de code op uw scherm opnieuw scannen.",
        ),
        Reason::ChallengeUsed => Guidance::new(
            "Iemand anders heeft deze vraag al beantwoord.",
            "Toon de volgende vraag en laat de gast die scannen.",
        ),
        Reason::ClockWrong => Guidance::new(
            "De klok van dit apparaat loopt verkeerd.",
            "Zet datum en tijd op automatisch en open de deur opnieuw.",
        ),
        Reason::CodeDamaged => {
            Guidance::new("De code is niet volledig gelezen.", "Vraag om meer helderheid en scan opnieuw.")
        }
        Reason::CodeFromFuture => Guidance::new(
            "De telefoon van de gast loopt voor op dit apparaat.",
            "Controleer beide klokken: datum en tijd op automatisch.",
        ),
        Reason::CodeTooOld => Guidance::new(
            "Deze code is te oud; het kan een foto zijn.",
            "Vraag de gast de code live op de telefoon te tonen.",
        ),
        Reason::DemoOldEnough => Guidance::new(
            "Alleen een demonstratie: dit bewijs is niet echt.",
            "Laat er niemand mee binnen. Vraag om een echt bewijs of legitimatiebewijs.",
        ),
        Reason::DemoUnderAge => Guidance::new(
            "Alleen een demonstratie: te jong, en niet echt.",
            "Vraag om een echt bewijs of legitimatiebewijs.",
        ),
        Reason::DocumentNotAccepted => Guidance::new(
            "Dit soort document wordt hier niet geaccepteerd.",
            "Vraag om een leeftijdsbewijs of een ander legitimatiebewijs.",
        ),
        Reason::DoorBusy => Guidance::new(
            "Te veel gasten in korte tijd voor dit apparaat.",
            "Wacht een minuut en scan opnieuw.",
        ),
        Reason::FrameInvalid => Guidance::new(
            "De afbeelding kon niet worden gelezen.",
            "Scan opnieuw met de camera of kies een andere afbeelding.",
        ),
        Reason::IssuerCertificate => Guidance::new(
            "Het certificaat van de uitgever deugt niet.",
            "Vraag om een ander legitimatiebewijs en licht de leiding in.",
        ),
        Reason::IssuerDenied => Guidance::new(
            "Bewijzen van deze uitgever worden niet meer geaccepteerd.",
            "Vraag om een ander legitimatiebewijs.",
        ),
        Reason::IssuerUnknown => Guidance::new(
            "Deze deur kent de uitgever niet.",
            "Vraag om een legitimatiebewijs. De leiding kan de vertrouwenslijst bijwerken.",
        ),
        Reason::LayoutUnknown => Guidance::new(
            "Voor deze korte code mist de deur gegevens.",
            "Vraag om de lange code in de wallet of werk de vertrouwenslijst bij.",
        ),
        Reason::ModeNotAccepted => {
            Guidance::new("Deze deur neemt een ander soort code.", "Laat de gast doen wat uw scherm vraagt.")
        }
        Reason::NoChallenge => Guidance::new(
            "Op dit apparaat staat geen vraag open.",
            "Toon eerst de vraag en laat de gast die scannen.",
        ),
        Reason::NotDoorCode => Guidance::new(
            "Dit is geen leeftijdsbewijs.",
            "Vraag de gast de wallet te openen en het antwoord te tonen.",
        ),
        Reason::NotForThisDoor => Guidance::new(
            "Deze code beantwoordt een andere deur of een oude vraag.",
            "Laat de gast de code op uw scherm scannen en opnieuw antwoorden.",
        ),
        Reason::NotGenuine => Guidance::new(
            "Dit bewijs is niet echt.",
            "Accepteer het niet. Vraag om een ander legitimatiebewijs.",
        ),
        Reason::OldEnough => Guidance::new(
            "Oud genoeg.",
            "Controleer dat beide schermen hetzelfde symbool tonen en laat de gast binnen.",
        ),
        Reason::SameGuest => Guidance::new(
            "Net gescand: de laatste beslissing geldt.",
            "Volgende gast: scan diens eigen code. Eén code is niet voor twee.",
        ),
        Reason::SeveralCodes => {
            Guidance::new("Er staan twee codes in beeld.", "Houd één telefoon tegelijk voor de camera.")
        }
        Reason::StatusUnknown => Guidance::new(
            "Het is niet bekend of dit bewijs nog geldig is.",
            "Vraag om een legitimatiebewijs. De leiding kan de vertrouwenslijst bijwerken.",
        ),
        Reason::TrustExpired => Guidance::new(
            "De vertrouwenslijst van dit apparaat is verlopen.",
            "Werk de lijst bij. Controleer tot dan legitimatiebewijzen.",
        ),
        Reason::TrustMissing => Guidance::new(
            "Dit apparaat heeft geen vertrouwenslijst.",
            "Laad een lijst in de instellingen. Controleer tot dan legitimatiebewijzen.",
        ),
        Reason::TrustStale => Guidance::new(
            "De vertrouwenslijst van dit apparaat is te oud.",
            "Ga online en werk de lijst bij. Controleer tot dan legitimatiebewijzen.",
        ),
        Reason::UnderAge => Guidance::new("Jonger dan gevraagd.", "Laat de gast met dit bewijs niet binnen."),
        Reason::WalletUnsupported => Guidance::new(
            "De wallet van de gast gaf geen bruikbaar antwoord.",
            "Vraag de gast de wallet bij te werken en opnieuw te proberen, of om een legitimatiebewijs.",
        ),
    }
}
