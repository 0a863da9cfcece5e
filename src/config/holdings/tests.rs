//! What a holdings file means, and what is said of a wrong one.

use super::*;
use crate::model::{CalendarId, Currency, TickerKind};

fn known() -> Vec<TickerProfile> {
    [("HELX", "USD"), ("ORRY", "USD"), ("VELA", "GBP")]
        .map(|(symbol, currency)| TickerProfile {
            ticker: Ticker::parse(symbol).unwrap(),
            name: symbol.to_owned(),
            aliases: Vec::new(),
            kind: TickerKind::Equity,
            calendar: CalendarId::Xnys.into(),
            currency: Currency::parse(currency).unwrap(),
            benchmark: None,
            relations: Vec::new(),
        })
        .to_vec()
}

fn read(text: &str) -> Result<Holdings, String> {
    read_holdings("desk.csv", text, &known())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

#[track_caller]
fn told(text: &str, parts: &[&str]) {
    let faults = read(text).unwrap_err();
    for part in parts {
        assert!(faults.contains(part), "`{part}` is not in:\n{faults}");
    }
    assert_eq!(faults.lines().count(), parts.len(), "{faults}");
}

#[test]
fn every_fault_of_a_file_is_told_together_with_its_line() {
    told(
        "symbol,quantity\nHELX,12\nHELY,3\nORRY,NaN\nHELX,4\n,5\nORRY,\n",
        &[
            "desk.csv:3: No `[[ticker]]` has the symbol `HELY`; did you mean `HELX`?",
            "desk.csv:4: `NaN` of `ORRY` is not a number",
            "desk.csv:5: `HELX` stands on line 2 already",
            "desk.csv:6: `` is not a ticker symbol",
            "desk.csv:7: `ORRY` stands on line 4 already",
            "desk.csv:7: `` of `ORRY` is not a number",
        ],
    );
}

#[test]
fn a_line_split_in_two_is_a_duplicate() {
    told("symbol,weight\nHELX,30\nHELX,30\n", &["desk.csv:3: `HELX` stands on line 2 already"]);
}

#[test]
fn a_file_that_says_nothing_or_both_is_refused() {
    told("", &["desk.csv:1: The holdings are empty"]);
    told("symbol,quantity\n", &["desk.csv: The holdings name no position"]);
    told("symbol,quantity\nHELX,0\n", &["desk.csv: The holdings name no position"]);
    told("symbol,quantity,weight\nHELX,1,2\n", &["both a quantity and a weight"]);
    told("ticker;amount\nHELX;1\n", &["`ticker;amount` is not a header: write `symbol,quantity`"]);
    told("symbol,quantity,currncy\nHELX,1,USD\n", &["Unknown column `currncy`"]);
}

#[test]
fn what_is_no_plain_decimal_is_no_size() {
    for size in ["inf", "1e5", "1,000", "--1", ".", "0x10", "1.2.3", "١٢", "$5", "1 000"] {
        told(&format!("symbol,quantity\nHELX,\"{size}\"\n"), &["is not a number"]);
    }
    told("symbol,quantity\nHELX,0.000000001\n", &["has more than 8 decimals"]);
    told("symbol,quantity\nHELX,10000000000.1\n", &["is larger than 10000000000"]);
    told("symbol,quantity\nHELX,99999999999999999999\n", &["is larger than 10000000000"]);
}

#[test]
fn quantities_in_two_currencies_are_never_added_up() {
    told("symbol,quantity\nHELX,1\nVELA,2\n", &["desk.csv:3: VELA is in GBP, HELX in USD"]);
    assert!(read("symbol,weight\nHELX,50\nVELA,50\n").is_ok(), "weights have no currency");
}

#[test]
fn sizes_are_read_exactly_and_a_spreadsheet_s_marks_do_no_harm() {
    let holdings =
        read("\u{feff}Symbol,Weight,Name\r\nhelx, 12.5% ,Helix\r\nORRY,\u{2212}.25,Orrery\r\n");
    let sizes: Vec<i64> = holdings.unwrap().lines.iter().map(|line| line.size_e8).collect();
    assert_eq!(sizes, [1_250_000_000, -25_000_000]);
}

#[test]
fn more_positions_than_the_limit_are_refused() {
    let text = "symbol,quantity\n".to_owned() + &"HELX,0\n".repeat(HOLDINGS_LINES_MAX + 1);
    assert!(read(&text).unwrap_err().contains("More than 1000 positions"));
}

#[test]
fn a_file_larger_than_the_limit_or_without_text_is_one_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.csv");
    std::fs::write(&path, vec![b'x'; HOLDINGS_BYTES_MAX + 1]).unwrap();
    let faults = load_holdings(&path, &known()).unwrap_err();
    assert!(faults.len() == 1 && faults[0].message.contains("262144"), "{faults:?}");
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(load_holdings(&path, &known()).unwrap_err()[0].message.contains("UTF-8"));
    let gone = load_holdings(&folder.path().join("gone.csv"), &known()).unwrap_err();
    assert!(gone[0].message.starts_with("The holdings cannot be read"), "{gone:?}");
}

proptest::proptest! {
    #[test]
    fn what_is_written_for_the_snapshot_reads_back_the_same(
        one in -1_000_000_000_000_000_000_i64..=1_000_000_000_000_000_000,
        other in -1_000_000_000_i64..1_000_000_000,
    ) {
        let text = format!("symbol,quantity\nORRY,{}\nHELX,{}\n", decimal(one), decimal(other));
        proptest::prop_assume!(one != 0 && other != 0);
        let holdings = read(&text).unwrap();
        let sizes: Vec<i64> = holdings.lines.iter().map(|line| line.size_e8).collect();
        proptest::prop_assert_eq!(sizes, [other, one]);
        proptest::prop_assert_eq!(read(&write_holdings(&holdings)).unwrap(), holdings);
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "\\PC*") {
        let _ = read(&text);
        let _ = read(&format!("symbol,weight\n{text}"));
    }
}
