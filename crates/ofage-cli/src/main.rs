//! The `ofage` command line.

fn main() {}
