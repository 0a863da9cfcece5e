//! Twelve research notes of our own, each with the scores that a careful analyst gave its names
//! before the engine read it: one event, winners and losers, a contrarian close.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use contrabrief::analyse::reading::score_text;
use contrabrief::analyse::{Engine, Linker};

/// A note and what the analyst said of each name.
struct Note {
    file: String,
    said: Vec<(String, f64)>,
    text: String,
}

fn notes() -> Vec<Note> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/research_notes");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder of notes")
        .map(|entry| entry.expect("a note").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| {
            let whole = fs::read_to_string(path).expect("a readable note");
            let (head, text) = whole.split_once("---\n").expect("scores, a rule, the text");
            let said = head.lines().map(|line| {
                let (name, score) = line.split_once(": ").expect("a name and a score");
                (name.to_owned(), score.parse().expect("a score"))
            });
            let file = path.file_stem().expect("a name").to_string_lossy().into_owned();
            Note { file, said: said.collect(), text: text.to_owned() }
        })
        .collect()
}

fn ours(note: &Note) -> Vec<f64> {
    let linker = Linker::new([]);
    let names: Vec<&str> = note.said.iter().map(|(name, _)| name.as_str()).collect();
    let score = |name: &str| {
        let others: Vec<&str> = names.iter().copied().filter(|other| *other != name).collect();
        score_text(&Engine::default(), &linker, &note.text, Some(name), &others).score
    };
    names.iter().map(|name| score(name)).collect()
}

fn side(score: f64) -> i8 {
    i8::from(score >= 0.1) - i8::from(score <= -0.1)
}

#[test]
fn the_engine_reads_research_notes_nearly_as_an_analyst_does() {
    let (mut same, mut opposite, mut all) = (0, 0, 0);
    let (mut ordered, mut pairs) = (0, 0);
    let mut table = String::new();
    for note in notes() {
        let ours = ours(&note);
        let _ = writeln!(table, "{}", note.file);
        for ((name, said), our) in note.said.iter().zip(&ours) {
            all += 1;
            same += u32::from(side(*said) == side(*our));
            opposite += u32::from(side(*said) * side(*our) == -1);
            let _ = writeln!(table, "  {name:<18} analyst {said:>+5.2}   engine {our:>+5.2}");
        }
        for (at, (_, left)) in note.said.iter().enumerate() {
            for (next, (_, right)) in note.said.iter().enumerate().skip(at + 1) {
                if (left - right).abs() >= 0.2 {
                    pairs += 1;
                    ordered += u32::from((left > right) == (ours[at] > ours[next]));
                }
            }
        }
    }
    let _ = writeln!(
        table,
        "same side {same} of {all}, opposite {opposite}; in the analyst's order {ordered} of {pairs} pairs"
    );
    insta::assert_snapshot!(table);
    assert!(opposite <= 2, "{table}");
    assert!(3 * same >= 2 * all && 10 * ordered >= 9 * pairs, "{table}");
}
