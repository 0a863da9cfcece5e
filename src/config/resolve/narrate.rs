//! Takes `[narrate]`; gives the engine that writes prose. Its key comes from a file, the service
//! manager or the environment, never from the configuration itself.

use std::fmt::Display;
use std::ops::RangeInclusive;

use toml::Spanned;
use url::{Host, Url};

use super::Resolver;
use crate::config::Purpose;
use crate::config::sections::{NarrateSection, Text};
use crate::model::ApiKey;
use crate::narrate::{AnswerFormat, Endpoint, Engine, Writer};

/// The engines, by their words.
#[derive(Clone, Copy)]
enum Kind {
    Embedded,
    OpenAiCompatible,
}

const ENGINES: [(&str, Kind); 2] =
    [("embedded", Kind::Embedded), ("openai-compatible", Kind::OpenAiCompatible)];

/// The words for how a server is told the form of its answer; the snapshot writes them too.
pub(in crate::config) const ANSWER_FORMATS: [(&str, AnswerFormat); 3] = [
    ("json-schema", AnswerFormat::JsonSchema),
    ("json-object", AnswerFormat::JsonObject),
    ("text", AnswerFormat::Text),
];

/// The name under which a service manager lays the key.
const CREDENTIAL: &str = "narrate-api-key";

/// Names of models are printed in every edition: they are plain.
const MODEL_CHARS_MAX: usize = 100;

/// An attempt takes at most this long where the file does not say, in seconds.
const ATTEMPT_SECONDS: u64 = 60;
/// The longest that the file may let it take, in seconds.
const ATTEMPT_SECONDS_MAX: u64 = 600;
/// Further attempts where the file does not say.
const RETRIES: u32 = 2;
/// The most further attempts that the file may ask for.
const RETRIES_MAX: u32 = 5;
/// The longest answer where the file does not say.
const ANSWER_BYTES: usize = 1_000_000;
/// Share of sentences that may be dropped where the file does not say, in per cent.
const DROPPED_PCT: u8 = 50;

impl Resolver<'_, '_> {
    pub(super) fn narrate(&mut self, allow_http: bool) -> Engine {
        let typed: NarrateSection = self.document.section("narrate");
        match self.word(typed.engine.as_ref(), "prose engine", &ENGINES, Kind::Embedded) {
            Kind::Embedded => Engine::Embedded,
            Kind::OpenAiCompatible => self.writer(&typed, allow_http),
        }
    }

    fn writer(&mut self, typed: &NarrateSection, allow_http: bool) -> Engine {
        let format = self.word(
            typed.answer_format.as_ref(),
            "format of answers",
            &ANSWER_FORMATS,
            AnswerFormat::JsonSchema,
        );
        let dropped_pct_max =
            self.within(typed.dropped_pct_max.as_ref(), "dropped_pct_max", 0..=100, DROPPED_PCT);
        let model = self.model(typed.model.as_ref());
        let endpoint = match self.purpose {
            Purpose::Snapshot => None,
            Purpose::Run => self.endpoint(typed, allow_http),
        };
        Engine::OpenAiCompatible(Writer { model, answer_format: format, dropped_pct_max, endpoint })
    }

    fn model(&mut self, typed: Option<&Text>) -> String {
        let Some(typed) = typed else {
            self.document.fault(None, "`[narrate]` needs `model`, as its server calls it");
            return String::new();
        };
        let model = typed.get_ref();
        let is_plain = |mark: char| mark.is_ascii_alphanumeric() || "-_.:/@+".contains(mark);
        if model.is_empty() || model.len() > MODEL_CHARS_MAX || !model.chars().all(is_plain) {
            self.fault(
                typed,
                &format!(
                    "A `model` is 1 to {MODEL_CHARS_MAX} of letters, digits and - _ . : / @ +"
                ),
            );
        }
        model.clone()
    }

    fn endpoint(&mut self, typed: &NarrateSection, allow_http: bool) -> Option<Endpoint> {
        let key = self.narrate_key(typed);
        let Some(url) = &typed.url else {
            self.document
                .fault(None, "`[narrate]` needs `url`, such as \"https://api.example.com/v1\"");
            return None;
        };
        let host = match base(url.get_ref(), allow_http) {
            Ok(host) => host,
            Err(why) => {
                self.fault(url, why);
                return None;
            }
        };
        Some(Endpoint {
            url: url.get_ref().clone(),
            host,
            key,
            attempt_seconds_max: self.within(
                typed.attempt_seconds_max.as_ref(),
                "attempt_seconds_max",
                1..=ATTEMPT_SECONDS_MAX,
                ATTEMPT_SECONDS,
            ),
            retries_max: self.within(
                typed.retries_max.as_ref(),
                "retries_max",
                0..=RETRIES_MAX,
                RETRIES,
            ),
            answer_bytes_max: typed.answer_bytes_max.unwrap_or(ANSWER_BYTES),
        })
    }

    /// A number within its bounds; what is outside is reported.
    fn within<N: Copy + PartialOrd + Display>(
        &mut self,
        typed: Option<&Spanned<N>>,
        key: &str,
        bounds: RangeInclusive<N>,
        otherwise: N,
    ) -> N {
        let Some(typed) = typed else { return otherwise };
        if !bounds.contains(typed.get_ref()) {
            let (low, high) = (bounds.start(), bounds.end());
            self.fault(typed, &format!("`{key}` in `narrate` is between {low} and {high}"));
        }
        *typed.get_ref()
    }

    fn narrate_key(&mut self, typed: &NarrateSection) -> Option<ApiKey> {
        if let Some(kept) = self.kept_secret(CREDENTIAL, typed.api_key_file.as_deref()) {
            return kept.map(|secret| ApiKey::new(secret.expose()));
        }
        let typed = typed.api_key.as_ref()?;
        // A span of nothing marks a value that the environment set.
        if !typed.span().is_empty() {
            self.fault(
                typed,
                "A key never stands in the file: write `api_key_file = \"…\"` or set CONTRABRIEF_NARRATE__API_KEY",
            );
        }
        Some(ApiKey::new(typed.get_ref()))
    }
}

/// The host of an endpoint's base. Unlike a source, an endpoint may be of the operator's own
/// network: it is where a model of one's own runs. Texts and key go there unencrypted only
/// where nobody else can listen, or where the operator allows it.
fn base(typed: &str, allow_http: bool) -> Result<String, &'static str> {
    const FORM: &str =
        "A `url` starts with https:// (or http:// for this machine) and names a host";
    let url = Url::parse(typed).map_err(|_| FORM)?;
    let host = url.host().ok_or(FORM)?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err("A `url` holds no user, password or query: the key belongs in `api_key_file`");
    }
    let is_own = match &host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    match url.scheme() {
        "https" => Ok(host.to_string()),
        "http" if is_own || allow_http => Ok(host.to_string()),
        "http" => Err(
            "It is not https: claims and key would travel in the open; allow_http = true under [limits] lets them",
        ),
        _ => Err(FORM),
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn only_this_machine_may_be_asked_in_the_open() {
        assert_eq!(base("https://api.example.com/v1", false).unwrap(), "api.example.com");
        assert_eq!(base("http://127.0.0.1:11434/v1", false).unwrap(), "127.0.0.1");
        assert_eq!(base("http://localhost:8000/v1", false).unwrap(), "localhost");
        assert!(base("http://10.0.0.7/v1", false).unwrap_err().contains("allow_http"));
        assert_eq!(base("http://10.0.0.7/v1", true).unwrap(), "10.0.0.7");
        for wrong in [
            "ftp://x.example",
            "api.example.com",
            "https://k:p@x.example",
            "https://x.example?key=1",
        ] {
            assert!(base(wrong, true).is_err(), "{wrong}");
        }
    }
}
