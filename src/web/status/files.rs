//! Takes a path of a request; gives that file of the archive. Reads alone, follows no link,
//! and knows no hidden and no half-written file.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use crate::model::Sha256Hash;

/// The largest file that is served.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The deepest file of an archive has seven names: `2026/03/25/brief/r001/assets/x`.
const NAMES_MAX: usize = 10;

/// The script of the archive's own page: the only one that runs there.
const INDEX_SCRIPT: &str = include_str!("../../../templates/archive.js");

/// The page that the archive's folder stands for.
const INDEX: &str = "index.html";

/// A file as it is answered.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: &'static str,
    /// Whether a browser keeps it rather than showing it.
    pub(super) is_download: bool,
    pub(super) policy: String,
}

/// The file of a path behind `/archive/`, still percent-encoded.
pub(super) fn find(root: &Path, asked: &str) -> Option<Found> {
    let decoded = percent_decode_str(asked).decode_utf8().ok()?;
    let name = if decoded.is_empty() { INDEX } else { &decoded };
    let path = inside(root, name)?;
    let bytes = read(&path)?;
    let (content_type, is_download) = kind(name);
    Some(Found { bytes, content_type, is_download, policy: policy(name) })
}

/// The path of plain names under a root, none of them a link.
fn inside(root: &Path, name: &str) -> Option<PathBuf> {
    let names: Vec<&str> = name.split('/').collect();
    if names.len() > NAMES_MAX || !names.iter().all(|name| is_plain(name)) {
        return None;
    }
    let mut path = root.to_owned();
    for (place, name) in names.iter().enumerate() {
        path.push(name);
        let kind = fs::symlink_metadata(&path).ok()?.file_type();
        let is_last = place + 1 == names.len();
        if (is_last && !kind.is_file()) || (!is_last && !kind.is_dir()) {
            return None;
        }
    }
    // A name that a case-blind or short-name file system leads elsewhere.
    let (real, root) = (path.canonicalize().ok()?, root.canonicalize().ok()?);
    real.starts_with(root).then_some(path)
}

/// The archive's own names are letters, digits, `.`, `-` and `_`, and none is hidden.
fn is_plain(name: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_known)
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > FILE_BYTES_MAX {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// What a file is, by the end of its name, and whether it is kept rather than shown.
fn kind(name: &str) -> (&'static str, bool) {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "html" => ("text/html; charset=utf-8", false),
        "js" => ("text/javascript; charset=utf-8", false),
        "css" => ("text/css; charset=utf-8", false),
        "json" => ("application/json", false),
        "png" => ("image/png", false),
        "pdf" => ("application/pdf", false),
        "md" | "txt" | "jsonl" | "toml" | "tera" | "csv" => ("text/plain; charset=utf-8", false),
        "eml" => ("message/rfc822", true),
        _ => ("application/octet-stream", true),
    }
}

/// What a page of the archive may do. Its own policy, which it carries itself, allows less.
fn policy(name: &str) -> String {
    let script = if name == INDEX {
        let script = STANDARD.encode(Sha256Hash::of(INDEX_SCRIPT.replace("\r\n", "\n")).as_bytes());
        format!("'self' 'sha256-{script}'")
    } else {
        "'none'".to_owned()
    };
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src {script}; img-src 'self' data: cid:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("reports");
        fs::create_dir_all(root.join("2026/03/25/desk/r001")).unwrap();
        fs::create_dir_all(root.join(".tmp-1")).unwrap();
        for name in [
            "index.html",
            "2026/03/25/desk/r001/brief.html",
            "2026/03/25/desk/r001/.tmp-brief.pdf",
            "2026/03/25/desk/r001/message.eml",
            ".contrabrief-archive",
            ".tmp-1/x.html",
        ] {
            fs::write(root.join(name), name).unwrap();
        }
        fs::write(folder.path().join("secret"), "secret").unwrap();
        folder
    }

    #[test]
    fn a_file_of_the_archive_is_found_with_its_kind_and_its_policy() {
        let folder = archive();
        let root = folder.path().join("reports");
        let index = find(&root, "").unwrap();
        assert_eq!((index.bytes.as_slice(), index.is_download), (&b"index.html"[..], false));
        assert!(index.policy.contains("script-src 'self' 'sha256-"), "{}", index.policy);
        let brief = find(&root, "2026/03/25/desk/r001/brief.html").unwrap();
        assert!(brief.policy.contains("script-src 'none'"), "{}", brief.policy);
        assert_eq!(brief.content_type, "text/html; charset=utf-8");
        let mail = find(&root, "2026/03/25/desk/r001/message.eml").unwrap();
        assert!(mail.is_download && mail.content_type == "message/rfc822");
        assert!(find(&root, "%32026/03/25/desk/r001/brief.html").is_some(), "an encoded digit");
    }

    #[test]
    fn nothing_outside_nothing_hidden_and_nothing_half_written_is_found() {
        let folder = archive();
        let root = folder.path().join("reports");
        for asked in [
            "../secret",
            "%2e%2e/secret",
            "%2e%2e%2fsecret",
            "%252e%252e/secret",
            "..%5csecret",
            "2026/../../secret",
            "2026/03/25/desk/r001/.tmp-brief.pdf",
            ".contrabrief-archive",
            ".tmp-1/x.html",
            "/etc/passwd",
            "//etc/passwd",
            "index.html/",
            "index.html%00.png",
            "2026",
            "2026/",
            "./index.html",
            "C:%5cx",
            "index.html:$DATA",
            "%ff",
            "a/b/c/d/e/f/g/h/i/j/k/l",
        ] {
            assert!(find(&root, asked).is_none(), "{asked}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_wherever_it_leads() {
        use std::os::unix::fs::symlink;
        let folder = archive();
        let root = folder.path().join("reports");
        symlink(folder.path().join("secret"), root.join("secret.txt")).unwrap();
        symlink(folder.path(), root.join("out")).unwrap();
        symlink(root.join("index.html"), root.join("same.html")).unwrap();
        for asked in ["secret.txt", "out/secret", "out/reports/index.html", "same.html"] {
            assert!(find(&root, asked).is_none(), "{asked}");
        }
        // The root itself may be one: operators mount shares where they like.
        symlink(&root, folder.path().join("share")).unwrap();
        assert!(find(&folder.path().join("share"), "index.html").is_some());
    }
}
