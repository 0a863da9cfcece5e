//! The archive's page in use: searched, narrowed, turned and clicked, from a folder, as on a
//! share.

use std::path::Path;

use crate::driver::{Browser, Images, Scheme};
use crate::long_archive;
use crate::sample;

const SHOWN: &str = "return document.querySelectorAll('#rows tr').length";

async fn shown(browser: &Browser) -> u64 {
    browser.run(SHOWN).await.as_u64().unwrap()
}

async fn text(browser: &Browser, selector: &str) -> String {
    let script = format!("return document.querySelector('{selector}').textContent");
    browser.run(&script).await.as_str().unwrap().to_owned()
}

async fn open(browser: &Browser, root: &Path, hash: &str) {
    browser.show_as(1200, Scheme::Light).await;
    browser.goto(&root.join("index.html"), hash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_searched_and_narrowed_and_the_view_is_an_address() {
    let Some(browser) = Browser::open("narrow", Images::Shown).await else { return };
    let root = sample::archive();
    open(&browser, &root, "").await;
    assert_eq!(shown(&browser).await, 5);
    assert!(text(&browser, "#facts").await.contains("every file matches its hash"));
    browser.type_into("#q", "larkquist").await;
    assert_eq!(shown(&browser).await, 1);
    assert_eq!(text(&browser, "#count").await, "1 of 5 briefs");
    browser.reload().await;
    assert_eq!(shown(&browser).await, 1, "the address restores the search");
    assert!(browser.address().await.contains("#q=larkquist"));
    browser.click("#clear").await;
    assert_eq!(shown(&browser).await, 5);
    browser.click("#chips button:last-child").await;
    let pressed =
        "return document.querySelector('#chips button:last-child').getAttribute('aria-pressed')";
    assert_eq!(browser.run(pressed).await, "true");
    assert_eq!(shown(&browser).await, 4, "the revised edition no longer watches MEMV");
    browser.click("#chips button:last-child").await;
    assert_eq!(browser.run(pressed).await, "false");
    browser.click("#show option[value=rev]").await;
    assert_eq!(shown(&browser).await, 1);
    browser.click("#show option[value=neg]").await;
    assert!(text(&browser, "#none").await.contains("No brief matches"));
    assert_eq!(browser.run("return document.getElementById('none').hidden").await, false);
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_opens_its_brief_and_a_revised_one_its_diff() {
    let Some(browser) = Browser::open("rows", Images::Shown).await else { return };
    let root = sample::archive();
    open(&browser, &root, "").await;
    browser.click("#rows tr:first-child td.day").await;
    browser.until("return location.pathname.endsWith('/2026/03/25/harbour/r001/brief.html')").await;
    open(&browser, &root, "").await;
    browser.click("#rows td.wide a[href$='diff-r001.html']").await;
    browser
        .until(
            "return document.querySelector('h1').textContent === 'What changed from r001 to r002'",
        )
        .await;
    browser.goto(&root.join(sample::REVISED).join("brief.html"), "").await;
    browser.click(".fix a").await;
    browser.until("return location.pathname.endsWith('/r002/diff-r001.html')").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn years_beyond_the_page_are_read_when_they_are_asked_for() {
    let Some(browser) = Browser::open("years", Images::Shown).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reports");
    long_archive::lay_out(&root, 2022..=2024, &["asia", "harbour"]);
    open(&browser, &root, "").await;
    assert!(text(&browser, "#count").await.starts_with("1,564 briefs, newest 25 shown"));
    let scripts = "return document.head.querySelectorAll('script').length";
    assert_eq!(browser.run(scripts).await, 0, "nothing is read before it is asked for");
    browser.click("#more").await;
    assert_eq!(shown(&browser).await, 125);
    browser.type_into("#q", "3 january 2022").await;
    browser.until("return document.querySelectorAll('#rows tr').length > 1 && !document.getElementById('count').textContent.includes('reading')").await;
    assert!(text(&browser, "#rows .hd").await.contains("of 2022"));
    browser.picture("archive-search-1200-light", 1200).await;
    open(&browser, &root, "#month=2022-02").await;
    browser.until("return document.querySelectorAll('#months a').length > 30").await;
    browser.click("#older").await;
    assert!(text(&browser, "#months caption").await.contains("January 2022"));
    assert_eq!(browser.run("return document.getElementById('older').disabled").await, true);
    browser.click("#newer").await;
    browser.click("#brief option[value=asia]").await;
    browser
        .until("return document.querySelectorAll('#months table:first-child a').length === 20")
        .await;
    assert_eq!(browser.console().await, Vec::<String>::new());
    for width in crate::driver::WIDTHS {
        open(&browser, &root, "").await;
        browser.show_as(width, Scheme::Light).await;
        browser.picture(&format!("archive-years-{width}-light"), width).await;
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_is_walked_with_arrow_keys() {
    let Some(browser) = Browser::open("keys", Images::Shown).await else { return };
    open(&browser, &sample::archive(), "").await;
    browser.run("document.querySelector('#months a').focus()").await;
    browser.type_into("#months a:focus", "\u{e014}").await;
    let focused = "return document.activeElement.getAttribute('aria-label').slice(0, 13)";
    assert_eq!(browser.run(focused).await, "20 March 2026");
    browser.type_into("#months a:focus", "\u{e012}").await;
    assert_eq!(browser.run(focused).await, "19 March 2026");
    browser.close().await;
}
