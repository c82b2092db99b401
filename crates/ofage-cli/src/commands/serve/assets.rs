//! The built pages, inside the binary. `cargo xtask wasm` writes them; a test compares this list with the folder.

/// A file as it is sent.
#[derive(Debug)]
pub(super) struct Asset {
    /// Path without a leading slash.
    pub(super) path: &'static str,
    pub(super) media_type: &'static str,
    pub(super) content: &'static [u8],
}

/// What a path names.
#[derive(Debug)]
pub(super) enum Found {
    File(&'static Asset),
    /// A folder, asked for without its slash.
    Folder,
    Nothing,
}

/// Finds a file by the path of a request. Folders give their `index.html`.
pub(super) fn find(path: &str) -> Found {
    let path = path.strip_prefix('/').unwrap_or(path);
    let index =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    if let Some(asset) = ASSETS.iter().find(|asset| asset.path == index) {
        return Found::File(asset);
    }
    let folder = format!("{index}/");
    if ASSETS.iter().any(|asset| asset.path.starts_with(&folder)) { Found::Folder } else { Found::Nothing }
}

/// The files of the folder, each with the type of its ending.
macro_rules! assets {
    ($($path:literal => $media_type:expr,)*) => {
        &[$(Asset {
            path: $path,
            media_type: $media_type,
            content: include_bytes!(concat!("../../../assets/web/", $path)),
        }),*]
    };
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const WASM: &str = "application/wasm";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";
const MANIFEST: &str = "application/manifest+json";

static ASSETS: &[Asset] = assets! {
    "index.html" => HTML,
    "page.css" => STYLE,
    "wallet/icon-192.png" => PNG,
    "wallet/icon-512.png" => PNG,
    "wallet/icon.svg" => SVG,
    "wallet/index.html" => HTML,
    "wallet/manifest.webmanifest" => MANIFEST,
    "wallet/page.css" => STYLE,
    "wallet/page.js" => SCRIPT,
    "wallet/read.wasm" => WASM,
    "wallet/sw.js" => SCRIPT,
    "wallet/verify.js" => SCRIPT,
    "wallet/verify.wasm" => WASM,
    "wallet/wallet.wasm" => WASM,
    "wallet/worker.js" => SCRIPT,
    "door/door.wasm" => WASM,
    "door/icon-192.png" => PNG,
    "door/icon-512.png" => PNG,
    "door/icon.svg" => SVG,
    "door/index.html" => HTML,
    "door/manifest.webmanifest" => MANIFEST,
    "door/page.css" => STYLE,
    "door/page.js" => SCRIPT,
    "door/sw.js" => SCRIPT,
    "door/texts-de.js" => SCRIPT,
    "door/texts-en.js" => SCRIPT,
    "door/texts-es.js" => SCRIPT,
    "door/texts-fr.js" => SCRIPT,
    "door/texts-it.js" => SCRIPT,
    "door/texts-nl.js" => SCRIPT,
    "door/worker.js" => SCRIPT,
    "issuer/full.wasm" => WASM,
    "issuer/icon-192.png" => PNG,
    "issuer/icon-512.png" => PNG,
    "issuer/icon.svg" => SVG,
    "issuer/index.html" => HTML,
    "issuer/manifest.webmanifest" => MANIFEST,
    "issuer/page.css" => STYLE,
    "issuer/page.js" => SCRIPT,
    "issuer/sw.js" => SCRIPT,
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::super::http::POLICY;
    use super::{ASSETS, Found, HTML, find};

    #[test]
    fn every_built_file_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/web");
        let mut built = BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    built.insert(path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"));
                }
            }
        }
        let embedded: BTreeSet<_> = ASSETS.iter().map(|asset| asset.path.to_owned()).collect();
        assert_eq!(embedded, built);
    }

    #[test]
    fn paths_are_exact() {
        assert!(matches!(find("/"), Found::File(asset) if asset.path == "index.html"));
        assert!(matches!(find("/door/"), Found::File(asset) if asset.path == "door/index.html"));
        assert!(matches!(find("/door"), Found::Folder));
        for wrong in ["/../Cargo.toml", "//door/", "/door/../wallet/", "/%64oor/", "/nothing", "/doo"] {
            assert!(matches!(find(wrong), Found::Nothing), "{wrong}");
        }
    }

    #[test]
    fn pages_state_the_policy_of_the_server() {
        for asset in ASSETS.iter().filter(|asset| asset.media_type == HTML) {
            let page = core::str::from_utf8(asset.content).unwrap();
            assert!(page.contains(&format!("content=\"{POLICY}\"")), "{}", asset.path);
            assert!(!page.contains("://"), "{} names another place", asset.path);
        }
    }
}
