//! Takes what tera says of a template; gives it with the template and line to blame and the name
//! that was probably meant. Never hides tera's own words when it cannot read them.

use tera::{Error, ErrorKind};

use super::{RenderError, TemplateSet};

/// How alike a mistyped name must be to be suggested, from 0 to 1.
const NEAR_MATCH: f64 = 0.7;

/// Filters that tera has or the engine adds.
const FILTERS: [&str; 41] = [
    "abs",
    "capitalize",
    "code",
    "default",
    "escape",
    "escape_html",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "left",
    "length",
    "lower",
    "markdown",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "quoted",
    "replace",
    "reverse",
    "right",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wrap",
];

/// The error of filling or reading `template`, as an operator can mend it.
pub(super) fn explain(set: &TemplateSet, template: &str, error: &Error) -> RenderError {
    let (template, line, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let file = report.filename().to_owned();
            (file, report.span().start_line, one_line(report.message()))
        }
        _ => placed(template, &one_line(&error.to_string())),
    };
    let message = hinted(set, &template, line, &message);
    RenderError::Template { template, line, message }
}

fn one_line(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

/// Tera lists names that it does not know at all as `error: WHAT --> FILE:LINE:COLUMN | …`: the
/// first of them.
fn placed(template: &str, message: &str) -> (String, usize, String) {
    let read = || {
        let (what, rest) = message.strip_prefix("error: ")?.split_once(" --> ")?;
        let place = rest.split(' ').next()?;
        let mut parts = place.rsplitn(3, ':');
        let (_column, line, file) = (parts.next()?, parts.next()?, parts.next()?);
        Some((file.to_owned(), line.parse().ok()?, what.to_owned()))
    };
    read().unwrap_or_else(|| (template.to_owned(), 1, message.to_owned()))
}

/// The message with the near match of the name in it, where there is one.
fn hinted(set: &TemplateSet, template: &str, line: usize, message: &str) -> String {
    if let Some((problem, known)) = split_known(message) {
        let Some(name) = quoted(problem) else { return message.to_owned() };
        return match near(name, known.split(", ")) {
            Some(near) => format!("{problem}: did you mean `{near}`? Known are: {known}"),
            None => format!("{problem}. Known are: {known}"),
        };
    }
    if message.contains("type `undefined`") {
        let source = set.files().get(template).and_then(|text| text.lines().nth(line - 1));
        let names: Vec<&str> = source.map(loops_over).unwrap_or_default();
        return match names.as_slice() {
            [] => message.to_owned(),
            all => format!("`{}` is not known here: {message}", all.join("` or `")),
        };
    }
    let Some(name) = quoted(message) else { return message.to_owned() };
    let near = if message.starts_with("Unknown template") {
        near(name, set.files().keys().map(String::as_str))
    } else if message.starts_with("Unknown filter") {
        near(name, FILTERS)
    } else if message.starts_with("Unknown function") {
        near(name, ["range"])
    } else if message.starts_with("Unknown component") {
        near(name, set.files().values().flat_map(|source| components(source)))
    } else {
        None
    };
    near.map_or_else(|| message.to_owned(), |near| format!("{message}: did you mean `{near}`?"))
}

/// `Variable `x` is not defined. Available variables: a, b` in its two halves.
fn split_known(message: &str) -> Option<(&str, &str)> {
    let (problem, known) = message.split_once(". Available ")?;
    let (_, known) = known.split_once(": ")?;
    Some((problem, known))
}

/// What stands between the first two backticks.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

fn near<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let alike = |one: &&str| strsim::jaro_winkler(one, name);
    let near = known.into_iter().filter(|one| alike(one) > NEAR_MATCH && *one != name);
    near.max_by(|one, other| alike(one).total_cmp(&alike(other)))
}

/// The lists that a line loops over.
fn loops_over(line: &str) -> Vec<&str> {
    let loops = line
        .split("{%")
        .skip(1)
        .filter(|tag| tag.trim_start_matches('-').trim_start().starts_with("for "));
    loops
        .filter_map(|tag| tag.split_once(" in "))
        .filter_map(|(_, rest)| rest.split(|mark: char| mark.is_whitespace() || mark == '%').next())
        .filter(|name| !name.is_empty())
        .collect()
}

/// The components that a template defines.
fn components(source: &str) -> impl Iterator<Item = &str> {
    source.split("component ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name)
}
