//! Readers with wishes: what each gets, that it can be proved, and what goes out where no cut can
//! be made.

use std::fs;

use contrabrief::exit_code::ExitCode;
use mail_parser::MessageParser;

use super::{DATE, demo, run};
use crate::support::desk::{Desk, Ran};

fn add(desk: &Desk, id: &str, wishes: &[&str]) {
    let address = format!("{id}@reader.example");
    let mut words = vec!["subscribers", "add", id, "--address", &address, "--brief", "harbour"];
    words.extend(wishes);
    run(desk, &words).ends_with(ExitCode::Done);
}

fn show(desk: &Desk, id: &str) -> Ran {
    run(desk, &["deliver", "show", "--date", DATE, "--subscriber", id])
}

/// The message of a mailbox that is addressed to a reader, of the last edition.
fn mailed(desk: &Desk, id: &str) -> String {
    let mails = fs::read_dir(desk.path("demo/mailbox")).unwrap();
    let texts = mails.map(|mail| fs::read_to_string(mail.unwrap().path()).unwrap());
    let to = format!("{id}@");
    let mut own = texts.filter(|text| {
        let head = text.split("\r\n\r\n").next().unwrap();
        head.contains(&to) && head.contains(&format!("X-Contrabrief-Edition: {DATE}"))
    });
    own.next().unwrap_or_else(|| panic!("no mail to {id}"))
}

#[test]
fn each_reader_gets_its_cut_and_what_went_out_can_be_proved() {
    let desk = demo();
    add(&desk, "pia", &["--watchlist", "PHYL"]);
    add(&desk, "quin", &["--watchlist", "PHYL"]);
    add(&desk, "rosa", &["--date-language", "es", "--timezone", "Europe/Madrid"]);
    let before = show(&desk, "pia").ends_with(ExitCode::Done).tells(&["not sent yet"]);
    run(&desk, &["deliver", "send", "--date", DATE]).ends_with(ExitCode::Done);
    let parse = |id: &str| {
        let raw = mailed(&desk, id);
        let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
        let text = message.body_text(0).unwrap().into_owned();
        // The last lines are each reader's own: how to leave.
        let shared = text.split("You get this because").next().unwrap().to_owned();
        (message.subject().unwrap().to_owned(), shared)
    };
    let (subject, text) = parse("pia");
    assert!(subject.contains("2026-03-25: Phyllane"), "{subject}");
    assert!(text.contains("watchlist: PHYL, one of the edition’s 13 names"), "{text}");
    assert!(!text.contains("\nHALC"), "{text}");
    assert_eq!(parse("quin"), (subject, text));
    let (subject, text) = parse("rosa");
    assert!(subject.contains("25 de marzo de 2026: "), "{subject}");
    assert!(text.contains("miércoles, 25 de marzo de 2026") && text.contains("11:10 Madrid"));
    let (subject, text) = parse("ada");
    assert!(subject.contains("2026-03-25: ") && text.contains("\nHALC"), "{subject}");

    for id in ["pia", "quin", "rosa", "ada"] {
        let shown = show(&desk, id).ends_with(ExitCode::Done).tells(&["same: harbour"]);
        assert_eq!(shown.out, mailed(&desk, id), "{id}");
    }
    assert_eq!(before.out, mailed(&desk, "pia"), "what was shown before it went out");
    add_again(&desk, "pia", "PHYL NORX");
    show(&desk, "pia").ends_with(ExitCode::Difference).tells(&["different: ", "wishes or name"]);
    add_again(&desk, "quin", "*");
    let as_text = ["deliver", "show", "--date", DATE, "--subscriber", "quin", "--format", "txt"];
    let whole = run(&desk, &as_text).ends_with(ExitCode::Difference).out;
    let archived = desk.path("demo/reports/2026/03/25/harbour/r001/brief.txt");
    assert_eq!(whole, fs::read_to_string(archived).unwrap());
    run(&desk, &["deliver", "show", "--date", DATE, "--subscriber", "nobody"])
        .ends_with(ExitCode::Usage);
}

#[test]
fn without_a_date_the_last_edition_is_shown_and_none_is_sent() {
    let mut desk = demo();
    let saturday = "2026-03-28T12:00:00Z".parse().unwrap();
    desk.at(saturday);
    let dated = show(&desk, "ada").tells(&["harbour 2026-03-25 r001 to ada"]);
    let undated =
        run(&desk, &["deliver", "show", "--subscriber", "ada"]).ends_with(dated.exit_code);
    assert_eq!((undated.out, undated.err), (dated.out, dated.err));
    let of = |verb: &str| run(&desk, &["archive", verb]).out;
    let of_date = |verb: &str, date: &str| run(&desk, &["archive", verb, "--date", date]).out;
    assert_eq!(of("show"), of_date("show", DATE));
    assert_eq!(of("diff"), of_date("diff", DATE));
    run(&desk, &["archive", "show", "--date", "today"]).ends_with(ExitCode::Usage);
    run(&desk, &["deliver", "send"]).ends_with(ExitCode::Usage);
}

/// Changes a reader's watchlist as an operator does, by a file.
fn add_again(desk: &Desk, id: &str, watchlist: &str) {
    let rows =
        format!("id,address,briefs,watchlist\n{id},{id}@reader.example,harbour,{watchlist}\n");
    let file = desk.path("again.csv");
    fs::write(&file, rows).unwrap();
    run(desk, &["subscribers", "import", file.to_str().unwrap()]).ends_with(ExitCode::Done);
}

/// As when another version of the program would make other bytes of it.
#[test]
fn an_edition_that_cannot_be_rebuilt_goes_out_whole_and_it_is_said() {
    let desk = demo();
    add(&desk, "pia", &["--watchlist", "PHYL"]);
    let store = rusqlite::Connection::open(desk.path("demo/data/contrabrief.db")).unwrap();
    let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bars'";
    let guards: Vec<String> = {
        let mut guards = store.prepare(sql).unwrap();
        guards.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    for guard in guards {
        store.execute_batch(&format!("DROP TRIGGER {guard}")).unwrap();
    }
    store.execute("UPDATE bars SET close_e8 = close_e8 + 100000000", []).unwrap();
    drop(store);
    run(&desk, &["archive", "show", "--date", DATE, "--names", "PHYL"])
        .ends_with(ExitCode::Difference)
        .tells(&["`harbour 2026-03-25` r001 cannot be made again byte for byte"]);
    run(&desk, &["deliver", "send", "--date", DATE]).ends_with(ExitCode::Done).tells(&[
        "note: pia: gets the whole edition: `harbour 2026-03-25` r001 cannot be made again",
    ]);
    let raw = mailed(&desk, "pia");
    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert!(message.body_text(0).unwrap().contains("\nHALC"));
}
