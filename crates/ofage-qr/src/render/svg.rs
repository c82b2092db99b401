//! Scalable pictures.

use core::fmt::Write as _;

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
                    // Writing to a String cannot fail.
                    write!(path, "M{x} {y}h{0}v1h-{0}z", run.len()).unwrap_or_default();
                }
                x = x.saturating_add(run.len());
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }
}
