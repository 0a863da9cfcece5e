//! Takes nothing; gives the bounds of everything that comes from outside.

/// Bounds of collecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body after decompression.
    pub body_bytes_max: usize,
    /// Seconds to connect.
    pub connect_seconds_max: u64,
    /// Seconds for a whole request.
    pub total_seconds_max: u64,
    /// Redirects followed.
    pub redirects_max: usize,
    /// Entries read of one feed.
    pub items_per_feed_max: usize,
    /// Characters kept of a title.
    pub title_chars_max: usize,
    /// Characters kept of a text.
    pub text_chars_max: usize,
    /// Whether loopback, link-local and private addresses may be asked.
    pub allow_private_addresses: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 20_000_000,
            connect_seconds_max: 10,
            total_seconds_max: 30,
            redirects_max: 5,
            items_per_feed_max: 500,
            title_chars_max: 500,
            text_chars_max: 200_000,
            allow_private_addresses: false,
        }
    }
}
