//! Takes a name as a profile, a list or a register gives it; gives the forms that readers use.
//! Never decides whether a sentence means it.

/// Endings that readers leave out.
pub(super) const LEGAL: [&str; 26] = [
    "ab",
    "ag",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "group",
    "holding",
    "holdings",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "lp",
    "ltd",
    "n.v",
    "nv",
    "oyj",
    "plc",
    "s.a",
    "sa",
    "se",
    "spa",
    "trust",
];
/// Endings of a register's titles that are no part of any name: classes and kinds of paper.
const PAPER: [&str; 12] =
    ["adr", "ads", "class", "common", "new", "ordinary", "shares", "stock", "a", "b", "c", "cl"];
/// Words that registers write in capitals and readers do too.
const CAPITALS_CHARS_MAX: usize = 3;

/// The name and the name without its legal ending, each at least two characters.
pub(super) fn forms_of(name: &str) -> Vec<String> {
    let full = name.trim();
    let mut forms = vec![full.to_owned()];
    let short = without_legal(full);
    if short != full {
        forms.push(short);
    }
    forms.retain(|form| form.chars().count() > 1);
    forms
}

/// `Plumtree Holdings, Inc.` is read `Plumtree`.
pub(super) fn without_legal(name: &str) -> String {
    let mut rest = name;
    while let Some((head, last)) = rest.rsplit_once(' ') {
        let bare = last.trim_matches(['.', ',']).to_ascii_lowercase();
        if !LEGAL.contains(&bare.as_str()) {
            break;
        }
        rest = head.trim_end_matches([',', ' ', '&']);
    }
    rest.trim_end_matches(".com").to_owned()
}

/// The reading name of a register's title: `PLUMTREE COM INC /DE/` is read `Plumtree.com`.
///
/// # Shape
/// Empty where nothing but legal words stands there.
pub(super) fn reading_name(title: &str) -> String {
    let plain = title.split(['/', '\\']).next().unwrap_or(title).trim();
    let shouts = !plain.chars().any(char::is_lowercase);
    let spoken = if shouts { lowered(plain) } else { plain.to_owned() };
    let mut name = without_legal(&without_paper(&spoken));
    if let Some(head) = name.strip_suffix(" Com") {
        name = format!("{head}.com");
    }
    let is_legal = LEGAL.contains(&name.to_ascii_lowercase().as_str());
    if is_legal { String::new() } else { name }
}

fn without_paper(name: &str) -> String {
    let mut rest = name.trim();
    while let Some((head, last)) = rest.rsplit_once(' ') {
        let bare = last.trim_matches(['.', ',']).to_ascii_lowercase();
        if !PAPER.contains(&bare.as_str()) {
            break;
        }
        rest = head.trim_end_matches([',', ' ']);
    }
    rest.to_owned()
}

/// A title in capitals as a reader writes it; short words without a vowel stay as they are.
fn lowered(title: &str) -> String {
    let word = |word: &str| {
        let short = word.chars().count() <= CAPITALS_CHARS_MAX;
        let has_vowel = word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
        if ["OF", "AND", "THE", "FOR"].contains(&word) {
            return word.to_lowercase();
        }
        if short && !has_vowel {
            return word.to_owned();
        }
        let mut marks = word.chars();
        let first = marks.next().map(String::from).unwrap_or_default();
        first + &marks.as_str().to_lowercase()
    };
    let words: Vec<String> = title.split_whitespace().map(word).collect();
    let mut name = words.join(" ");
    if let Some(first) = name.get(..1).map(str::to_uppercase) {
        name.replace_range(..1, &first);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registers_title_gives_the_name_that_readers_use() {
        for (title, name) in [
            ("PLUMTREE CORP", "Plumtree"),
            ("NORTHLIGHT COM INC", "Northlight.com"),
            ("QRS INDUSTRIES INC /DE/", "QRS Industries"),
            ("Aironaut Holdings, Inc.", "Aironaut"),
            ("BANK OF THE HARBOUR CORP /NV/", "Bank of the Harbour"),
            ("Harbour Light Ltd Class A", "Harbour Light"),
        ] {
            assert_eq!(reading_name(title), name, "{title}");
        }
    }

    #[test]
    fn a_title_of_nothing_but_legal_words_gives_no_name() {
        assert_eq!(reading_name("TRUST CO"), "");
        assert_eq!(reading_name(""), "");
    }
}
