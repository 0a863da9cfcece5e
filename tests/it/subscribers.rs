//! Those who get editions, through the command line: what an operator sees, that nobody gets a
//! brief of another, and that nobody sees another's address.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use crate::smtp_server::{Act, Taken};
use crate::support::desk::Desk;
use crate::support::files::files_below;
use crate::support::log::logged;
use crate::support::mail::Mail;
use crate::support::web::Web;

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><guid>a1</guid><title>Helix beats forecasts as chip orders jump</title><link>https://wire.example/a1</link><pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate></item>
<item><guid>a2</guid><title>Orrery raises its full-year outlook</title><link>https://wire.example/a2</link><pubDate>Tue, 24 Mar 2026 15:00:00 GMT</pubDate></item>
</channel></rss>"#;
const BARS: &str = "date,open,high,low,close,volume\n2026-03-20,100,102,99,101,1000\n2026-03-23,101,103,100,102,1200\n2026-03-24,102,105,101,104,1500\n";

const READERS: &str = "id,address,name,group,owner,briefs,watchlist,form,attachments,date_language,timezone,from_time,weekdays\n\
    nora,Nora.Field@fund.example,Nora Field,fund-one,,desk,HELX,short,pdf,de-CH,Europe/Zurich,07:30,*\n\
    omar,omar@other.example,\"Omar, the second\",,care@desk.example,desk helix,,,,,,,\n";

fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 25, 10, 10, 0).unwrap()
}

fn config(web: &Web, smtp: &str) -> String {
    format!(
        r#"
[[source]]
id = "wire"
kind = "feed"
url = "{feed}"
[[prices]]
id = "daily"
kind = "csv"
url = "{prices}"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[ticker]]
symbol = "ORRY"
name = "Orrery"
[[group]]
id = "fund-one"
name = "Fund One"
owner = "sales.person@desk.example"
watchlist = ["ORRY"]
[[subscriber]]
id = "ann"
name = "Ann Lowe"
address = "Ann.Lowe@reader.example"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX", "ORRY"]
recipients = ["ann"]
[[brief]]
id = "helix"
title = "Helix alone"
tickers = ["HELX"]
[limits]
allow_private_addresses = true
[smtp]
from = "Desk <desk@desk.example>"
{smtp}"#,
        feed = web.url("/feed.rss"),
        prices = web.url("/{symbol}.csv"),
    )
}

fn desk(web: &Web, smtp: &str) -> Desk {
    web.set("/feed.rss", "application/rss+xml", FEED);
    web.set("/HELX.csv", "text/csv", BARS);
    web.set("/ORRY.csv", "text/csv", BARS);
    Desk::new(&config(web, smtp), morning())
}

/// A desk that mails into the folder `mail`.
fn desk_with_folder(web: &Web) -> Desk {
    desk(web, "folder = \"mail\"")
}

fn over(smtp: &Mail) -> String {
    format!("host = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n", smtp.port())
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let content = |path: PathBuf| (path.display().to_string(), fs::read(&path).unwrap());
    files_below(folder).into_iter().map(content).collect()
}

/// To whom the envelope goes.
fn recipient(taken: &Taken) -> String {
    taken.to.trim_matches(['<', '>']).to_owned()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let bytes = bytes.to_ascii_lowercase();
    bytes.windows(text.len()).any(|window| window == text.to_lowercase().as_bytes())
}

/// How this desk's logs and lists show an address.
fn masked(desk: &Desk, address: &str) -> String {
    let key = fs::read(desk.path("data/token.key")).unwrap();
    contrabrief::deliver::TokenKey::new(key).masked_address(address)
}

#[test]
fn one_is_added_listed_suppressed_and_removed() {
    let web = Web::start();
    let desk = desk_with_folder(&web);
    let add = ["subscribers", "add", "pm-2", "--address", "jo@fund.example", "--brief", "desk"];
    let more = ["--group", "fund-one", "--attachments", "pdf", "--weekdays", "mon,fri"];
    let added = desk.run(&[&add[..], &more[..]].concat()).ends_with(ExitCode::Done);
    let (jo, ann) = (masked(&desk, "jo@fund.example"), masked(&desk, "Ann.Lowe@reader.example"));
    assert_eq!(added.out, format!("added pm-2 ({jo}): desk\n"));
    let listed = desk.run(&["subscribers", "list"]).ends_with(ExitCode::Done);
    assert_eq!(
        listed.out,
        format!(
            "ann   {ann}  desk  whole brief, full; line 22 of the configuration\n\
             pm-2  {jo}    desk  ORRY, full, with pdf, on mon fri; group fund-one\n\
             2 subscriber(s): 1 in the configuration, 1 in the store\n"
        )
    );
    let shown = desk.run(&["subscribers", "list", "--show-addresses"]);
    assert!(shown.out.contains("Ann Lowe <Ann.Lowe@reader.example>"), "{}", shown.out);
    let suppress = ["subscribers", "suppress", "pm-2", "--brief", "desk"];
    let reason = ["--reason", "on leave until May"];
    let done = desk.run(&[&suppress[..], &reason[..]].concat()).ends_with(ExitCode::Done);
    assert_eq!(done.out, "pm-2 gets no edition of desk from now on\n");
    let listed = desk.run(&["subscribers", "list"]).out;
    assert!(listed.contains("gets no desk edition (operator: on leave until May)"), "{listed}");
    assert!(listed.ends_with("1 in the store, 1 suppressed\n"), "{listed}");
    let ended = desk.run(&[&suppress[..], &["--lift"][..]].concat()).ends_with(ExitCode::Done);
    assert_eq!(ended.out, "lifted 1 suppression(s) of pm-2 for desk\n");
    desk.run(&["subscribers", "remove", "pm-2"])
        .ends_with(ExitCode::Done)
        .tells(&["the ledger keeps what was sent"]);
    let listed = desk.run(&["subscribers", "list", "--json"]).ends_with(ExitCode::Done).out;
    let lines: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 1);
    assert!(lines[0]["name"].is_null() && !listed.contains("Lowe"), "{listed}");
}

#[test]
fn what_cannot_be_done_is_said_in_three_lines() {
    let web = Web::start();
    let desk = desk_with_folder(&web);
    desk.run(&["subscribers", "add", "x", "--address", "x@", "--brief", "desc", "--form", "ful"])
        .ends_with(ExitCode::Usage)
        .tells(&[
            "error: Subscriber `x` cannot be added\n",
            "because: address: Mail address `x@` has no valid domain\n",
            "because: form: `ful` is not a form: write `full`, `short` or `text`; did you mean `full`?\n",
            "because: briefs: No `[[brief]]` or `[[flash]]` has the id `desc`; did you mean `desk`?\n",
            "hint: ",
        ]);
    desk.run(&["subscribers", "add", "ann", "--address", "ann@x.example"])
        .ends_with(ExitCode::Usage)
        .tells(&["`ann` is a [[subscriber]] of the configuration, line 22"]);
    desk.run(&["subscribers", "add", "al", "--address", "ann.lowe@READER.example"])
        .ends_with(ExitCode::Usage)
        .tells(&["is the address of `ann` in the configuration"]);
    desk.run(&["subscribers", "remove", "ann"]).ends_with(ExitCode::Usage).tells(&[
        "error: Subscriber `ann` is in the configuration (line 22)\n",
        "hint: Take its [[subscriber]]",
    ]);
    desk.run(&["subscribers", "remove", "an"])
        .ends_with(ExitCode::Usage)
        .tells(&["No subscriber has the id `an`"]);
    desk.run(&["subscribers", "suppress", "anna", "--reason", "x"])
        .ends_with(ExitCode::Usage)
        .tells(&["No subscriber has the id `anna`; did you mean `ann`?", "hint: "]);
    desk.run(&["subscribers", "suppress", "ann"]).ends_with(ExitCode::Usage);
    desk.run(&["subscribers", "forget", "ann"]).ends_with(ExitCode::Usage).tells(&[
        "cannot be undone",
        "because: ",
        "hint: To do it: contrabrief subscribers forget ann --yes",
    ]);
}

#[test]
fn a_file_is_taken_in_whole_or_not_at_all_and_each_fault_has_its_row_and_column() {
    let web = Web::start();
    let desk = desk_with_folder(&web);
    let import = ["subscribers", "import", "-"];
    let text =
        READERS.to_owned() + "pia,x@,,,,desk,HELY,,,,,,\nquin,omar@OTHER.example,,,,,,,,,,,\n";
    let ran = desk.run_with_input(&import, &text).ends_with(ExitCode::NothingUsable);
    assert_eq!(
        ran.err,
        "error: `-` has 3 faults: nothing was imported\n\
         because: row 4, column address: Mail address `x@` has no valid domain\n\
         because: row 4, column watchlist: No `[[ticker]]` has the symbol `HELY`; did you mean `HELX`?\n\
         because: row 5, column address: `omar@OTHER.example` is the address of `omar` in row 3 too\n\
         hint: Mend the rows above and import the file again\n"
    );
    let listed = desk.run(&["subscribers", "list"]).out;
    assert!(listed.ends_with("1 subscriber(s): 1 in the configuration\n"), "{listed}");
    let dry = desk.run_with_input(&["subscribers", "import", "-", "--dry-run"], READERS);
    assert_eq!(
        dry.ends_with(ExitCode::Done).out,
        "-: 2 new, 0 changed, 0 as before, 0 removed (a dry run: nothing was changed)\n"
    );
    let first = desk.run_with_input(&import, READERS).ends_with(ExitCode::Done);
    assert_eq!(first.out, "-: 2 new, 0 changed, 0 as before, 0 removed\n");
    let again = desk.run_with_input(&import, READERS).ends_with(ExitCode::Done);
    assert_eq!(again.out, "-: 0 new, 0 changed, 2 as before, 0 removed\n");
    let taken = "id,address\nrex,NORA.field@Fund.example\n";
    desk.run_with_input(&import, taken).ends_with(ExitCode::NothingUsable).tells(&[
        "row 2, column address: `NORA.field@Fund.example` is the address of the subscriber `nora` already",
    ]);
    let other = "ID;Address;Briefs\r\nomar;omar@new.example;helix\r\n";
    let replaced = desk
        .run_with_input(&["subscribers", "import", "-", "--replace"], other)
        .ends_with(ExitCode::Done)
        .tells(&["note: removed: nora\n"]);
    assert_eq!(replaced.out, "-: 0 new, 1 changed, 0 as before, 1 removed\n");
    desk.run_with_input(&["subscribers", "import", "-", "--replace"], "id,address\n")
        .ends_with(ExitCode::NothingUsable)
        .tells(&["names no subscriber"]);
    let file = desk.path("latin.csv");
    fs::write(&file, b"id,address,name\npia,pia@x.example,P\xeda\n").unwrap();
    desk.run(&["subscribers", "import", file.to_str().unwrap()])
        .ends_with(ExitCode::NothingUsable)
        .tells(&["is not UTF-8 text: line 2", "hint: Save it as CSV UTF-8"]);
}

#[test]
fn an_export_imports_into_another_desk_as_it_was() {
    let web = Web::start();
    let (one, other) = (desk_with_folder(&web), desk_with_folder(&web));
    one.run_with_input(&["subscribers", "import", "-"], READERS).ends_with(ExitCode::Done);
    let exported = one
        .run(&["subscribers", "export"])
        .ends_with(ExitCode::Done)
        .tells(&["note: 1 more subscriber(s) stand in "]);
    assert_eq!(exported.out, READERS);
    other.run_with_input(&["subscribers", "import", "-"], &exported.out).ends_with(ExitCode::Done);
    assert_eq!(other.run(&["subscribers", "export"]).out, exported.out);
}

#[test]
fn nobody_gets_a_brief_to_which_nobody_entitled_it() {
    let web = Web::start();
    let smtp = Mail::start(&[]);
    let desk = desk(&web, &over(&smtp));
    desk.run_with_input(&["subscribers", "import", "-"], READERS).ends_with(ExitCode::Done);
    let mailed = |brief: &str| -> BTreeSet<String> {
        let before = smtp.received().len();
        desk.run(&["run", "--brief", brief]).ends_with(ExitCode::Done);
        smtp.received().iter().skip(before).map(recipient).collect()
    };
    let to = |list: &[&str]| -> BTreeSet<String> {
        list.iter().map(|address| (*address).to_owned()).collect()
    };
    assert_eq!(
        mailed("desk"),
        to(&["Ann.Lowe@reader.example", "Nora.Field@fund.example", "omar@other.example"])
    );
    assert_eq!(mailed("helix"), to(&["omar@other.example"]));
}

#[test]
fn a_forgotten_reader_is_gone_from_the_database_and_from_the_next_mail() {
    let web = Web::start();
    let desk = desk_with_folder(&web);
    desk.run_with_input(&["subscribers", "import", "-"], READERS).ends_with(ExitCode::Done);
    desk.run(&["run", "--brief", "desk"]).ends_with(ExitCode::Done);
    let data = desk.path("data");
    let known = |text: &str| files(&data).iter().any(|(_, bytes)| holds(bytes, text));
    assert!(known("nora.field@fund.example") && known("Ann.Lowe@reader.example"));
    let forgot =
        desk.run(&["subscribers", "forget", "nora", "--yes"]).ends_with(ExitCode::Done).tells(&[
            "note: 1 message(s) in ",
            "hold the address, delete them by hand: 2026-03-25.desk.r001.nora.eml\n",
            "archived editions hold no address",
        ]);
    assert_eq!(
        forgot.out,
        "forgot nora: 1 row(s) of the ledger stay without the address, 0 reply text(s) were cleaned\n"
    );
    desk.run(&["subscribers", "forget", "ann", "--yes"]).ends_with(ExitCode::Done).tells(&[
        "contrabrief.toml:22 still holds the address: take the [[subscriber]] ann out by hand",
    ]);
    for gone in ["nora.field@fund.example", "Nora Field", "Ann.Lowe@reader.example"] {
        assert!(!known(gone), "{gone}");
    }
    assert!(known("omar@other.example"));
    let listed = desk.run(&["subscribers", "list"]).ends_with(ExitCode::Done).out;
    assert_eq!(
        listed,
        format!(
            "ann   forgotten                            since 2026-03-25; take it out of line 22 of the configuration\n\
         nora  forgotten                            since 2026-03-25\n\
         omar  {}  desk helix  whole brief, full\n\
         3 subscriber(s): 1 in the configuration, 2 in the store, 2 forgotten\n",
            masked(&desk, "omar@other.example")
        )
    );
    let ledger = desk.run(&["deliver", "status"]).ends_with(ExitCode::Done).out;
    assert_eq!(ledger.matches("accepted").count(), 3, "{ledger}");
    desk.run_with_input(&["subscribers", "import", "-"], READERS)
        .ends_with(ExitCode::NothingUsable)
        .tells(&["row 2, column id: `nora` asked to be forgotten on 2026-03-25"]);
    let renamed = READERS.replace("nora,", "nora-2,");
    desk.run_with_input(&["subscribers", "import", "-"], &renamed)
        .ends_with(ExitCode::NothingUsable)
        .tells(&["row 2, column address: The reader of `Nora.Field@fund.example` asked to be forgotten on 2026-03-25, as `nora`"]);
    fs::remove_dir_all(desk.path("mail")).unwrap();
    desk.run(&["run", "--brief", "helix"]).ends_with(ExitCode::Done);
    desk.run(&["subscribers", "forget", "nora", "--yes"]).ends_with(ExitCode::Done);
    let messages = files(&desk.path("mail"));
    assert_eq!(messages.len(), 1, "Omar alone gets Helix");
    desk.run(&["archive", "verify"]).ends_with(ExitCode::Done);
}

#[test]
fn nobody_sees_anothers_address() {
    let web = Web::start();
    let smtp = Mail::start(&[(
        "RCPT TO:<dana.ruiz@fourth.example>",
        Act::Reply("550 5.1.1 <Dana.Ruiz@fourth.example>: no such user"),
    )]);
    let desk = desk(&web, &over(&smtp));
    let readers = READERS.to_owned() + "dana,dana.ruiz@fourth.example,Dana Ruiz,,,desk,,,,,,,\n";
    let said = [
        desk.run_with_input(&["subscribers", "import", "-"], &readers).ends_with(ExitCode::Done),
        desk.run(&["run", "--brief", "desk", "-vv"]).ends_with(ExitCode::Delivery),
        desk.run(&["subscribers", "list"]).ends_with(ExitCode::Done),
        desk.run(&["subscribers", "list", "--json"]).ends_with(ExitCode::Done),
    ];
    let dana = masked(&desk, "dana.ruiz@fourth.example");
    let told = format!("5.1.1 <{dana}>: no such user");
    assert!(said[1].err.contains(&told), "{}", said[1].err);
    let readers = [
        ("Ann.Lowe@reader.example", "Ann Lowe"),
        ("Nora.Field@fund.example", "Nora Field"),
        ("omar@other.example", "Omar, the second"),
        ("dana.ruiz@fourth.example", "Dana Ruiz"),
    ];
    let owners = ["sales.person@desk.example", "care@desk.example"];
    let received = smtp.received();
    assert_eq!(received.len(), 3);
    for (address, name) in readers {
        for taken in &received {
            let is_own = recipient(taken) == address;
            assert_eq!(holds(taken.body.as_bytes(), address), is_own, "{address} to {}", taken.to);
            assert!(is_own || !holds(taken.body.as_bytes(), name), "{name} to {}", taken.to);
        }
    }
    let log = logged();
    assert!(holds(&log, "Delivering"), "the log was listened to");
    let mut places = files(&desk.path("reports"));
    places.push(("the log".to_owned(), log));
    places.extend(said.into_iter().flat_map(|ran| {
        [("standard output".to_owned(), ran.out.into()), ("talk".to_owned(), ran.err.into())]
    }));
    for (place, bytes) in &places {
        for (address, name) in readers {
            assert!(!holds(bytes, address) && !holds(bytes, name), "{address} in {place}");
        }
        for owner in owners {
            assert!(!holds(bytes, owner), "{owner} in {place}");
            assert!(!received.iter().any(|taken| holds(taken.body.as_bytes(), owner)), "{owner}");
        }
    }
}
