//! Takes the HTML of a mail; gives everything in it that a mail client is known to drop, break
//! or show wrongly: the caniemail rows, the size limits and the accessibility rules of
//! `docs/brief.md`. Never looks at what the mail says.

mod attributes;
mod colour;
mod sheet;

use std::fmt;

use dom_query::{Document, NodeRef};

use attributes::{Declaration, declarations, length};
use colour::{Rgb, contrast};
use sheet::Sheet;

/// Gmail cuts a mail a little above this and hides what follows.
pub const MAIL_BYTES_MAX: usize = 100_000;
/// Gmail drops a longer style sheet as a whole.
const STYLE_BYTES_MAX: usize = 16_000;
/// RFC 5322, section 2.1.1.
const LINE_BYTES_MAX: usize = 998;
/// Outlook's reading pane.
const WIDTH_MAX: f64 = 640.0;
const FONT_PIXELS_MIN: f64 = 12.0;
const CONTRAST_MIN: f64 = 4.5;
/// Word draws no thicker one.
const BORDER_PIXELS_MAX: f64 = 8.0;

/// One thing that some client would not show as meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The rule in one word.
    pub rule: &'static str,
    /// What breaks it.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.rule, self.what)
    }
}

/// Everything in `mail` that breaks a rule, each once.
pub fn violations(mail: &str) -> Vec<Violation> {
    let document = Document::from(mail);
    let sheet = Sheet::of(&document);
    let mut check = Check { found: Vec::new(), sheet, scheme: Scheme::Light };
    check.whole(mail, &document);
    let root = document.root();
    check.tree(&root, &Looks::default());
    check.scheme = Scheme::Dark;
    check.tree(&root, &Looks::default());
    check.found.sort();
    check.found.dedup();
    check.found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    /// Inline styles alone, as Gmail and Outlook show it.
    Light,
    /// With the rules for dark screens, as Apple Mail shows it.
    Dark,
}

/// What an element hands down to those in it.
#[derive(Clone)]
struct Looks {
    ink: Rgb,
    ground: Rgb,
    font_pixels: f64,
    hidden: bool,
}

impl Default for Looks {
    fn default() -> Self {
        Self { ink: Rgb::BLACK, ground: Rgb::WHITE, font_pixels: 16.0, hidden: false }
    }
}

struct Check {
    found: Vec<Violation>,
    sheet: Sheet,
    scheme: Scheme,
}

impl Check {
    fn add(&mut self, rule: &'static str, what: impl Into<String>) {
        self.found.push(Violation { rule, what: what.into() });
    }

    fn whole(&mut self, mail: &str, document: &Document) {
        if mail.len() > MAIL_BYTES_MAX {
            self.add("size", format!("{} bytes", mail.len()));
        }
        for line in mail.lines().filter(|line| line.len() > LINE_BYTES_MAX) {
            let start: String = line.chars().take(60).collect();
            self.add("line", format!("{} bytes: {start}", line.len()));
        }
        if self.sheet.bytes > STYLE_BYTES_MAX {
            self.add("style-size", format!("{} bytes of style sheet", self.sheet.bytes));
        }
        for (rule, what) in self.sheet.faults.clone() {
            self.add(rule, what);
        }
        if document.select("html").attr("lang").is_none_or(|lang| lang.trim().is_empty()) {
            self.add("lang", "<html> has no lang");
        }
        if document.select("title").text().trim().is_empty() {
            self.add("title", "no <title>");
        }
    }

    fn tree(&mut self, node: &NodeRef<'_>, above: &Looks) {
        for child in node.children() {
            if child.is_text() {
                if self.scheme == Scheme::Light {
                    self.words(&child.text(), above);
                } else {
                    self.contrast(&child.text(), above);
                }
            } else if child.is_element() {
                let name = child.node_name().unwrap_or_default().to_string();
                if matches!(name.as_str(), "head" | "style" | "title" | "script") {
                    if self.scheme == Scheme::Light {
                        self.head(&child, &name);
                    }
                    continue;
                }
                let style = declarations(&child.attr_or("style", ""));
                if self.scheme == Scheme::Light {
                    self.element(&child, &name, &style);
                }
                let looks = self.looks(&child, &style, above);
                self.tree(&child, &looks);
            }
        }
    }

    fn head(&mut self, node: &NodeRef<'_>, name: &str) {
        if name == "script" {
            self.add("script", "<script>");
        }
        for inner in node.descendants() {
            let name = inner.node_name().unwrap_or_default();
            let refreshes = inner.attr_or("http-equiv", "").eq_ignore_ascii_case("refresh");
            if name.as_ref() == "script" || refreshes {
                self.add("script", format!("<{name}>"));
            }
            if matches!(name.as_ref(), "link" | "base") {
                self.add("external", format!("<{name}>"));
            }
        }
    }

    fn looks(&self, node: &NodeRef<'_>, style: &[Declaration], above: &Looks) -> Looks {
        let mut looks = above.clone();
        if let Some(ground) = node.attr("bgcolor").and_then(|value| Rgb::parse(&value)) {
            looks.ground = ground;
        }
        let classes = node.attr_or("class", "");
        let by_class: Vec<Declaration> = match self.scheme {
            Scheme::Light => Vec::new(),
            Scheme::Dark => self.sheet.dark(&classes),
        };
        for one in style.iter().chain(&by_class) {
            match one.name.as_str() {
                "color" => looks.ink = Rgb::parse(&one.value).unwrap_or(looks.ink),
                "background" | "background-color" => {
                    looks.ground = Rgb::parse(&one.value).unwrap_or(looks.ground);
                }
                "font-size" => looks.font_pixels = length(&one.value).unwrap_or(looks.font_pixels),
                "display" if one.value == "none" => looks.hidden = true,
                _ => {}
            }
        }
        looks
    }

    fn words(&mut self, text: &str, looks: &Looks) {
        if !is_visible(text) || looks.hidden {
            return;
        }
        if looks.font_pixels < FONT_PIXELS_MIN {
            self.add("small", format!("{} px: {}", looks.font_pixels, text.trim()));
        }
        self.contrast(text, looks);
    }

    fn contrast(&mut self, text: &str, looks: &Looks) {
        let ratio = contrast(looks.ink, looks.ground);
        if is_visible(text) && !looks.hidden && ratio < CONTRAST_MIN {
            let (ink, ground) = (looks.ink, looks.ground);
            self.add("contrast", format!("{ink} on {ground} is {ratio:.1}: {}", text.trim()));
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, name: &str, style: &[Declaration]) {
        for one in style {
            self.declaration(node, name, one);
        }
        for attribute in node.attrs() {
            if attribute.name.local.starts_with("on") {
                self.add("script", format!("<{name} {}>", attribute.name.local));
            }
        }
        match name {
            "svg" => self.add("svg", "<svg>"),
            "script" | "form" | "input" | "button" | "iframe" | "object" | "embed" | "video"
            | "audio" => self.add("script", format!("<{name}>")),
            "link" | "base" => self.add("external", format!("<{name}>")),
            "img" => self.image(node),
            "table" => self.table(node),
            "th" if !matches!(node.attr_or("scope", "").as_ref(), "col" | "row") => {
                self.add("scope", format!("<th> {}", node.text().trim()));
            }
            "a" => self.link(node, style),
            _ => {}
        }
        if let Some(width) = node.attr("width").and_then(|width| width.parse::<f64>().ok())
            && width > WIDTH_MAX
        {
            self.add("wide", format!("<{name}> {width} px"));
        }
    }

    fn image(&mut self, node: &NodeRef<'_>) {
        let src = node.attr_or("src", "").to_ascii_lowercase();
        if src.starts_with("data:") {
            self.add("data-image", "an image inside the mail's HTML");
        } else if !src.starts_with("cid:") && !src.starts_with("https://") {
            self.add("image-source", src.clone());
        }
        let kind = src.rsplit('.').next().unwrap_or_default();
        if matches!(kind, "webp" | "svg" | "avif") {
            self.add("image-kind", src.clone());
        }
        for needed in ["alt", "width", "height"] {
            if node.attr(needed).is_none() {
                self.add(if needed == "alt" { "alt" } else { "image-size" }, src.clone());
            }
        }
        let side = |name| node.attr(name).and_then(|text| text.parse::<u32>().ok());
        if side("width").is_some_and(|px| px < 2) || side("height").is_some_and(|px| px < 2) {
            self.add("tracking", src);
        }
    }

    fn table(&mut self, node: &NodeRef<'_>) {
        let own = |wanted: &str| {
            node.descendants().into_iter().filter(|inner| is_of(inner, wanted, node)).count()
        };
        let headings = own("th");
        match node.attr_or("role", "").as_ref() {
            "presentation" | "none" if headings > 0 => {
                self.add("role", "a table with headings is not presentation");
            }
            "presentation" | "none" => {}
            _ if headings == 0 => self.add("role", "a layout table without role=presentation"),
            _ => {}
        }
    }

    fn link(&mut self, node: &NodeRef<'_>, style: &[Declaration]) {
        let href = node.attr_or("href", "").to_string();
        if href.starts_with('#') {
            self.add("anchor", href);
        } else if !["https://", "http://", "mailto:"].iter().any(|one| href.starts_with(one)) {
            self.add("link", href);
        }
        if !style.iter().any(|one| one.name == "color") {
            self.add("link-colour", node.text().to_string());
        }
    }

    /// A picture that shrinks on phones: Word reads the attribute and drops the style.
    fn is_fluid_image(node: &NodeRef<'_>, name: &str) -> bool {
        name == "img" && node.attr("width").is_some()
    }

    fn declaration(&mut self, node: &NodeRef<'_>, name: &str, one: &Declaration) {
        let Declaration { name: property, value, .. } = one;
        let shown = || format!("<{name}> {property}:{value}");
        if property.starts_with("--") || value.contains("var(") {
            self.add("variable", shown());
        }
        if value.contains("url(") {
            self.add("external", shown());
        }
        let is_cell = matches!(name, "td" | "th");
        let fluid = Self::is_fluid_image(node, name);
        let is_flow = matches!(name, "p" | "div" | "span" | "a" | "h1" | "h2" | "h3");
        let lengths: Vec<f64> = value.split_whitespace().filter_map(length).collect();
        let some = lengths.iter().any(|pixels| *pixels != 0.0) || value.contains("auto");
        match property.as_str() {
            "position" | "opacity" | "object-fit" | "overflow" | "overflow-x" | "overflow-y"
            | "float" | "transform" | "box-shadow" => self.add("unsupported", shown()),
            "display" if value.contains("flex") || value.contains("grid") => {
                self.add("flex", shown());
            }
            "flex" | "grid" | "gap" => self.add("flex", shown()),
            "max-width" | "min-width" if name != "table" && !fluid => {
                self.add("max-width", shown());
            }
            "width" if is_flow || name == "img" && !fluid => self.add("width", shown()),
            _ if property.starts_with("border-radius") => self.add("radius", shown()),
            _ if property.starts_with("grid-") || property.starts_with("flex-") => {
                self.add("flex", shown());
            }
            _ if property.starts_with("margin")
                && (value.contains("auto") || lengths.iter().any(|pixels| *pixels < 0.0)) =>
            {
                self.add("margin", shown());
            }
            _ if property.starts_with("padding") && !is_cell && some => {
                self.add("padding", shown());
            }
            _ if property.starts_with("border")
                && property != "border-collapse"
                && (lengths.iter().any(|pixels| *pixels > BORDER_PIXELS_MAX)
                    || (is_flow && some)) =>
            {
                self.add("border", shown());
            }
            _ => {}
        }
    }
}

/// Whether `inner` is a `wanted` of `table` itself and not of a table in it.
fn is_of(inner: &NodeRef<'_>, wanted: &str, table: &NodeRef<'_>) -> bool {
    inner.node_name().is_some_and(|name| name.as_ref() == wanted)
        && inner
            .ancestors(None)
            .into_iter()
            .find(|one| one.node_name().is_some_and(|name| name.as_ref() == "table"))
            .is_some_and(|nearest| nearest.id == table.id)
}

/// Whether a text shows anything: spaces and joiners do not.
fn is_visible(text: &str) -> bool {
    text.chars().any(|mark| {
        !mark.is_whitespace() && !matches!(mark, '\u{a0}' | '\u{200c}' | '\u{34f}' | '\u{fe0e}')
    })
}

#[cfg(test)]
mod tests;
