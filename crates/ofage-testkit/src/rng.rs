//! Fixed randomness, so that vectors are the same every time.

use core::convert::Infallible;

use ofage_core::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest as _, Sha256};

/// A stream of bytes that a label determines: SHA-256 of the label's hash and a counter.
///
/// For tests alone. It implements the traits of a cryptographic source, because the issuer asks for one; whoever knows the
/// label knows every salt.
#[derive(Clone, Debug)]
pub struct TestRng {
    seed: [u8; 32],
    counter: u64,
    block: Vec<u8>,
}

impl TestRng {
    /// The stream of this label.
    #[must_use]
    pub fn new(label: &str) -> Self {
        Self { seed: Sha256::digest(label.as_bytes()).into(), counter: 0, block: Vec::new() }
    }

    /// The next `count` bytes.
    #[must_use]
    pub fn take(&mut self, count: usize) -> Vec<u8> {
        while self.block.len() < count {
            let block = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes());
            self.block.extend_from_slice(&block.finalize());
            self.counter += 1;
        }
        self.block.drain(..count).collect()
    }

    /// A number below `end`, which is not 0. Slightly uneven, which no test minds.
    pub fn below(&mut self, end: usize) -> usize {
        let bytes = self.take(8);
        let drawn = bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        (drawn % end as u64) as usize
    }
}

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.take(4).iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.take(8).iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        destination.copy_from_slice(&self.take(destination.len()));
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}
