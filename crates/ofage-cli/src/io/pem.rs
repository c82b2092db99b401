//! PEM: blocks of base64 between BEGIN and END lines (RFC 7468).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One block of a PEM file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// What the block says it holds, such as `CERTIFICATE`.
    pub(crate) label: &'a str,
    /// The block with its BEGIN and END lines.
    pub(crate) text: &'a str,
    /// The text between them.
    body: &'a str,
}

impl Block<'_> {
    /// The bytes in the block; `None` where they are not base64.
    pub(crate) fn der(&self) -> Option<Vec<u8>> {
        let packed: String = self.body.chars().filter(|c| !c.is_whitespace()).collect();
        STANDARD.decode(packed).ok()
    }
}

/// The complete blocks of a text, in order. Whatever stands between them is a remark.
pub(crate) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let block = after.split_once("-----").and_then(|(label, after)| {
            let (body, tail) = after.split_once(&format!("-----END {label}-----"))?;
            let start = rest.len().checked_sub(tail.len())?;
            let text = rest.get(rest.find("-----BEGIN ")?..start)?;
            Some((Block { label, text, body }, tail))
        });
        let Some((block, tail)) = block else { break };
        found.push(block);
        rest = tail;
    }
    found
}

/// A PEM file with one block.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, c) in encoded.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::{blocks, encode};

    #[test]
    fn blocks_round_trip_among_remarks() {
        let long: Vec<u8> = (0..200).collect();
        let file =
            format!("subject: a\n{}\nanother\n{}", encode("CERTIFICATE", &long), encode("PUBLIC KEY", b"\0"));
        let found = blocks(&file);
        assert_eq!(found.iter().map(|block| block.label).collect::<Vec<_>>(), ["CERTIFICATE", "PUBLIC KEY"]);
        assert_eq!(found[0].der().unwrap(), long);
        assert_eq!(found[1].der().unwrap(), b"\0");
        assert!(found[0].text.starts_with("-----BEGIN CERTIFICATE-----\n"));
        assert!(found[0].text.ends_with("-----END CERTIFICATE-----"));
        assert!(file.lines().all(|line| line.len() <= 64));
    }

    #[test]
    fn broken_blocks_are_left_out() {
        for text in
            ["", "-----BEGIN ", "-----BEGIN A-----\nAAAA", "-----BEGIN A-----\nAAAA\n-----END B-----\n"]
        {
            assert!(blocks(text).is_empty(), "{text:?}");
        }
        assert_eq!(blocks("-----BEGIN A-----\n?\n-----END A-----\n")[0].der(), None);
    }
}
