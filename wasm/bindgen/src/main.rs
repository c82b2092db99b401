//! Writes the JavaScript glue for one `.wasm` file of the workspace.
//!
//! Usage: `ofage-bindgen INPUT.wasm OUT_DIR OUT_NAME`.
//!
//! The output is the `web` target: an ES module with an `initSync` and a default `init`. It serves
//! browsers, bundlers and Node alike; the package's own small loaders choose how the bytes arrive.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(out_dir), Some(out_name), None) =
        (arguments.next(), arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: ofage-bindgen INPUT.wasm OUT_DIR OUT_NAME");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let done = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(input)
            .out_name(&out_name)
            // The public types are written by hand; these describe the raw glue for our own layer.
            .typescript(true)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(out_dir)
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
