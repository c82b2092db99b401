//! Scalable pictures.

use crate::Symbol;

impl Symbol {
    /// The symbol with its quiet zone as an SVG element: one white square and one black path, one
    /// unit a module, no fixed size. Can stand alone as a file or inside an HTML page.
    #[must_use]
    pub fn svg(&self) -> String {
        let width = self.framed_width();
        let mut path = String::new();
        for (y, row) in self.framed_rows().enumerate() {
            let mut x = 0usize;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    // Put together by hand: with `write!`, WebAssembly carries all of the formatting.
                    let (x, y, length) = (x.to_string(), y.to_string(), run.len().to_string());
                    for piece in ["M", &x, " ", &y, "h", &length, "v1h-", &length, "z"] {
                        path.push_str(piece);
                    }
                }
                x = x.saturating_add(run.len());
            }
        }
        let width = &width.to_string();
        [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ",
            width,
            " ",
            width,
            "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h",
            width,
            "v",
            width,
            "H0z\"/><path fill=\"#000\" d=\"",
            &path,
            "\"/></svg>",
        ]
        .concat()
    }
}
