//! Takes the SEC's list of a company's filings; gives one draft a filing, newest first.
//! Never reads the documents themselves.
//!
//! Source: <https://www.sec.gov/search-filings/edgar-application-programming-interfaces>.

mod clock;
mod words;

use serde::Deserialize;
use serde_json::Value;

use crate::collect::gather::{Draft, Gathering};
use crate::collect::symbols::Symbols;
use crate::collect::{CollectError, json};
use crate::model::{Instant, Ticker};
use clock::Clock;

/// Who publishes filings, where the source does not say.
const PUBLISHER: &str = "SEC EDGAR";

#[derive(Deserialize)]
struct Company {
    cik: Value,
    name: String,
    #[serde(default)]
    tickers: Symbols,
    filings: Filings,
}

#[derive(Deserialize)]
struct Filings {
    recent: Columns,
}

type Column = Vec<Value>;

/// The filings, newest first, one column a fact.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Columns {
    accession_number: Column,
    form: Column,
    #[serde(default)]
    filing_date: Column,
    #[serde(default)]
    acceptance_date_time: Column,
    #[serde(default)]
    items: Column,
    #[serde(default)]
    primary_document: Column,
    #[serde(default)]
    primary_doc_description: Column,
}

/// One filing; what is missing is empty.
#[derive(Clone, Copy)]
struct Filing<'c> {
    accession: &'c str,
    form: &'c str,
    dated: &'c str,
    accepted: &'c str,
    items: &'c str,
    document: &'c str,
    description: &'c str,
}

impl Columns {
    fn filing(&self, place: usize) -> Filing<'_> {
        fn at(column: &Column, place: usize) -> &str {
            column.get(place).and_then(Value::as_str).unwrap_or_default()
        }
        Filing {
            accession: at(&self.accession_number, place),
            form: at(&self.form, place),
            dated: at(&self.filing_date, place),
            accepted: at(&self.acceptance_date_time, place),
            items: at(&self.items, place),
            document: at(&self.primary_document, place),
            description: at(&self.primary_doc_description, place),
        }
    }
}

pub(super) fn read(bytes: &[u8], gathering: &mut Gathering<'_>) -> Result<(), CollectError> {
    let company: Company = json::read(bytes, "the SEC's list of filings")?;
    let columns = &company.filings.recent;
    let filings: Vec<Filing<'_>> =
        (0..columns.accession_number.len()).map(|place| columns.filing(place)).collect();
    let clock = clock::of(&filings, gathering.now());
    let publisher = gathering.publisher().unwrap_or(PUBLISHER).to_owned();
    let tickers = company.tickers.tickers();
    let newest = filings.iter().take(gathering.items_max()).enumerate();
    for (place, filing) in newest {
        let draft = draft(*filing, &company, &publisher, &tickers, clock);
        gathering.add(place + 1, draft);
    }
    Ok(())
}

fn draft(
    filing: Filing<'_>,
    company: &Company,
    publisher: &str,
    tickers: &[Ticker],
    clock: Clock,
) -> Result<Draft, String> {
    let named = filing.accession.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if filing.accession.is_empty() || !named {
        return Err(format!("its accession number is `{}`", filing.accession));
    }
    if filing.form.is_empty() {
        return Err(format!("filing {} has no form", filing.accession));
    }
    Ok(Draft {
        id: Some(filing.accession.to_owned()),
        url: address(&company.cik, filing),
        publisher: Some(publisher.to_owned()),
        title: words::title(&company.name, filing),
        text: words::text(filing),
        published_at: clock.accepted_at(filing).or_else(|| filed_at(filing)),
        tickers: tickers.to_vec(),
        ..Draft::default()
    })
}

/// The day of filing, where the time of acceptance cannot be read.
fn filed_at(filing: Filing<'_>) -> Option<Instant> {
    crate::collect::stamps::text(filing.dated)
}

/// Where the document lies, or the index of the filing where none is named.
fn address(cik: &Value, filing: Filing<'_>) -> Option<String> {
    let cik: u64 = match cik {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    let folder = filing.accession.replace('-', "");
    let document = match filing.document {
        "" => format!("{}-index.htm", filing.accession),
        document => document.to_owned(),
    };
    Some(format!("https://www.sec.gov/Archives/edgar/data/{cik}/{folder}/{document}"))
}
