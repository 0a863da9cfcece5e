//! What a reader sees of a portfolio in each rendition.

use super::super::fixture::{full_day, holding_day};
use super::rendition;
use crate::model::{Basis, BasisPoints, Ticker};

const PAGES: [&str; 4] = ["brief.md", "brief.html", "email.html", "brief.txt"];

/// From the section's heading to the next one's.
fn section(text: &str) -> &str {
    let start = text.find("our portfolio").or(text.find("YOUR PORTFOLIO")).expect("a heading");
    let rest = &text[start..];
    let end = rest.find("ame by name").or(rest.find("NAME BY NAME")).expect("the next heading");
    &rest[..end]
}

#[test]
fn a_portfolio_s_section_reads_as_reviewed() {
    for file_name in PAGES {
        let text = rendition(&holding_day(), file_name);
        insta::assert_snapshot!(format!("portfolio_{file_name}"), section(&text));
    }
    let json: serde_json::Value =
        serde_json::from_str(&rendition(&holding_day(), "brief.json")).unwrap();
    let portfolio = serde_json::to_string_pretty(&json["portfolio"]).unwrap();
    insta::assert_snapshot!("portfolio_json", portfolio);
}

#[test]
fn every_figure_of_a_holding_stands_in_every_rendition() {
    let brief = holding_day();
    for row in &brief.portfolio.as_ref().unwrap().rows {
        let parts = [
            Some(row.value.clone()),
            Some(row.share.clone()),
            row.contribution.map(BasisPoints::fine),
        ];
        for file_name in PAGES {
            let text = rendition(&brief, file_name);
            for part in parts.iter().flatten() {
                assert!(section(&text).contains(part.as_str()), "{file_name}: {part}");
            }
        }
    }
}

#[test]
fn a_brief_without_holdings_says_nothing_of_a_portfolio() {
    for file_name in PAGES.iter().chain(&["brief.json"]) {
        let text = rendition(&full_day(), file_name).to_lowercase();
        let body = text.replace("kv.pf", "").replace("h3.pf", "").replace("p.pf", "");
        assert!(!body.contains("portfolio") && !body.contains("at stake"), "{file_name}");
    }
}

#[test]
fn weights_show_the_last_close_in_place_of_money() {
    let mut brief = holding_day();
    brief.portfolio.as_mut().unwrap().view.basis = Basis::Weight;
    for file_name in PAGES {
        let text = rendition(&brief, file_name);
        assert!(section(&text).contains("Last"), "{file_name}");
        assert!(!section(&text).contains("Value"), "{file_name}");
    }
}

#[test]
fn a_mail_shows_the_largest_holdings_and_says_how_many_there_are() {
    let mut brief = holding_day();
    let portfolio = brief.portfolio.as_mut().unwrap();
    let row = portfolio.rows[0].clone();
    for place in 0..400 {
        let mut row = row.clone();
        row.ticker = Ticker::parse(&format!("HELD{place}")).unwrap();
        portfolio.rows.push(row);
    }
    let mail = rendition(&brief, "email.html");
    assert!(
        mail.contains("The 12 largest holdings are shown; the page in the archive has all 404.")
    );
    assert!(mail.len() < 90_000 && !mail.contains("HELD300"), "{}", mail.len());
    assert!(rendition(&brief, "brief.html").contains("HELD399"));
}

#[test]
fn text_of_a_portfolio_is_at_most_72_columns_wide() {
    for line in rendition(&holding_day(), "brief.txt").lines() {
        let breaks = line.split_whitespace().all(|word| word.len() < 60);
        assert!(line.chars().count() <= 72 || !breaks, "{line}");
    }
}
