//! French.

use super::Guidance;
use crate::Reason;

pub(super) const fn guidance(reason: Reason) -> Guidance {
    match reason {
        Reason::AgeNotShown => Guidance::new(
            "Cette preuve ne répond pas à l’âge demandé.",
            "Demandez une preuve pour cet âge, ou une pièce d’identité.",
        ),
        Reason::AlreadyUsed => Guidance::new(
            "Cette preuve a déjà servi ici.",
            "Demandez un nouveau code sur le téléphone du client, ou une pièce d’identité.",
        ),
        Reason::AttestationExpired => Guidance::new(
            "Cette preuve a expiré.",
            "Le client doit obtenir de nouvelles preuves dans son portefeuille ; sinon, une pièce d’identité.",
        ),
        Reason::AttestationNotYetValid => Guidance::new(
            "Cette preuve n’est pas encore valable.",
            "Vérifiez date et heure de cet appareil. Si elles sont justes, demandez une pièce d’identité.",
        ),
        Reason::AttestationRevoked => {
            Guidance::new("L’émetteur a retiré cette preuve.", "Demandez une pièce d’identité.")
        }
        Reason::ChallengeExpired => Guidance::new(
            "Le client a répondu à une question périmée.",
            "Faites scanner de nouveau le code de votre écran.",
        ),
        Reason::ChallengeUsed => Guidance::new(
            "Quelqu’un d’autre a déjà répondu à cette question.",
            "Affichez la question suivante et faites-la scanner.",
        ),
        Reason::ClockWrong => Guidance::new(
            "L’horloge de cet appareil est fausse.",
            "Réglez la date et l’heure sur automatique, puis rouvrez la porte.",
        ),
        Reason::CodeDamaged => Guidance::new(
            "Le code n’a pas été lu en entier.",
            "Demandez d’augmenter la luminosité, puis scannez de nouveau.",
        ),
        Reason::CodeFromFuture => Guidance::new(
            "Le téléphone du client avance sur l’horloge de cet appareil.",
            "Vérifiez les deux horloges : date et heure automatiques.",
        ),
        Reason::CodeTooOld => Guidance::new(
            "Ce code est trop ancien ; c’est peut-être une photo.",
            "Demandez au client de montrer le code en direct sur son téléphone.",
        ),
        Reason::DemoOldEnough => Guidance::new(
            "Démonstration seulement : cette preuve n’est pas réelle.",
            "Ne laissez entrer personne avec elle. Demandez une vraie preuve ou une pièce d’identité.",
        ),
        Reason::DemoUnderAge => Guidance::new(
            "Démonstration seulement : trop jeune, et pas réel.",
            "Demandez une vraie preuve ou une pièce d’identité.",
        ),
        Reason::DocumentNotAccepted => Guidance::new(
            "Ce type de document n’est pas accepté ici.",
            "Demandez une preuve d’âge, ou une pièce d’identité.",
        ),
        Reason::DoorBusy => Guidance::new(
            "Trop de clients en peu de temps pour cet appareil.",
            "Attendez une minute, puis scannez de nouveau.",
        ),
        Reason::FrameInvalid => Guidance::new(
            "L’image n’a pas pu être lue.",
            "Scannez de nouveau avec la caméra, ou choisissez une autre image.",
        ),
        Reason::IssuerCertificate => Guidance::new(
            "Le certificat de l’émetteur n’est pas valable.",
            "Demandez une pièce d’identité et prévenez le responsable.",
        ),
        Reason::IssuerDenied => Guidance::new(
            "Les preuves de cet émetteur ne sont plus acceptées.",
            "Demandez une pièce d’identité.",
        ),
        Reason::IssuerUnknown => Guidance::new(
            "Cette porte ne connaît pas l’émetteur.",
            "Demandez une pièce d’identité. Le responsable peut mettre à jour la liste de confiance.",
        ),
        Reason::LayoutUnknown => Guidance::new(
            "Il manque à cette porte des données pour ce code court.",
            "Demandez le code long du portefeuille, ou mettez à jour la liste de confiance.",
        ),
        Reason::ModeNotAccepted => Guidance::new(
            "Cette porte accepte un autre type de code.",
            "Le client doit suivre ce que demande votre écran.",
        ),
        Reason::NoChallenge => Guidance::new(
            "Aucune question n’est ouverte sur cet appareil.",
            "Affichez d’abord la question et faites-la scanner.",
        ),
        Reason::NotDoorCode => Guidance::new(
            "Ce n’est pas une preuve d’âge.",
            "Demandez au client d’ouvrir son portefeuille et de montrer la réponse.",
        ),
        Reason::NotForThisDoor => Guidance::new(
            "Ce code répond à une autre porte ou à une ancienne question.",
            "Faites scanner le code de votre écran, et que le client réponde de nouveau.",
        ),
        Reason::NotGenuine => Guidance::new(
            "Cette preuve n’est pas authentique.",
            "Ne l’acceptez pas. Demandez une pièce d’identité.",
        ),
        Reason::OldEnough => Guidance::new(
            "Âge suffisant.",
            "Vérifiez que les deux écrans montrent le même symbole, puis laissez entrer.",
        ),
        Reason::SameGuest => Guidance::new(
            "Vient d’être scanné : la dernière décision reste valable.",
            "Client suivant : scannez son propre code. Un code ne sert pas à deux personnes.",
        ),
        Reason::SeveralCodes => {
            Guidance::new("Deux codes sont dans l’image.", "Présentez un seul téléphone à la fois.")
        }
        Reason::StatusUnknown => Guidance::new(
            "On ne sait pas si cette preuve est encore valable.",
            "Demandez une pièce d’identité. Le responsable peut mettre à jour la liste de confiance.",
        ),
        Reason::TrustExpired => Guidance::new(
            "La liste de confiance de cet appareil a expiré.",
            "Mettez-la à jour. D’ici là, contrôlez les pièces d’identité.",
        ),
        Reason::TrustMissing => Guidance::new(
            "Cet appareil n’a pas de liste de confiance.",
            "Chargez-en une dans les réglages. D’ici là, contrôlez les pièces d’identité.",
        ),
        Reason::TrustStale => Guidance::new(
            "La liste de confiance de cet appareil est trop ancienne.",
            "Connectez-vous et mettez-la à jour. D’ici là, contrôlez les pièces d’identité.",
        ),
        Reason::UnderAge => {
            Guidance::new("En dessous de l’âge demandé.", "Ne laissez pas entrer avec cette preuve.")
        }
        Reason::WalletUnsupported => Guidance::new(
            "Le portefeuille du client n’a pas donné de réponse utilisable.",
            "Demandez de le mettre à jour et de réessayer, ou une pièce d’identité.",
        ),
    }
}
