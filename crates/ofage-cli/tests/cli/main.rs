//! The program as its users run it: one file for each command and each class of input.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod door;
#[cfg(test)]
mod files;
#[cfg(test)]
mod help;
#[cfg(test)]
mod inspect;
#[cfg(test)]
mod issue;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod mass;
#[cfg(test)]
mod present;
#[cfg(test)]
mod status_list;
#[cfg(test)]
mod support;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod verify;
