//! What the age statements say, and what is decided from them.

use ofage_core::AgeThreshold;

use crate::case::{Decision, Family, items, last};
use crate::cbor::{Item, Node, Width, bytes, embedded, float, map, null, raw, tag, undefined};
use crate::world::World;

const DUPLICATE_ELEMENT: (&str, &str) = ("decode", "duplicate_element");
const COUNTRY: (&str, &str) = ("digest", "issuing_country_mismatch");

pub(super) fn family() -> Family {
    let mut family = Family::new("values");
    not_boolean(&mut family);
    statements(&mut family);
    identifiers(&mut family);
    name_spaces(&mut family);
    duplicates(&mut family);
    country(&mut family);
    family
}

fn not_boolean(family: &mut Family) {
    family.flag("NotBoolean");
    let values: [(&str, Item); 24] = [
        ("text \"true\"", "true".into()),
        ("text \"True\"", "True".into()),
        ("text \"1\"", "1".into()),
        ("an empty text", "".into()),
        ("integer 1", 1.into()),
        ("integer 0", 0.into()),
        ("integer 18", 18.into()),
        ("integer -1", (-1).into()),
        ("byte string 01", bytes([1])),
        ("byte string f5", bytes([0xf5])),
        ("null", null()),
        ("undefined", undefined()),
        ("float 1.0", float(1.0)),
        ("half float 1.0", raw([0xf9, 0x3c, 0])),
        ("array [true]", Item::from(vec![true.into()])),
        ("an empty array", Item::from(vec![])),
        ("map {\"value\": true}", map([("value", true)])),
        ("an empty map", Item::from(Node::Map(Vec::new()))),
        ("tag 1 on true", tag(1, true)),
        ("tag 55799 on true", tag(55_799, true)),
        ("embedded CBOR true", tag(24, embedded(true.into()))),
        ("simple value 1", Node::Simple(1).into()),
        ("simple value 255", Item::from(Node::Simple(255)).with_width(Width::One)),
        ("big number 1", tag(2, bytes([1]))),
    ];
    for (name, value) in values {
        family.valid(
            format!("age_over_18 is {name}"),
            Decision::NotBoolean,
            items(move |world| world.set_age(value.clone())),
        );
    }
    family.valid(
        "age_over_18 is true and age_over_21 is text \"true\"",
        Decision::NotBoolean,
        items(|world| {
            world.only_statements(&[(18, true)]);
            world.add_age_item("age_over_21", "true");
        }),
    );
    family.valid(
        "age_over_16 is an integer and age_over_21 is true",
        Decision::NotBoolean,
        items(|world| {
            world.only_statements(&[(21, true)]);
            world.add_age_item("age_over_16", 1);
        }),
    );
    family.flag("ReservedHead").invalid(
        "age_over_18 is true in two bytes, f8 15",
        ("decode", "invalid_head"),
        items(|world| world.set_age(raw([0xf8, 21]))),
    );
}

/// Statements, the age asked for, the decision.
type Row = (&'static [(u8, bool)], u8, Decision);

fn statements(family: &mut Family) {
    use Decision::{Admit, Contradiction, NoAnswer, UnderAge};
    family.flag("AgeRule");
    let rows: [Row; 26] = [
        (&[(18, false)], 18, UnderAge),
        (&[], 18, NoAnswer),
        (&[(17, true)], 18, NoAnswer),
        (&[(17, false)], 18, UnderAge),
        (&[(19, true)], 18, Admit),
        (&[(19, false)], 18, NoAnswer),
        (&[(99, true)], 18, Admit),
        (&[(0, true)], 18, NoAnswer),
        (&[(0, false)], 18, UnderAge),
        (&[(18, true), (21, true)], 18, Admit),
        (&[(18, true), (21, false)], 18, Admit),
        (&[(18, false), (21, false)], 18, UnderAge),
        (&[(16, true), (18, false)], 18, UnderAge),
        (&[(16, true), (21, false)], 18, NoAnswer),
        (&[(18, false), (21, true)], 18, Contradiction),
        (&[(16, false), (18, true)], 18, Contradiction),
        (&[(16, false), (21, true)], 18, Contradiction),
        (&[(60, false), (65, true), (18, true)], 18, Contradiction),
        (&[(12, true), (14, true), (16, true), (18, true), (21, true), (25, true), (65, true)], 18, Admit),
        (&[(12, false), (14, true), (16, true), (18, true), (21, true), (25, true)], 18, Contradiction),
        (&[(18, true)], 16, Admit),
        (&[(18, true)], 21, NoAnswer),
        (&[(18, true)], 99, NoAnswer),
        (&[(18, false)], 21, UnderAge),
        (&[(18, false)], 16, NoAnswer),
        (&[(0, true)], 0, Admit),
    ];
    for (statements, asked, decision) in rows {
        let said: Vec<String> = statements.iter().map(|(years, value)| format!("{years} {value}")).collect();
        let said = if said.is_empty() { String::from("nothing") } else { said.join(", ") };
        family.valid(
            format!("stated: {said}; asked: {asked}"),
            decision,
            items(move |world| {
                world.only_statements(statements);
                world.context.asked = asked;
            }),
        );
    }
    for (element, value) in [
        ("age_in_years", Item::from(30)),
        ("age_birth_year", 1990.into()),
        ("birth_date", tag(1004, "1990-01-01")),
        ("age_over_NN", true.into()),
    ] {
        family.valid(
            format!("no statement but {element}"),
            NoAnswer,
            items(move |world| {
                world.only_statements(&[]);
                world.drop_item(element);
                world.add_age_item(element, value.clone());
            }),
        );
    }
}

fn identifiers(family: &mut Family) {
    family.flag("ElementIdentifier");
    for id in [
        "Age_over_18",
        "AGE_OVER_18",
        "age_over_018",
        "age_over_8",
        "age_over_180",
        "age_over_18 ",
        " age_over_18",
        "age_over_18\0",
        "age_over_",
        "age_over_+8",
        "age_over_-1",
        "age_over_1e",
        "age_over_0x",
        "age-over-18",
        "age_over18",
        "age_over_\u{ff11}\u{ff18}",
        "age_equal_or_over_18",
        "",
    ] {
        family.valid(
            format!("true under the identifier {id:?}"),
            Decision::NoAnswer,
            items(move |world| {
                world.only_statements(&[]);
                world.add_age_item(id, true);
            }),
        );
    }
}

fn name_spaces(family: &mut Family) {
    family.flag("NameSpace");
    for (name, space) in [
        ("of somebody else", "org.example.age"),
        ("with a trailing space", "eu.europa.ec.av.1 "),
        ("in capitals", "EU.EUROPA.EC.AV.1"),
        ("without name", ""),
    ] {
        family.valid(
            format!("the statement stands in a name space {name} only"),
            Decision::NoAnswer,
            items(move |world| {
                world.only_statements(&[]);
                world.add_item(space, "age_over_18", true);
            }),
        );
    }
    family.valid(
        "false in the name space of the profile, true in another",
        Decision::UnderAge,
        items(|world| {
            world.only_statements(&[(18, false)]);
            world.add_item("org.example.age", "age_over_18", true);
        }),
    );
    family.admits(
        "true in the name space of the profile, false in another",
        items(|world| {
            world.only_statements(&[(18, true)]);
            world.add_item("org.example.age", "age_over_18", false);
        }),
    );
}

fn duplicates(family: &mut Family) {
    family.flag("DuplicateElement");
    family.invalid(
        "age_over_18 twice, true and false",
        DUPLICATE_ELEMENT,
        items(|world| world.add_age_item("age_over_18", false)),
    );
    family.invalid(
        "age_over_18 twice, false and true",
        DUPLICATE_ELEMENT,
        items(|world| {
            world.set_age(false);
            world.add_age_item("age_over_18", true);
        }),
    );
    family.invalid(
        "age_over_18 twice, true and true",
        DUPLICATE_ELEMENT,
        items(|world| world.add_age_item("age_over_18", true)),
    );
    family.invalid(
        "the same item twice",
        DUPLICATE_ELEMENT,
        last(|world| {
            let item = world.age_item_bytes().clone();
            world.age_items().push(item);
        }),
    );
    family.invalid(
        "two items with one digest identifier",
        DUPLICATE_ELEMENT,
        items(|world| {
            let id = world.age_item().at("digestID").clone();
            world.add_age_item("age_over_65", false);
            if let Some(added) = world.age_items().last_mut() {
                added.inside().set("digestID", id);
            }
        }),
    );
    family.invalid(
        "an element that is both issuer-signed and device-signed",
        DUPLICATE_ELEMENT,
        items(|world| {
            let space = world.age_name_space();
            *world.device_elements() = map([(space.as_str(), map([("age_over_18", true)]))]);
            let allowed = map([("nameSpaces", Item::from(vec![space.as_str().into()]))]);
            world.device_key_info().set("keyAuthorizations", allowed);
        }),
    );
}

fn country(family: &mut Family) {
    family.flag("IssuingCountry");
    for (name, value) in [
        ("of another country", Item::from("XX")),
        ("empty", "".into()),
        ("an integer", 1.into()),
        ("null", null()),
        ("a byte string", bytes(*b"UT")),
    ] {
        family.invalid(
            format!("issuing_country is {name}"),
            COUNTRY,
            items(move |world| {
                world.drop_item("issuing_country");
                world.add_age_item("issuing_country", value.clone());
            }),
        );
    }
    family.admits(
        "issuing_country is that of the document signer",
        items(|world| {
            world.drop_item("issuing_country");
            world.add_age_item("issuing_country", "UT");
        }),
    );
    family.admits(
        "issuing_jurisdiction, and a document signer without state",
        items(|world| world.add_age_item("issuing_jurisdiction", "UT-X")),
    );
}

impl World {
    /// Adds an item to the name space of the age statements.
    pub(super) fn add_age_item(&mut self, element: &str, value: impl Into<Item>) {
        let name_space = self.age_name_space();
        self.add_item(&name_space, element, value);
    }

    /// Takes an element out of the name space of the age statements, if it is there. Its digest stays.
    pub(super) fn drop_item(&mut self, element: &str) {
        self.age_items().retain_mut(|item| item.inside().at("elementIdentifier").text() != element);
    }

    /// Replaces all age statements by these.
    pub(super) fn only_statements(&mut self, statements: &[(u8, bool)]) {
        self.age_items().retain_mut(|item| {
            AgeThreshold::from_element_id(&item.inside().at("elementIdentifier").text()).is_none()
        });
        for (years, value) in statements {
            self.add_age_item(&format!("age_over_{years:02}"), *value);
        }
    }
}
