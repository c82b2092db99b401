//! Files: reading with a limit and detecting their form, keys and certificates, writing atomically.

mod batch;
mod bundle;
mod certificates;
mod clock;
mod format;
mod input;
mod keys;
mod lines;
mod output;
mod pem;
mod picture;
mod random;

pub(crate) use batch::{NewFile, write_all};
pub(crate) use bundle::{load_bundle, providers};
pub(crate) use certificates::{certificate_and_key, certificates, is_der, read_certificate, trust_anchors};
pub(crate) use clock::{now, parse_date, parse_time};
pub(crate) use format::{Form, decode_binary};
pub(crate) use input::{Input, read, read_large};
pub(crate) use keys::{fingerprint, holder, public_keys, secret_key, single_public_key};
pub(crate) use lines::Lines;
pub(crate) use output::{Force, Growing, Overwrite, Privacy, check_free, create_folder, lock_folder, write};
pub(crate) use pem::blocks;
pub(crate) use picture::{code_text, symbols};
pub(crate) use random::rng;
