//! Spanish.

use super::Guidance;
use crate::Reason;

pub(super) const fn guidance(reason: Reason) -> Guidance {
    match reason {
        Reason::AgeNotShown => Guidance::new(
            "Esta prueba no responde a la edad pedida.",
            "Pida una prueba para esa edad u otro documento de identidad.",
        ),
        Reason::AlreadyUsed => Guidance::new(
            "Esta prueba ya se usó aquí.",
            "Pida un código nuevo en el propio teléfono u otro documento de identidad.",
        ),
        Reason::AttestationExpired => Guidance::new(
            "Esta prueba ha caducado.",
            "El cliente debe obtener pruebas nuevas en su cartera; si no, pida otro documento.",
        ),
        Reason::AttestationNotYetValid => Guidance::new(
            "Esta prueba todavía no es válida.",
            "Compruebe la fecha y la hora de este aparato. Si son correctas, pida otro documento.",
        ),
        Reason::AttestationRevoked => {
            Guidance::new("El emisor ha retirado esta prueba.", "Pida otro documento de identidad.")
        }
        Reason::ChallengeExpired => Guidance::new(
            "El cliente respondió a una pregunta ya vencida.",
            "Haga que vuelva a escanear el código de su pantalla.",
        ),
        Reason::ChallengeUsed => Guidance::new(
            "Otra persona ya respondió a esta pregunta.",
            "Muestre la pregunta siguiente y haga que la escanee.",
        ),
        Reason::ClockWrong => Guidance::new(
            "El reloj de este aparato está mal.",
            "Ponga la fecha y la hora en automático y vuelva a abrir la puerta.",
        ),
        Reason::CodeDamaged => {
            Guidance::new("El código no se leyó entero.", "Pida que suba el brillo y escanee otra vez.")
        }
        Reason::CodeFromFuture => Guidance::new(
            "El teléfono del cliente va adelantado respecto a este aparato.",
            "Compruebe los dos relojes: fecha y hora en automático.",
        ),
        Reason::CodeTooOld => Guidance::new(
            "Este código es demasiado antiguo; puede ser una foto.",
            "Pida al cliente que muestre el código en vivo en su teléfono.",
        ),
        Reason::DemoOldEnough => Guidance::new(
            "Solo demostración: esta prueba no es real.",
            "No deje entrar a nadie con ella. Pida una prueba real o un documento.",
        ),
        Reason::DemoUnderAge => Guidance::new(
            "Solo demostración: menor de edad, y no es real.",
            "Pida una prueba real o un documento.",
        ),
        Reason::DocumentNotAccepted => Guidance::new(
            "Aquí no se acepta este tipo de documento.",
            "Pida una prueba de edad u otro documento.",
        ),
        Reason::DoorBusy => Guidance::new(
            "Demasiados clientes en poco tiempo para este aparato.",
            "Espere un minuto y escanee otra vez.",
        ),
        Reason::FrameInvalid => {
            Guidance::new("No se pudo leer la imagen.", "Escanee otra vez con la cámara o elija otra imagen.")
        }
        Reason::IssuerCertificate => Guidance::new(
            "El certificado del emisor no es válido.",
            "Pida otro documento y avise al encargado.",
        ),
        Reason::IssuerDenied => {
            Guidance::new("Ya no se aceptan pruebas de este emisor.", "Pida otro documento de identidad.")
        }
        Reason::IssuerUnknown => Guidance::new(
            "Esta puerta no conoce al emisor.",
            "Pida otro documento. El encargado puede actualizar la lista de confianza.",
        ),
        Reason::LayoutUnknown => Guidance::new(
            "A esta puerta le faltan datos para este código corto.",
            "Pida el código largo de la cartera o actualice la lista de confianza.",
        ),
        Reason::ModeNotAccepted => Guidance::new(
            "Esta puerta acepta otro tipo de código.",
            "El cliente debe seguir lo que pide su pantalla.",
        ),
        Reason::NoChallenge => Guidance::new(
            "No hay ninguna pregunta abierta en este aparato.",
            "Muestre primero la pregunta y haga que la escanee.",
        ),
        Reason::NotDoorCode => Guidance::new(
            "Esto no es una prueba de edad.",
            "Pida al cliente que abra su cartera y muestre la respuesta.",
        ),
        Reason::NotForThisDoor => Guidance::new(
            "Este código responde a otra puerta o a una pregunta antigua.",
            "Haga que escanee el código de su pantalla y responda otra vez.",
        ),
        Reason::NotGenuine => {
            Guidance::new("Esta prueba no es auténtica.", "No la acepte. Pida otro documento.")
        }
        Reason::OldEnough => Guidance::new(
            "Tiene la edad.",
            "Compruebe que las dos pantallas muestran el mismo símbolo y deje entrar.",
        ),
        Reason::SameGuest => Guidance::new(
            "Recién escaneado: vale la última decisión.",
            "Cliente siguiente: escanee su propio código. Un código no sirve para dos.",
        ),
        Reason::SeveralCodes => {
            Guidance::new("Hay dos códigos en la imagen.", "Muestre un solo teléfono cada vez.")
        }
        Reason::StatusUnknown => Guidance::new(
            "No se sabe si esta prueba sigue siendo válida.",
            "Pida otro documento. El encargado puede actualizar la lista de confianza.",
        ),
        Reason::TrustExpired => Guidance::new(
            "La lista de confianza de este aparato ha caducado.",
            "Actualícela. Mientras tanto, compruebe documentos.",
        ),
        Reason::TrustMissing => Guidance::new(
            "Este aparato no tiene lista de confianza.",
            "Cargue una en los ajustes. Mientras tanto, compruebe documentos.",
        ),
        Reason::TrustStale => Guidance::new(
            "La lista de confianza de este aparato es demasiado antigua.",
            "Conéctese y actualícela. Mientras tanto, compruebe documentos.",
        ),
        Reason::UnderAge => Guidance::new("Por debajo de la edad pedida.", "No deje entrar con esta prueba."),
        Reason::WalletUnsupported => Guidance::new(
            "La cartera del cliente no dio una respuesta utilizable.",
            "Pida que la actualice y lo intente otra vez, u otro documento.",
        ),
    }
}
