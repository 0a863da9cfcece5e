//! Takes paths and bytes in their order; gives a zip that is the same wherever it is made: one
//! time for every file, one level of compression, no fields beside, and the sums of all files
//! as its last one. Never holds more than the file at hand.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::model::Sha256Hash;

/// The level is fixed, so that the same file is packed the same everywhere.
const DEFLATE_LEVEL: i64 = 6;
/// Files are read-only, as in the archive.
const MODE: u32 = 0o444;
/// The sums of every other file.
pub(super) const SUMS: &str = "SHA256SUMS";
/// What is packed already.
const PACKED: [&str; 3] = [".png", ".pdf", ".zst"];

pub(super) struct Packer {
    zip: ZipWriter<BufWriter<File>>,
    sums: String,
    pub(super) files: usize,
}

impl Packer {
    pub(super) fn new(file: File) -> Self {
        Self { zip: ZipWriter::new(BufWriter::new(file)), sums: String::new(), files: 0 }
    }

    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let _ = writeln!(self.sums, "{}  {path}", Sha256Hash::of(bytes));
        self.write(path, bytes)
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.zip.start_file(path, options(path))?;
        self.files += 1;
        self.zip.write_all(bytes)
    }

    /// Adds the sums, and waits for the disk.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let sums = std::mem::take(&mut self.sums);
        self.write(SUMS, sums.as_bytes())?;
        let file = self.zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }
}

fn options(path: &str) -> SimpleFileOptions {
    let plain = SimpleFileOptions::default()
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Unix)
        .unix_permissions(MODE);
    if PACKED.iter().any(|end| path.ends_with(end)) {
        plain.compression_method(CompressionMethod::Stored)
    } else {
        plain.compression_method(CompressionMethod::Deflated).compression_level(Some(DEFLATE_LEVEL))
    }
}
