//! Takes a mail; gives what its style sheet says for dark screens, and where meaning would rest
//! on it. Never reads what stands in a comment: that is for Word alone.

use dom_query::Document;

use super::attributes::{Declaration, declarations};

/// The style sheets of a mail.
pub(super) struct Sheet {
    pub(super) bytes: usize,
    /// Class and declaration, of `@media (prefers-color-scheme:dark)`.
    dark: Vec<(String, Declaration)>,
    pub(super) faults: Vec<(&'static str, String)>,
}

impl Sheet {
    pub(super) fn of(document: &Document) -> Self {
        let text: String =
            document.select("style").iter().map(|one| one.text().to_string()).collect();
        let mut sheet = Self { bytes: text.len(), dark: Vec::new(), faults: Vec::new() };
        if text.contains("@import") || text.contains("url(") {
            sheet.faults.push(("external", "the style sheet fetches something".to_owned()));
        }
        for (selector, body) in blocks(&text) {
            if selector.starts_with("@media") {
                for (inner, body) in blocks(&body) {
                    sheet.rule(&selector, &inner, &body);
                }
            } else {
                sheet.rule("", &selector, &body);
            }
        }
        sheet
    }

    /// A rule may only override what stands inline, so that nothing is lost where clients drop
    /// the sheet.
    fn rule(&mut self, media: &str, selector: &str, body: &str) {
        let dark = media.contains("prefers-color-scheme") && media.contains("dark");
        let resets = media.is_empty() && matches!(selector, "body");
        for one in declarations(body) {
            let shown = format!("{selector} {}:{}", one.name, one.value);
            if !one.important && !resets {
                self.faults.push(("style-meaning", shown.clone()));
            }
            let lays_out = one.value.contains("flex") || one.value.contains("grid");
            if lays_out || one.name == "content" || one.value.contains("var(") {
                self.faults.push(("media-layout", shown));
            }
            if dark {
                for class in selector.split(',').filter_map(|one| one.trim().strip_prefix('.')) {
                    self.dark.push((class.to_owned(), one.clone()));
                }
            }
        }
    }

    /// What dark screens say of an element with `classes`.
    pub(super) fn dark(&self, classes: &str) -> Vec<Declaration> {
        let has = |class: &str| classes.split_whitespace().any(|one| one == class);
        self.dark.iter().filter(|(class, _)| has(class)).map(|(_, one)| one.clone()).collect()
    }
}

/// `selector { body }`, with the blocks inside a block left in its body.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut selector, mut body, mut depth) = (String::new(), String::new(), 0_u32);
    for mark in text.chars() {
        match mark {
            '{' if depth == 0 => depth = 1,
            '}' if depth == 1 => {
                depth = 0;
                found.push((selector.trim().to_owned(), std::mem::take(&mut body)));
                selector.clear();
            }
            _ => {
                match mark {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 { selector.push(mark) } else { body.push(mark) }
            }
        }
    }
    found
}
