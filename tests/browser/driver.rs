//! Takes a wish to look at a page; gives a browser under our control, on loopback, with a
//! profile of its own. Never leaves a process behind.

use std::env;
use std::ffi::OsString;
use std::fmt::Debug;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Whether the browser loads pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    Shown,
    Blocked,
}

/// Which colours the reader's system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

/// The widths of a phone, a tablet or mail pane, and a desk.
pub const WIDTHS: [u32; 3] = [390, 640, 1200];

/// How often a page is asked whether something has come, and how many times at most.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const LOOKS_MAX: usize = 1_500;

/// How high a picture may be.
const HEIGHT_MAX: u64 = 6_000;

/// A chromedriver that ends with the test.
struct Driver {
    process: Child,
    port: u16,
    /// Held open: the driver goes on talking.
    _output: BufReader<ChildStdout>,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A browser with one page.
pub struct Browser {
    client: Client,
    _driver: Driver,
    _profile: tempfile::TempDir,
}

fn program(names: &[&str]) -> Option<PathBuf> {
    let path = variable("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut places = names.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
    places.find(|place| place.is_file())
}

/// Browser and driver, or `None` after a loud word.
fn programs(test: &str) -> Option<(PathBuf, PathBuf)> {
    let browser = program(&["chromium", "chromium-browser", "google-chrome"]);
    let both = browser.zip(program(&["chromedriver"]));
    if both.is_none() {
        let required = variable("CONTRABRIEF_BROWSER").is_some_and(|word| word == "required");
        assert!(!required, "chromium and chromedriver are required and are not there");
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED {test}: chromium or chromedriver is not installed"
        );
    }
    both
}

#[expect(clippy::disallowed_methods, reason = "which browser there is, the environment says")]
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

fn start(driver: &Path) -> Driver {
    let mut process = Command::new(driver)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut output = BufReader::new(process.stdout.take().expect("its output is piped"));
    let mut lines = output.by_ref().lines().map_while(Result::ok);
    let port = lines.find_map(|line| {
        line.rsplit_once("successfully on port ")?.1.trim_matches('.').parse().ok()
    });
    Driver { process, port: port.expect("chromedriver names its port"), _output: output }
}

impl Browser {
    /// A browser, or `None` after a loud word where there is none.
    pub async fn open(test: &str, images: Images) -> Option<Self> {
        let (browser, driver) = programs(test)?;
        let driver = start(&driver);
        let profile = tempfile::tempdir().expect("a temporary folder can be made");
        let arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments, "binary": browser },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("a session opens");
        let opened = Self { client, _driver: driver, _profile: profile };
        if images == Images::Blocked {
            // The switch --blink-settings=imagesEnabled=false now and then has no effect.
            opened.devtools("Network.enable", json!({})).await;
            opened.devtools("Network.setBlockedURLs", json!({ "urls": ["*.png"] })).await;
        }
        Some(opened)
    }

    /// Ends the session; the processes end with the value.
    pub async fn close(self) {
        self.client.clone().close().await.expect("the session closes");
    }

    /// Opens a file, with what stands behind its `#`.
    pub async fn goto(&self, file: &Path, hash: &str) {
        let url = url::Url::from_file_path(file).expect("an absolute path");
        self.client.goto(&format!("{url}{hash}")).await.expect("the page opens");
    }

    /// Opens an address of a server on this machine.
    pub async fn visit(&self, url: &str) {
        self.client.goto(url).await.expect("the page opens");
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    /// Where it is.
    pub async fn address(&self) -> String {
        self.client.current_url().await.expect("an address").to_string()
    }

    /// Runs a script's body; gives what it returns.
    pub async fn run(&self, script: &str) -> Value {
        let ran = self.client.execute(script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Types into a field, as keys.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let field = self.client.find(fantoccini::Locator::Css(selector)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks something.
    pub async fn click(&self, selector: &str) {
        let found = self.client.find(fantoccini::Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("{selector}: {error}")).click().await.unwrap();
    }

    /// Waits until a script says true. It is asked from outside, again and again: a script that
    /// waits within a page ends with the page when a click leads on.
    pub async fn until(&self, script: &str) {
        let asked = format!(
            "try {{ return Boolean((() => {{ {script} }})()); }} catch {{ return false; }}"
        );
        for _ in 0..LOOKS_MAX {
            if matches!(self.client.execute(&asked, Vec::new()).await, Ok(Value::Bool(true))) {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        panic!("never true: {script}");
    }

    /// Sets the width and the colours that the page is shown in.
    pub async fn show_as(&self, width: u32, scheme: Scheme) {
        let value = if scheme == Scheme::Dark { "dark" } else { "light" };
        self.size(width, 900).await;
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    async fn size(&self, width: u32, height: u64) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    async fn devtools(&self, cmd: &str, params: Value) {
        let body = json!({ "cmd": cmd, "params": params });
        self.issue("goog/cdp/execute", body).await;
    }

    /// What the console said since it was last asked, violations of the page's policy included.
    pub async fn console(&self) -> Vec<String> {
        let logged = self.issue("se/log", json!({ "type": "browser" })).await;
        let lines = logged.as_array().cloned().unwrap_or_default();
        lines.iter().map(|line| line["message"].to_string()).collect()
    }

    async fn issue(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(Raw { path, body }).await.expect("the driver understands")
    }

    /// Lays a picture of the whole page into `target/screenshots`, for people to look at.
    pub async fn picture(&self, name: &str, width: u32) {
        let height = self.run("return document.documentElement.scrollHeight").await;
        self.size(width, height.as_u64().unwrap_or(900).clamp(600, HEIGHT_MAX)).await;
        let bytes = self.client.screenshot().await.expect("a picture");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("a folder for pictures");
        fs::write(folder.join(format!("{name}.png")), bytes).expect("a picture can be written");
    }
}

/// A command that the driver adds to the standard.
#[derive(Debug)]
struct Raw {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
