//! Who gets a brief on which day.

use super::*;
use crate::clock::Clock;
use crate::config::{Config, Environment, read_entry};
use crate::pipeline::EnrolMode;

const DESK: &str = r#"
[[ticker]]
symbol = "HELX"
name = "Helix"
[[group]]
id = "fund-one"
form = "short"
weekdays = ["mon"]
[[subscriber]]
id = "cy"
address = "cy@x.example"
[[brief]]
id = "desk"
title = "Desk"
tickers = ["HELX"]
at = "22:30"
timezone = "America/New_York"
recipients = ["cy", "cy"]
[[brief]]
id = "other"
title = "Other"
tickers = ["HELX"]
"#;

struct Desk {
    pipeline: Pipeline,
    folder: tempfile::TempDir,
}

fn desk(config: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let config =
        Config::parse("desk.toml", config, folder.path(), &Environment::default()).unwrap();
    let clock = Clock::Fixed("2026-03-25T10:10:00Z".parse().unwrap());
    Desk { pipeline: Pipeline::open(config, clock, "tester").unwrap(), folder }
}

impl Desk {
    fn add(&self, id: &str, more: &[(&'static str, &str)]) {
        let address = format!("{id}@reader.example");
        let mut cells = vec![("id", id), ("address", address.as_str()), ("briefs", "desk")];
        cells.extend_from_slice(more);
        let row = read_entry(&cells, self.pipeline.config()).unwrap();
        let planned = self.pipeline.plan_enrolment(vec![row], EnrolMode::Add).unwrap();
        self.pipeline.enrol(&planned).unwrap();
    }

    fn readers(&self, date: &str) -> Vec<String> {
        let desk = BriefId::parse("desk").unwrap();
        let readers = self.pipeline.readers(&desk, date.parse().unwrap()).unwrap();
        readers.into_iter().map(|one| one.id.0).collect()
    }
}

fn id(text: &str) -> SubscriberId {
    SubscriberId(text.to_owned())
}

#[test]
fn recipients_and_those_entitled_come_by_id_and_once() {
    let desk = desk(DESK);
    desk.add("di", &[]);
    desk.add("ann", &[("group", "fund-one"), ("weekdays", "*")]);
    desk.add("bo", &[("briefs", "other")]);
    assert_eq!(desk.readers("2026-03-24"), ["ann", "cy", "di"]);
    let readers =
        desk.pipeline.readers(&BriefId::parse("desk").unwrap(), "2026-03-24".parse().unwrap());
    assert_eq!(readers.unwrap()[0].wishes.to_string(), "whole brief, short");
}

#[test]
fn weekdays_are_those_where_the_reader_is_when_the_edition_comes_out() {
    let desk = desk(DESK);
    // 22:30 of Monday 23 March in New York is 11:30 of Tuesday in Tokyo.
    desk.add("monday-tokyo", &[("weekdays", "mon"), ("timezone", "Asia/Tokyo")]);
    desk.add("tuesday-tokyo", &[("weekdays", "tue"), ("timezone", "Asia/Tokyo")]);
    desk.add("monday-here", &[("group", "fund-one")]);
    assert_eq!(desk.readers("2026-03-23"), ["cy", "monday-here", "tuesday-tokyo"]);
    assert_eq!(desk.readers("2026-03-22"), ["cy", "monday-tokyo"]);
    assert_eq!(desk.readers("2026-03-24"), ["cy"]);
}

#[test]
fn a_suppressed_reader_is_in_the_list_and_a_forgotten_one_is_not() {
    let desk = desk(DESK);
    desk.add("ann", &[]);
    desk.add("bo", &[]);
    assert!(desk.pipeline.suppress(&id("bo"), None, "on leave").unwrap());
    for gone in ["ann", "cy"] {
        desk.pipeline.forget_subscriber(&id(gone)).unwrap();
    }
    assert_eq!(desk.readers("2026-03-24"), ["bo"]);
    let listed = desk.pipeline.enrolled().unwrap();
    let shown: Vec<_> =
        listed.iter().map(|one| (one.id.0.as_str(), one.subscriber.is_some())).collect();
    assert_eq!(shown, [("ann", false), ("bo", true), ("cy", false)]);
    assert_eq!(desk.pipeline.lift_suppressions(&id("bo"), None).unwrap(), 1);
    assert_eq!(desk.pipeline.lift_suppressions(&id("cy"), None).unwrap(), 0);
}

#[test]
fn an_id_in_the_configuration_and_in_the_store_is_refused() {
    let before = desk(&DESK.replace("\"cy\"", "\"dan\""));
    before.add("cy", &[]);
    let both = Config::parse(
        "desk.toml",
        &DESK.replace("cy@x.example", "other@x.example"),
        before.folder.path(),
        &Environment::default(),
    );
    let clock = Clock::Fixed("2026-03-25T10:10:00Z".parse().unwrap());
    let pipeline = Pipeline::open(both.unwrap(), clock, "tester").unwrap();
    let brief = BriefId::parse("desk").unwrap();
    let refusal = pipeline.readers(&brief, "2026-03-24".parse().unwrap()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "Subscriber `cy` is in the configuration (line 10) and in the store"
    );
}
