//! Takes the text of a `style`; gives its declarations. Never guesses: what has no colon is
//! none.

/// `name:value`, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) important: bool,
}

/// The declarations of one `style` attribute or rule.
pub(super) fn declarations(style: &str) -> Vec<Declaration> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for mark in style.chars() {
        match (mark, quote) {
            (';', None) => parts.push(String::new()),
            ('\'' | '"', None) => {
                quote = Some(mark);
                last(&mut parts).push(mark);
            }
            _ => {
                if quote == Some(mark) {
                    quote = None;
                }
                last(&mut parts).push(mark);
            }
        }
    }
    parts.iter().filter_map(|part| declaration(part)).collect()
}

fn last(parts: &mut [String]) -> &mut String {
    parts.last_mut().expect("there is always one part")
}

fn declaration(part: &str) -> Option<Declaration> {
    let (name, value) = part.split_once(':')?;
    let value = value.trim().to_ascii_lowercase();
    let bare = value.strip_suffix("!important").map(|bare| bare.trim_end().to_owned());
    let important = bare.is_some();
    let name = name.trim().to_ascii_lowercase();
    Some(Declaration { name, value: bare.unwrap_or(value), important })
}

/// `12px`, `0` or `-3px` as a number of pixels.
pub(super) fn length(text: &str) -> Option<f64> {
    text.strip_suffix("px").unwrap_or(text).parse().ok()
}
