//! Takes nothing; gives the bounds of everything that comes from outside.

/// Bounds of collecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body after decompression.
    pub body_bytes_max: usize,
    /// Bytes of a compressed body as it comes over the wire.
    pub compressed_bytes_max: usize,
    /// How many times larger than on the wire a body of more than 1 MB may become.
    pub compression_ratio_max: usize,
    /// Seconds to connect.
    pub connect_seconds_max: u64,
    /// Seconds for a whole request.
    pub total_seconds_max: u64,
    /// Redirects followed.
    pub redirects_max: usize,
    /// How often a request is tried again after a failure that may pass.
    pub retries_max: u32,
    /// Requests under way at the same time, to all hosts.
    pub requests_at_once_max: usize,
    /// Requests under way at the same time, to one host.
    pub requests_per_host_max: usize,
    /// Milliseconds between the beginnings of two requests to one host.
    pub host_pause_ms_min: u64,
    /// Pages fetched of one source in one run for their full text.
    pub pages_per_source_max: usize,
    /// Entries read of one feed.
    pub items_per_feed_max: usize,
    /// Characters kept of a title.
    pub title_chars_max: usize,
    /// Characters kept of a text.
    pub text_chars_max: usize,
    /// Whether loopback, link-local and private addresses may be asked.
    pub allow_private_addresses: bool,
    /// Hosts, names or addresses, that may be private all the same.
    pub allow_hosts: Vec<String>,
    /// Whether public hosts may be asked without TLS.
    pub allow_http: bool,
    /// Ports that may be asked besides 80, 443, 8080 and 8443.
    pub allow_ports: Vec<u16>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 20_000_000,
            compressed_bytes_max: 5_000_000,
            compression_ratio_max: 100,
            connect_seconds_max: 10,
            total_seconds_max: 30,
            redirects_max: 5,
            retries_max: 2,
            requests_at_once_max: 16,
            requests_per_host_max: 2,
            host_pause_ms_min: 100,
            pages_per_source_max: 20,
            items_per_feed_max: 500,
            title_chars_max: 500,
            text_chars_max: 200_000,
            allow_private_addresses: false,
            allow_hosts: Vec::new(),
            allow_http: false,
            allow_ports: Vec::new(),
        }
    }
}
