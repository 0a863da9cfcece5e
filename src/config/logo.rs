//! Takes the file of an operator's logo; gives it checked, or the fault in it. Never reads more
//! than a logo may have.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::ConfigFault;
use crate::model::{LOGO_BYTES_MAX, Logo};

/// Reads the logo at `path`.
///
/// # Errors
/// A [`ConfigFault`] that names the file: it cannot be read, or is not a small PNG.
pub fn load_logo(path: &Path) -> Result<Logo, ConfigFault> {
    let fault =
        |message: String| ConfigFault { file: path.display().to_string(), line: None, message };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LOGO_BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| fault(format!("The logo cannot be read: {error}")))?;
    Logo::from_png(&bytes).map_err(|error| fault(error.to_string()))
}
