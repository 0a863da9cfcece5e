//! What a reader sees in each rendition, of a full day, a quiet one and one without prices.

mod agreement;
mod mailing;
mod portfolio;
mod schema;

#[expect(unreachable_pub, reason = "the integration tests use it too")]
#[path = "../../tests/support/mail_check/mod.rs"]
mod mail_check;

use std::fs;

use super::fixture::{crowded_day, day_without_prices, full_day, holding_day, quiet_day};
use super::{Look, TemplateSet, render};
use crate::model::{Brief, EditionKey, content_id};

fn rendition(brief: &Brief, file_name: &str) -> String {
    let all = render(brief, &TemplateSet::builtin(), &Look::default())
        .expect("the built-in templates fit");
    let one = all.into_iter().find(|one| one.file_name == file_name).expect("a known name");
    String::from_utf8(one.bytes).expect("text")
}

/// Leaves the renditions where a person can look at them.
#[test]
fn every_kind_of_day_is_rendered_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/look");
    for (day, brief) in [
        ("full", full_day()),
        ("quiet", quiet_day()),
        ("no-prices", day_without_prices()),
        ("crowded", crowded_day(12)),
        ("packed", crowded_day(40)),
        ("holding", holding_day()),
    ] {
        fs::create_dir_all(format!("{folder}/{day}")).expect("target can be written");
        let all = render(&brief, &TemplateSet::builtin(), &Look::default());
        let all = all.unwrap_or_else(|error| panic!("{day}: {error}"));
        for one in all {
            fs::write(format!("{folder}/{day}/{}", one.file_name), &one.bytes).expect("written");
            let is_picture = one.media_type == "image/png" || one.file_name == "brief.pdf";
            let is_tidy = one.bytes.ends_with(b"\n") && !one.bytes.contains(&b'\r');
            assert!(is_picture || is_tidy, "{}", one.file_name);
        }
    }
}

#[test]
fn text_is_at_most_72_columns_wide_but_for_what_cannot_break() {
    for brief in [full_day(), quiet_day(), day_without_prices()] {
        for line in rendition(&brief, "brief.txt").lines() {
            let breaks = line.split_whitespace().all(|word| word.len() < 60);
            assert!(line.chars().count() <= 72 || !breaks, "{line}");
        }
    }
}

#[test]
fn every_figure_of_the_scoreboard_agrees_in_all_five() {
    let brief = full_day();
    for row in &brief.scoreboard {
        let figures = [
            row.last.expect("a price").to_string(),
            row.day.expect("a return").to_string(),
            row.quarter.expect("a return").to_string(),
            row.sentiment.expect("a sentiment").score.to_string(),
            row.change.expect("a change").to_string(),
        ];
        for file_name in ["brief.md", "brief.html", "email.html", "brief.txt"] {
            let text = rendition(&brief, file_name);
            let table = text.split_once("coreboard").or(text.split_once("SCOREBOARD"));
            let (_, table) = table.expect("every rendition has a scoreboard");
            let start = table.find(row.ticker.as_str()).expect("every ticker has a row");
            let mut rest = &table[start..];
            for figure in &figures {
                let place = rest.find(figure.as_str());
                rest = &rest[place.unwrap_or_else(|| panic!("{file_name}: {figure}"))..];
            }
        }
        let json: serde_json::Value =
            serde_json::from_str(&rendition(&brief, "brief.json")).expect("JSON");
        let rows = json["scoreboard"].as_array().expect("rows");
        let found = rows.iter().find(|one| one["ticker"] == row.ticker.as_str()).expect("a row");
        assert_eq!(found["last"]["text"], figures[0]);
        assert_eq!(found["day"]["text"], figures[1]);
        assert_eq!(found["sentiment"]["text"], figures[3]);
        assert_eq!(found["change"]["text"], figures[4]);
    }
    for cell in &brief.strip {
        for file_name in ["brief.md", "brief.html", "email.html", "brief.txt", "brief.json"] {
            assert!(rendition(&brief, file_name).contains(&cell.value), "{file_name}");
        }
    }
}

#[test]
fn hostile_titles_and_addresses_are_harmless_everywhere() {
    let mut brief = full_day();
    brief.headline = "<script>alert(1)</script> {{ 7*7 }} | [x](javascript:1)".to_owned();
    brief.names[0].lines[0].text = "one\r\n\r\n# two\n\"><img src=x onerror=alert(1)>".to_owned();
    brief.sources[0].title = "](javascript:alert(1)) \u{202E} | <b>".to_owned();
    brief.sources[0].url = Some("javascript:alert(1)".to_owned());
    brief.sources[1].url = Some("https://a.example/\"onmouseover=alert(1)".to_owned());
    brief.scoreboard[0].name = "Helix | x |\r\n| y | `z` |".to_owned();
    let rows = |page: &str| page.matches("<tr>").count();
    let cells = |page: &str| page.matches("<td").count();
    for file_name in ["brief.html", "email.html"] {
        let page = rendition(&brief, file_name);
        for bad in ["<script", "<img src=x", "href=\"javascript", "\"onmouseover", "\u{202E}"] {
            assert!(!page.contains(bad), "{file_name}: {bad}");
        }
        assert!(page.contains("{{ 7*7 }}"), "{file_name}: data is never a template");
    }
    let page = as_page(&rendition(&brief, "brief.md"));
    let sound = as_page(&rendition(&full_day(), "brief.md"));
    assert_eq!((rows(&page), cells(&page)), (rows(&sound), cells(&sound)), "no table is broken");
    for bad in ["<script", "<img", "href=\"javascript", "<h1>two"] {
        assert!(!page.contains(bad), "brief.md: {bad}");
    }
    assert!(!rendition(&brief, "brief.txt").contains("\n# two"));
    let json: serde_json::Value = serde_json::from_str(&rendition(&brief, "brief.json")).unwrap();
    assert!(json["sources"][0]["url"].is_null(), "{}", json["sources"][0]);
}

/// What a Markdown reader shows.
fn as_page(markdown: &str) -> String {
    let mut page = String::new();
    let options = pulldown_cmark::Options::ENABLE_FOOTNOTES
        | pulldown_cmark::Options::ENABLE_TABLES
        | pulldown_cmark::Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new_ext(markdown, options));
    page
}

#[test]
fn what_is_not_known_is_never_written_as_a_missing_value() {
    for brief in [quiet_day(), day_without_prices()] {
        for file_name in ["brief.md", "brief.html", "email.html", "brief.txt"] {
            let text = rendition(&brief, file_name);
            for bad in ["N/A", "None", "null", "undefined", "NaN"] {
                assert!(!text.contains(bad), "{file_name}: {bad}");
            }
        }
    }
}

#[test]
fn a_banner_stands_on_every_rendition() {
    for file_name in ["brief.md", "brief.html", "email.html", "brief.txt", "brief.json"] {
        assert!(rendition(&full_day(), file_name).contains("Fictional market"), "{file_name}");
    }
}

#[test]
fn an_unknown_override_is_named_with_its_near_match() {
    let overrides = [("breif.md.tera".to_owned(), String::new())].into();
    let error = TemplateSet::with_overrides(overrides).expect_err("no such template");
    assert_eq!(
        error.to_string(),
        "Template `breif.md.tera` replaces nothing: did you mean `brief.md.tera`?"
    );
}

#[test]
fn an_undefined_name_in_an_override_is_reported_by_template_and_line() {
    let source = "{{ headline }}\n{{ headlin }}\n".to_owned();
    let set = TemplateSet::with_overrides([("brief.txt.tera".to_owned(), source)].into());
    let error =
        render(&full_day(), &set.expect("it reads"), &Look::default()).expect_err("no such name");
    assert!(error.to_string().starts_with("Template `brief.txt.tera`, line 2: "), "{error}");
    assert!(error.to_string().contains("headlin"), "{error}");
}

#[test]
fn a_template_cannot_ask_for_the_time() {
    for call in ["now()", "get_random()", "get_env(name=\"HOME\")"] {
        let source = format!("{{{{ {call} }}}}");
        let set = TemplateSet::with_overrides([("brief.txt.tera".to_owned(), source)].into());
        let error = render(&full_day(), &set.expect("it reads"), &Look::default())
            .expect_err("not available");
        assert!(error.to_string().contains("is not available"), "{error}");
    }
}

/// Row 35 of the table in `docs/security.md`.
#[test]
fn a_template_that_would_never_end_is_stopped_and_named_with_its_line() {
    for (body, told) in [
        ("{% for n in range(end=1000000000) %}x{% endfor %}", "`range` gives more than 10000"),
        (
            "{% for a in range(end=200) %}{% for b in range(end=200) %}x{% endfor %}{% endfor %}",
            "`range` gives more than 10000",
        ),
        ("{% include \"brief.txt.tera\" %}", "ircular"),
        (
            "{%- component deep() -%}{{ <deep /> }}{%- endcomponent deep -%}{{ <deep /> }}",
            "ecursion",
        ),
    ] {
        let source = format!("first line\n{body}\n");
        let set = TemplateSet::with_overrides([("brief.txt.tera".to_owned(), source)].into());
        let ended = set.and_then(|set| render(&full_day(), &set, &Look::default()));
        let error = ended.expect_err("it would never end").to_string();
        assert!(error.contains("brief.txt.tera") && error.contains(told), "{body}: {error}");
    }
}

#[test]
fn any_changed_template_changes_the_digest() {
    let plain = TemplateSet::builtin();
    let source = plain.files()["brief.txt.tera"].clone() + "\n";
    let set = TemplateSet::with_overrides([("brief.txt.tera".to_owned(), source)].into());
    assert_ne!(plain.sha256(), set.expect("it reads").sha256());
}

#[test]
fn the_text_of_each_kind_of_day_reads_as_reviewed() {
    insta::assert_snapshot!("full_day_text", rendition(&full_day(), "brief.txt"));
    insta::assert_snapshot!("full_day_markdown", rendition(&full_day(), "brief.md"));
    insta::assert_snapshot!("full_day_json", rendition(&full_day(), "brief.json"));
    insta::assert_snapshot!("quiet_day_text", rendition(&quiet_day(), "brief.txt"));
    insta::assert_snapshot!(
        "day_without_prices_text",
        rendition(&day_without_prices(), "brief.txt")
    );
}

/// What lies between `start` and `end`, each time.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

#[test]
fn the_pages_pictures_have_words_and_no_name_twice() {
    let page = rendition(&full_day(), "brief.html");
    let mut names = between(&page, " id=\"", "\"");
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    let charts = full_day().charts;
    for words in [
        charts.price_tone.expect("a chart").words,
        charts.base_rate.expect("a chart").words,
        charts.tones.expect("a chart").words,
    ] {
        assert_eq!(page.matches(&format!("aria-label=\"{words}\"")).count(), 2, "{words}");
    }
    for svg in between(&page, "<svg", ">") {
        assert!(svg.contains("role=\"img\"") && svg.contains("aria-label=\""), "{svg}");
    }
}

#[test]
fn a_mail_shows_exactly_the_pictures_that_were_drawn_each_with_its_size() {
    for brief in [full_day(), quiet_day(), day_without_prices(), crowded_day(12), crowded_day(40)] {
        let all = render(&brief, &TemplateSet::builtin(), &Look::default())
            .expect("the built-in templates fit");
        let key = EditionKey { brief: brief.masthead.brief.clone(), date: brief.masthead.date };
        let mut drawn: Vec<String> = all
            .iter()
            .filter(|one| one.media_type == "image/png")
            .map(|one| content_id(&one.file_name, &key, brief.masthead.revision))
            .collect();
        let mail = rendition(&brief, "email.html");
        let mut shown = between(&mail, "src=\"cid:", "\"");
        drawn.sort();
        shown.sort_unstable();
        assert_eq!(drawn, shown);
        for image in between(&mail, "<img", ">") {
            for needed in ["width=\"", "height=\"", "alt=\""] {
                assert!(image.contains(needed), "{image}");
            }
        }
    }
}

#[test]
fn a_day_without_charts_has_no_empty_picture() {
    let page = rendition(&quiet_day(), "brief.html");
    assert!(!page.contains("<figure") && !page.contains("The picture"));
    assert!(!rendition(&quiet_day(), "email.html").contains("The picture"));
    let page = rendition(&day_without_prices(), "brief.html");
    assert_eq!(page.matches("<figure").count(), 1, "the scores alone");
    let json: serde_json::Value =
        serde_json::from_str(&rendition(&quiet_day(), "brief.json")).expect("JSON");
    assert!(json["charts"]["price_tone"].is_null() && json["charts"]["tones"].is_null());
}

#[test]
fn every_mistake_in_a_template_is_named_with_template_line_and_near_match() {
    for (body, told) in [
        (
            "{{ headlin }}",
            "Variable `headlin` is not defined: did you mean `headline`? Known are: archive_path, ",
        ),
        (
            "{{ takeaway.titel }}",
            "Field `titel` is not defined: did you mean `title`? Known are: call, ",
        ),
        (
            "{% for row in rows %}{{ row.tickr }}{% endfor %}",
            "Field `tickr` is not defined: did you mean `ticker`?",
        ),
        ("{% for row in row %}{{ row.ticker }}{% endfor %}", "`row` is not known here: "),
        (
            "{% include \"parts/stile.html.tera\" %}",
            "Unknown template `parts/stile.html.tera`: did you mean `parts/style.html.tera`?",
        ),
        ("{{ headline | uper }}", "Unknown filter `uper`: did you mean `upper`?"),
        ("{{ <md_citd line={deck} /> }}", "Unknown component `md_citd`: did you mean `md_cited`?"),
        ("{{ rang(end=3) }}", "Unknown function `rang`: did you mean `range`?"),
        ("{% endfro %}", "Unknown tag"),
        ("{{ headline ", "Unexpected end of input"),
    ] {
        let overrides = [("brief.txt.tera".to_owned(), format!("first\n{body}\n"))].into();
        let ended = TemplateSet::with_overrides(overrides)
            .and_then(|set| super::try_out(&set, &Look::default()));
        let error = ended.expect_err(body).to_string();
        let due = format!("Template `brief.txt.tera`, line 2: {told}");
        assert!(error.starts_with(&due), "{body}: {error}");
    }
}

#[test]
fn the_built_in_templates_pass_their_own_trial() {
    super::try_out(&TemplateSet::builtin(), &Look::default()).expect("they fit every day");
}
