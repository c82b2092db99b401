//! The trust bundle: what loads, what is left out, what is never a pass.

#![cfg(test)]

mod current;
mod door;
mod gaps;
mod hostile;
mod parts;
mod revocation;
mod rollback;
mod world;
