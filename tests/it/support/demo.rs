//! The demo, made once by `contrabrief demo`; every test that looks at it has a copy of its own.

use std::fs::{self, Permissions};
use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use contrabrief::exit_code::ExitCode;

use super::desk::Desk;
use super::files::files_below;

struct File {
    /// Within the demo's folder.
    path: PathBuf,
    bytes: Vec<u8>,
    permissions: Permissions,
}

static DEMO: LazyLock<Vec<File>> = LazyLock::new(made);

/// A desk whose folder `demo` is as `contrabrief demo --out demo` leaves it.
pub fn demo_desk(now: DateTime<Utc>) -> Desk {
    let desk = Desk::new("", now);
    for File { path, bytes, permissions } in DEMO.iter() {
        let path = desk.path("demo").join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        fs::write(&path, bytes).expect("the file can be written");
        fs::set_permissions(&path, permissions.clone()).expect("it can have its permissions");
    }
    desk
}

fn made() -> Vec<File> {
    let desk = Desk::new("", "2026-03-25T11:00:00Z".parse().expect("an instant"));
    let out = desk.path("demo");
    desk.run(&["demo", "--out", out.to_str().expect("a UTF-8 path")]).ends_with(ExitCode::Done);
    let file = |path: PathBuf| File {
        bytes: fs::read(&path).expect("the file can be read"),
        permissions: fs::metadata(&path).expect("the file is there").permissions(),
        path: path.strip_prefix(&out).expect("it is within").to_owned(),
    };
    files_below(&out).into_iter().map(file).collect()
}
