#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ofage_fuzz::run("signature", data));
