//! Takes the text of a CSV; gives its rows as subscribers, or every fault together. Writes
//! subscribers as the same CSV, harmless in a spreadsheet.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use super::entry::{Cells, Entry};
use super::{ROSTER_COLUMNS, ROSTER_ROWS_MAX, RosterFault, RosterRow};
use crate::config::Config;
use crate::config::fault::did_you_mean;
use crate::model::{BriefId, ManagedSubscriber, WishKey, shielded, unshielded};

/// Columns of addresses: `+49…@sms.example` stays as it is.
const ADDRESS_COLUMNS: [&str; 2] = ["address", "owner"];

/// Reads subscribers from a CSV whose first row names the columns.
///
/// # Errors
/// Every [`RosterFault`] together, in the order of the file.
pub fn read_roster(text: &str, config: &Config) -> Result<Vec<RosterRow>, Vec<RosterFault>> {
    let mut sheet = Sheet { config, rows: Vec::new(), faults: Vec::new() };
    sheet.read(text);
    sheet.refuse_twice();
    let Sheet { rows, mut faults, .. } = sheet;
    faults.sort();
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// The CSV of subscribers: equal subscribers give equal text, and [`read_roster`] reads it back.
/// It begins with a byte order mark where a spreadsheet needs one to read it rightly.
#[must_use]
pub fn write_roster<'s>(subscribers: impl IntoIterator<Item = &'s ManagedSubscriber>) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let held = "memory takes every byte";
    writer.write_record(ROSTER_COLUMNS).expect(held);
    for one in subscribers {
        let Some(address) = &one.address else { continue };
        let briefs = one.briefs.iter().map(BriefId::as_str).collect::<Vec<_>>().join(" ");
        let plain = |cell: &Option<String>| cell.clone().unwrap_or_default();
        let mut cells = vec![
            one.id.0.clone(),
            address.clone(),
            shielded(&plain(&one.name)),
            shielded(&plain(&one.group)),
            plain(&one.owner),
            briefs,
        ];
        let wish = |key| shielded(&one.wishes.words(key).unwrap_or_default());
        cells.extend(WishKey::ALL.map(wish));
        writer.write_record(cells).expect(held);
    }
    let text = String::from_utf8(writer.into_inner().expect(held)).expect("written from text");
    if text.is_ascii() { text } else { format!("\u{feff}{text}") }
}

struct Sheet<'c> {
    config: &'c Config,
    rows: Vec<RosterRow>,
    faults: Vec<RosterFault>,
}

impl Sheet<'_> {
    fn read(&mut self, text: &str) {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let text = text + "\n";
        let first_row = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let parted = if first_row.contains(';') && !first_row.contains(',') { b';' } else { b',' };
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(parted)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        let mut columns: Option<Vec<Option<&'static str>>> = None;
        let mut line_ends_within = 0;
        while reader.read_record(&mut record).unwrap_or_default() {
            line_ends_within += record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
            let lines = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
            // As a spreadsheet counts: empty rows do, a line end within a cell does not.
            let row = lines.saturating_sub(1 + line_ends_within);
            match &columns {
                None => columns = Some(self.header(&record, row)),
                Some(_) if self.rows.len() >= ROSTER_ROWS_MAX => {
                    let message =
                        format!("More than {ROSTER_ROWS_MAX} subscribers: split the file");
                    self.fault(row, None, message);
                    return;
                }
                Some(columns) => self.row(&record, columns, row),
            }
        }
        if columns.is_none() {
            self.fault(1, None, "The file is empty: its first row names the columns".to_owned());
        }
    }

    /// The column at each place; an unknown one is a fault.
    fn header(&mut self, record: &StringRecord, row: usize) -> Vec<Option<&'static str>> {
        let mut columns = Vec::new();
        for typed in record {
            let word = typed.trim().to_lowercase().replace([' ', '-'], "_");
            let known = ROSTER_COLUMNS.into_iter().find(|column| *column == word);
            match known {
                Some(column) if columns.contains(&known) => {
                    self.fault(row, Some(column), "The column stands here twice".to_owned());
                }
                None if !word.is_empty() => {
                    let near = did_you_mean(&word, ROSTER_COLUMNS);
                    self.fault(row, None, format!("Unknown column `{typed}`{near}"));
                }
                _ => {}
            }
            columns.push(known);
        }
        for needed in ["id", "address"] {
            if !columns.contains(&Some(needed)) {
                let all = ROSTER_COLUMNS.join(",");
                let message = format!("The header has no column `{needed}`; the columns are {all}");
                self.fault(row, None, message);
            }
        }
        columns
    }

    fn row(&mut self, record: &StringRecord, columns: &[Option<&'static str>], row: usize) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let beyond = record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty());
        if beyond {
            let message = format!(
                "{} cells, but the header names {} columns: put quotation marks around a cell that holds a comma",
                record.len(),
                columns.len()
            );
            self.fault(row, None, message);
            return;
        }
        let mut cells = Cells::new();
        let mut is_open = false;
        for (column, cell) in columns.iter().zip(record) {
            let Some(column) = *column else { continue };
            if cell.trim().contains('\n') {
                let message = "The cell holds a line end: is a quotation mark left open?";
                self.fault(row, Some(column), message.to_owned());
                is_open = true;
            }
            let is_address = ADDRESS_COLUMNS.contains(&column);
            let cell = if is_address { cell.trim() } else { unshielded(cell.trim()) };
            cells.insert(column, cell);
        }
        // Without an id or address column every row would tell what the header told.
        if is_open || !["id", "address"].iter().all(|needed| columns.contains(&Some(*needed))) {
            return;
        }
        let entry =
            Entry { row: Some(row), cells: &cells, config: self.config, faults: &mut self.faults };
        self.rows.extend(entry.read());
    }

    /// Each id and each address stands once.
    fn refuse_twice(&mut self) {
        let mut ids = BTreeMap::new();
        let mut addresses = BTreeMap::new();
        let mut faults = Vec::new();
        for one in &self.rows {
            let fault = |column, message| RosterFault { row: Some(one.row), column, message };
            match ids.entry(&one.id) {
                Place::Vacant(place) => drop(place.insert(one.row)),
                Place::Occupied(first) => {
                    let message = format!("`{}` stands in row {} already", one.id, first.get());
                    faults.push(fault(Some("id"), message));
                }
            }
            match addresses.entry(one.address_sha256) {
                Place::Vacant(place) => drop(place.insert(one)),
                Place::Occupied(first) => {
                    let RosterRow { row, id, .. } = first.get();
                    let address = &one.address;
                    let message = format!("`{address}` is the address of `{id}` in row {row} too");
                    faults.push(fault(Some("address"), message));
                }
            }
        }
        self.faults.extend(faults);
    }

    fn fault(&mut self, row: usize, column: Option<&'static str>, message: String) {
        self.faults.push(RosterFault { row: Some(row), column, message });
    }
}
