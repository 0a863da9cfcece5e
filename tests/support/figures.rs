//! Takes the renditions of one edition; gives every figure in which they differ, section by
//! section and name by name. The JSON is the measure: what it does not have, no page may say.

use std::collections::{BTreeMap, BTreeSet};

use dom_query::{Document, NodeRef};
use serde_json::Value;

/// Headings of the sections and where the JSON has them: what readers see of it, and the rest.
const SECTIONS: [(&str, &[&str], &[&str]); 11] = [
    (
        "",
        &["headline", "deck", "bullets", "date_words", "as_of_words"],
        &[
            "title",
            "revision",
            "as_of",
            "overall",
            "strip",
            "banner",
            "correction",
            "date",
            "overall_previous_hundredths",
        ],
    ),
    ("contrarian takeaway", &["takeaway"], &["charts"]),
    ("the picture", &[], &["charts"]),
    ("scoreboard", &["scoreboard_note"], &["scoreboard", "charts"]),
    ("your portfolio", &["portfolio/basis_words", "portfolio/facts"], &["portfolio"]),
    ("name by name", &[], &["names"]),
    ("who else wins or loses", &["effects"], &[]),
    ("what could move it", &["calendar"], &[]),
    ("since the last edition", &["changes"], &[]),
    ("our record", &["scorecard"], &[]),
    ("data notes", &["notes"], &[]),
];

/// Words of the layout that hold digits.
const LABELS: [&str; 6] =
    ["-1 . . 0 . . +1", "-1 … +1", "3 months", "3 mon.", "30 sessions", "1 day"];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Every disagreement between the renditions, by their file names, in words.
pub fn disagreements(renditions: &BTreeMap<String, String>) -> Vec<String> {
    let json: Value = serde_json::from_str(&renditions["brief.json"]).expect("JSON");
    let mut faults = Vec::new();
    for file in ["brief.md", "brief.html", "email.html", "brief.txt"] {
        let sections = sections(&lines(file, &renditions[file]));
        let is_mail = file == "email.html";
        for (heading, visible, also) in SECTIONS {
            let seen = sections.get(heading).cloned().unwrap_or_default();
            let seen = figures(&seen.join("\n"));
            let must = of_json(&json, visible);
            let may: BTreeSet<String> = must.iter().cloned().chain(of_json(&json, also)).collect();
            let place = if heading.is_empty() { "front" } else { heading };
            for extra in seen.difference(&may) {
                faults.push(format!("{file}, {place}: {extra} is not in the JSON"));
            }
            let whole = !is_mail || matches!(heading, "" | "contrarian takeaway" | "data notes");
            for missing in must.difference(&seen).filter(|_| whole) {
                faults.push(format!("{file}, {place}: {missing} of the JSON is missing"));
            }
        }
        faults.extend(rows(file, &json, &sections));
        faults.extend(cards(file, &json, &sections));
    }
    faults
}

type Sections = BTreeMap<&'static str, Vec<String>>;

/// Each row of the scoreboard has its figures in their order, and no other.
fn rows(file: &str, json: &Value, sections: &Sections) -> Vec<String> {
    let mut faults = Vec::new();
    let empty = Vec::new();
    let lines = sections.get("scoreboard").unwrap_or(&empty);
    for (ticker, chunk) in chunks(json, "scoreboard", lines) {
        let row = find(json, "scoreboard", &ticker);
        let cells = ["last", "day", "quarter", "sentiment", "change"];
        let due: Vec<String> =
            cells.iter().filter_map(|cell| row[cell]["text"].as_str()).flat_map(in_order).collect();
        let name = row["name"].as_str().unwrap_or_default();
        let shown: Vec<String> = in_order(&chunk.replacen(name, " ", 1));
        if shown.len() < due.len() || shown[..due.len()] != due {
            faults.push(format!("{file}, row {ticker}: {shown:?} where the JSON has {due:?}"));
        }
    }
    faults
}

/// Each name's card has the figures that the JSON has of it, and no other.
fn cards(file: &str, json: &Value, sections: &Sections) -> Vec<String> {
    let mut faults = Vec::new();
    let empty = Vec::new();
    let lines = sections.get("name by name").unwrap_or(&empty);
    for (ticker, chunk) in chunks(json, "names", lines) {
        let card = find(json, "names", &ticker);
        let (seen, may) = (figures(&chunk), of_value(card, ""));
        let must: BTreeSet<String> = ["lines", "catalyst", "risk", "contrarian"]
            .iter()
            .flat_map(|key| of_value(&card[key], ""))
            .collect();
        let left_out = file == "email.html" && chunk.is_empty();
        for extra in seen.difference(&may) {
            faults.push(format!("{file}, card {ticker}: {extra} is not in the JSON"));
        }
        for missing in must.difference(&seen).filter(|_| !left_out) {
            faults.push(format!("{file}, card {ticker}: {missing} of the JSON is missing"));
        }
    }
    faults
}

fn find<'j>(json: &'j Value, list: &str, ticker: &str) -> &'j Value {
    let all = json[list].as_array().expect("a list");
    all.iter().find(|one| one["ticker"] == ticker).expect("a ticker of the list")
}

/// The lines of each ticker: from the one that opens with it to the next ticker's.
fn chunks(json: &Value, list: &str, lines: &[String]) -> Vec<(String, String)> {
    let tickers: Vec<&str> = json[list]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["ticker"].as_str())
        .collect();
    let opens = |line: &str, ticker: &str| {
        line.strip_prefix(ticker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let mut chunks: Vec<(String, String)> =
        tickers.iter().map(|ticker| ((*ticker).to_owned(), String::new())).collect();
    let mut current = None;
    for line in lines {
        let after = current.map_or(0, |place: usize| place + 1);
        if let Some(next) = (after..tickers.len()).find(|place| opens(line, tickers[*place])) {
            current = Some(next);
        }
        if line.starts_with("The ") && line.contains("names that matter most") {
            break;
        }
        if let Some(place) = current {
            chunks[place].1.push_str(line);
            chunks[place].1.push('\n');
        }
    }
    chunks
}

/// The lines of each section; those before the first heading stand under the empty one.
fn sections(lines: &[String]) -> Sections {
    let mut sections = Sections::new();
    let mut current = Some("");
    for line in lines {
        let lower = line.trim().to_lowercase();
        let heading = SECTIONS.iter().map(|(heading, ..)| *heading).find(|known| *known == lower);
        let ends = ["sources", "provenance"].contains(&lower.as_str())
            || line.starts_with("contrabrief ")
            || line.contains("Not in this mail:");
        if ends {
            current = None;
        } else if let Some(heading) = heading.filter(|heading| !heading.is_empty()) {
            current = Some(heading);
        } else if let Some(current) = current
            && !(current == "name by name" && line.contains("names that matter most"))
        {
            sections.entry(current).or_default().push(line.clone());
        }
    }
    sections
}

/// What a reader sees, in lines.
fn lines(file: &str, text: &str) -> Vec<String> {
    let visible = match file {
        "brief.txt" => text.to_owned(),
        "brief.md" => {
            use pulldown_cmark::{Options, Parser, html};
            let options = Options::ENABLE_FOOTNOTES
                | Options::ENABLE_TABLES
                | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
            let mut page = String::new();
            html::push_html(&mut page, Parser::new_ext(text, options));
            of_html(&page)
        }
        _ => of_html(text),
    };
    visible
        .lines()
        .map(|line| if file == "brief.txt" { line.trim_end().to_owned() } else { one_line(line) })
        .filter(|line| !line.trim().is_empty())
        .collect()
}

fn one_line(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_html(html: &str) -> String {
    let document = Document::from(html);
    let mut text = String::new();
    visit(&document.select("body").nodes()[0], &mut text);
    text
}

fn visit(node: &NodeRef<'_>, text: &mut String) {
    const SKIPPED: [&str; 5] = ["style", "script", "svg", "sup", "time"];
    const BLOCKS: [&str; 14] = [
        "p", "div", "tr", "h1", "h2", "h3", "li", "article", "section", "footer", "table", "dt",
        "dd", "header",
    ];
    for child in node.children() {
        if child.is_text() {
            text.push_str(&child.text().replace('\n', " "));
            continue;
        }
        let name = child.node_name().unwrap_or_default().to_string();
        let hidden = child.attr_or("style", "").contains("display:none");
        if SKIPPED.contains(&name.as_str()) && name != "time" || hidden {
            continue;
        }
        let is_block = BLOCKS.contains(&name.as_str());
        let is_gap = matches!(name.as_str(), "td" | "th" | "span" | "b" | "br");
        text.push_str(if is_block {
            "\n"
        } else if is_gap {
            " "
        } else {
            ""
        });
        visit(&child, text);
        text.push_str(if is_block {
            "\n"
        } else if is_gap {
            " "
        } else {
            ""
        });
    }
}

/// The figures of some of the JSON's keys; `a/b` is a key in a key.
fn of_json(json: &Value, keys: &[&str]) -> BTreeSet<String> {
    keys.iter()
        .filter_map(|key| json.pointer(&format!("/{key}")).map(|value| (key, value)))
        .flat_map(|(key, value)| of_value(value, key))
        .collect()
}

fn of_value(value: &Value, key: &str) -> BTreeSet<String> {
    match value {
        Value::String(text) => figures(text),
        Value::Number(number) => {
            let whole = number.as_i64().unwrap_or_default();
            let sign = if whole < 0 { "-" } else { "+" };
            let size = whole.abs();
            let decimal = format!("{sign}{}.{:02}", size / 100, size % 100);
            let told = if key.ends_with("hundredths") { decimal } else { whole.to_string() };
            BTreeSet::from([told])
        }
        Value::Array(all) => all.iter().flat_map(|one| of_value(one, key)).collect(),
        Value::Object(all) => all
            .iter()
            .filter(|(key, _)| *key != "citations")
            .flat_map(|(key, one)| of_value(one, key))
            .collect(),
        _ => BTreeSet::new(),
    }
}

/// Scores, percents, prices, counts and dates of a text, each once.
fn figures(text: &str) -> BTreeSet<String> {
    in_order(text).into_iter().collect()
}

fn in_order(text: &str) -> Vec<String> {
    let mut text = text.replace('−', "-").replace(['\u{a0}', '\n'], " ");
    for label in LABELS {
        text = text.replace(label, " ");
    }
    let breaks = |mark: char| mark.is_whitespace() || "()[]“”\"–—→·;=/<>#|*▲▼◆".contains(mark);
    let citation = without_citations(&text);
    let words: Vec<&str> = citation.split(breaks).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let word = word.trim_matches(|mark: char| ".,:!?'’".contains(mark));
        let bare = word.trim_start_matches(['$', '€', '£', '¥']);
        let digits = bare.strip_prefix(['+', '-']).unwrap_or(bare);
        let is_figure = digits.starts_with(|mark: char| mark.is_ascii_digit())
            && digits.chars().all(|mark| mark.is_ascii_digit() || ".,:%-".contains(mark));
        if !is_figure {
            continue;
        }
        let month = words.get(place + 1).map(|next| next.to_lowercase());
        let month = month.filter(|next| MONTHS.iter().any(|month| next.starts_with(month)));
        let is_day = digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|day| day <= 31);
        match month.filter(|_| is_day) {
            Some(month) => found.push(format!("{digits} {}", &month[..3])),
            None => found.push(bare.to_owned()),
        }
    }
    found
}

/// The text without its `[1]` and `[12]`.
fn without_citations(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open);
        kept.push_str(before);
        match after[1..].split_once(']') {
            Some((inner, tail))
                if !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit()) =>
            {
                kept.push(' ');
                rest = tail;
            }
            _ => {
                kept.push('[');
                rest = &after[1..];
            }
        }
    }
    kept + rest
}
