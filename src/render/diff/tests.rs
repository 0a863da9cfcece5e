//! What a reader of a diff may rely on.

use super::*;
use crate::model::BriefId;

const OLD: &str = "---\ntitle: a\nrevision: 1\n---\n\n# Own the hardware\n\nDesk\n\n## Scoreboard\n\n| HELX | +0.10 |\n\n## Sources\n\n- Helix rose on strong orders. [^1][^2]\n\n[^1]: [A](https://a.example)\n[^2]: [B](https://b.example)\n";
const NEW: &str = "---\ntitle: b\nrevision: 2\n---\n\n# Own the hardware\n\nDesk\n\n## Scoreboard\n\n| HELX | +0.25 |\n\n## Sources\n\n- Helix rose on strong orders. [^2][^3]\n\n[^1]: [C](https://c.example)\n[^2]: [A](https://a.example)\n";

fn json(score: &str, title: &str) -> String {
    format!(
        r#"{{"overall":{{"text":"{score}"}},"scoreboard":[{{"ticker":"HELX","sentiment":{{"text":"{score}"}},"last":{{"text":"104.00"}}}}],"sources":[{{"title":"{title}","publisher":"Wire"}}]}}"#
    )
}

fn side<'t>(revision: u16, markdown: &'t str, json: &'t str) -> DiffSide<'t> {
    DiffSide { revision: Revision(revision), markdown, json }
}

fn page(headline: &str, old: &str, new: &str) -> String {
    let key =
        EditionKey { brief: BriefId::parse("desk").unwrap(), date: "2026-03-25".parse().unwrap() };
    let facts = DiffFacts { key: &key, headline, banner: None, why: None, causes: &["inputs"] };
    let files = diff(facts, side(1, old, "{}"), side(2, new, "{}"));
    String::from_utf8(files[1].bytes.clone()).unwrap()
}

#[test]
fn a_diff_names_figures_sources_and_words_and_leaves_footnote_numbers_out() {
    let (old, new) = (json("+0.10", "A"), json("+0.25", "C"));
    let found = compare(side(1, OLD, &old), side(2, NEW, &new));
    let figures: Vec<String> = found
        .figures
        .iter()
        .map(|change| format!("{} {} {} {}", change.of, change.what, change.before, change.after))
        .collect();
    assert_eq!(figures, ["Overall score +0.10 +0.25", "HELX score +0.10 +0.25"]);
    assert_eq!(found.sources_added, ["C, Wire"]);
    assert_eq!(found.sources_dropped, ["A, Wire"]);
    assert_eq!(found.sections.len(), 1, "{:#?}", found.sections);
    assert_eq!(found.sections[0].title, "Scoreboard");
    assert_eq!(found.counts(), (1, 1));
    let Some(Line::New(parts)) =
        found.sections[0].lines.iter().find(|line| matches!(line, Line::New(_)))
    else {
        panic!("{:#?}", found.sections)
    };
    let changed: String =
        parts.iter().filter(|part| part.is_changed).map(|part| part.text.as_str()).collect();
    assert_eq!(changed, "+0.25");
}

#[test]
fn the_same_text_is_said_to_be_the_same() {
    let page = page("Own", OLD, OLD);
    assert!(page.contains("The texts are the same."), "{page}");
}

#[test]
fn a_hostile_headline_or_line_stays_text() {
    let evil = "</style></script><img src=x onerror=alert(1)>";
    let page = page(evil, "quiet", evil);
    assert!(!page.contains("<img"), "{page}");
    assert_eq!(page.matches("</style>").count(), 1);
}

#[test]
fn both_files_are_named_by_the_revision_before() {
    assert_eq!(diff_file_name(Revision(1), "md"), "diff-r001.md");
    assert_eq!(diff_file_name(Revision(12), "html"), "diff-r012.html");
}
