//! What a reader of the printed sheet can rely on.

use lopdf::Document;
use proptest::prelude::*;

use super::draw::{SIDE, column_height};
use super::face::{Face, Faces, REPLACEMENT};
use super::lines::{Style, lay};
use crate::model::{Brief, DisclosureLine, Look, Paper};
use crate::render::fixture::{crowded_day, day_without_prices, full_day, holding_day, quiet_day};
use crate::render::page::Page;
use crate::render::{TemplateSet, render};

fn pdf(brief: &Brief, paper: Paper) -> Vec<u8> {
    super::write(brief, &Page::of(brief, &Look::default()), &Look { paper, ..Look::default() })
        .expect("a brief fits on paper")
}

fn document(brief: &Brief) -> Document {
    Document::load_mem(&pdf(brief, Paper::A4)).expect("a reader can open it")
}

/// The text of all pages, without the breaks of lines.
fn text(document: &Document) -> String {
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).expect("text can be taken out");
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{A0}', " ")
}

#[test]
fn the_same_brief_gives_the_same_bytes() {
    for brief in [full_day(), holding_day(), quiet_day(), day_without_prices()] {
        assert!(pdf(&brief, Paper::A4) == pdf(&brief, Paper::A4));
    }
}

/// Words with a digit in them, without the marks around them.
fn figures(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|mark: char| "()[]{},.;:“”*".contains(mark)))
        .filter(|word| word.contains(|mark: char| mark.is_ascii_digit()))
}

#[test]
fn every_figure_of_the_text_rendition_is_on_paper() {
    for brief in [full_day(), holding_day(), day_without_prices(), quiet_day()] {
        let paper = text(&document(&brief)).replace(' ', "");
        let all = render(&brief, &TemplateSet::builtin(), &Look::default()).expect("it fits");
        let plain = all.iter().find(|one| one.file_name == "brief.txt").expect("a text");
        let plain = String::from_utf8(plain.bytes.clone()).expect("text");
        let body = plain.split("SOURCES\n").next().expect("it begins");
        let drawn = |word: &&str| word.contains('|') || word.contains(". .");
        for figure in figures(body).filter(|word| !drawn(word)) {
            let instant = figure.ends_with('Z') && figure.contains('T');
            // Lines end within neighbours of a figure, never within it.
            let parts = figure.split("][").map(|part| part.trim_matches(['[', ']']));
            for part in parts.filter(|_| !instant) {
                assert!(paper.contains(part), "{part} is not on paper: {paper}");
            }
        }
    }
}

#[test]
fn every_picture_of_the_page_is_on_paper_with_its_words() {
    let brief = full_day();
    let words = |brief: &Brief| text(&document(brief));
    let (drawn, charts) = (words(&brief), &brief.charts);
    let told = [
        &charts.price_tone.as_ref().expect("a chart").words,
        &charts.base_rate.as_ref().expect("a chart").words,
    ];
    for sentence in told {
        assert!(drawn.contains(sentence.as_str()), "{sentence} in {drawn}");
    }
    let bare = Brief { charts: crate::model::Charts::default(), ..brief.clone() };
    assert!(!words(&bare).contains("THE PICTURE"));
    let (with, without) = (pdf(&brief, Paper::A4).len(), pdf(&bare, Paper::A4).len());
    assert!(with > without + 5_000, "{with} bytes with pictures, {without} without");
}

#[test]
fn every_disclosure_is_on_paper() {
    let mut brief = full_day();
    brief.disclosure = vec![DisclosureLine {
        key: "producer",
        label: "Producer",
        text: "Harbour Research, 1 Example Street".to_owned(),
    }];
    let paper = text(&document(&brief));
    assert!(paper.contains("Producer"), "{paper}");
    assert!(paper.contains("Harbour Research, 1 Example Street"), "{paper}");
}

#[test]
fn both_papers_have_their_sizes_and_pages_grow_with_the_names() {
    let mut before = 0;
    for (names, most) in [(4, 5), (12, 8), (40, 20)] {
        let pages = document(&crowded_day(names)).get_pages().len();
        assert!(pages > before && pages <= most, "{names} names: {pages} pages");
        before = pages;
    }
    for (paper, width, height) in [(Paper::A4, 595.276, 841.89), (Paper::Letter, 612.0, 792.0)] {
        let document = Document::load_mem(&pdf(&full_day(), paper)).expect("it opens");
        for page in document.get_pages().values() {
            let page = document.get_dictionary(*page).expect("a page");
            let sizes = page.get(b"MediaBox").and_then(|sizes| sizes.as_array()).expect("a size");
            let size = |place: usize| sizes[place].as_float().expect("a number");
            assert!((size(2) - width).abs() < 0.01 && (size(3) - height).abs() < 0.01);
        }
    }
}

#[test]
fn every_font_is_embedded() {
    let document = document(&full_day());
    let mut embedded = 0;
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        let is = |kind: &[u8]| {
            dictionary.get(b"Type").and_then(|one| one.as_name()).is_ok_and(|one| one == kind)
        };
        if is(b"FontDescriptor") {
            assert!(dictionary.has(b"FontFile2") || dictionary.has(b"FontFile3"));
            embedded += 1;
        }
        if is(b"Font") {
            let kind = dictionary.get(b"Subtype").and_then(|one| one.as_name()).expect("a kind");
            assert!(matches!(kind, b"Type0" | b"CIDFontType2"), "{kind:?}");
        }
    }
    assert!(embedded >= 4, "{embedded}");
}

#[test]
fn bookmarks_name_every_section_and_every_name_in_order() {
    let brief = holding_day();
    let document = document(&brief);
    let contents = document.get_toc().expect("bookmarks").toc;
    let titles: Vec<String> = contents.into_iter().map(|one| one.title).collect();
    let mut due = vec![brief.headline.clone(), "Contrarian takeaway".to_owned()];
    if brief.charts.price_tone.is_some() || brief.charts.base_rate.is_some() {
        due.push("The picture".to_owned());
    }
    due.extend(["Scoreboard", "Your portfolio", "Name by name"].map(str::to_owned));
    due.extend(brief.names.iter().map(|card| format!("{} {}", card.ticker, card.name)));
    due.extend(["Who else wins or loses", "What could move it"].map(str::to_owned));
    due.extend(["Since the last edition", "Our record", "Data notes"].map(str::to_owned));
    due.extend(["Sources", "Provenance", "Disclosures"].map(str::to_owned));
    assert_eq!(titles, due);
}

#[test]
fn what_no_font_has_is_shown_as_a_mark() {
    let faces = Faces::new();
    for (given, shown) in
        [("漢字", "□□"), ("😀", "😀"), ("🦀", "□"), ("▲", "▲"), ("⚠\u{FE0E}", "⚠")]
    {
        let runs = faces.shape(Face::Bold, given);
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(text, shown);
        assert!(runs.iter().flat_map(|run| &run.glyphs).all(|one| one.glyph_id.to_u32() != 0));
    }
    assert_eq!(REPLACEMENT, '□');
}

#[test]
fn a_hostile_brief_is_laid_out_whole() {
    let mut brief = full_day();
    brief.headline = "W".repeat(400);
    brief.masthead.title = "A title without an end ".repeat(40);
    brief.names[0].lines[0].text = "word ".repeat(2000);
    brief.names[1].name = "漢字😀 שלום مرحبا \u{7}".to_owned();
    brief.scoreboard[0].name = "x".repeat(3000);
    brief.sources[0].url = Some("javascript:alert(1)".to_owned());
    brief.deck.citations = vec![999];
    let bytes = pdf(&brief, Paper::Letter);
    let document = Document::load_mem(&bytes).expect("it opens");
    assert!(!String::from_utf8_lossy(&bytes).contains("javascript"));
    assert!(document.get_pages().len() < 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_line_is_wider_than_its_column(text in "\\PC{0,200}", width in 30.0_f32..500.0) {
        let faces = Faces::new();
        let style = Style::new(Face::Regular, 9.0, "#000000");
        for line in lay(&faces, &[style.span(&text)], width) {
            prop_assert!(line.width <= width + 0.01 || line.pieces[0].run.glyphs.len() <= 4);
        }
    }
}

#[test]
fn every_link_leads_to_a_page_or_an_address_and_every_sheet_is_accessible() {
    for brief in [full_day(), holding_day(), quiet_day(), day_without_prices(), crowded_day(12)] {
        let bytes = pdf(&brief, Paper::A4);
        let document = Document::load_mem(&bytes).expect("it opens");
        let pages: Vec<_> = document.get_pages().into_values().collect();
        let mut links = 0;
        for page in &pages {
            for link in document.get_page_annotations(*page).expect("annotations") {
                let to_page = link.get_deref(b"Dest", &document).is_ok_and(|aim| {
                    let aim = aim.as_array().expect("a place");
                    pages.contains(&aim[0].as_reference().expect("a page"))
                });
                let to_web = link.get_deref(b"A", &document).is_ok_and(|action| {
                    let uri = action.as_dict().and_then(|action| action.get(b"URI"));
                    uri.and_then(|uri| uri.as_str()).expect("an address").starts_with(b"http")
                });
                assert!(to_page || to_web, "{link:?}");
                links += 1;
            }
        }
        assert!(links >= brief.deck.citations.len(), "{links}");
        let marked = document
            .objects
            .values()
            .filter_map(|object| object.as_stream().ok())
            .any(|stream| String::from_utf8_lossy(&stream.content).contains("pdfuaid"));
        assert!(marked, "a usual day keeps the rules of PDF/UA-1");
    }
}

#[test]
fn letters_for_private_use_do_not_cost_the_edition() {
    let mut brief = full_day();
    brief.headline = "one \u{E000}\u{F6C5}\u{FFFD}\u{10FFFF} two".to_owned();
    assert!(text(&document(&brief)).contains("two"));
}

#[test]
fn the_column_fits_between_the_margins() {
    assert!(column_height(792.0) > 600.0 && SIDE > 36.0);
}
