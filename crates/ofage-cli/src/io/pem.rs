//! PEM: blocks of base64 between BEGIN and END lines (RFC 7468).

/// One block of a PEM file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// What the block says it holds, such as `CERTIFICATE`.
    pub(crate) label: &'a str,
    /// The block with its BEGIN and END lines.
    pub(crate) text: &'a str,
}

/// The complete blocks of a text, in order. Whatever stands between them is a remark.
pub(crate) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let block = after.split_once("-----").and_then(|(label, after)| {
            let (_, tail) = after.split_once(&format!("-----END {label}-----"))?;
            let start = rest.len().checked_sub(tail.len())?;
            let text = rest.get(rest.find("-----BEGIN ")?..start)?;
            Some((Block { label, text }, tail))
        });
        let Some((block, tail)) = block else { break };
        found.push(block);
        rest = tail;
    }
    found
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::blocks;

    fn encode(label: &str, der: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
    }

    #[test]
    fn blocks_round_trip_among_remarks() {
        let long: Vec<u8> = (0..200).collect();
        let file =
            format!("subject: a\n{}\nanother\n{}", encode("CERTIFICATE", &long), encode("PUBLIC KEY", b"\0"));
        let found = blocks(&file);
        assert_eq!(found.iter().map(|block| block.label).collect::<Vec<_>>(), ["CERTIFICATE", "PUBLIC KEY"]);
        assert!(found[0].text.starts_with("-----BEGIN CERTIFICATE-----\n"));
        assert!(found[0].text.ends_with("-----END CERTIFICATE-----"));
    }

    #[test]
    fn broken_blocks_are_left_out() {
        for text in
            ["", "-----BEGIN ", "-----BEGIN A-----\nAAAA", "-----BEGIN A-----\nAAAA\n-----END B-----\n"]
        {
            assert!(blocks(text).is_empty(), "{text:?}");
        }
    }
}
