//! Prints the table of sizes: `cargo run -p ofage-testkit --example door-code-sizes`.

use ofage_testkit::sizes::table;

fn main() {
    println!("Bytes, and the smallest QR code (version-level).\n");
    println!("| response | plain | self-contained | with certificate | door code |");
    println!("|---|---|---|---|---|");
    for row in table() {
        let (name, plain, alone) = (row.name, row.plain, row.self_contained);
        println!("| {name} | {plain} | {alone} | {} | {} |", row.with_certificate, row.code);
    }
}
