//! The program as its users run it: one file for each command and each class of input.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod inspect;
#[cfg(test)]
mod support;
