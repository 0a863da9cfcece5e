//! Takes JSONL of sentences; gives JSONL of scores. A filter: line in, line out, in order.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::console::{Console, Outcome};
use crate::analyse::reading::score_text;
use crate::analyse::{Engine, Linker};
use crate::cli::log::Talk;
use crate::diagnostic::Diagnostic;
use crate::exit_code::ExitCode;
use crate::model::{Band, Score};

#[derive(Deserialize)]
struct ScoreRequest {
    id: serde_json::Value,
    text: String,
    target: Option<String>,
    #[serde(default)]
    others: Vec<String>,
}

#[derive(Serialize)]
struct ScoreLine<'a> {
    id: &'a serde_json::Value,
    score: f64,
    label: &'a str,
    class: &'a str,
    confidence: f64,
    targets: Vec<TargetLine>,
}

#[derive(Serialize)]
struct TargetLine {
    target: String,
    score: f64,
    label: &'static str,
}

pub(super) fn score(console: &mut Console<'_>, file: Option<&Path>) -> Outcome {
    let input: Box<dyn Read> = match file {
        None => std::mem::replace(&mut console.world.input, Box::new(std::io::empty())),
        Some(path) => Box::new(File::open(path).map_err(|error| {
            Diagnostic::new(ExitCode::Usage, format!("File `{}` cannot be read", path.display()))
                .because(&error)
                .hint("Name a JSONL file, or leave it out to read standard input")
        })?),
    };
    let linker = Linker::new([]);
    let mut faults = 0_u32;
    for (number, line) in BufReader::new(input).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<ScoreRequest>(&line) {
            Ok(request) => write(console, &linker, &request)?,
            Err(error) => {
                faults += 1;
                console.tell(Talk::note(format!("line {}: {error}", number + 1)));
            }
        }
    }
    console.world.out.flush()?;
    Ok(if faults == 0 { ExitCode::Done } else { ExitCode::Partial })
}

fn write(
    console: &mut Console<'_>,
    linker: &Linker,
    request: &ScoreRequest,
) -> std::io::Result<()> {
    let others: Vec<&str> = request.others.iter().map(String::as_str).collect();
    let scored =
        score_text(&Engine::default(), linker, &request.text, request.target.as_deref(), &others);
    let line = ScoreLine {
        id: &request.id,
        score: two_decimals(scored.score),
        label: scored.band.words(),
        class: match scored.class {
            1 => "positive",
            -1 => "negative",
            _ => "neutral",
        },
        confidence: two_decimals(scored.confidence),
        targets: scored
            .targets
            .iter()
            .map(|target| TargetLine {
                target: target.target.clone(),
                score: two_decimals(target.score),
                label: Band::of(target.score).words(),
            })
            .collect(),
    };
    serde_json::to_writer(&mut console.world.out, &line)?;
    writeln!(console.world.out)
}

/// Rounded as every score is: half to even, and never -0.
fn two_decimals(value: f64) -> f64 {
    f64::from(Score::from_unrounded(value).hundredths()) / 100.0
}
