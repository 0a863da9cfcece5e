//! Takes what was missing, late, odd or left out; gives the notes that say so in the brief.

use std::collections::BTreeSet;

use super::Ticker;

/// How much a data note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteLevel {
    /// A reader should look: something is missing, stale, thin or from a second source.
    Check,
    /// All is well, or the thing has been dealt with.
    Fine,
}

/// What a note is about, by which a reader's cut keeps it, shortens it or leaves it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteScope {
    /// The sources and the program: it stands in every cut.
    #[default]
    Edition,
    /// All names together: beside a cut's own counts it has to say so.
    Whole,
    /// What is held: no cut has it.
    Portfolio,
    /// These names.
    Names(Vec<Ticker>),
    /// Several names, each in its words.
    List {
        /// What stands before them.
        before: String,
        /// Each with its words.
        items: Vec<(Ticker, String)>,
    },
}

/// One data note: a whole sentence for the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataNote {
    /// How much it matters.
    pub level: NoteLevel,
    /// The sentence.
    pub text: String,
    /// Whether the edition lacks something because of it: the run then ends with exit code 5.
    pub partial: bool,
    /// What it is about.
    pub scope: NoteScope,
}

impl DataNote {
    /// Something a reader should look at, though nothing is missing.
    #[must_use]
    pub fn check(text: impl Into<String>) -> Self {
        Self::new(NoteLevel::Check, text.into(), false)
    }

    /// Something the edition lacks.
    #[must_use]
    pub fn missing(text: impl Into<String>) -> Self {
        Self::new(NoteLevel::Check, text.into(), true)
    }

    /// Something that is well.
    #[must_use]
    pub fn fine(text: impl Into<String>) -> Self {
        Self::new(NoteLevel::Fine, text.into(), false)
    }

    /// Something a reader should look at about each of several names.
    #[must_use]
    pub fn check_list(before: &str, items: Vec<(Ticker, String)>) -> Self {
        let words: Vec<&str> = items.iter().map(|(_, words)| words.as_str()).collect();
        let note = Self::check(format!("{before}{}.", words.join(", ")));
        Self { scope: NoteScope::List { before: before.to_owned(), items }, ..note }
    }

    /// The same note, about less than the whole edition.
    #[must_use]
    pub fn about(self, scope: NoteScope) -> Self {
        Self { scope, ..self }
    }

    /// The note as a cut to these names has it; `None` where it says nothing of them.
    #[must_use]
    pub fn cut(&self, names: &BTreeSet<Ticker>) -> Option<Self> {
        match &self.scope {
            NoteScope::Edition => Some(self.clone()),
            NoteScope::Whole if self.level == NoteLevel::Check => {
                let text = format!("In the whole edition: {}", self.text);
                Some(Self { text, ..self.clone() })
            }
            NoteScope::Whole | NoteScope::Portfolio => None,
            NoteScope::Names(about) => {
                about.iter().any(|ticker| names.contains(ticker)).then(|| self.clone())
            }
            NoteScope::List { before, items } => {
                let own: Vec<_> =
                    items.iter().filter(|(ticker, _)| names.contains(ticker)).cloned().collect();
                let note = (!own.is_empty()).then(|| Self::check_list(before, own))?;
                Some(Self { level: self.level, partial: self.partial, ..note })
            }
        }
    }

    fn new(level: NoteLevel, text: String, partial: bool) -> Self {
        Self { level, text, partial, scope: NoteScope::Edition }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticker(symbol: &str) -> Ticker {
        Ticker::parse(symbol).expect("a symbol")
    }

    #[test]
    fn a_cut_keeps_what_concerns_its_names() {
        let names = BTreeSet::from([ticker("AAA")]);
        let of = |symbol| NoteScope::Names(vec![ticker(symbol)]);
        let edition = DataNote::check("Source x did not answer.");
        assert_eq!(edition.cut(&names), Some(edition.clone()));
        let own = DataNote::missing("No price of AAA is known.").about(of("AAA"));
        assert_eq!(own.cut(&names), Some(own.clone()));
        assert_eq!(DataNote::check("No price of BBB.").about(of("BBB")).cut(&names), None);
        let held = DataNote::missing("Of 2 holdings…").about(NoteScope::Portfolio);
        assert_eq!(held.cut(&names), None);
    }

    #[test]
    fn a_list_is_shortened_to_the_names_of_the_cut() {
        let items = ["AAA", "BBB"].map(|one| (ticker(one), format!("{one} (1 story)")));
        let list = DataNote::check_list("Too thin: ", items.to_vec());
        assert_eq!(list.text, "Too thin: AAA (1 story), BBB (1 story).");
        let cut = list.cut(&BTreeSet::from([ticker("BBB")])).expect("a note");
        assert_eq!(cut.text, "Too thin: BBB (1 story).");
        assert_eq!(list.cut(&BTreeSet::from([ticker("CCC")])), None);
    }

    #[test]
    fn a_count_over_all_names_says_so_in_a_cut() {
        let note = |level: fn(&'static str) -> DataNote| {
            level("3 articles changed.").about(NoteScope::Whole)
        };
        let cut = note(DataNote::check).cut(&BTreeSet::new()).expect("a note");
        assert_eq!(cut.text, "In the whole edition: 3 articles changed.");
        assert_eq!(note(DataNote::fine).cut(&BTreeSet::new()), None);
    }
}
