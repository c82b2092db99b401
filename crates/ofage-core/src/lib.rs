//! Issue, present and verify ISO/IEC 18013-5 mdoc age attestations.
#![no_std]
extern crate alloc;
