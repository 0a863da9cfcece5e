//! Brief, mail, archive and diff, at three widths, light and dark: what must be true of each.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::driver::{Browser, Images, Scheme, WIDTHS};
use crate::sample;

const FACTS: &str = include_str!("facts.js");

/// Every page, by the name of its pictures.
fn pages(mail: &Path) -> [(&'static str, PathBuf); 4] {
    let root = sample::archive();
    [
        ("brief", root.join(sample::REVISED).join("brief.html")),
        ("mail", mail.to_owned()),
        ("archive", root.join("index.html")),
        ("diff", root.join(sample::REVISED).join("diff-r001.html")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_reads_well_at_every_width_light_and_dark() {
    let Some(browser) = Browser::open("pages", Images::Shown).await else { return };
    let (_folder, mail) = sample::mail();
    let mut faults = Vec::new();
    for (name, file) in pages(&mail) {
        for width in WIDTHS {
            for (scheme, word) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
                let view = format!("{name}-{width}-{word}");
                browser.show_as(width, scheme).await;
                browser.goto(&file, "").await;
                let facts = browser.run(FACTS).await;
                assert!(facts["seen"].as_u64() > Some(10), "{view}: {facts}");
                let found = facts["faults"].as_array().unwrap();
                faults.extend(found.iter().map(|fault| format!("{view}: {fault}")));
                let said = browser.console().await;
                faults.extend(said.iter().map(|line| format!("{view}: console {line}")));
                browser.picture(&view, width).await;
            }
        }
    }
    browser.close().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_leads_somewhere() {
    let Some(browser) = Browser::open("links", Images::Shown).await else { return };
    let (_folder, mail) = sample::mail();
    let mut faults = BTreeSet::new();
    for (name, file) in pages(&mail) {
        browser.goto(&file, "").await;
        let links = browser
            .run("return [...document.links].map(a => [a.getAttribute('href'), a.href, a.hash && a.getAttribute('href')[0] === '#' ? Boolean(document.getElementById(decodeURIComponent(a.hash.slice(1)))) : null])")
            .await;
        let links = links.as_array().unwrap();
        assert!(!links.is_empty(), "{name}");
        for link in links {
            let written = link[0].as_str().unwrap_or_default();
            let is_there = match &link[2] {
                Value::Bool(is_there) => *is_there,
                _ => leads_somewhere(link[1].as_str().unwrap_or_default()),
            };
            if !is_there {
                faults.insert(format!("{name}: {written}"));
            }
        }
    }
    browser.close().await;
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A file that exists, or an address outside that no test may ask.
fn leads_somewhere(href: &str) -> bool {
    let Ok(url) = url::Url::parse(href) else { return false };
    match url.scheme() {
        "file" => url.to_file_path().is_ok_and(|path| path.exists()),
        "https" | "http" | "mailto" => true,
        _ => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_pictures_are_blocked_says_in_words_what_they_show() {
    let Some(browser) = Browser::open("blocked", Images::Blocked).await else { return };
    let (_folder, mail) = sample::mail();
    for width in WIDTHS {
        browser.show_as(width, Scheme::Light).await;
        browser.goto(&mail, "").await;
        let pictures = browser
            .run("return [...document.images].map(i => [i.getAttribute('alt'), i.naturalWidth])")
            .await;
        for picture in pages_of(&pictures) {
            assert!(picture[0].is_string(), "a picture has no words: {picture}");
            assert_eq!(picture[1], 0, "a picture was loaded: {picture}");
        }
        let facts = browser.run(FACTS).await;
        assert_eq!(facts["faults"].as_array().map(Vec::len), Some(0), "{width}: {facts}");
        browser.picture(&format!("mail-{width}-blocked"), width).await;
    }
    browser.close().await;
}

fn pages_of(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}
