//! An archive that is signed, through the command line: keys, what `verify` says of signatures, and
//! that the tool minisign agrees with every one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use crate::auditing::{blocks, have};
use crate::support::demo::demo_desk;
use crate::support::desk::{Desk, Ran};
use crate::support::files::files_below;

const EDITION: &str = "2026/03/25/harbour/r001";

fn new_year() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0).unwrap()
}

/// A desk with the demo in `demo`, made by a program that knew no key.
fn demo() -> Desk {
    demo_desk(new_year())
}

fn on_demo(desk: &Desk, words: &[&str]) -> Ran {
    let config = desk.path("demo/contrabrief.toml");
    desk.run_as(&[&["-c", config.to_str().unwrap()], words].concat())
}

/// Adds `[archive]`.
fn configure(desk: &Desk, keys: &str) {
    let file = desk.path("demo/contrabrief.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{config}\n[archive]\n{keys}")).unwrap();
}

/// Makes a key; gives its public half.
fn keygen(desk: &Desk, name: &str) -> String {
    let file = desk.path("demo").join(name);
    let ran = desk.run_as(&["archive", "keygen", file.to_str().unwrap()]);
    let ran = ran.ends_with(ExitCode::Done);
    ran.out.trim().strip_prefix("public key ").unwrap().to_owned()
}

fn signatures(folder: &Path) -> Vec<PathBuf> {
    let mut files = files_below(folder);
    files.retain(|path| path.extension().is_some_and(|end| end == "minisig"));
    files
}

fn minisign(words: &[&str]) -> Output {
    Command::new("minisign").args(words).output().unwrap()
}

#[test]
fn an_archive_is_signed_from_the_beginning_or_afterwards_and_says_by_whom() {
    let desk = demo();
    let public = keygen(&desk, "archive.key");
    let sums = || fs::read(desk.path("demo/reports").join(EDITION).join("SHA256SUMS")).unwrap();
    let before = sums();
    let unsigned = ["archive", "verify", "--public-key", &public];
    let ran = on_demo(&desk, &unsigned).ends_with(ExitCode::Difference);
    assert!(ran.out.contains("FAULT chain: nothing is signed"), "{}", ran.out);
    on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Config).tells(&["keygen"]);
    configure(&desk, "signing_key_file = \"archive.key\"\n");
    let ran = on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Done);
    assert_eq!(ran.out, "signed 5 line(s) of the chain\n");
    on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Done).tells(&["nothing new"]);
    let ran = on_demo(&desk, &["archive", "verify"]).ends_with(ExitCode::Done);
    assert!(
        ran.out.contains("5 line(s) of the chain are signed by whom is believed"),
        "{}",
        ran.out
    );
    assert_eq!(sums(), before, "an edition is the same, signed or not");
    on_demo(&desk, &["rerun", "--date", "2026-03-25"]).ends_with(ExitCode::Done);
    let ran = on_demo(&desk, &["doctor"]);
    assert!(ran.out.contains(&format!("auditors get the public key {public}")), "{}", ran.out);
    let audit = fs::read_to_string(desk.path("demo/reports/audit/2027-01.jsonl")).unwrap();
    assert!(audit.contains("\"what\":\"sign\"") && audit.contains("5 lines signed"), "{audit}");
}

#[test]
fn a_stranger_one_that_is_stripped_and_one_that_is_bad_are_told_apart() {
    let desk = demo();
    let public = keygen(&desk, "archive.key");
    configure(&desk, "signing_key_file = \"archive.key\"\n");
    on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Done);
    let other = keygen(&desk, "other.key");
    let verify = |key: &str| on_demo(&desk, &["archive", "verify", "--public-key", key]);
    verify(&public).ends_with(ExitCode::Done);
    let ran = verify(&other).ends_with(ExitCode::Difference);
    assert_eq!(ran.out.matches(", which is not believed").count(), 5, "{}", ran.out);
    let both = ["archive", "verify", "--public-key", &public, "--public-key", &other];
    on_demo(&desk, &both).ends_with(ExitCode::Done);
    let file = desk.path("archive.pub");
    fs::write(&file, format!("untrusted comment: the operator's\n{public}\n")).unwrap();
    verify(file.to_str().unwrap()).ends_with(ExitCode::Done);
    verify("no key").ends_with(ExitCode::Usage).tells(&["`no key` is no public key", "hint: "]);
    let file = desk.path("demo/reports").join(EDITION).join("manifest.json.minisig");
    let text = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let ran = verify(&public).ends_with(ExitCode::Difference);
    assert!(
        ran.out.contains("manifest.json.minisig: is missing, and lines before it"),
        "{}",
        ran.out
    );
    fs::write(&file, text.replace("chain line 5", "chain line 4")).unwrap();
    let ran = verify(&public).ends_with(ExitCode::Difference);
    assert!(ran.out.contains("manifest.json.minisig: no key that is believed"), "{}", ran.out);
}

#[test]
fn an_export_brings_its_signatures_and_an_auditor_needs_the_public_key_alone() {
    let tools = ["unzip"];
    if !have(&tools, "an_export_brings_its_signatures_and_an_auditor_needs_the_public_key_alone") {
        return;
    }
    let desk = demo();
    let public = keygen(&desk, "archive.key");
    configure(&desk, "signing_key_file = \"archive.key\"\n");
    on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Done);
    let (zip, out) = (desk.path("audit.zip"), desk.path("out"));
    let words = ["archive", "export", "--from", "2026-03-24", "--out", zip.to_str().unwrap()];
    on_demo(&desk, &words).ends_with(ExitCode::Done);
    let unpack = Command::new("unzip").arg("-q").arg(&zip).arg("-d").arg(&out).status();
    assert!(unpack.unwrap().success());
    assert_eq!(signatures(&out).len(), 2);
    let verify = ["archive", "verify", "--export", out.to_str().unwrap()];
    let ran = desk.run_as(&verify).ends_with(ExitCode::Done);
    assert!(ran.out.contains("2 signature(s) were not checked"), "{}", ran.out);
    let known = [&verify[..], &["--public-key", &public]].concat();
    let ran = desk.run_as(&known).ends_with(ExitCode::Done);
    assert!(ran.out.contains("2 line(s) of the chain are signed"), "{}", ran.out);
}

#[test]
fn a_key_is_its_owners_alone_and_never_replaced_and_a_wrong_one_is_a_fault_of_the_config() {
    let desk = demo();
    let public = keygen(&desk, "archive.key");
    let file = desk.path("demo/archive.key");
    let text = fs::read_to_string(&file).unwrap();
    desk.run_as(&["archive", "keygen", file.to_str().unwrap()])
        .ends_with(ExitCode::Usage)
        .tells(&["hint: Name a file that is not there yet"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    configure(&desk, "signing_key_file = \"archive.key\"\npublic_keys = [\"RWQ\"]\n");
    on_demo(&desk, &["check"]).ends_with(ExitCode::Config).tells(&["`RWQ` is no public key"]);
    let config = desk.path("demo/contrabrief.toml");
    let config_text = fs::read_to_string(&config).unwrap();
    fs::write(&config, config_text.replace("RWQ", &public)).unwrap();
    on_demo(&desk, &["check"]).ends_with(ExitCode::Done);
    fs::write(&file, "untrusted comment: x\nnothing\n").unwrap();
    on_demo(&desk, &["check"]).ends_with(ExitCode::Config).tells(&["no secret key of minisign"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::write(&file, &text).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        on_demo(&desk, &["check"]).ends_with(ExitCode::Config).tells(&["chmod 600"]);
    }
}

/// Both ways: minisign checks what we sign, and a key that minisign made signs here.
#[test]
fn minisign_agrees_with_every_signature_and_its_keys_sign_here() {
    if !have(&["minisign"], "minisign_agrees_with_every_signature_and_its_keys_sign_here") {
        return;
    }
    let desk = demo();
    let (secret, public) = (desk.path("demo/archive.key"), desk.path("archive.pub"));
    let (secret, public) = (secret.to_str().unwrap(), public.to_str().unwrap());
    assert!(minisign(&["-G", "-W", "-s", secret, "-p", public]).status.success());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(secret, fs::Permissions::from_mode(0o600)).unwrap();
    }
    configure(&desk, "signing_key_file = \"archive.key\"\n");
    on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Done);
    on_demo(&desk, &["archive", "verify", "--public-key", public]).ends_with(ExitCode::Done);
    let own = keygen(&desk, "own.key");
    let made = signatures(&desk.path("demo/reports"));
    assert_eq!(made.len(), 5);
    for signature in made {
        let signed = signature.with_extension("");
        let signed = signed.to_str().unwrap();
        let ran = minisign(&["-V", "-m", signed, "-p", public]);
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success() && told.contains("Trusted comment: chain line "), "{told}");
        assert!(!minisign(&["-V", "-m", signed, "-P", &own]).status.success());
    }
    let mail = desk.path("letter.txt");
    fs::write(&mail, "x").unwrap();
    let own_key = desk.path("demo/own.key");
    let (mail, own_key) = (mail.to_str().unwrap(), own_key.to_str().unwrap());
    assert!(minisign(&["-S", "-s", own_key, "-m", mail]).status.success(), "it reads our keys");
    assert!(minisign(&["-V", "-m", mail, "-P", &own]).status.success());
}

#[test]
fn the_auditors_step_runs_on_a_signed_archive_and_fails_for_another_line() {
    let tools = ["minisign", "bash", "jq", "sha256sum"];
    if !have(&tools, "the_auditors_step_runs_on_a_signed_archive_and_fails_for_another_line") {
        return;
    }
    let desk = demo();
    let public = keygen(&desk, "archive.key");
    configure(&desk, "signing_key_file = \"archive.key\"\n");
    on_demo(&desk, &["archive", "sign"]).ends_with(ExitCode::Done);
    let blocks = blocks("sh");
    let prelude = blocks.iter().find(|(more, _)| more.is_empty()).unwrap().1.clone();
    let step = blocks.into_iter().find(|(more, _)| more == "signed").unwrap().1;
    let by_hand = || {
        Command::new("bash")
            .args(["-euo", "pipefail", "-c", &format!("KEY={public}\n{prelude}{step}")])
            .current_dir(desk.path("demo"))
            .output()
            .unwrap()
    };
    let ran = by_hand();
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{told}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(told.contains("same: the signature is of this line of the chain"), "{told}");
    let chain = desk.path("demo/reports/chain/2026.jsonl");
    let text = fs::read_to_string(&chain).unwrap();
    fs::write(&chain, text.replace("\"seq\":5", "\"seq\":6")).unwrap();
    assert!(!by_hand().status.success(), "another line");
}
