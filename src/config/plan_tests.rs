//! What `at` and `on` of a brief mean, what is said of wrong ones, and that a snapshot keeps them.

use std::path::Path;

use super::*;
use crate::model::{DayRule, Plan};

fn read(keys: &str) -> Result<Plan, Vec<String>> {
    let text = format!(
        "[[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n[[source]]\nid = \"wire\"\nkind = \"feed\"\nurl = \"https://wire.example/\"\n[[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n{keys}\n"
    );
    let config = Config::parse("desk.toml", &text, Path::new("."), &Environment::default())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let again = Config::from_snapshot(&snapshot(&config, &config.briefs[0])).unwrap();
    assert_eq!(again.briefs[0].scope.plan, config.briefs[0].scope.plan, "{keys}");
    Ok(config.briefs[0].scope.plan.clone())
}

fn words(keys: &str) -> String {
    read(keys).unwrap().in_words()
}

fn fault(keys: &str) -> String {
    read(keys).unwrap_err().join("\n")
}

#[test]
fn every_rule_is_said_in_words_and_kept_by_a_snapshot() {
    assert_eq!(words(""), "at 06:15 America/New_York on sessions of XNYS");
    let zone = "timezone = \"Europe/Paris\"\nat = \"07:00\"\n";
    let of = |rule: &str| words(&format!("{zone}on = \"{rule}\""));
    assert_eq!(of("sessions:XPAR"), "at 07:00 Europe/Paris on sessions of XPAR");
    assert_eq!(
        of("sessions:XNYS+XLON"),
        "at 07:00 Europe/Paris on days that are sessions of XNYS and XLON"
    );
    assert_eq!(
        of("sessions:xnys | xlon|24/7"),
        "at 07:00 Europe/Paris on days that are a session of XNYS or XLON or crypto"
    );
    assert_eq!(of("every-day"), "at 07:00 Europe/Paris every day");
    assert_eq!(
        words("on = \"cron:30 6 * * MON-FRI\""),
        "at 06:30 America/New_York on Monday, Tuesday, Wednesday, Thursday, and Friday"
    );
    assert!(matches!(read("on = \"cron:0 6 1 * *\"").unwrap().on, DayRule::Cron(_)));
}

#[test]
fn a_rule_that_cannot_be_is_refused_with_what_works() {
    let twice = fault("on = \"cron:*/30 6 * * *\"");
    assert!(twice.contains("more than once a day") && twice.contains("cron:30 6 * * MON-FRI"));
    let at = fault("at = \"06:15\"\non = \"cron:30 6 * * MON-FRI\"");
    assert!(at.contains("Leave `at` out") && at.contains("06:30"), "{at}");
    let mixed = fault("on = \"sessions:XNYS+XLON|XPAR\"");
    assert!(mixed.contains("not with both"), "{mixed}");
    let doubled = fault("on = \"sessions:XNYS+XNYS\"");
    assert!(doubled.contains("`XNYS` is named twice"), "{doubled}");
    let unknown = fault("on = \"sessions:XNYS+XPRA\"");
    assert!(
        unknown.contains("`XPRA` is not a calendar") && unknown.contains("`XPAR`"),
        "{unknown}"
    );
    let rule = fault("on = \"weekdays\"");
    assert!(rule.contains("every-day") && rule.contains("sessions:XNYS|XLON"), "{rule}");
}
