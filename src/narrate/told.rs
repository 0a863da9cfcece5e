//! Takes a day's view, what was asked and what was answered; gives the view with the sentences
//! that stand on their evidence, and notes that count those that do not. Pure: the same reply
//! gives the same view. Never loses a claim: what no sentence cites stays in its own words.

use super::answer::{self, Answer, Sentence};
use super::check::{Fault, Ground, check};
use super::engine::Writer;
use super::question::Question;
use super::sections::{Numbered, Part, Section};
use super::{notes, record};
use crate::model::{Claim, DataNote, DayView, Evidence, Rendition, Reply, ReplyOutcome};

/// A day's view after an engine outside has answered, or has not.
#[derive(Debug)]
pub struct Told {
    /// The view, with its prose and its notes.
    pub day: DayView,
    /// Who wrote prose of it, such as `small-1 at api.example.com`; `None` where all is ours.
    pub by: Option<String>,
    /// `narration.json`: what was asked, answered and dropped.
    pub record: Rendition,
}

/// A sentence that stands.
struct Kept<'q> {
    text: String,
    claims: Vec<&'q Numbered>,
}

/// A sentence that does not.
#[derive(Debug)]
pub(super) struct Dropped {
    pub(super) section: String,
    pub(super) text: String,
    pub(super) fault: Fault,
}

/// Every sentence of an answer, judged.
struct Judged<'q> {
    kept: Vec<(&'q Section, Vec<Kept<'q>>)>,
    dropped: Vec<Dropped>,
}

impl Judged<'_> {
    fn kept_count(&self) -> usize {
        self.kept.iter().map(|(_, sentences)| sentences.len()).sum()
    }

    fn is_beyond(&self, dropped_pct_max: u8) -> bool {
        let all = self.kept_count() + self.dropped.len();
        self.dropped.len() * 100 > all * usize::from(dropped_pct_max)
    }
}

/// The day's view in the words of a reply, as far as they stand.
#[must_use]
pub fn tell(mut day: DayView, question: &Question, reply: &Reply, writer: &Writer) -> Told {
    let by = match reply.host.as_str() {
        "" => reply.model.clone(),
        host => format!("{} at {host}", reply.model),
    };
    day.notes.extend(notes::commands(&question.sections));
    let read = match &reply.outcome {
        ReplyOutcome::Failed(why) => Err(why.clone()),
        ReplyOutcome::Answered(content) => {
            answer::parse(content).map_err(|error| error.to_string())
        }
    };
    let (note, wrote, dropped) = match read {
        Err(why) => (notes::failed(&by, &why), false, Vec::new()),
        Ok(answer) => words(&mut day, judge(&question.sections, answer), writer, &by),
    };
    day.notes.push(note);
    Told { day, by: wrote.then_some(by), record: record::write(question, reply, &dropped) }
}

/// Lays what stands over the view; gives the note on it, and whether anything was laid.
fn words(
    day: &mut DayView,
    judged: Judged<'_>,
    writer: &Writer,
    by: &str,
) -> (DataNote, bool, Vec<Dropped>) {
    let (kept, dropped) = (judged.kept_count(), &judged.dropped);
    if judged.is_beyond(writer.dropped_pct_max) {
        let note = notes::too_many(by, kept, dropped, writer.dropped_pct_max);
        return (note, false, judged.dropped);
    }
    let note = notes::counted(by, kept, dropped);
    for (section, sentences) in judged.kept {
        lay(day, section, &sentences);
    }
    (note, kept > 0, judged.dropped)
}

fn judge(sections: &[Section], answer: Answer) -> Judged<'_> {
    let mut judged = Judged {
        kept: sections.iter().map(|section| (section, Vec::new())).collect(),
        dropped: Vec::new(),
    };
    for answered in answer.sections {
        let place = sections.iter().position(|section| section.id == answered.id);
        for sentence in answered.sentences {
            let outcome = match place {
                None => Err(Fault::Section),
                Some(place) => {
                    let (section, kept) = &mut judged.kept[place];
                    stand(section, kept, &sentence).map(|sentence| kept.push(sentence))
                }
            };
            if let Err(fault) = outcome {
                let section = answered.id.clone();
                judged.dropped.push(Dropped { section, text: sentence.text, fault });
            }
        }
    }
    judged
}

/// Whether a sentence stands in its section, beside those that do already.
fn stand<'q>(
    section: &'q Section,
    kept: &[Kept<'q>],
    sentence: &Sentence,
) -> Result<Kept<'q>, Fault> {
    let text = sentence.text.trim();
    let mut claims: Vec<&Numbered> = Vec::new();
    for id in &sentence.claims {
        let cited = section.claims.iter().find(|numbered| numbered.id == *id);
        let cited = cited.ok_or(Fault::Citation)?;
        if !claims.iter().any(|known| known.id == cited.id) {
            claims.push(cited);
        }
    }
    if claims.is_empty() {
        return Err(Fault::Citation);
    }
    let ground = Ground {
        subject: &section.subject,
        claims: claims.iter().map(|numbered| numbered.claim.text()).collect(),
        evidence: claims.iter().flat_map(|numbered| numbered.texts().skip(1)).collect(),
    };
    check(text, &ground)?;
    let is_full = kept.len() >= section.part.sentences_max();
    if is_full || kept.iter().any(|other| other.text == text) {
        return Err(Fault::Surplus);
    }
    Ok(Kept { text: text.to_owned(), claims })
}

fn lay(day: &mut DayView, section: &Section, sentences: &[Kept<'_>]) {
    if sentences.is_empty() {
        return;
    }
    let view = &mut day.tickers[section.place];
    if section.part == Part::Summary {
        view.summary = summary(section, sentences);
        return;
    }
    let text =
        sentences.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
    let claims: Vec<&Numbered> = section.claims.iter().collect();
    if let (Some(takeaway), Some(claim)) = (&mut view.takeaway, restated(text, &claims)) {
        match section.part {
            Part::Crowd => takeaway.crowd = claim,
            _ => takeaway.split = claim,
        }
    }
}

/// The sentences, then the claims that none of them cites. What was measured stands last, as
/// in the embedded summary: the front page takes it from there.
fn summary(section: &Section, sentences: &[Kept<'_>]) -> Vec<Claim> {
    let told =
        sentences.iter().filter_map(|sentence| restated(sentence.text.clone(), &sentence.claims));
    let is_cited = |id: &str| {
        sentences.iter().any(|sentence| sentence.claims.iter().any(|numbered| numbered.id == id))
    };
    let untold = section.claims.iter().filter(|numbered| !is_cited(&numbered.id));
    let mut claims: Vec<Claim> =
        told.chain(untold.map(|numbered| numbered.claim.clone())).collect();
    claims.sort_by_key(|claim| {
        claim.evidence().any(|evidence| matches!(evidence, Evidence::Bars { .. }))
    });
    claims
}

/// A text of theirs on the evidence of the claims it stands for.
fn restated(text: String, claims: &[&Numbered]) -> Option<Claim> {
    let mut evidence: Vec<Evidence> = Vec::new();
    for one in claims.iter().flat_map(|numbered| numbered.claim.evidence()) {
        if !evidence.contains(one) {
            evidence.push(one.clone());
        }
    }
    let mut evidence = evidence.into_iter();
    Some(Claim::new(text, evidence.next()?, evidence))
}
