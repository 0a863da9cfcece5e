//! What a mail client gets: nothing that it drops, and never more than it shows.

use super::mail_check::violations;
use super::rendition;
use crate::model::{Brief, Cited, DisclosureLine, Look, Palette};
use crate::render::fixture::{
    crowded_day, day_without_prices, full_day, holding_day, quiet_day, ticker,
};
use crate::render::{TemplateSet, render};

fn mail(brief: &Brief, palette: Palette) -> String {
    let look = Look { palette, ..Look::default() };
    let all = render(brief, &TemplateSet::builtin(), &look).expect("the built-in templates fit");
    let one = all.into_iter().find(|one| one.file_name == "email.html").expect("a mail");
    String::from_utf8(one.bytes).expect("text")
}

fn assert_clean(day: &str, mail: &str) {
    let found = violations(mail);
    let told: Vec<String> = found.iter().take(12).map(ToString::to_string).collect();
    assert!(found.is_empty(), "{day}: {} violations\n{}", found.len(), told.join("\n"));
}

/// Forty names that have as much to say as the busiest ones do.
fn packed_day(count: u16) -> Brief {
    let mut brief = crowded_day(count);
    let line = "“Helix signed a five-year supply deal with two grid operators and said that the first deliveries are due before the end of the year,” Port Wire reports.";
    for (place, card) in brief.names.iter_mut().enumerate() {
        let number = u16::try_from(place * 3 + 1).expect("few names");
        card.lines =
            vec![
                Cited { text: line.to_owned(), citations: vec![number, number + 1, number + 2] };
                3
            ];
    }
    let note = brief.sources[0].clone();
    brief.sources = (1..=count * 3)
        .map(|number| {
            let mut note = note.clone();
            note.number = number;
            note.url =
                Some(format!("https://portwire.example/2026/03/24/helix-grid-signs-{number}"));
            note
        })
        .collect();
    brief.effects = vec![brief.effects[0].clone(); usize::from(count)];
    brief.calendar = vec![brief.calendar[0].clone(); usize::from(count)];
    brief.changes = vec![brief.changes[0].clone(); usize::from(count)];
    brief
}

fn hostile_day() -> Brief {
    let mut brief = full_day();
    brief.headline = "<script>alert(1)</script> {{ 7*7 }} | [x](javascript:1)".to_owned();
    brief.deck.text = "word ".repeat(900);
    brief.names[0].name = "<img src=x onerror=alert(1)> <svg onload=alert(1)>".to_owned();
    brief.names[1].lines[0].text = "</td></table><style>*{display:none}</style>".to_owned();
    brief.sources[0].title = "](javascript:alert(1)) \u{202E} | <b>".to_owned();
    brief.sources[0].url = Some("javascript:alert(1)".to_owned());
    brief.sources[1].url = Some("https://a.example/\"onmouseover=alert(1)".to_owned());
    brief.disclosures =
        vec!["<script>1</script> [a](https://a.example/) ![b](https://b.example/p.png)".to_owned()];
    brief.disclosure = vec![DisclosureLine {
        key: "method_url",
        label: "Method",
        text: "https://a.example/?q=<b>\"".to_owned(),
    }];
    brief
}

#[test]
fn no_mail_holds_what_a_client_would_drop_in_any_palette() {
    for (word, palette) in Palette::ALL {
        for (day, brief) in [
            ("full", full_day()),
            ("quiet", quiet_day()),
            ("no prices", day_without_prices()),
            ("holding", holding_day()),
            ("12 names", crowded_day(12)),
            ("40 names", crowded_day(40)),
            ("40 full names", packed_day(40)),
            ("200 full names", packed_day(200)),
            ("hostile", hostile_day()),
        ] {
            assert_clean(&format!("{day}, {word}"), &mail(&brief, palette));
        }
    }
}

/// The sizes of `docs/brief.md`.
#[test]
fn a_mail_of_four_twelve_and_forty_names_is_under_90_kilobytes_and_has_every_name() {
    for (count, bytes_max) in [(4, 50_000), (12, 80_000), (40, 90_000)] {
        let mail = rendition(&packed_day(count), "email.html");
        assert!(mail.len() < bytes_max, "{count} names: {} bytes", mail.len());
        for place in 0..count {
            assert!(mail.contains(&format!("NAME{place}<")), "name {place} of {count}");
        }
        assert!(!mail.contains("short form"));
    }
}

#[test]
fn a_mail_says_what_it_leaves_out_and_where_that_is() {
    let mail = rendition(&packed_day(40), "email.html");
    let page = "All of it is in the archive: 2026/03/25/grids/r002/brief.html";
    assert!(mail.replace('\n', " ").contains(page));
    assert!(mail.contains("Not in this mail: the cards of 37 names, 35 effects, "));
    assert!(!rendition(&full_day(), "email.html").contains("Not in this mail"));
}

#[test]
fn a_brief_of_two_hundred_names_is_mailed_in_its_short_form() {
    let brief = packed_day(200);
    let mail = rendition(&brief, "email.html").replace('\n', " ");
    assert!(mail.len() < 100_000, "{} bytes", mail.len());
    for kept in [
        "This is the short form",
        &brief.headline,
        "What to watch",
        "Contrarian takeaway",
        "We would be wrong if",
        "NAME79<",
        "the rows of 120 names",
        "Data notes",
    ] {
        assert!(mail.contains(kept), "{kept}");
    }
    for left_out in ["Name by name", "Who else wins", "Since the last edition"] {
        assert!(!mail.contains(left_out), "{left_out}");
    }
    assert!(rendition(&brief, "brief.html").contains("NAME199<"));
}

#[test]
fn each_footnote_of_a_mail_is_listed_in_it() {
    let mail = rendition(&packed_day(12), "email.html");
    let (body, sources) = mail.split_once(">Sources<").expect("a list of sources");
    for number in 1..=36 {
        let mark = format!("[{number}]");
        assert_eq!(body.contains(&mark), sources.contains(&mark), "{mark}");
    }
}

#[test]
fn the_names_with_a_card_are_the_lead_the_gaps_and_the_largest_changes() {
    let mut brief = crowded_day(12);
    brief.takeaway.ticker = Some(ticker("NAME0"));
    brief.scoreboard[3].gap = crate::model::Gap::PriceAhead;
    let mail = rendition(&brief, "email.html");
    let (_, cards) = mail.split_once(">Name by name<").expect("cards");
    for (place, shown) in [(0, true), (3, true), (11, true), (10, true), (9, true), (1, false)] {
        assert_eq!(cards.contains(&format!(">NAME{place}<")), shown, "{place}");
    }
}

#[test]
fn a_palette_recolours_every_page_and_changes_no_word() {
    let colours = [("#00695C", "#B23A00"), ("#1B6E20", "#B71C1C"), ("#B71C1C", "#1B6E20")];
    let plain = mail(&full_day(), Palette::Default);
    for ((_, palette), (up, down)) in Palette::ALL.into_iter().zip(colours) {
        let mail = mail(&full_day(), palette);
        assert!(mail.contains(&format!("class=\"up\" style=\"color:{up}\"")), "{up}");
        assert!(mail.contains(&format!("class=\"dn\" style=\"color:{down}\"")), "{down}");
        let words = |html: &str| dom_query::Document::from(html).select("body").text().to_string();
        assert_eq!(words(&mail), words(&plain));
        assert!(mail.contains('▲') && mail.contains('▼'), "arrows stay");
        let look = Look { palette, ..Look::default() };
        let all = render(&full_day(), &TemplateSet::builtin(), &look).expect("it renders");
        let page = String::from_utf8(all[1].bytes.clone()).expect("text");
        assert!(page.contains(&format!("--up:{up};--dn:{down}")));
    }
}
