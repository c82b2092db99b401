//! German.

use super::Guidance;
use crate::Reason;

pub(super) const fn guidance(reason: Reason) -> Guidance {
    match reason {
        Reason::AgeNotShown => Guidance::new(
            "Dieser Nachweis beantwortet die Frage nach dem Alter nicht.",
            "Bitten Sie um einen Nachweis für dieses Alter oder um einen Ausweis.",
        ),
        Reason::AlreadyUsed => Guidance::new(
            "Dieser Nachweis wurde hier schon benutzt.",
            "Bitten Sie um einen neuen Code vom eigenen Telefon oder um einen Ausweis.",
        ),
        Reason::AttestationExpired => Guidance::new(
            "Dieser Nachweis ist abgelaufen.",
            "Der Gast muss in der Wallet neue Nachweise holen; sonst um einen Ausweis bitten.",
        ),
        Reason::AttestationNotYetValid => Guidance::new(
            "Dieser Nachweis gilt noch nicht.",
            "Prüfen Sie Datum und Uhrzeit dieses Geräts. Stimmen sie, bitten Sie um einen Ausweis.",
        ),
        Reason::AttestationRevoked => {
            Guidance::new("Der Aussteller hat diesen Nachweis zurückgezogen.", "Bitten Sie um einen Ausweis.")
        }
        Reason::ChallengeExpired => Guidance::new(
            "Der Gast hat auf eine abgelaufene Frage geantwortet.",
            "Lassen Sie den Gast den Code auf Ihrem Bildschirm neu scannen.",
        ),
        Reason::ChallengeUsed => Guidance::new(
            "Diese Frage hat schon jemand anderes beantwortet.",
            "Zeigen Sie die nächste Frage und lassen Sie den Gast sie scannen.",
        ),
        Reason::ClockWrong => Guidance::new(
            "Die Uhr dieses Geräts geht falsch.",
            "Stellen Sie Datum und Uhrzeit auf automatisch und öffnen Sie die Tür neu.",
        ),
        Reason::CodeDamaged => Guidance::new(
            "Der Code wurde nicht vollständig gelesen.",
            "Bitten Sie um mehr Helligkeit und scannen Sie noch einmal.",
        ),
        Reason::CodeFromFuture => Guidance::new(
            "Das Telefon des Gastes geht gegenüber diesem Gerät vor.",
            "Prüfen Sie beide Uhren: Datum und Uhrzeit auf automatisch.",
        ),
        Reason::CodeTooOld => Guidance::new(
            "Dieser Code ist zu alt; er kann ein Foto sein.",
            "Bitten Sie den Gast, den Code live auf dem Telefon zu zeigen.",
        ),
        Reason::DemoOldEnough => Guidance::new(
            "Nur eine Vorführung: Dieser Nachweis ist nicht echt.",
            "Lassen Sie niemanden damit ein. Bitten Sie um einen echten Nachweis oder Ausweis.",
        ),
        Reason::DemoUnderAge => Guidance::new(
            "Nur eine Vorführung: zu jung, und nicht echt.",
            "Bitten Sie um einen echten Nachweis oder Ausweis.",
        ),
        Reason::DocumentNotAccepted => Guidance::new(
            "Diese Art von Dokument wird hier nicht angenommen.",
            "Bitten Sie um einen Altersnachweis oder um einen Ausweis.",
        ),
        Reason::DoorBusy => Guidance::new(
            "Zu viele Gäste in kurzer Zeit für dieses Gerät.",
            "Warten Sie eine Minute und scannen Sie noch einmal.",
        ),
        Reason::FrameInvalid => Guidance::new(
            "Das Bild konnte nicht gelesen werden.",
            "Scannen Sie noch einmal mit der Kamera oder wählen Sie ein anderes Bild.",
        ),
        Reason::IssuerCertificate => Guidance::new(
            "Das Zertifikat des Ausstellers ist nicht gültig.",
            "Bitten Sie um einen Ausweis und informieren Sie die Leitung.",
        ),
        Reason::IssuerDenied => Guidance::new(
            "Nachweise dieses Ausstellers werden nicht mehr angenommen.",
            "Bitten Sie um einen Ausweis.",
        ),
        Reason::IssuerUnknown => Guidance::new(
            "Diese Tür kennt den Aussteller nicht.",
            "Bitten Sie um einen Ausweis. Die Leitung kann die Vertrauensliste erneuern.",
        ),
        Reason::LayoutUnknown => Guidance::new(
            "Für diesen kurzen Code fehlen der Tür Daten.",
            "Bitten Sie um den langen Code der Wallet oder erneuern Sie die Vertrauensliste.",
        ),
        Reason::ModeNotAccepted => Guidance::new(
            "Diese Tür nimmt eine andere Art von Code.",
            "Der Gast soll dem folgen, was Ihr Bildschirm verlangt.",
        ),
        Reason::NoChallenge => Guidance::new(
            "Auf diesem Gerät ist keine Frage offen.",
            "Zeigen Sie zuerst die Frage und lassen Sie den Gast sie scannen.",
        ),
        Reason::NotDoorCode => Guidance::new(
            "Das ist kein Altersnachweis.",
            "Bitten Sie den Gast, die Wallet zu öffnen und die Antwort zu zeigen.",
        ),
        Reason::NotForThisDoor => Guidance::new(
            "Dieser Code antwortet einer anderen Tür oder einer alten Frage.",
            "Lassen Sie den Gast den Code auf Ihrem Bildschirm scannen und neu antworten.",
        ),
        Reason::NotGenuine => Guidance::new(
            "Dieser Nachweis ist nicht echt.",
            "Nehmen Sie ihn nicht an. Bitten Sie um einen Ausweis.",
        ),
        Reason::OldEnough => Guidance::new(
            "Alt genug.",
            "Prüfen Sie, dass beide Bildschirme dasselbe Zeichen zeigen, und lassen Sie den Gast ein.",
        ),
        Reason::SameGuest => Guidance::new(
            "Gerade gescannt: Die letzte Entscheidung gilt.",
            "Nächster Gast: dessen eigenen Code scannen. Ein Code gilt nicht für zwei.",
        ),
        Reason::SeveralCodes => {
            Guidance::new("Im Bild sind zwei Codes.", "Halten Sie immer nur ein Telefon vor die Kamera.")
        }
        Reason::StatusUnknown => Guidance::new(
            "Ob dieser Nachweis noch gilt, ist nicht bekannt.",
            "Bitten Sie um einen Ausweis. Die Leitung kann die Vertrauensliste erneuern.",
        ),
        Reason::TrustExpired => Guidance::new(
            "Die Vertrauensliste dieses Geräts ist abgelaufen.",
            "Erneuern Sie die Vertrauensliste. Prüfen Sie bis dahin Ausweise.",
        ),
        Reason::TrustMissing => Guidance::new(
            "Dieses Gerät hat keine Vertrauensliste.",
            "Laden Sie in den Einstellungen eine Vertrauensliste. Prüfen Sie bis dahin Ausweise.",
        ),
        Reason::TrustStale => Guidance::new(
            "Die Vertrauensliste dieses Geräts ist zu alt.",
            "Gehen Sie online und erneuern Sie die Liste. Prüfen Sie bis dahin Ausweise.",
        ),
        Reason::UnderAge => {
            Guidance::new("Jünger als verlangt.", "Lassen Sie den Gast mit diesem Nachweis nicht ein.")
        }
        Reason::WalletUnsupported => Guidance::new(
            "Die Wallet des Gastes hat keine brauchbare Antwort gegeben.",
            "Bitten Sie, die Wallet zu erneuern und es neu zu versuchen, oder um einen Ausweis.",
        ),
    }
}
