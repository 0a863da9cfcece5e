//! Prices from a chain of sources to the brief.

use chrono::{Duration, TimeZone as _, Utc};
use contrabrief::exit_code::ExitCode;

use super::{LIMITS, morning};
use crate::support::desk::Desk;
use crate::support::web::Web;

fn price_desk(first: &str, second: &str, more: &str) -> Desk {
    let web = Web::start();
    web.set("/first", "text/csv", first);
    web.set("/second", "text/csv", second);
    let config = format!(
        "{LIMITS}[[prices]]\nid = \"first\"\nkind = \"csv\"\nurl = \"{}\"\n\
         [[prices]]\nid = \"second\"\nkind = \"csv\"\nurl = \"{}\"\n{more}\
         [[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
         [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        web.url("/first"),
        web.url("/second")
    );
    let desk = Desk::new(&config, morning());
    desk.run(&["collect"]);
    desk
}

fn brief(desk: &Desk) -> String {
    desk.run(&["run", "--no-collect", "--date", "2026-03-25"]);
    desk.run(&["archive", "show", "--date", "2026-03-25", "--format", "md"]).out
}

pub(super) const BARS: &str =
    "date,open,high,low,close\n2026-03-20,100,102,99,101\n2026-03-23,101,103,100,102\n";

#[test]
fn a_source_that_lags_sends_the_chain_on_and_the_brief_says_whose_close_it_is() {
    let desk = price_desk(BARS, &format!("{BARS}2026-03-24,102,105,101,104\n"), "");
    let brief = brief(&desk);
    assert!(brief.contains("The close of HELX is from the second source, second."), "{brief}");
}

#[test]
fn a_source_that_answers_is_enough_and_only_a_cross_check_asks_another() {
    let (first, second) = (
        format!("{BARS}2026-03-24,102,105,101,104\n"),
        format!("{BARS}2026-03-24,102,112,101,110\n"),
    );
    let apart = "first closes HELX at $104.00 on 2026-03-24, second at $110.00: 5.8 % apart";
    let alone = brief(&price_desk(&first, &second, ""));
    assert!(!alone.contains("apart"), "{alone}");
    let checked = brief(&price_desk(&first, &second, "cross_check = true\n"));
    assert!(checked.contains(apart), "{checked}");
    let tolerant = "cross_check = true\n[analysis]\nprice_tolerance_pct = 6\n";
    assert!(!brief(&price_desk(&first, &second, tolerant)).contains("apart"));
}

/// Two downloads of one history, six years apart: splits have restated every older close.
#[test]
fn a_history_restated_years_later_leaves_a_past_edition_as_it_was() {
    let Some(data) = crate::support::shared_data::folder("a_history_restated") else { return };
    let config = "[[prices]]\nid = \"stooq\"\nkind = \"csv\"\nurl = \"https://x.example/\"\n\
                  adjustment = \"full\"\n[[ticker]]\nsymbol = \"NVDA\"\nname = \"Nvidia\"\n\
                  [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"NVDA\"]\n";
    let then = Utc.with_ymd_and_hms(2020, 7, 21, 10, 0, 0).unwrap();
    let mut desk = Desk::new(config, then);
    let vintage =
        |name: &str| data.join("vintages").join(name).join("nvda.us.txt").display().to_string();
    desk.run(&["import", "prices", &vintage("stooq_2020-07")]).ends_with(ExitCode::Done);
    desk.at(then + Duration::minutes(30));
    let made = desk.run(&["run", "--no-collect", "--date", "2020-07-21"]);
    let show = ["archive", "show", "--date", "2020-07-21", "--format", "md"];
    let first = desk.run(&show).ends_with(ExitCode::Done).out;
    assert!(first.contains("$420.43") || first.contains("420.43"), "{first}\n{}", made.err);
    desk.at(Utc.with_ymd_and_hms(2026, 2, 23, 10, 0, 0).unwrap());
    desk.run(&["import", "prices", &vintage("stooq_2026-02")]).ends_with(ExitCode::Done);
    desk.run(&["rerun", "--date", "2020-07-21"]).ends_with(ExitCode::Done);
    assert_eq!(desk.run(&show).out, first);
}
