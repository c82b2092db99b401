//! Files: reading with a limit and detecting their form, keys and certificates, writing atomically.

mod clock;
mod format;
mod input;
mod keys;
mod output;
mod pem;
mod random;

pub(crate) use clock::{now, parse_date, parse_time};
pub(crate) use format::{Form, decode_binary};
pub(crate) use input::{Input, read};
pub(crate) use keys::{public_keys, secret_key, single_public_key, to_jwk};
pub(crate) use output::{Overwrite, Privacy, check_free, create_folder, write};
pub(crate) use pem::{Block, blocks, encode};
pub(crate) use random::rng;
