//! When the attestation is valid, and how its certificate limits that.

use crate::case::{Family, issuer, pki};
use crate::cbor::tag;
use crate::world::World;

const DAY: i64 = 86_400;

/// Sets the three dates to offsets in seconds from the time of verification.
fn set(world: &mut World, signed: i64, from: i64, until: i64) {
    let now = world.context.now;
    for (field, offset) in [("signed", signed), ("validFrom", from), ("validUntil", until)] {
        let time = now.plus_seconds(offset).to_string();
        world.validity().set(field, tag(0, time.as_str()));
    }
}

pub(super) fn family() -> Family {
    let mut family = Family::new("validity");
    order(&mut family);
    now(&mut family);
    certificate(&mut family);
    lifetime(&mut family);
    family
}

fn order(family: &mut Family) {
    family.flag("ValidityOrder");
    let wrong = ("validity", "validity_order");
    for (name, signed, from, until) in [
        ("signed after validFrom", -DAY + 1, -DAY, DAY),
        ("signed after validUntil", 2 * DAY, -DAY, DAY),
        ("validFrom at validUntil", -2 * DAY, DAY, DAY),
        ("validFrom after validUntil", -2 * DAY, DAY, -DAY),
        ("a period of no time that has passed", -DAY, -DAY, -DAY),
    ] {
        family.invalid(name, wrong, issuer(move |world| set(world, signed, from, until)));
    }
    family.admits("signed at validFrom", issuer(|world| set(world, -DAY, -DAY, DAY)));
    family.admits("a period of one second, now", issuer(|world| set(world, -DAY, 0, 1)));
}

fn now(family: &mut Family) {
    family.flag("Time");
    let early = ("validity", "not_yet_valid");
    let late = ("validity", "expired");
    family.admits("now is validFrom", issuer(|world| set(world, -DAY, 0, DAY)));
    family.admits("now is validUntil", issuer(|world| set(world, -DAY, -DAY, 0)));
    for (name, seconds) in [("second", 1), ("minute", 60), ("day", DAY)] {
        family.invalid(
            format!("valid from the next {name}"),
            early,
            issuer(move |world| {
                set(world, -DAY, seconds, 30 * DAY);
            }),
        );
        family.invalid(
            format!("expired a {name} ago"),
            late,
            issuer(move |world| {
                set(world, -10 * DAY, -9 * DAY, -seconds);
            }),
        );
    }
    family.invalid(
        "signed in the year 0000",
        ("validity", "signed_outside_certificate"),
        issuer(|world| {
            world.validity().set("signed", tag(0, "0000-01-01T00:00:00Z"));
        }),
    );
    family.admits(
        "valid until the end of the year 9999",
        issuer(|world| {
            world.validity().set("validUntil", tag(0, "9999-12-31T23:59:59Z"));
        }),
    );
}

fn certificate(family: &mut Family) {
    family.flag("CertificateValidity");
    let outside = ("validity", "signed_outside_certificate");
    family.invalid(
        "signed a second before the document signer was valid",
        outside,
        issuer(|world| {
            let start = world.pki.signer.not_before.plus_seconds(-1).to_string();
            world.validity().set("signed", tag(0, start.as_str()));
        }),
    );
    family.admits(
        "signed in the first second of the document signer",
        issuer(|world| {
            let start = world.pki.signer.not_before.to_string();
            world.validity().set("signed", tag(0, start.as_str()));
        }),
    );
    family.invalid(
        "signed after the document signer expires",
        outside,
        issuer(|world| {
            let days = 400 * DAY;
            set(world, days, days, days + DAY);
        }),
    );
    family.admits(
        "valid for longer than the document signer",
        pki(|world| {
            world.pki.signer.not_after = world.context.now.plus_seconds(DAY);
            set(world, -DAY, -DAY, 2 * DAY);
        }),
    );
    family.invalid(
        "valid for longer than the document signer, where the policy forbids that",
        ("validity", "outlives_certificate"),
        pki(|world| {
            world.context.refuse_outliving = true;
            world.pki.signer.not_after = world.context.now.plus_seconds(DAY);
            set(world, -DAY, -DAY, DAY + 1);
        }),
    );
    family.admits(
        "valid for as long as the document signer, where no more is allowed",
        pki(|world| {
            world.context.refuse_outliving = true;
            world.pki.signer.not_after = world.context.now.plus_seconds(DAY);
            set(world, -DAY, -DAY, DAY);
        }),
    );
}

fn lifetime(family: &mut Family) {
    family.flag("Lifetime");
    for (name, extra) in [("a second", 1), ("a year", 365 * DAY)] {
        family.invalid(
            format!("valid for {name} more than the profile allows"),
            ("validity", "lifetime_too_long"),
            issuer(move |world| {
                world.context.profile.max_lifetime_days = Some(90);
                set(world, -DAY, -DAY, 89 * DAY + extra);
            }),
        );
    }
    family.admits(
        "valid for as long as the profile allows",
        issuer(|world| {
            world.context.profile.max_lifetime_days = Some(90);
            set(world, -DAY, -DAY, 89 * DAY);
        }),
    );
}
