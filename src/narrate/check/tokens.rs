//! Takes a text; gives its words and numbers with what stands around them, its quotations, and
//! whether it has marks that are no prose. The same reading serves sentences and evidence.

/// A word or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// As written, without punctuation around it and without a possessive ending.
    pub(super) text: String,
    /// `+` or `-` where one stands before a digit.
    pub(super) sign: Option<char>,
    /// Whether it opens a sentence or what follows a colon.
    pub(super) is_opener: bool,
    /// Whether only a space stands between it and the token before.
    pub(super) is_joined: bool,
    /// Number of its clause, for what belongs together.
    pub(super) clause: usize,
}

impl Token {
    pub(super) fn lower(&self) -> String {
        self.text.to_lowercase()
    }
}

const MINUS: [char; 2] = ['-', crate::model::MINUS];
const CURRENCIES: [char; 5] = ['$', '€', '£', '¥', '₿'];
const APOSTROPHES: [char; 2] = ['\'', '’'];
/// What stands between words besides space.
const SEPARATORS: &str = "()“”\"…—–/;:!?,";
/// Words that begin another clause.
const JOINTS: [&str; 8] = ["and", "but", "while", "though", "although", "whereas", "as", "after"];

/// The tokens of a text in their order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { found: Vec::new(), clause: 0, is_opener: true, is_joined: false };
    let mut word = String::new();
    let marks: Vec<char> = text.chars().collect();
    for (place, &mark) in marks.iter().enumerate() {
        let digits_around = place > 0
            && marks[place - 1].is_ascii_digit()
            && marks.get(place + 1).is_some_and(char::is_ascii_digit);
        let is_inside = (mark == ',' || mark == ':') && digits_around;
        if mark.is_whitespace() {
            reader.end(&mut word);
        } else if SEPARATORS.contains(mark) && !is_inside {
            reader.end(&mut word);
            reader.part(matches!(mark, '!' | '?' | ':' | '…' | '“' | '"'));
        } else {
            word.push(mark);
        }
    }
    reader.end(&mut word);
    reader.found
}

struct Reader {
    found: Vec<Token>,
    clause: usize,
    is_opener: bool,
    is_joined: bool,
}

impl Reader {
    fn part(&mut self, opens: bool) {
        self.clause += 1;
        self.is_joined = false;
        self.is_opener |= opens;
    }

    fn end(&mut self, word: &mut String) {
        let whole = std::mem::take(word);
        let is_last = whole.ends_with('.');
        let (sign, bare) = signed(&whole);
        let bare = bare.trim_matches(['.', '\'', '’', '‘', '-']);
        // `Helix-led` is two words, and `1.9-sigma` a number and a word.
        for (nth, piece) in bare.split(MINUS).filter(|piece| !piece.is_empty()).enumerate() {
            self.push(piece, sign.filter(|_| nth == 0));
        }
        if is_last {
            self.part(true);
        }
    }

    fn push(&mut self, piece: &str, sign: Option<char>) {
        let (text, is_possessive) = match piece.strip_suffix('s') {
            Some(stem) if stem.ends_with(APOSTROPHES) => (stem.trim_end_matches(APOSTROPHES), true),
            _ => (piece, false),
        };
        if JOINTS.contains(&text) {
            self.clause += 1;
        }
        self.found.push(Token {
            text: text.to_owned(),
            sign,
            is_opener: std::mem::take(&mut self.is_opener),
            is_joined: self.is_joined,
            clause: self.clause,
        });
        self.is_joined = !is_possessive;
    }
}

/// Takes the sign off a number: one that stands before a digit or a currency.
fn signed(word: &str) -> (Option<char>, &str) {
    let mut marks = word.chars();
    let sign = match marks.next() {
        Some('+') => '+',
        Some(mark) if MINUS.contains(&mark) => '-',
        _ => return (None, word),
    };
    let rest = marks.as_str();
    let is_number =
        rest.starts_with(|next: char| next.is_ascii_digit() || CURRENCIES.contains(&next));
    if is_number { (Some(sign), rest) } else { (None, word) }
}

/// Whether a text has marks that are no prose: markup, addresses, controls, marks that cannot
/// be seen, digits or letters of other scripts that its evidence does not have.
pub(super) fn is_odd(text: &str, said: &[Token], texts: &[Vec<Token>]) -> bool {
    const FINE: &str = " .,;:!?'’‘“”\"()%+-−–—/$€£¥₿±…&";
    let mark_is_fine =
        |mark: char| mark.is_alphabetic() || mark.is_ascii_digit() || FINE.contains(mark);
    let is_foreign =
        |token: &&Token| token.text.chars().any(|mark| mark > '\u{24F}' && mark.is_alphabetic());
    let is_known = |token: &Token| texts.iter().flatten().any(|other| other.text == token.text);
    !text.chars().all(mark_is_fine)
        || text.contains("//")
        || said.iter().any(is_address)
        || said.iter().filter(is_foreign).any(|token| !is_known(token))
}

/// `evil.example`, `www.x`: letters, a dot, and at least two lower-case letters.
fn is_address(token: &Token) -> bool {
    let mut parts = token.text.split('.');
    parts.next().is_some_and(|first| first.chars().any(char::is_alphabetic))
        && parts.any(|part| {
            part.chars().count() >= 2 && part.chars().next().is_some_and(char::is_lowercase)
        })
}

/// A text's quotations, and what is left without them.
pub(super) struct Quotations {
    pub(super) inside: Vec<String>,
    pub(super) outside: String,
}

/// `None` where a mark of quotation has no partner.
pub(super) fn quoted(text: &str) -> Option<Quotations> {
    let mut quotations = Quotations { inside: Vec::new(), outside: String::new() };
    let mut rest = text;
    while let Some(start) = rest.find(['“', '”', '"']) {
        let opening = rest[start..].chars().next()?;
        let inside = &rest[start + opening.len_utf8()..];
        let closing = match opening {
            '“' => '”',
            '"' => '"',
            _ => return None,
        };
        let end = inside.find(closing)?;
        if inside[..end].contains('“') {
            return None;
        }
        quotations.outside.push_str(&rest[..start]);
        quotations.outside.push(' ');
        let words = inside[..end].trim().trim_end_matches(['.', ',']);
        quotations.inside.push(words.to_owned());
        rest = &inside[end + closing.len_utf8()..];
    }
    quotations.outside.push_str(rest);
    Some(quotations)
}
