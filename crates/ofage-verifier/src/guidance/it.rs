//! Italian.

use super::Guidance;
use crate::Reason;

pub(super) const fn guidance(reason: Reason) -> Guidance {
    match reason {
        Reason::AgeNotShown => Guidance::new(
            "Questa prova non risponde all’età richiesta.",
            "Chieda una prova per questa età o un altro documento.",
        ),
        Reason::AlreadyUsed => Guidance::new(
            "Questa prova è già stata usata qui.",
            "Chieda un nuovo codice sul telefono dell’ospite o un altro documento.",
        ),
        Reason::AttestationExpired => Guidance::new(
            "Questa prova è scaduta.",
            "L’ospite deve ottenere nuove prove nel portafoglio; altrimenti chieda un documento.",
        ),
        Reason::AttestationNotYetValid => Guidance::new(
            "Questa prova non è ancora valida.",
            "Controlli data e ora di questo dispositivo. Se sono giuste, chieda un altro documento.",
        ),
        Reason::AttestationRevoked => {
            Guidance::new("L’emittente ha ritirato questa prova.", "Chieda un altro documento.")
        }
        Reason::ChallengeExpired => Guidance::new(
            "L’ospite ha risposto a una domanda scaduta.",
            "Faccia scansionare di nuovo il codice sul Suo schermo.",
        ),
        Reason::ChallengeUsed => Guidance::new(
            "Qualcun altro ha già risposto a questa domanda.",
            "Mostri la domanda successiva e la faccia scansionare.",
        ),
        Reason::ClockWrong => Guidance::new(
            "L’orologio di questo dispositivo è sbagliato.",
            "Imposti data e ora automatiche e riapra la porta.",
        ),
        Reason::CodeDamaged => Guidance::new(
            "Il codice non è stato letto per intero.",
            "Chieda di aumentare la luminosità e scansioni di nuovo.",
        ),
        Reason::CodeFromFuture => Guidance::new(
            "Il telefono dell’ospite è avanti rispetto a questo dispositivo.",
            "Controlli entrambi gli orologi: data e ora automatiche.",
        ),
        Reason::CodeTooOld => Guidance::new(
            "Questo codice è troppo vecchio; può essere una foto.",
            "Chieda all’ospite di mostrare il codice dal vivo sul telefono.",
        ),
        Reason::DemoOldEnough => Guidance::new(
            "Solo dimostrazione: questa prova non è reale.",
            "Non faccia entrare nessuno con essa. Chieda una prova reale o un documento.",
        ),
        Reason::DemoUnderAge => Guidance::new(
            "Solo dimostrazione: troppo giovane, e non reale.",
            "Chieda una prova reale o un documento.",
        ),
        Reason::DocumentNotAccepted => Guidance::new(
            "Questo tipo di documento qui non è accettato.",
            "Chieda una prova dell’età o un altro documento.",
        ),
        Reason::DoorBusy => Guidance::new(
            "Troppi ospiti in poco tempo per questo dispositivo.",
            "Aspetti un minuto e scansioni di nuovo.",
        ),
        Reason::FrameInvalid => Guidance::new(
            "Impossibile leggere l’immagine.",
            "Scansioni di nuovo con la fotocamera o scelga un’altra immagine.",
        ),
        Reason::IssuerCertificate => Guidance::new(
            "Il certificato dell’emittente non è valido.",
            "Chieda un altro documento e avvisi il responsabile.",
        ),
        Reason::IssuerDenied => Guidance::new(
            "Le prove di questo emittente non sono più accettate.",
            "Chieda un altro documento.",
        ),
        Reason::IssuerUnknown => Guidance::new(
            "Questa porta non conosce l’emittente.",
            "Chieda un documento. Il responsabile può aggiornare l’elenco di fiducia.",
        ),
        Reason::LayoutUnknown => Guidance::new(
            "Per questo codice breve mancano dati a questa porta.",
            "Chieda il codice lungo del portafoglio o aggiorni l’elenco di fiducia.",
        ),
        Reason::ModeNotAccepted => Guidance::new(
            "Questa porta accetta un altro tipo di codice.",
            "L’ospite deve seguire ciò che chiede il Suo schermo.",
        ),
        Reason::NoChallenge => Guidance::new(
            "Nessuna domanda è aperta su questo dispositivo.",
            "Mostri prima la domanda e la faccia scansionare.",
        ),
        Reason::NotDoorCode => Guidance::new(
            "Questa non è una prova dell’età.",
            "Chieda all’ospite di aprire il portafoglio e mostrare la risposta.",
        ),
        Reason::NotForThisDoor => Guidance::new(
            "Questo codice risponde a un’altra porta o a una vecchia domanda.",
            "Faccia scansionare il codice sul Suo schermo e rispondere di nuovo.",
        ),
        Reason::NotGenuine => {
            Guidance::new("Questa prova non è autentica.", "Non la accetti. Chieda un altro documento.")
        }
        Reason::OldEnough => Guidance::new(
            "Età sufficiente.",
            "Controlli che i due schermi mostrino lo stesso simbolo e faccia entrare.",
        ),
        Reason::SameGuest => Guidance::new(
            "Appena scansionato: vale l’ultima decisione.",
            "Ospite successivo: scansioni il suo codice. Un codice non vale per due.",
        ),
        Reason::SeveralCodes => {
            Guidance::new("Nell’immagine ci sono due codici.", "Mostri un telefono alla volta.")
        }
        Reason::StatusUnknown => Guidance::new(
            "Non si sa se questa prova è ancora valida.",
            "Chieda un documento. Il responsabile può aggiornare l’elenco di fiducia.",
        ),
        Reason::TrustExpired => Guidance::new(
            "L’elenco di fiducia di questo dispositivo è scaduto.",
            "Lo aggiorni. Fino ad allora controlli i documenti.",
        ),
        Reason::TrustMissing => Guidance::new(
            "Questo dispositivo non ha un elenco di fiducia.",
            "Ne carichi uno nelle impostazioni. Fino ad allora controlli i documenti.",
        ),
        Reason::TrustStale => Guidance::new(
            "L’elenco di fiducia di questo dispositivo è troppo vecchio.",
            "Si colleghi e lo aggiorni. Fino ad allora controlli i documenti.",
        ),
        Reason::UnderAge => Guidance::new("Sotto l’età richiesta.", "Non faccia entrare con questa prova."),
        Reason::WalletUnsupported => Guidance::new(
            "Il portafoglio dell’ospite non ha dato una risposta utilizzabile.",
            "Chieda di aggiornarlo e riprovare, o un altro documento.",
        ),
    }
}
