//! Takes the sections of `contrabrief.toml` as they were typed; gives them as plain values
//! with their places in the file. What they mean is `resolve`'s business.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A text and its place in the file.
pub(super) type Text = Spanned<String>;

/// Every top-level key of the file.
pub(super) const SECTIONS: [&str; 22] = [
    "dkim",
    "app",
    "collect",
    "archive",
    "source",
    "prices",
    "ticker",
    "brief",
    "flash",
    "subscriber",
    "group",
    "analysis",
    "smtp",
    "web",
    "status",
    "limits",
    "narrate",
    "bounces",
    "backup",
    "alerts",
    "heartbeat",
    "log",
];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AppSection {
    pub(super) timezone: Option<Text>,
    pub(super) data_dir: Option<String>,
    pub(super) contact: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ArchiveSection {
    pub(super) root: Option<String>,
    pub(super) retention: Option<Text>,
    pub(super) marker: Option<bool>,
    pub(super) signing_key_file: Option<Text>,
    pub(super) public_keys: Vec<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BackupSection {
    pub(super) folder: Option<String>,
    pub(super) keep: Option<Spanned<usize>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AlertsSection {
    pub(super) mail: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HeartbeatSection {
    pub(super) url: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogSection {
    pub(super) format: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceSection {
    pub(super) id: Text,
    pub(super) kind: Text,
    pub(super) url: Option<Text>,
    pub(super) path: Option<Text>,
    pub(super) publisher: Option<String>,
    pub(super) weight: Option<Spanned<f64>>,
    pub(super) licence: Option<Text>,
    pub(super) full_text: Option<Spanned<bool>>,
    pub(super) key: Option<Text>,
    pub(super) key_file: Option<String>,
    #[serde(default)]
    pub(super) symbols: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) tickers: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PricesSection {
    pub(super) id: Text,
    pub(super) kind: Text,
    pub(super) url: Option<Text>,
    pub(super) path: Option<Text>,
    pub(super) adjustment: Option<Text>,
    pub(super) currency: Option<Text>,
    pub(super) cross_check: Option<bool>,
    pub(super) key: Option<Text>,
    pub(super) key_file: Option<String>,
    #[serde(default)]
    pub(super) symbols: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) tickers: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TickerSection {
    pub(super) symbol: Text,
    pub(super) name: Text,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) kind: Option<Text>,
    pub(super) calendar: Option<Text>,
    pub(super) currency: Option<Text>,
    pub(super) benchmark: Option<Text>,
    #[serde(default)]
    pub(super) suppliers: Vec<Text>,
    #[serde(default)]
    pub(super) customers: Vec<Text>,
    #[serde(default)]
    pub(super) competitors: Vec<Text>,
    #[serde(default)]
    pub(super) substitutes: Vec<Text>,
    #[serde(default)]
    pub(super) sector: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BriefSection {
    pub(super) id: Text,
    pub(super) title: Text,
    pub(super) tickers: Vec<Text>,
    pub(super) at: Option<Text>,
    pub(super) timezone: Option<Text>,
    pub(super) on: Option<Text>,
    pub(super) catch_up: Option<Text>,
    pub(super) grace: Option<Text>,
    pub(super) wait_for: Option<Spanned<WaitForSection>>,
    pub(super) until: Option<Text>,
    pub(super) on_missing: Option<Text>,
    pub(super) templates: Option<String>,
    pub(super) holdings: Option<String>,
    /// In a snapshot: the holdings as they were read.
    pub(super) holdings_csv: Option<Text>,
    /// In a snapshot: why the holdings could not be used.
    pub(super) holdings_fault: Option<Text>,
    #[serde(default)]
    pub(super) recipients: Vec<Text>,
    pub(super) paper: Option<Text>,
    pub(super) banner: Option<String>,
    #[serde(default)]
    pub(super) disclosures: Vec<String>,
    pub(super) palette: Option<Text>,
    pub(super) logo: Option<String>,
    /// In a snapshot: the logo's bytes, in base64.
    pub(super) logo_png: Option<Text>,
    pub(super) disclosure: Option<DisclosureSection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlashSection {
    pub(super) id: Text,
    pub(super) brief: Text,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) tickers: Vec<Text>,
    pub(super) tone_falls: Option<Spanned<f64>>,
    pub(super) tone_rises: Option<Spanned<f64>>,
    pub(super) attention_above: Option<Spanned<f64>>,
    pub(super) move_without_news: Option<Spanned<f64>>,
    pub(super) setup_opens: Option<bool>,
    pub(super) quiet: Option<Text>,
    pub(super) per_day_max: Option<Spanned<u32>>,
    #[serde(default)]
    pub(super) recipients: Vec<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WaitForSection {
    pub(super) prices: Option<Text>,
    pub(super) articles_min: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CollectSection {
    pub(super) articles_every: Option<Text>,
    pub(super) prices_after_close: Option<Text>,
    pub(super) before_brief: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DisclosureSection {
    pub(super) producer: Option<Text>,
    pub(super) analyst_reviewed: Option<bool>,
    pub(super) conflicts: Option<Text>,
    pub(super) method_url: Option<Text>,
    pub(super) update_frequency: Option<Text>,
    pub(super) postal_address: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubscriberSection {
    pub(super) id: Text,
    pub(super) address: Text,
    pub(super) name: Option<String>,
    pub(super) group: Option<Text>,
    pub(super) owner: Option<Text>,
    pub(super) watchlist: Option<Vec<Text>>,
    pub(super) form: Option<Text>,
    pub(super) attachments: Option<Vec<Text>>,
    pub(super) date_language: Option<Text>,
    pub(super) timezone: Option<Text>,
    pub(super) from_time: Option<Text>,
    pub(super) weekdays: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupSection {
    pub(super) id: Text,
    pub(super) name: Option<String>,
    pub(super) owner: Option<Text>,
    pub(super) watchlist: Option<Vec<Text>>,
    pub(super) form: Option<Text>,
    pub(super) attachments: Option<Vec<Text>>,
    pub(super) date_language: Option<Text>,
    pub(super) timezone: Option<Text>,
    pub(super) from_time: Option<Text>,
    pub(super) weekdays: Option<Vec<Text>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SmtpSection {
    pub(super) host: Option<Text>,
    pub(super) port: Option<u16>,
    pub(super) tls: Option<Text>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Spanned<String>>,
    pub(super) password_file: Option<String>,
    pub(super) folder: Option<Text>,
    pub(super) from: Option<Text>,
    pub(super) reply_to: Option<Text>,
    pub(super) unsubscribe: Option<Text>,
    pub(super) bounce_domain: Option<Text>,
    pub(super) on_unsure: Option<Text>,
    pub(super) unsure_wait_minutes: Option<u32>,
    pub(super) expire_after_hours: Option<Spanned<u32>>,
    pub(super) ca_file: Option<Text>,
    pub(super) hello_name: Option<Text>,
    pub(super) connections_max: Option<Spanned<usize>>,
    pub(super) messages_per_connection_max: Option<Spanned<u32>>,
    pub(super) domain_messages_per_minute_max: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WebSection {
    pub(super) listen: Option<Text>,
    pub(super) public_url: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct StatusSection {
    pub(super) listen: Option<Text>,
    pub(super) token_file: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DkimSection {
    pub(super) domain: Option<Text>,
    pub(super) selector: Option<Text>,
    pub(super) key_file: Option<Text>,
    pub(super) ed25519_selector: Option<Text>,
    pub(super) ed25519_key_file: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NarrateSection {
    pub(super) engine: Option<Text>,
    pub(super) url: Option<Text>,
    pub(super) model: Option<Text>,
    pub(super) api_key: Option<Text>,
    pub(super) api_key_file: Option<String>,
    pub(super) answer_format: Option<Text>,
    pub(super) dropped_pct_max: Option<Spanned<u8>>,
    pub(super) attempt_seconds_max: Option<Spanned<u64>>,
    pub(super) retries_max: Option<Spanned<u32>>,
    pub(super) answer_bytes_max: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsSection {
    pub(super) body_bytes_max: Option<usize>,
    pub(super) compressed_bytes_max: Option<usize>,
    pub(super) compression_ratio_max: Option<usize>,
    pub(super) connect_seconds_max: Option<u64>,
    pub(super) total_seconds_max: Option<u64>,
    pub(super) redirects_max: Option<usize>,
    pub(super) retries_max: Option<u32>,
    pub(super) requests_at_once_max: Option<usize>,
    pub(super) requests_per_host_max: Option<usize>,
    pub(super) host_pause_ms_min: Option<u64>,
    pub(super) pages_per_source_max: Option<usize>,
    pub(super) items_per_feed_max: Option<usize>,
    pub(super) title_chars_max: Option<usize>,
    pub(super) text_chars_max: Option<usize>,
    pub(super) allow_private_addresses: Option<bool>,
    pub(super) allow_hosts: Option<Vec<String>>,
    pub(super) allow_http: Option<bool>,
    pub(super) allow_ports: Option<Vec<u16>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BouncesSection {
    pub(super) maildir: Option<Text>,
    pub(super) file: Option<Text>,
    pub(super) imap_host: Option<Text>,
    pub(super) imap_port: Option<u16>,
    pub(super) imap_tls: Option<Text>,
    pub(super) imap_user: Option<String>,
    pub(super) imap_password: Option<Text>,
    pub(super) imap_password_file: Option<String>,
    pub(super) imap_folder: Option<Text>,
    pub(super) imap_done: Option<Text>,
    pub(super) imap_ca_file: Option<String>,
    pub(super) require_token: Option<bool>,
}
