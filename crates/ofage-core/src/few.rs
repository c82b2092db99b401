//! Lists that are nearly always short.

use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

/// A list that stands in place up to `N` values and on the heap from there on: nothing is allocated for a usual message,
/// and an unusual one is read all the same.
#[derive(Clone)]
pub(crate) struct Few<T, const N: usize> {
    /// The values while there are at most `N`; the rest of the places is filling.
    inline: [T; N],
    length: usize,
    /// All values, where there are more.
    heap: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    pub(crate) fn new() -> Self {
        Self { inline: [T::default(); N], length: 0, heap: Vec::new() }
    }

    pub(crate) fn push(&mut self, value: T) {
        if self.heap.is_empty() {
            if let Some(place) = self.inline.get_mut(self.length) {
                *place = value;
                self.length = self.length.saturating_add(1);
                return;
            }
            self.heap.reserve(N.saturating_mul(2).saturating_add(1));
            self.heap.extend_from_slice(&self.inline);
        }
        self.heap.push(value);
    }

    /// Shortens the list to `length` values, if it is longer.
    pub(crate) fn truncate(&mut self, length: usize) {
        if self.heap.is_empty() {
            self.length = self.length.min(length);
        } else if length > N {
            self.heap.truncate(length);
        } else {
            // Back in place, so that an empty heap always means that the values are there.
            self.inline.iter_mut().zip(&self.heap).for_each(|(to, from)| *to = *from);
            self.length = length;
            self.heap.clear();
        }
    }
}

impl<T: Copy + Default, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        if self.heap.is_empty() { self.inline.get(..self.length).unwrap_or_default() } else { &self.heap }
    }
}

impl<T, const N: usize> DerefMut for Few<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        if self.heap.is_empty() {
            self.inline.get_mut(..self.length).unwrap_or_default()
        } else {
            &mut self.heap
        }
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for Few<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is pushed and cut, it is the list that a vector is.
        #[test]
        fn it_is_a_list(steps in proptest::collection::vec((0..4_u8, any::<u8>(), 0..12_usize), 0..60)) {
            let (mut few, mut vector) = (Few::<u8, 4>::new(), Vec::new());
            for (step, value, length) in steps {
                if step == 0 {
                    few.truncate(length);
                    vector.truncate(length);
                } else {
                    few.push(value);
                    vector.push(value);
                }
                prop_assert_eq!(&*few, vector.as_slice());
                few.reverse();
                vector.reverse();
                prop_assert_eq!(&*few.clone(), vector.as_slice());
            }
        }
    }
}
