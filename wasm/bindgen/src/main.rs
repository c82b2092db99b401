//! Writes the JavaScript glue for one `.wasm` file of the workspace.
//!
//! Usage: `ofage-bindgen INPUT.wasm OUT_DIR OUT_NAME`.
//!
//! The output is the `web` target: an ES module with an `initSync` and a default `init`. It serves
//! browsers, bundlers and Node alike; the package's own small loaders choose how the bytes arrive.

mod panics;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(out_dir), Some(out_name), None) =
        (arguments.next(), arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: ofage-bindgen INPUT.wasm OUT_DIR OUT_NAME");
        return ExitCode::from(2);
    };
    match generate(&input, &out_dir, &out_name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ofage-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &str, out_dir: &str, out_name: &str) -> Result<()> {
    let wasm = fs::read(input).with_context(|| format!("reading {input}"))?;
    Bindgen::new()
        .web(true)?
        .input_bytes(out_name, panics::remove(&wasm)?)
        .out_name(out_name)
        // The public types are written by hand; these describe the raw glue for our own layer.
        .typescript(true)
        .omit_default_module_path(true)
        // The names stay until `wasm-opt` has put the functions in their order.
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate(out_dir)
}
