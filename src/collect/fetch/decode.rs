//! Takes a body as it came over the wire; gives it without its one layer of compression, and
//! never more of it than the limits allow.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::header::{GetAll, HeaderValue};

use crate::collect::{CollectError, Limits};

/// What we say we can read.
pub(super) const ACCEPTED: &str = "gzip, br, zstd, deflate";

/// Bodies that grow to less than this may compress as well as they like.
const RATIO_FREE_BYTES: usize = 1_000_000;

/// Bytes that the brotli decoder works with.
const BROTLI_BUFFER_BYTES: usize = 64 * 1024;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// What the headers say (RFC 9110, 8.4).
    ///
    /// # Errors
    /// [`CollectError::Encoding`] for a coding we did not offer, or for more than one.
    pub(super) fn of(headers: &GetAll<'_, HeaderValue>) -> Result<Self, CollectError> {
        let written: Vec<String> = headers
            .iter()
            .flat_map(|value| {
                let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
                text.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>()
            })
            .filter(|word| !word.is_empty() && word != "identity")
            .collect();
        match written.as_slice() {
            [] => Ok(Self::Identity),
            [one] => match one.as_str() {
                "gzip" | "x-gzip" => Ok(Self::Gzip),
                "deflate" => Ok(Self::Deflate),
                "br" => Ok(Self::Brotli),
                "zstd" => Ok(Self::Zstd),
                other => Err(CollectError::Encoding(format!("`{other}` was not offered"))),
            },
            _ => Err(CollectError::Encoding("it is compressed more than once".to_owned())),
        }
    }

    /// How many bytes may come over the wire.
    pub(super) fn bytes_max(self, limits: &Limits) -> usize {
        match self {
            Self::Identity => limits.body_bytes_max,
            _ => limits.compressed_bytes_max.min(limits.body_bytes_max),
        }
    }

    /// The body without its compression.
    ///
    /// # Errors
    /// [`CollectError::TooLarge`], [`CollectError::Encoding`] for a bomb or broken data.
    pub(super) fn decoded(self, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, CollectError> {
        let source = bytes.as_slice();
        match self {
            Self::Identity => Ok(bytes),
            Self::Gzip => bounded(MultiGzDecoder::new(source), bytes.len(), limits),
            // Servers mean either by it: zlib (RFC 9110, 8.4.1.2) or bare deflate.
            Self::Deflate if is_zlib(source) => {
                bounded(ZlibDecoder::new(source), bytes.len(), limits)
            }
            Self::Deflate => bounded(DeflateDecoder::new(source), bytes.len(), limits),
            Self::Brotli => {
                let decoder = brotli_decompressor::Decompressor::new(source, BROTLI_BUFFER_BYTES);
                bounded(decoder, bytes.len(), limits)
            }
            Self::Zstd => {
                let decoder = zstd::stream::read::Decoder::with_buffer(source);
                bounded(decoder.map_err(|error| broken(&error))?, bytes.len(), limits)
            }
        }
    }
}

/// Whether a stream begins as RFC 1950, 2.2, has it; bare deflate hardly ever does.
fn is_zlib(bytes: &[u8]) -> bool {
    let [method, flags, ..] = *bytes else { return false };
    method & 0x0f == 8 && u16::from_be_bytes([method, flags]) % 31 == 0
}

fn bounded(
    mut source: impl Read,
    wire_bytes: usize,
    limits: &Limits,
) -> Result<Vec<u8>, CollectError> {
    let max = limits.body_bytes_max;
    let ratio_max = limits.compression_ratio_max;
    let mut decoded = Vec::new();
    let mut chunk = vec![0; BROTLI_BUFFER_BYTES];
    loop {
        let read = source.read(&mut chunk).map_err(|error| broken(&error))?;
        if read == 0 {
            return Ok(decoded);
        }
        if decoded.len() + read > max {
            return Err(CollectError::TooLarge { max });
        }
        decoded.extend_from_slice(&chunk[..read]);
        if decoded.len() > RATIO_FREE_BYTES && decoded.len() / ratio_max > wire_bytes {
            let words = format!("it grows by more than compression_ratio_max = {ratio_max}");
            return Err(CollectError::Encoding(words));
        }
    }
}

fn broken(error: &std::io::Error) -> CollectError {
    CollectError::Encoding(format!("its compressed data is broken: {error}"))
}
