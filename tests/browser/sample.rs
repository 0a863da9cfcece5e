//! Takes nothing; gives what the pages are of: the demo's archive with one edition revised, made
//! once, and its mail with the pictures laid beside it.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::{TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;
use mail_parser::{MessageParser, MimeHeaders as _};

use crate::desk::Desk;

/// Where the revised edition stands.
pub const REVISED: &str = "2026/03/24/harbour/r002";

/// The archive's folder.
pub fn archive() -> PathBuf {
    static DESK: OnceLock<Desk> = OnceLock::new();
    // A thread of its own: the command line brings its own runtime.
    let made = || std::thread::spawn(make).join().expect("the demo is made");
    DESK.get_or_init(made).path("demo/reports")
}

fn make() -> Desk {
    let desk = Desk::new("", Utc.with_ymd_and_hms(2026, 4, 1, 0, 0, 0).unwrap());
    let out = desk.path("demo");
    desk.run(&["demo", "--out", out.to_str().unwrap()]).ends_with(ExitCode::Done);
    let config = out.join("contrabrief.toml");
    let text = fs::read_to_string(&config).unwrap();
    let fewer = text.replace("Harbour desk", "Harbour trading desk").replace("\"MEMV\", ", "");
    assert_ne!(fewer, text);
    fs::write(&config, fewer).unwrap();
    let config = config.to_str().unwrap();
    desk.run(&["rerun", "-c", config, "--date", "2026-03-24", "--config", "current"]);
    desk
}

/// The mail as a client shows it: its page, each `cid:` picture a file beside it. The folder
/// stays as long as the value.
pub fn mail() -> (tempfile::TempDir, PathBuf) {
    let edition = archive().join(REVISED);
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(edition.join("email.eml")).unwrap();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let mut page = fs::read_to_string(edition.join("email.html")).unwrap();
    for (number, part) in message.parts.iter().enumerate() {
        let Some(id) = part.content_id() else { continue };
        let name = format!("part-{number}.png");
        fs::write(folder.path().join(&name), part.contents()).unwrap();
        page = page.replace(&format!("cid:{id}"), &name);
    }
    let file = folder.path().join("email.html");
    fs::write(&file, page).unwrap();
    (folder, file)
}
