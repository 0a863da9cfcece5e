//! What the daemon serves, opened in a real browser over HTTP: the operator's status page with
//! the archive behind it, and the pages on which a reader leaves, comes back and chooses.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use contrabrief::clock::Clock;
use contrabrief::deliver::TokenKey;
use contrabrief::model::overview::Standing;
use contrabrief::model::{BriefId, SubscriberId};
use contrabrief::store::Store;
use contrabrief::web::{Desk, Pulse, Server, StatusDesk, WebLimits};

use crate::driver::{Browser, Images, Scheme, WIDTHS};
use crate::{sample, status_sample};

const FACTS: &str = include_str!("facts.js");

/// One main part, one heading above all, headers for every column, names for every table.
const LANDMARKS: &str = "
const faults = [], count = it => document.querySelectorAll(it).length;
for (const it of ['main', 'h1', 'title']) if (count(it) !== 1) faults.push(`${count(it)} ${it}`);
for (const it of document.querySelectorAll('table')) {
  const heads = it.querySelectorAll('thead th[scope=col]').length;
  const name = document.getElementById(it.getAttribute('aria-labelledby'));
  if (!name || !name.textContent) faults.push('a table without a name');
  for (const row of it.querySelectorAll('tbody tr')) if (row.cells.length !== heads) faults.push(`${row.cells.length} cells under ${heads} headers`);
}
for (const it of document.querySelectorAll('input')) if (!it.labels.length) faults.push(`no label: ${it.name}`);
if (document.documentElement.lang !== 'en') faults.push('no language');
return faults;";

const SCHEMES: [(Scheme, &str); 2] = [(Scheme::Light, "light"), (Scheme::Dark, "dark")];

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// A page as it stands, laid where .ci/run has it validated.
fn lay(address: SocketAddr, path: &str, name: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1"), "{head}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.html")), body).unwrap();
}

/// What is wrong with the page that is open, at one width and in one colour scheme.
async fn faults_of(browser: &Browser, view: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let facts = browser.run(FACTS).await;
    assert!(facts["seen"].as_u64() > Some(3), "{view}: {facts}");
    for found in [&facts["faults"], &browser.run(LANDMARKS).await] {
        faults.extend(found.as_array().unwrap().iter().map(|fault| format!("{view}: {fault}")));
    }
    let said = browser.console().await;
    faults.extend(said.iter().map(|line| format!("{view}: console {line}")));
    faults
}

async fn status(overview: contrabrief::model::overview::Overview, root: PathBuf) -> SocketAddr {
    let desk = StatusDesk {
        look: Arc::new(move |_| overview.clone()),
        pulse: Pulse::started("2026-03-25T10:56:50Z".parse().unwrap()),
        archive: root,
        credential: None,
        clock: Clock::Fixed("2026-03-25T10:57:00Z".parse().unwrap()),
    };
    let server = Server::bind_status(any_port(), desk, WebLimits::default()).await.unwrap();
    let address = server.address();
    tokio::spawn(server.serve(std::future::pending()));
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_page_reads_well_at_every_width_light_and_dark() {
    let address = status(status_sample::overview(), sample::archive()).await;
    let mut worse = status_sample::overview();
    worse.standing = Standing::Failing;
    worse.sentence = "Not working: 2 things to look at".to_owned();
    worse.sources[4].error = Some("a word as long as a line ".to_owned() + &"x".repeat(120));
    let failing = status(worse, sample::archive()).await;
    tokio::task::spawn_blocking(move || lay(address, "/", "status")).await.unwrap();
    let Some(browser) = Browser::open("status", Images::Shown).await else { return };
    let mut faults = Vec::new();
    for (name, address) in [("status", address), ("status-failing", failing)] {
        for width in WIDTHS.into_iter().chain([1140]) {
            for (scheme, word) in SCHEMES {
                let view = format!("{name}-{width}-{word}");
                browser.show_as(width, scheme).await;
                browser.visit(&format!("http://{address}/")).await;
                faults.extend(faults_of(&browser, &view).await);
                browser.picture(&view, width).await;
            }
        }
    }
    browser.close().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_works_behind_the_status_page_as_from_its_folder() {
    let Some(browser) = Browser::open("served", Images::Shown).await else { return };
    let address = status(status_sample::overview(), sample::archive()).await;
    browser.show_as(1200, Scheme::Light).await;
    browser.visit(&format!("http://{address}/")).await;
    browser.click("nav a[href='archive/']").await;
    browser.until("return document.querySelectorAll('#rows tr').length === 5").await;
    browser.type_into("#q", "larkquist").await;
    browser.until("return document.querySelectorAll('#rows tr').length === 1").await;
    browser.click("#clear").await;
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.click("#rows tr:first-child td.day").await;
    browser
        .until("return location.pathname === '/archive/2026/03/25/harbour/r001/brief.html'")
        .await;
    let facts = browser.run(FACTS).await;
    assert_eq!(facts["faults"].as_array().map(Vec::len), Some(0), "{facts}");
    let broken = "return [...document.images].filter(it => !it.naturalWidth).length";
    assert_eq!(browser.run(broken).await, 0);
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.visit(&format!("http://{address}/archive/{}/diff-r001.html", sample::REVISED)).await;
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;
}

/// Readers' pages of one desk; the folder stays as long as the value.
async fn readers() -> (tempfile::TempDir, SocketAddr, [String; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("desk.db")).unwrap();
    let key = TokenKey::new("a key of the tests");
    let (ana, brief) = (SubscriberId("ana-1".to_owned()), BriefId::parse("harbour").unwrap());
    let paths = [
        format!("/unsubscribe/{}", key.leave_token(&ana, &brief)),
        format!("/return/{}", key.return_token(&ana, &brief)),
        format!("/preferences/{}", key.preferences_token(&ana, &brief)),
    ];
    let desk = Desk {
        titles: BTreeMap::from([(brief, "Harbour desk".to_owned())]),
        key,
        mailto: Some("leave@desk.example".to_owned()),
        clock: Clock::Fixed("2026-03-25T10:57:00Z".parse().unwrap()),
    };
    let server = Server::bind(any_port(), desk, store, WebLimits::default()).await.unwrap();
    let address = server.address();
    tokio::spawn(server.serve(std::future::pending()));
    (folder, address, paths)
}

/// Waits for what a page says after a button was pressed.
async fn until_said(browser: &Browser, words: &str) {
    let script =
        format!("return document.querySelector('.said').textContent.startsWith('{words}')");
    browser.until(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_s_pages_read_well_and_work_by_click() {
    let (_folder, address, paths) = readers().await;
    let all = paths.clone();
    let laid = tokio::task::spawn_blocking(move || {
        for (path, name) in all.iter().zip(["unsubscribe", "return", "preferences"]) {
            lay(address, path, name);
        }
        lay(address, "/unsubscribe/nonsense", "bad-link");
    });
    laid.await.unwrap();
    let Some(browser) = Browser::open("readers", Images::Shown).await else { return };
    let [leave, _, choices] = &paths;
    let at = |path: &str| format!("http://{address}{path}");
    let mut faults = Vec::new();
    for width in WIDTHS {
        for (scheme, word) in SCHEMES {
            let view = |page: &str| format!("reader-{page}-{width}-{word}");
            browser.show_as(width, scheme).await;
            browser.visit(&at(leave)).await;
            faults.extend(faults_of(&browser, &view("ask")).await);
            browser.picture(&view("ask"), width).await;
            browser.click("button.main").await;
            browser
                .until("return document.querySelector('h1').textContent === 'You are unsubscribed'")
                .await;
            faults.extend(faults_of(&browser, &view("left")).await);
            browser.picture(&view("left"), width).await;
            browser.click("button").await;
            browser
                .until("return document.querySelector('h1').textContent === 'Welcome back'")
                .await;
            faults.extend(faults_of(&browser, &view("back")).await);
            browser.picture(&view("back"), width).await;
            browser.visit(&at(choices)).await;
            faults.extend(faults_of(&browser, &view("choices")).await);
            browser.picture(&view("choices"), width).await;
            browser.click("#form-text").await;
            browser.click("button.main").await;
            until_said(&browser, "Saved.").await;
            faults.extend(faults_of(&browser, &view("saved")).await);
            browser.picture(&view("saved"), width).await;
            let spoilt =
                "for (const it of document.querySelectorAll('[name=form]')) it.value = 'loud'";
            browser.run(spoilt).await;
            browser.click("button.main").await;
            until_said(&browser, "The form was not whole").await;
            let said: Vec<String> = faults_of(&browser, &view("wrong")).await;
            // The console tells of an answer with status 400: it is one.
            faults.extend(said.into_iter().filter(|fault| !fault.contains("status of 400")));
            browser.picture(&view("wrong"), width).await;
            browser.visit(&at("/unsubscribe/nonsense")).await;
            let said = faults_of(&browser, &view("bad")).await;
            faults.extend(said.into_iter().filter(|fault| !fault.contains("status of 404")));
            browser.picture(&view("bad"), width).await;
        }
    }
    browser.close().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
