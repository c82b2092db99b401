//! One fault, and what a verifier must make of it.

use crate::world::{Context, World};

/// A change to a valid response, made before what depends on it is digested or signed, so that nothing else is wrong.
pub enum Change {
    /// To certificates, before the chain is made.
    Pki(Edit),
    /// To items, before their digests are made.
    Items(Edit),
    /// To the MSO and the headers, before the issuer signs.
    Issuer(Edit),
    /// To what the device signs, before it does.
    Device(Edit),
    /// After all signatures.
    Last(Edit),
    /// To the bytes.
    Bytes(BytesEdit),
}

/// A change to bytes.
pub type BytesEdit = Box<dyn Fn(&mut Vec<u8>) + Send + Sync>;

/// A change to a world.
pub type Edit = Box<dyn Fn(&mut World) + Send + Sync>;

impl core::fmt::Debug for Change {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Pki(_) => "Pki",
            Self::Items(_) => "Items",
            Self::Issuer(_) => "Issuer",
            Self::Device(_) => "Device",
            Self::Last(_) => "Last",
            Self::Bytes(_) => "Bytes",
        })
    }
}

/// A change to certificates.
pub fn pki(edit: impl Fn(&mut World) + Send + Sync + 'static) -> Change {
    Change::Pki(Box::new(edit))
}

/// A change to items.
pub fn items(edit: impl Fn(&mut World) + Send + Sync + 'static) -> Change {
    Change::Items(Box::new(edit))
}

/// A change to the MSO or the headers of `issuerAuth`.
pub fn issuer(edit: impl Fn(&mut World) + Send + Sync + 'static) -> Change {
    Change::Issuer(Box::new(edit))
}

/// A change to `deviceSigned`.
pub fn device(edit: impl Fn(&mut World) + Send + Sync + 'static) -> Change {
    Change::Device(Box::new(edit))
}

/// A change after all signatures.
pub fn last(edit: impl Fn(&mut World) + Send + Sync + 'static) -> Change {
    Change::Last(Box::new(edit))
}

/// A change to the bytes.
pub fn raw_bytes(edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Change {
    Change::Bytes(Box::new(edit))
}

/// What a verifier must do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Verify, and decide so.
    Valid(Decision),
    /// Refuse, at this stage, with this code.
    Invalid(&'static str, &'static str),
    /// Refuse the signature or MAC of the device, whichever it is.
    DeviceAuthInvalid,
}

/// A decision for the age asked for, with its reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Admit.
    Admit,
    /// Refuse: under age.
    UnderAge,
    /// No answer: statements contradict each other.
    Contradiction,
    /// No answer: no statement decides.
    NoAnswer,
    /// No answer: a statement is no boolean.
    NotBoolean,
}

impl Decision {
    /// The codes of decision and reason.
    #[must_use]
    pub const fn codes(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Admit => ("admit", None),
            Self::UnderAge => ("refuse", Some("under_age")),
            Self::Contradiction => ("cannot_verify", Some("age_contradiction")),
            Self::NoAnswer => ("cannot_verify", Some("age_no_answer")),
            Self::NotBoolean => ("cannot_verify", Some("age_not_boolean")),
        }
    }
}

/// One fault, or one oddity that is none.
#[derive(Debug)]
pub struct Case {
    /// The note in the vector file that explains this kind of case.
    pub flag: &'static str,
    /// What is changed.
    pub comment: String,
    /// The change.
    pub change: Change,
    /// What must come of it.
    pub expected: Expected,
    applies: Applies,
}

/// Which layouts a case is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Applies {
    All,
    Mac,
    Signature,
    P256,
    P384,
}

/// A case as bytes: the response, and the verifier's state.
#[derive(Debug)]
pub struct Built {
    /// The response.
    pub response: Vec<u8>,
    /// The verifier's state.
    pub context: Context,
    /// What must come of it, resolved for the layout.
    pub expected: Expected,
}

impl Case {
    /// Whether the case makes sense for a layout.
    #[must_use]
    pub fn applies(&self, world: &World) -> bool {
        let mut world = world.clone();
        let p256 = world.device_key.curve() == ofage_core::Curve::P256;
        match self.applies {
            Applies::All => true,
            Applies::Mac => world.is_mac(),
            Applies::Signature => !world.is_mac(),
            Applies::P256 => p256,
            Applies::P384 => !p256,
        }
    }

    /// Makes the response of this case from a layout.
    #[must_use]
    pub fn build(&self, world: &World) -> Built {
        let mut world = world.clone();
        let is_mac = world.is_mac();
        if let Change::Pki(edit) = &self.change {
            edit(&mut world);
        }
        world.install_chain();
        if let Change::Items(edit) = &self.change {
            edit(&mut world);
        }
        world.make_digests();
        if let Change::Issuer(edit) = &self.change {
            edit(&mut world);
        }
        world.sign_issuer();
        if let Change::Device(edit) = &self.change {
            edit(&mut world);
        }
        world.sign_device();
        if let Change::Last(edit) = &self.change {
            edit(&mut world);
        }
        let mut response = world.response.encode();
        if let Change::Bytes(edit) = &self.change {
            edit(&mut response);
        }
        let expected = match self.expected {
            Expected::DeviceAuthInvalid if is_mac => Expected::Invalid("device_auth", "device_mac_invalid"),
            Expected::DeviceAuthInvalid => Expected::Invalid("device_auth", "device_signature_invalid"),
            other => other,
        };
        Built { response, context: world.context, expected }
    }
}

/// The cases of one family, in the making.
#[derive(Debug)]
pub struct Family {
    /// Its name, which is that of the vector file.
    pub name: &'static str,
    /// The cases.
    pub cases: Vec<Case>,
    flag: &'static str,
}

impl Family {
    /// A family without cases.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, cases: Vec::new(), flag: "" }
    }

    /// The note that explains the cases from here on.
    pub const fn flag(&mut self, flag: &'static str) -> &mut Self {
        self.flag = flag;
        self
    }

    fn add(&mut self, comment: impl Into<String>, expected: Expected, change: Change) -> &mut Self {
        let comment = comment.into();
        let same = |case: &Case| case.flag == self.flag && case.comment == comment;
        assert!(!self.cases.iter().any(same), "{} {comment}: twice", self.flag);
        self.cases.push(Case { flag: self.flag, comment, change, expected, applies: Applies::All });
        self
    }

    /// A response that must be refused at a stage, with a code.
    pub fn invalid(
        &mut self,
        comment: impl Into<String>,
        (stage, code): (&'static str, &'static str),
        change: Change,
    ) -> &mut Self {
        self.add(comment, Expected::Invalid(stage, code), change)
    }

    /// A response whose device signature or MAC must be refused.
    pub fn device_invalid(&mut self, comment: impl Into<String>, change: Change) -> &mut Self {
        self.add(comment, Expected::DeviceAuthInvalid, change)
    }

    /// A response that must verify, and be decided so.
    pub fn valid(&mut self, comment: impl Into<String>, decision: Decision, change: Change) -> &mut Self {
        self.add(comment, Expected::Valid(decision), change)
    }

    /// A response that must verify and admit.
    pub fn admits(&mut self, comment: impl Into<String>, change: Change) -> &mut Self {
        self.valid(comment, Decision::Admit, change)
    }

    fn limit(&mut self, applies: Applies) -> &mut Self {
        if let Some(case) = self.cases.last_mut() {
            case.applies = applies;
        }
        self
    }

    /// The last case is for device MACs only.
    pub fn mac_only(&mut self) -> &mut Self {
        self.limit(Applies::Mac)
    }

    /// The last case is for device signatures only.
    pub fn signature_only(&mut self) -> &mut Self {
        self.limit(Applies::Signature)
    }

    /// The last case is for P-256 only.
    pub fn p256_only(&mut self) -> &mut Self {
        self.limit(Applies::P256)
    }

    /// The last case is for P-384 only.
    pub fn p384_only(&mut self) -> &mut Self {
        self.limit(Applies::P384)
    }
}
