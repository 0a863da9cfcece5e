//! What a file of subscribers means, what is said of a wrong one, and that what is written is
//! read back.

use std::path::Path;

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::config::{Config, Environment};
use crate::model::{ManagedSubscriber, Ticker, shielded, unshielded};

const DESK: &str = r#"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[ticker]]
symbol = "ORRY"
name = "Orrery"
[[group]]
id = "fund-one"
watchlist = ["ORRY"]
[[subscriber]]
id = "ann"
address = "Ann@Reader.example"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX", "ORRY"]
recipients = ["ann"]
[[brief]]
id = "helix"
title = "Helix alone"
tickers = ["HELX"]
"#;

fn config() -> Config {
    Config::parse("desk.toml", DESK, Path::new("."), &Environment::default()).unwrap()
}

fn faults(text: &str) -> Vec<String> {
    read_roster(text, &config()).unwrap_err().iter().map(ToString::to_string).collect()
}

fn managed(row: RosterRow) -> ManagedSubscriber {
    ManagedSubscriber {
        id: row.id,
        address: Some(row.address),
        address_sha256: row.address_sha256,
        name: row.name,
        group: row.group,
        owner: row.owner,
        wishes: row.wishes,
        briefs: row.briefs,
        added_at: DateTime::UNIX_EPOCH,
        changed_at: DateTime::UNIX_EPOCH,
        forgotten_at: None,
    }
}

#[test]
fn columns_go_by_name_in_any_order_and_what_is_empty_says_nothing() {
    let text = "\u{feff}Address,ID,Briefs,From time,watchlist\r\n\r\nBo@x.example,bo,desk helix,7:30,*\r\n,,,,\r\ncy@x.example,cy\r\n";
    let rows = read_roster(text, &config()).unwrap();
    let places: Vec<(usize, &str, usize)> =
        rows.iter().map(|row| (row.row, row.id.0.as_str(), row.briefs.len())).collect();
    assert_eq!(places, [(3, "bo", 2), (5, "cy", 0)]);
    assert_eq!(rows[0].address, "Bo@x.example");
    assert_eq!(rows[0].wishes.words(WishKey::FromTime).unwrap(), "07:30");
    assert_eq!(rows[0].wishes.watchlist, Some(BTreeSet::new()));
    assert_eq!(rows[1].wishes, SaidWishes::default());
    let german = text.replace(',', ";");
    assert_eq!(read_roster(&german, &config()).unwrap(), rows);
}

#[test]
fn every_fault_is_told_together_with_its_row_and_column() {
    let text = "id,address,name,group,owner,briefs,watchlist,form,timezone,weekdays\n\
        ann,x@,,fund-on,no,desc,HELY,long,Berlin,moon\n\
        \"bo\n x\",bo@x.example,,,,,,,,\n\
        cy,CY@bücher.example,,,,,,,,\n\
        cy,cy@xn--bcher-kva.example,,,,,,,,\n\
        di,ANN@reader.EXAMPLE,,,,,,,,\n\
        ed,ed@x.example,\"Ed\u{7}\",,,,,,,\n\
        fay,fay@x.example,,fund-one,,helix,,,,\n\
        -gus,=gus@x.example,,,,,,,,\n\
        hal,hal@x.example,Hal, the second,,,,,,,*\n\
        ,,x,,,,,,,\n";
    let told = faults(text).join("\n");
    let due = [
        "row 2, column id: `ann` is a [[subscriber]] of the configuration, line 12: take it out there, or use another id",
        "row 2, column address: Mail address `x@` has no valid domain",
        "row 2, column group: No `[[group]]` has the id `fund-on`; did you mean `fund-one`?",
        "row 2, column owner: `no` is not a mail address",
        "row 2, column briefs: No `[[brief]]` or `[[flash]]` has the id `desc`; did you mean `desk`?",
        "row 2, column watchlist: No `[[ticker]]` has the symbol `HELY`; did you mean `HELX`?",
        "row 2, column form: `long` is not a form: write `full`, `short` or `text`",
        "row 2, column timezone: `Berlin` is not an IANA time zone such as `Europe/Berlin`",
        "row 2, column weekdays: `moon` is not a weekday: write `mon`",
        "row 3, column id: The cell holds a line end: is a quotation mark left open?",
        "row 5, column id: `cy` stands in row 4 already",
        "row 5, column address: `cy@xn--bcher-kva.example` is the address of `cy` in row 4 too",
        "row 6, column address: `ANN@reader.EXAMPLE` is the address of `ann` in the configuration",
        "row 7, column name: Mail address or name `\"Ed\\u{7}\"` holds a control character",
        "row 8, column watchlist: The brief `helix` covers none of ORRY: name one of its tickers, or `*` for the whole brief",
        "row 9, column id: `-gus` is no id",
        "row 9, column address: `=gus@x.example` would be a formula in a spreadsheet",
        "row 10: 11 cells, but the header names 10 columns",
        "row 11, column id: A subscriber needs an id",
        "row 11, column address: A subscriber needs a mail address",
    ];
    for part in due {
        assert!(told.contains(part), "`{part}` is not in:\n{told}");
    }
    assert_eq!(told.lines().count(), due.len(), "{told}");
}

#[test]
fn a_header_that_will_not_do_is_told_once_whatever_follows() {
    assert_eq!(faults(""), ["row 1: The file is empty: its first row names the columns"]);
    let told = faults("id,adress,adress2,id\na,a@x.example,,\nb,,,\n").join("\n");
    for part in [
        "row 1: Unknown column `adress`; did you mean `address`?",
        "row 1, column id: The column stands here twice",
        "row 1: The header has no column `address`; the columns are id,address,name",
    ] {
        assert!(told.contains(part), "{told}");
    }
    assert!(!told.contains("row 2"), "{told}");
}

#[test]
fn what_a_spreadsheet_would_compute_is_shielded_and_an_address_is_not() {
    let text = "id,address,name\n\
        a,+49151@sms.example,\"=HYPERLINK(\"\"http://x\"\")\"\n\
        b,b@x.example,'t Hooft\n";
    let rows = read_roster(text, &config()).unwrap();
    let written = write_roster(&rows.into_iter().map(managed).collect::<Vec<_>>());
    assert!(
        written.contains("a,+49151@sms.example,\"'=HYPERLINK(\"\"http://x\"\")\""),
        "{written}"
    );
    assert!(written.contains("b,b@x.example,'t Hooft"), "{written}");
}

fn cell() -> impl Strategy<Value = Option<String>> {
    prop::option::of("['=+@-]{0,3}[ -~äß€\"',;]{0,12}")
        .prop_map(|text| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

prop_compose! {
    fn row(at: usize)(
        id in "[A-Za-z0-9][A-Za-z0-9._-]{0,8}",
        local in "[a-z+-][a-z0-9+_-]{0,8}",
        domain in "(x\\.example|bücher\\.example|X\\.EXAMPLE)",
        name in cell(),
        in_group in any::<bool>(),
        owner in prop::option::of("[a-z]{1,5}@desk\\.example"),
        briefs in prop::collection::btree_set(prop::sample::select(vec!["desk"]), 0..2),
        watchlist in prop::option::of(prop::collection::btree_set(
            prop::sample::select(vec!["HELX", "ORRY"]), 0..3)),
        form in prop::option::of(prop::sample::select(vec!["full", "short", "text"])),
        files in prop::option::of(prop::sample::select(vec!["none", "pdf", "pdf json"])),
        minutes in prop::option::of(0u32..1440),
        days in prop::option::of(prop::sample::select(vec!["*", "mon", "mon tue sun"])),
        zone in prop::option::of(prop::sample::select(vec!["Europe/Berlin", "Asia/Tokyo"])),
        language in prop::option::of(prop::sample::select(vec!["de", "de-CH", "zh-Hant"])),
    ) -> RosterRow {
        let mut wishes = SaidWishes::default();
        let time = minutes.map(|at| format!("{:02}:{:02}", at / 60, at % 60));
        for (key, text) in [
            (WishKey::Form, form),
            (WishKey::Attachments, files),
            (WishKey::FromTime, time.as_deref()),
            (WishKey::Weekdays, days),
            (WishKey::Timezone, zone),
            (WishKey::DateLanguage, language),
        ] {
            wishes.set(key, text.unwrap_or_default()).unwrap();
        }
        wishes.watchlist = watchlist
            .map(|list| list.into_iter().map(|symbol| Ticker::parse(symbol).unwrap()).collect());
        let address = format!("{local}{at}@{domain}");
        RosterRow {
            row: at + 2,
            id: SubscriberId(format!("{id}{at}")),
            address_sha256: address_sha256(&address).unwrap(),
            address,
            name,
            group: in_group.then(|| "fund-one".to_owned()),
            owner,
            briefs: briefs.into_iter().map(|id| BriefId::parse(id).unwrap()).collect(),
            wishes,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(first in row(0), second in row(1), third in row(2)) {
        let rows = vec![first, second, third];
        let written = write_roster(&rows.iter().cloned().map(managed).collect::<Vec<_>>());
        let again = read_roster(&written, &config());
        prop_assert_eq!(again.map_err(|faults| faults[0].to_string()), Ok(rows));
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        for record in reader.records().map(Result::unwrap) {
            for (place, cell) in record.iter().enumerate() {
                let is_address = place == 1 || place == 4;
                prop_assert!(is_address || !cell.starts_with(['=', '+', '-', '@']), "{}", cell);
            }
        }
    }

    #[test]
    fn a_shielded_cell_is_no_formula_and_is_taken_back_as_it_was(text in "['=+@-]{0,4}[ -~]{0,6}") {
        let shielded = shielded(&text);
        prop_assert!(!shielded.starts_with(['=', '+', '-', '@']));
        prop_assert_eq!(unshielded(&shielded), text);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "(id,address,briefs\n)?[\\PC\n\r\",;']{0,80}") {
        let _ = read_roster(&text, &config());
    }
}
