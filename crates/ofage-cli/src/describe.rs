//! What an unverified message says, for `ofage inspect`. Nothing here decides anything.

use ciborium::Value as Cbor;
use ofage_core::pki::Certificate;

use crate::json;
use crate::ui::hex;

/// A message in words.
#[derive(Debug)]
pub(crate) struct Description {
    /// What the message seems to be.
    pub(crate) kind: &'static str,
    /// Lines of a label and what it says, in groups.
    pub(crate) groups: Vec<Group>,
    /// Messages inside the message that its own notation shows as byte strings.
    pub(crate) inside: Vec<(String, Vec<u8>)>,
    /// The certificates in it, DER.
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// Lines that belong together.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) facts: Vec<(String, String)>,
}

impl Group {
    fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), facts: Vec::new() }
    }

    fn fact(&mut self, label: impl Into<String>, text: impl Into<String>) {
        self.facts.push((label.into(), text.into()));
    }

    fn value(&mut self, label: &str, value: Option<&Cbor>) {
        if let Some(value) = value {
            self.fact(label, short(value));
        }
    }
}

/// COSE algorithm 5, the only MAC of ISO/IEC 18013-5.
const HMAC: &str = "HMAC 256/256";

/// Describes a message that the strict reader has taken.
pub(crate) fn describe(bytes: &[u8]) -> Description {
    let mut description =
        Description { kind: "CBOR", groups: Vec::new(), inside: Vec::new(), certificates: Vec::new() };
    let Ok(value) = ciborium::from_reader::<Cbor, _>(bytes) else { return description };
    let value = embedded(&value).unwrap_or(value);
    description.kind = kind(&value, &mut description);
    for (index, der) in description.certificates.iter().enumerate() {
        let title = format!("certificate {}", index.saturating_add(1));
        let group = match Certificate::from_der(der) {
            Ok(found) => certificate(&title, &found),
            Err(error) => {
                let mut group = Group::new(title);
                group.fact("unreadable", format!("{error} ({})", error.code()));
                group
            }
        };
        description.groups.push(group);
    }
    description
}

/// Names the message and notes what it says.
fn kind(value: &Cbor, description: &mut Description) -> &'static str {
    let has = |name| field(value, name).is_some();
    if has("documents") || has("documentErrors") {
        device_response(value, description);
        "DeviceResponse"
    } else if has("issuerAuth") {
        issuer_signed(value, "attestation", description);
        "IssuerSigned"
    } else if has("valueDigests") {
        let mut group = Group::new("MSO");
        mso(value, &mut group);
        description.groups.push(group);
        "MobileSecurityObject"
    } else if has("docRequests") {
        "DeviceRequest"
    } else if has("digestID") {
        "IssuerSignedItem"
    } else if let Cbor::Array(items) = value {
        array(items, description)
    } else {
        "CBOR"
    }
}

fn array(items: &[Cbor], description: &mut Description) -> &'static str {
    match items {
        [Cbor::Bytes(_), Cbor::Map(_), Cbor::Bytes(_) | Cbor::Null, Cbor::Bytes(_)] => {
            let mut group = Group::new("COSE message");
            cose("message", items, &mut group, description);
            let is_mac = group.facts.iter().any(|(_, text)| text == HMAC);
            description.groups.push(group);
            if is_mac { "COSE_Mac0" } else { "COSE_Sign1" }
        }
        [engagement, reader_key, handover] => {
            let mut group = Group::new("session");
            let presence = |value: &Cbor| if value.is_null() { "null" } else { "present" };
            group.fact("engagement", presence(engagement));
            group.fact("reader key", presence(reader_key));
            let name = list(Some(handover)).iter().find(|part| part.is_text()).unwrap_or(handover);
            group.fact("handover", short(name));
            description.groups.push(group);
            "SessionTranscript"
        }
        _ => "CBOR",
    }
}

fn device_response(response: &Cbor, description: &mut Description) {
    let mut group = Group::new("response");
    group.value("version", field(response, "version"));
    group.value("status", field(response, "status"));
    let documents = list(field(response, "documents"));
    group.fact("documents", documents.len().to_string());
    group.value("errors", field(response, "documentErrors"));
    description.groups.push(group);
    for (index, document) in documents.iter().enumerate() {
        let title = format!("document {}", index.saturating_add(1));
        if let Some(signed) = field(document, "issuerSigned") {
            issuer_signed(signed, &title, description);
        }
        let mut group = Group::new(format!("{title}, device"));
        group.value("docType", field(document, "docType"));
        group.value("errors", field(document, "errors"));
        let signed = field(document, "deviceSigned");
        if let Some(name_spaces) = signed.and_then(|signed| field(signed, "nameSpaces")) {
            group.fact("elements", short(&embedded(name_spaces).unwrap_or_else(|| name_spaces.clone())));
        }
        for name in ["deviceSignature", "deviceMac"] {
            let auth =
                signed.and_then(|signed| field(signed, "deviceAuth")).and_then(|auth| field(auth, name));
            if let Some(Cbor::Array(parts)) = auth {
                group.fact(name, algorithm(parts));
            }
        }
        description.groups.push(group);
    }
}

fn issuer_signed(signed: &Cbor, title: &str, description: &mut Description) {
    let mut group = Group::new(title);
    for (name_space, items) in entries(field(signed, "nameSpaces")) {
        group.fact("name space", short(name_space));
        for item in list(Some(items)) {
            let item = embedded(item).unwrap_or_else(|| item.clone());
            let name = field(&item, "elementIdentifier").map(short).unwrap_or_default();
            let value = field(&item, "elementValue").map(short).unwrap_or_default();
            group.fact(format!("  {}", name.trim_matches('"')), value);
        }
    }
    description.groups.push(group);
    let mut group = Group::new(format!("{title}, issuer"));
    if let Some(Cbor::Array(parts)) = field(signed, "issuerAuth") {
        cose(title, parts, &mut group, description);
    }
    description.groups.push(group);
}

/// The elements of a DeviceResponse or an IssuerSigned with their values, as `name space/element`.
pub(crate) fn disclosed(message: &[u8]) -> Vec<(String, serde_json::Value)> {
    let Ok(message) = ciborium::from_reader::<Cbor, _>(message) else { return Vec::new() };
    let documents = list(field(&message, "documents"));
    let mut found = Vec::new();
    for document in documents {
        let signed = field(document, "issuerSigned");
        for (name_space, items) in entries(signed.and_then(|signed| field(signed, "nameSpaces"))) {
            for item in list(Some(items)) {
                let Some(item) = embedded(item) else { continue };
                let Some(element) = field(&item, "elementIdentifier").and_then(Cbor::as_text) else {
                    continue;
                };
                let value = field(&item, "elementValue").map(json::from_value).unwrap_or_default();
                found.push((format!("{}/{element}", name_space.as_text().unwrap_or_default()), value));
            }
        }
    }
    found
}

/// What a COSE_Sign1 says in its headers, and the MSO that it carries.
fn cose(title: &str, parts: &[Cbor], group: &mut Group, description: &mut Description) {
    group.fact("algorithm", algorithm(parts));
    let protected = parts
        .first()
        .and_then(|part| part.as_bytes())
        .and_then(|bytes| ciborium::from_reader(bytes.as_slice()).ok());
    for headers in [protected.as_ref(), parts.get(1)].into_iter().flatten() {
        match numbered(headers, 33) {
            Some(Cbor::Bytes(der)) => description.certificates.push(der.clone()),
            Some(Cbor::Array(chain)) => {
                description.certificates.extend(chain.iter().filter_map(|der| der.as_bytes().cloned()));
            }
            _ => {}
        }
    }
    let payload = parts.get(2).and_then(|part| part.as_bytes());
    let Some(payload) = payload else {
        group.fact("payload", "detached");
        return;
    };
    description.inside.push((format!("{title}, payload"), payload.clone()));
    let Ok(value) = ciborium::from_reader::<Cbor, _>(payload.as_slice()) else { return };
    mso(&embedded(&value).unwrap_or(value), group);
}

fn mso(mso: &Cbor, group: &mut Group) {
    group.value("docType", field(mso, "docType"));
    group.value("version", field(mso, "version"));
    group.value("digests", field(mso, "digestAlgorithm"));
    for (name_space, digests) in entries(field(mso, "valueDigests")) {
        let count = entries(Some(digests)).count();
        group.fact(format!("  {}", short(name_space).trim_matches('"')), format!("{count} digests"));
    }
    if let Some(validity) = field(mso, "validityInfo") {
        group.value("signed", field(validity, "signed"));
        group.value("valid from", field(validity, "validFrom"));
        group.value("valid until", field(validity, "validUntil"));
        group.value("update", field(validity, "expectedUpdate"));
    }
    let key = field(mso, "deviceKeyInfo").and_then(|info| field(info, "deviceKey"));
    if let Some(curve) = key.and_then(|key| numbered(key, -1)) {
        let curve = match integer(curve) {
            Some(1) => "P-256".into(),
            Some(2) => "P-384".into(),
            Some(3) => "P-521".into(),
            _ => short(curve),
        };
        group.fact("device key", curve);
    }
    group.value("status", field(mso, "status"));
}

fn algorithm(parts: &[Cbor]) -> String {
    let protected = parts.first().and_then(|part| part.as_bytes());
    let headers = protected.and_then(|bytes| ciborium::from_reader::<Cbor, _>(bytes.as_slice()).ok());
    match headers.as_ref().and_then(|headers| numbered(headers, 1)) {
        Some(value) => match integer(value) {
            Some(-7) => "ES256".into(),
            Some(-35) => "ES384".into(),
            Some(-36) => "ES512".into(),
            Some(-8) => "EdDSA".into(),
            Some(5) => HMAC.into(),
            _ => short(value),
        },
        None => "none in the protected header".into(),
    }
}

/// The entry of a map under a text key.
fn field<'a>(map: &'a Cbor, name: &str) -> Option<&'a Cbor> {
    entries(Some(map)).find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

/// The entry of a map under a number, as COSE has them.
fn numbered(map: &Cbor, number: i128) -> Option<&Cbor> {
    entries(Some(map)).find(|(key, _)| integer(key) == Some(number)).map(|(_, value)| value)
}

fn entries(map: Option<&Cbor>) -> impl Iterator<Item = (&Cbor, &Cbor)> {
    map.and_then(|map| map.as_map()).into_iter().flatten().map(|(key, value)| (key, value))
}

fn list(array: Option<&Cbor>) -> &[Cbor] {
    array.and_then(|array| array.as_array()).map(Vec::as_slice).unwrap_or_default()
}

fn integer(value: &Cbor) -> Option<i128> {
    value.as_integer().map(i128::from)
}

/// What a byte string in tag 24 holds.
pub(crate) fn embedded(value: &Cbor) -> Option<Cbor> {
    let (24, inner) = value.as_tag()? else { return None };
    ciborium::from_reader(inner.as_bytes()?.as_slice()).ok()
}

/// An encoded value on one line, as [`short`] writes it.
pub(crate) fn value_text(value: &[u8]) -> String {
    ciborium::from_reader(value).map_or_else(|_| String::from("?"), |value| short(&value))
}

/// What a certificate says, as far as it can be read.
pub(crate) fn certificate(title: &str, certificate: &Certificate) -> Group {
    let mut group = Group::new(title);
    let name = |parts: [Option<&str>; 4]| {
        let parts: Vec<String> =
            parts.into_iter().flatten().map(|part| part.escape_debug().to_string()).collect();
        parts.join(", ")
    };
    let subject = [
        certificate.subject_common_name(),
        certificate.subject_organization(),
        certificate.subject_state(),
        certificate.subject_country(),
    ];
    group.fact("subject", name(subject));
    let issuer = [certificate.issuer_common_name(), None, None, certificate.issuer_country()];
    group.fact("issuer", name(issuer));
    group.fact("serial", hex(certificate.serial()));
    group.fact("valid from", certificate.not_before().to_string());
    group.fact("valid until", certificate.not_after().to_string());
    group.fact("key", certificate.public_key().curve().name());
    for usage in certificate.extended_key_usage() {
        group.fact("key usage", usage.to_string());
    }
    if let Some(id) = certificate.subject_key_id() {
        group.fact("subject key id", hex(id));
    }
    if let Some(id) = certificate.authority_key_id() {
        group.fact("authority key id", hex(id));
    }
    group.fact("SHA-256", hex(&certificate.sha256()));
    group
}

/// A value on one line, long byte strings only counted, without characters that could move a cursor.
fn short(value: &Cbor) -> String {
    if let Some(bytes) = value.as_bytes() {
        match bytes.as_slice() {
            few if few.len() <= 16 => {
                format!("h'{}'", hex(few))
            }
            many => format!("{} bytes", many.len()),
        }
    } else if let Some(text) = value.as_text() {
        format!("{text:?}")
    } else if let Some((0 | 1004, date)) = value.as_tag() {
        date.as_text().map_or_else(|| short(date), |date| date.escape_debug().to_string())
    } else {
        json::from_value(value).to_string().escape_debug().to_string().replace("\\\"", "\"")
    }
}
