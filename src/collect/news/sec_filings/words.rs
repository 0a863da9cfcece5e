//! Takes a filing; gives the words a reader knows it by. Item names follow Form 8-K, shortened.

use super::Filing;

/// The items of Form 8-K.
///
/// Source: <https://www.sec.gov/files/form8-k.pdf>.
const ITEMS: [(&str, &str); 33] = [
    ("1.01", "Material Agreement"),
    ("1.02", "End of a Material Agreement"),
    ("1.03", "Bankruptcy or Receivership"),
    ("1.04", "Mine Safety"),
    ("1.05", "Cybersecurity Incident"),
    ("2.01", "Acquisition or Disposal of Assets"),
    ("2.02", "Results of Operations"),
    ("2.03", "New Financial Obligation"),
    ("2.04", "Obligation Accelerated"),
    ("2.05", "Exit or Disposal Costs"),
    ("2.06", "Material Impairments"),
    ("3.01", "Delisting Notice"),
    ("3.02", "Unregistered Sale of Shares"),
    ("3.03", "Change of Holders' Rights"),
    ("4.01", "Change of Auditor"),
    ("4.02", "Earlier Statements Not to Be Relied On"),
    ("5.01", "Change of Control"),
    ("5.02", "Change of Directors or Officers"),
    ("5.03", "Change of Articles or Bylaws"),
    ("5.04", "Trading Blackout of Employee Plans"),
    ("5.05", "Code of Ethics"),
    ("5.06", "Change of Shell Company Status"),
    ("5.07", "Votes of Shareholders"),
    ("5.08", "Nominations by Shareholders"),
    ("6.01", "Asset-Backed Securities"),
    ("6.02", "Change of Servicer or Trustee"),
    ("6.03", "Change of Credit Enhancement"),
    ("6.04", "Missed Distribution"),
    ("6.05", "Asset-Backed Disclosure"),
    ("7.01", "Regulation FD Disclosure"),
    ("8.01", "Other Events"),
    (EXHIBITS, "Exhibits"),
    ("9.02", "Other Exhibits"),
];

/// The item that nearly every 8-K has and that says nothing.
const EXHIBITS: &str = "9.01";

/// What other forms are.
///
/// Source: <https://www.sec.gov/submit-filings/forms-index>.
const FORMS: [(&str, &str); 24] = [
    ("3", "First Statement of an Insider's Holding"),
    ("4", "Change of an Insider's Holding"),
    ("5", "Yearly Statement of an Insider's Holding"),
    ("6-K", "Report of a Foreign Issuer"),
    ("10-K", "Annual Report"),
    ("10-Q", "Quarterly Report"),
    ("20-F", "Annual Report of a Foreign Issuer"),
    ("144", "Proposed Sale of Shares by an Insider"),
    ("11-K", "Annual Report of an Employee Plan"),
    ("NT 10-K", "Annual Report Delayed"),
    ("NT 10-Q", "Quarterly Report Delayed"),
    ("DEF 14A", "Proxy Statement"),
    ("DEFA14A", "Additional Proxy Material"),
    ("PX14A6G", "Letter of a Shareholder on the Vote"),
    ("SC 13D", "Large Holding with Intent"),
    ("SCHEDULE 13D", "Large Holding with Intent"),
    ("SC 13G", "Large Passive Holding"),
    ("SCHEDULE 13G", "Large Passive Holding"),
    ("S-1", "Registration of Securities"),
    ("S-3ASR", "Shelf Registration"),
    ("S-8", "Registration of Employee Shares"),
    ("424B2", "Prospectus"),
    ("424B5", "Prospectus"),
    ("FWP", "Free Writing Prospectus"),
];

/// Such as `Helix Corp. filed 8-K: Results of Operations (2.02)`.
pub(super) fn title(company: &str, filing: Filing<'_>) -> String {
    let company = company.trim();
    let matter = match items(filing.items) {
        items if items.is_empty() => kind(filing.form),
        items => Some(items.join(", ")),
    };
    match matter {
        Some(matter) => format!("{company} filed {}: {matter}", filing.form),
        None => format!("{company} filed {}", filing.form),
    }
}

/// The document's own description, where it says more than the form's name.
pub(super) fn text(filing: Filing<'_>) -> String {
    let described = filing.description.trim();
    let bare = described.to_ascii_uppercase().replace("FORM ", "");
    if bare == filing.form.to_ascii_uppercase() { String::new() } else { described.to_owned() }
}

/// The items with their names; exhibits only where there is nothing else.
fn items(written: &str) -> Vec<String> {
    let numbers: Vec<&str> =
        written.split(',').map(str::trim).filter(|number| !number.is_empty()).collect();
    let telling = numbers.iter().filter(|number| numbers.len() == 1 || **number != EXHIBITS);
    telling
        .map(|number| match ITEMS.iter().find(|(known, _)| known == number) {
            Some((_, name)) => format!("{name} ({number})"),
            None => format!("Item {number}"),
        })
        .collect()
}

fn kind(form: &str) -> Option<String> {
    let (bare, amended) = match form.strip_suffix("/A") {
        Some(bare) => (bare, ", amended"),
        None => (form, ""),
    };
    let (_, name) = FORMS.iter().find(|(known, _)| *known == bare)?;
    Some(format!("{name}{amended}"))
}
