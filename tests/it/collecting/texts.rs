//! Texts from a source to the archive: no further than their licence, and no longer than they
//! stand.

use std::fs;

use chrono::Duration;
use contrabrief::exit_code::ExitCode;

use super::{LIMITS, morning, source};
use crate::support::desk::Desk;
use crate::support::web::Web;

const CANARY: &str = "The heron flies at midnight";

/// A page whose article ends in a sentence that stands nowhere else.
fn page() -> String {
    let paragraph =
        format!("<p>{}</p>", "Helix won a large order from a cloud company. ".repeat(8));
    format!(
        "<html><body><nav>Menu</nav><article>{}<p>{CANARY}.</p></article></body></html>",
        paragraph.repeat(4)
    )
}

/// A desk that has made an edition from one article under this licence.
fn edition_under(licence: &str) -> Desk {
    let web = Web::start();
    let text = format!("{} {CANARY}.", "Helix won a large order. ".repeat(40));
    let item = format!(
        "<item><guid>1</guid><title>Helix wins order</title><link>{}</link>\
         <pubDate>Tue, 24 Mar 2026 14:00:00 GMT</pubDate><description>{text}</description></item>",
        web.url("/story")
    );
    web.set("/feed", "application/rss+xml", format!("<rss><channel>{item}</channel></rss>"));
    web.set("/story", "text/html", page());
    let full_text = licence == "full";
    let config = format!(
        "{LIMITS}{}licence = \"{licence}\"\nfull_text = {full_text}\n\
         [[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
         [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        source("wire", &web.url("/feed"))
    );
    let desk = Desk::new(&config, morning());
    desk.run(&["run", "--date", "2026-03-25"]).ends_with(ExitCode::Partial);
    desk
}

/// Whether any file under a folder holds these words, also inside compressed objects.
fn holds(folder: &std::path::Path, words: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = fs::read(&path).unwrap();
        let plain = zstd::decode_all(&bytes[..]).unwrap_or(bytes);
        plain.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[test]
fn no_byte_of_a_text_goes_beyond_its_licence_into_the_store_or_the_archive() {
    for (licence, is_kept) in [("full", true), ("excerpt", false), ("hash", false)] {
        let desk = edition_under(licence);
        assert_eq!(holds(&desk.path("data"), CANARY), is_kept, "{licence}");
        if !is_kept {
            assert!(!holds(&desk.path("reports"), CANARY), "{licence}");
        }
    }
}

#[test]
fn the_page_behind_an_entry_is_fetched_once_and_a_page_that_is_none_is_said() {
    let web = Web::start();
    let entry = |id: &str| {
        format!(
            "<item><guid>{id}</guid><title>Helix {id}</title><link>{}</link></item>",
            web.url(id)
        )
    };
    let feed = format!("<rss><channel>{}{}</channel></rss>", entry("/story"), entry("/gone"));
    web.set("/feed", "application/rss+xml", feed);
    web.set("/story", "text/html", page());
    let config = format!(
        "{LIMITS}{}licence = \"full\"\nfull_text = true\n",
        source("wire", &web.url("/feed"))
    );
    let desk = Desk::new(&config, morning());
    let first = desk.run(&["collect"]).ends_with(ExitCode::Partial);
    assert!(first.out.contains("wire: 2 new"), "{}", first.out);
    assert!(first.err.contains("1 page(s) of source wire gave no full text"), "{}", first.err);
    assert!(holds(&desk.path("data"), CANARY));
    web.set("/story", "text/html", "changed");
    let again = desk.run(&["collect", "--source", "wire"]).ends_with(ExitCode::Done);
    assert!(again.out.contains("wire: nothing has changed"), "{}", again.out);
}

#[test]
fn a_withdrawn_article_is_said_and_no_longer_used() {
    let web = Web::start();
    let feed = |entries: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' \
             xmlns:at='http://purl.org/atompub/tombstones/1.0'>{entries}</feed>"
        )
    };
    let entry = "<entry><id>urn:1</id><title>Helix wins a large order</title>\
                 <published>2026-03-24T14:00:00Z</published></entry>";
    web.set("/feed", "application/atom+xml", feed(entry));
    let config = format!(
        "{LIMITS}{}[[ticker]]\nsymbol = \"HELX\"\nname = \"Helix\"\n\
         [[brief]]\nid = \"desk\"\ntitle = \"Desk\"\ntickers = [\"HELX\"]\n",
        source("wire", &web.url("/feed"))
    );
    let mut desk = Desk::new(&config, morning() - Duration::hours(2));
    desk.run(&["collect"]).ends_with(ExitCode::Done);
    let tombstone = "<at:deleted-entry ref='urn:1' when='2026-03-25T09:00:00Z'/>";
    let other = "<entry><id>urn:2</id><title>Helix opens a plant</title>\
                 <published>2026-03-24T15:00:00Z</published></entry>";
    web.set("/feed", "application/atom+xml", feed(&format!("{tombstone}{other}")));
    desk.at(morning());
    desk.run(&["run", "--date", "2026-03-25"]).ends_with(ExitCode::Partial);
    let shown = desk.run(&["archive", "show", "--date", "2026-03-25", "--format", "md"]);
    assert!(shown.out.contains("Withdrawn by its publisher and not used"), "{}", shown.out);
    assert_eq!(shown.out.matches("Helix wins a large order").count(), 1, "{}", shown.out);
}
