//! Where things are in a response.

use super::World;
use crate::cbor::{Item, Node, bytes, embedded, map, tag};
use crate::rng::TestRng;

impl World {
    /// The one document.
    pub fn document(&mut self) -> &mut Item {
        &mut self.response.at("documents").elements()[0]
    }

    /// `issuerSigned`.
    pub fn issuer_signed(&mut self) -> &mut Item {
        self.document().at("issuerSigned")
    }

    /// `nameSpaces` of `issuerSigned`.
    pub fn name_spaces(&mut self) -> &mut Item {
        self.issuer_signed().at("nameSpaces")
    }

    /// The name space of the age statements.
    #[must_use]
    pub fn age_name_space(&self) -> String {
        self.context.profile.to_profile().name_space().into()
    }

    /// The document type that the verifier accepts.
    #[must_use]
    pub fn doc_type(&self) -> String {
        self.context.profile.to_profile().doc_type().into()
    }

    /// The `IssuerSignedItemBytes` of the age statements' name space.
    pub fn age_items(&mut self) -> &mut Vec<Item> {
        let name_space = self.age_name_space();
        self.name_spaces().at(name_space.as_str()).elements()
    }

    /// The position of the item that states whether the holder is over 18.
    pub fn age_position(&mut self) -> usize {
        let is_age = |item: &mut Item| item.inside().at("elementIdentifier").text() == "age_over_18";
        let found = self.age_items().iter_mut().position(is_age);
        found.unwrap_or_else(|| panic!("no age_over_18"))
    }

    /// `IssuerSignedItemBytes` that states whether the holder is over 18: tag 24 and all.
    pub fn age_item_bytes(&mut self) -> &mut Item {
        let position = self.age_position();
        &mut self.age_items()[position]
    }

    /// The `IssuerSignedItem` that states whether the holder is over 18.
    pub fn age_item(&mut self) -> &mut Item {
        self.age_item_bytes().inside()
    }

    /// Sets the value of that item.
    pub fn set_age(&mut self, value: impl Into<Item>) {
        self.age_item().set("elementValue", value);
    }

    /// Adds an item, with a digest identifier of its own, at the end of a name space that may be new.
    pub fn add_item(&mut self, name_space: &str, element: impl Into<Item>, value: impl Into<Item>) {
        let mut next = 0;
        if let Some(digests) = self.mso().at("valueDigests").find(name_space) {
            next = digests.entries().iter().filter_map(|(id, _)| id.number()).max().map_or(0, |id| id + 1);
        }
        if self.name_spaces().find(name_space).is_none() {
            self.name_spaces().push(name_space, Item::from(vec![]));
        }
        let items = self.name_spaces().at(name_space).elements();
        for item in items.iter_mut() {
            let id = item.inside().find("digestID").and_then(|id| id.number());
            next = next.max(id.map_or(0, |id| id + 1));
        }
        let random = TestRng::new(&format!("salt {name_space} {next}")).take(16);
        items.push(tag(
            24,
            embedded(map::<_, Item>([
                ("digestID", (next as i64).into()),
                ("random", bytes(random)),
                ("elementIdentifier", element.into()),
                ("elementValue", value.into()),
            ])),
        ));
    }

    /// `issuerAuth`, an array of four.
    pub fn issuer_auth(&mut self) -> &mut Item {
        self.issuer_signed().at("issuerAuth")
    }

    /// One part of `issuerAuth`.
    pub fn issuer_part(&mut self, index: usize) -> &mut Item {
        &mut self.issuer_auth().elements()[index]
    }

    /// The protected header of `issuerAuth`.
    pub fn issuer_protected(&mut self) -> &mut Item {
        self.issuer_part(0).inside()
    }

    /// The unprotected header of `issuerAuth`.
    pub fn issuer_unprotected(&mut self) -> &mut Item {
        self.issuer_part(1)
    }

    /// The MSO.
    pub fn mso(&mut self) -> &mut Item {
        self.issuer_part(2).inside()
    }

    /// The digests of the age statements' name space.
    pub fn age_digests(&mut self) -> &mut Item {
        let name_space = self.age_name_space();
        self.mso().at("valueDigests").at(name_space.as_str())
    }

    /// The digest of the item that states whether the holder is over 18.
    pub fn age_digest(&mut self) -> &mut Item {
        let id = self.age_item().at("digestID").clone();
        self.age_digests().at(id)
    }

    /// `validityInfo`.
    pub fn validity(&mut self) -> &mut Item {
        self.mso().at("validityInfo")
    }

    /// `deviceKeyInfo`.
    pub fn device_key_info(&mut self) -> &mut Item {
        self.mso().at("deviceKeyInfo")
    }

    /// `deviceSigned`.
    pub fn device_signed(&mut self) -> &mut Item {
        self.document().at("deviceSigned")
    }

    /// The map inside `nameSpaces` of `deviceSigned`.
    pub fn device_elements(&mut self) -> &mut Item {
        self.device_signed().at("nameSpaces").inside()
    }

    /// `deviceAuth`.
    pub fn device_auth(&mut self) -> &mut Item {
        self.device_signed().at("deviceAuth")
    }

    /// Whether the device made a MAC rather than a signature.
    pub fn is_mac(&mut self) -> bool {
        self.device_auth().find("deviceMac").is_some()
    }

    /// The key under which the signature or MAC stands.
    pub fn device_kind(&mut self) -> &'static str {
        if self.is_mac() { "deviceMac" } else { "deviceSignature" }
    }

    /// One part of the device's COSE_Sign1 or COSE_Mac0.
    pub fn device_part(&mut self, index: usize) -> &mut Item {
        let kind = self.device_kind();
        &mut self.device_auth().at(kind).elements()[index]
    }

    /// The protected header of the device's signature or MAC.
    pub fn device_protected(&mut self) -> &mut Item {
        self.device_part(0).inside()
    }

    /// Opens every embedded message of a response that has just been read.
    pub(super) fn open(&mut self) {
        self.issuer_part(0).open();
        self.issuer_part(2).open();
        if let Node::Tag(_, mso) = &mut self.issuer_part(2).open_content().node {
            mso.open();
        }
        for (_, items) in self.name_spaces().entries() {
            for item in items.elements() {
                open_tagged(item);
            }
        }
        open_tagged(self.device_signed().at("nameSpaces"));
        self.device_part(0).open();
    }
}

impl Item {
    /// What is embedded in a byte string that is open.
    fn open_content(&mut self) -> &mut Self {
        match &mut self.open().node {
            Node::Embedded(inner) => inner,
            other => panic!("not open: {other:?}"),
        }
    }
}

fn open_tagged(item: &mut Item) {
    match &mut item.node {
        Node::Tag(24, inner) => {
            inner.open();
        }
        other => panic!("not embedded CBOR: {other:?}"),
    }
}
