//! Takes where a key is to lie, or none; makes the key, or signs what is archived unsigned. Also
//! reads the public keys that somebody types, and tells whose signatures were checked.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::archive::{PublicKey, Verification};
use crate::cli::console::{Console, Ended, Outcome};
use crate::cli::{report, setup};
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::pipeline::{self, SigningKeyError};

#[derive(Serialize)]
struct MadeKey {
    file: String,
    id: String,
    public_key: String,
}

#[derive(Serialize)]
struct SignResult {
    signed: usize,
    signed_before: usize,
}

pub(super) fn keygen(console: &mut Console<'_>, file: &Path) -> Outcome {
    let key = pipeline::make_signing_key(file).map_err(|error| not_made(&error))?;
    let name = file.display().to_string();
    console.say(format!("public key {key}"))?;
    console.tell(format!("It signs where [archive] has signing_key_file = \"{name}\""));
    console.tell("Give the public key to auditors, by another way than the archive");
    console.json(&MadeKey { file: name, id: key.id(), public_key: key.to_string() })?;
    Ok(ExitCode::Done)
}

fn not_made(error: &SigningKeyError) -> Diagnostic {
    let told = Diagnostic::new(ExitCode::Storage, error.to_string());
    match error {
        SigningKeyError::File { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
            let mut told = told.because(source);
            told.exit_code = ExitCode::Usage;
            told.hint("Name a file that is not there yet: a key that signed is never replaced")
        }
        SigningKeyError::File { source, .. } => {
            told.because(source).hint("See that the folder is there and that you may write there")
        }
        SigningKeyError::Key(_) => told,
    }
}

pub(super) fn sign(console: &mut Console<'_>, file: &Path) -> Outcome {
    let (pipeline, _lock) = setup::locked_pipeline(console, file)?;
    let signed = pipeline.sign_archive().map_err(|error| report::pipeline(&error))?;
    if signed.now == 0 {
        console.tell("nothing new: every line of the chain has a good signature");
    } else {
        console.say(format!("signed {} line(s) of the chain", signed.now))?;
    }
    console.json(&SignResult { signed: signed.now, signed_before: signed.before })?;
    Ok(ExitCode::Done)
}

/// Public keys as typed: each itself, or a file with one.
pub(super) fn public_keys(typed: &[String]) -> Result<Vec<PublicKey>, Ended> {
    typed.iter().map(|typed| public_key(typed)).collect()
}

fn public_key(typed: &str) -> Result<PublicKey, Ended> {
    // No file of a key has a name of 56 such characters.
    let found = PublicKey::parse(typed).or_else(|fault| {
        fs::read_to_string(typed).map_err(|_| fault).and_then(|text| PublicKey::parse(&text))
    });
    found.map_err(|fault| {
        Diagnostic::new(ExitCode::Usage, fault.to_string())
            .hint("contrabrief doctor prints the one of the key that signs")
            .into()
    })
}

/// Whose signatures were checked, if there are any.
pub(super) fn say(console: &mut Console<'_>, found: &Verification) -> Result<(), Ended> {
    if found.signed > 0 {
        console
            .say(format!("{} line(s) of the chain are signed by whom is believed", found.signed))?;
    }
    if found.unchecked > 0 {
        console.say(format!(
            "{} signature(s) were not checked: name a public key with --public-key, or public_keys under [archive]",
            found.unchecked
        ))?;
    }
    Ok(())
}
