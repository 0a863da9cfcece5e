//! Takes the day; gives the headline, the sentence beneath it, and the line that mail clients
//! show beside the subject.

use crate::model::{Cited, DayView, Setup, Stance, Takeaway, TickerView};

use super::citations::Citations;
use super::words;

/// The longest headline, in characters.
const HEADLINE_CHARS_MAX: usize = 60;

/// A move worth a headline, in hundredths of a standard deviation.
const LOUD_MOVE: i64 = 200;

/// At most 60 characters that state the call, or the day's main fact.
pub(super) fn headline(day: &DayView, lead: Option<&Takeaway>) -> String {
    let text = match (lead, biggest_move(day)) {
        (Some(takeaway), _) => call(day, takeaway),
        (None, Some(view)) => moved(view),
        (None, None) => quiet(day),
    };
    words::shortened(&text, HEADLINE_CHARS_MAX)
}

fn call(day: &DayView, takeaway: &Takeaway) -> String {
    let name = day
        .tickers
        .iter()
        .find(|view| view.profile.ticker == takeaway.ticker)
        .map_or(takeaway.ticker.as_str(), |view| view.profile.name.as_str());
    if takeaway.record_disagrees() {
        return format!("{name}: the crowd has been right here before");
    }
    match takeaway.setup {
        Setup::EuphoricCrowding => format!("Everybody likes {name}; that is the risk"),
        Setup::Capitulation => format!("Nobody is left to sell {name}"),
        Setup::GoodNewsIgnored => format!("{name}: good news, and the price will not have it"),
        Setup::BadNewsAbsorbed => format!("{name} takes the bad news standing"),
        Setup::MoveWithoutNews => format!("{name} moved, and no story says why"),
        Setup::StaleStory => format!("{name} moves on news it already had"),
        Setup::ConsensusWithoutDoubt => format!("{name}: no doubt in the stories, none in price"),
        Setup::NarrativeAndPricePart => format!("{name}: the story and the price part ways"),
        Setup::LoudAndUndecided => format!("{name}: much noise, no verdict"),
        Setup::SecondOrderNotPriced => format!("{name} has not met its neighbour's news yet"),
    }
}

fn biggest_move(day: &DayView) -> Option<&TickerView> {
    day.tickers
        .iter()
        .filter_map(|view| Some((view.market.as_ref()?.z_day?.0.abs(), view)))
        .filter(|(size, _)| *size >= LOUD_MOVE)
        .max_by_key(|(size, _)| *size)
        .map(|(_, view)| view)
}

fn moved(view: &TickerView) -> String {
    let day = view.market.as_ref().and_then(|market| market.day).unwrap_or_default();
    let verb = if day.0 >= 0 { "gains" } else { "loses" };
    format!("{} {verb} {}; no contrarian case", view.profile.name, day.unsigned_percent())
}

fn quiet(day: &DayView) -> String {
    match day.overall.sentiment {
        Some(sentiment) => format!("A quiet day: coverage is {}", sentiment.band.words()),
        None => "A quiet day: too little was written to say".to_owned(),
    }
}

/// One sentence under the headline.
pub(super) fn deck(cite: &mut Citations<'_>, day: &DayView, lead: Option<&Takeaway>) -> Cited {
    if let Some(takeaway) = lead {
        let text = format!("{} {}", takeaway.split.text(), takeaway.crowd.text());
        return cite.sentence(text, [&takeaway.split, &takeaway.crowd]);
    }
    let mood = day.overall.sentiment.map_or_else(
        || "Too few stories came in to put a number on the mood".to_owned(),
        |sentiment| format!("The coverage is {} ({})", sentiment.band.words(), sentiment.score),
    );
    let story = day
        .tickers
        .iter()
        .filter_map(|view| view.stories.first())
        .max_by_key(|story| story.articles);
    match story {
        Some(story) => cite.sentence(format!("{mood}. {}", story.lead.text()), [&story.lead]),
        None => Cited { text: format!("{mood}."), citations: Vec::new() },
    }
}

/// Score and call, for the line beside the subject.
pub(super) fn preheader(day: &DayView, headline: &str, chars_max: usize) -> String {
    let mood = day.overall.sentiment.map_or_else(
        || "Too thin to score".to_owned(),
        |sentiment| format!("Overall {} ({})", sentiment.score, sentiment.band.words()),
    );
    words::shortened(&format!("{mood}. {headline}"), chars_max)
}

/// What a takeaway calls for, in one line.
pub(super) fn call_line(takeaway: &Takeaway) -> String {
    let horizon = format!(
        "over {} sessions, to {}",
        takeaway.horizon.sessions,
        words::day_and_month(takeaway.horizon.until)
    );
    if takeaway.record_disagrees() {
        return format!("No call: the record of such days speaks against this stance ({horizon}).");
    }
    let expected = format!("{} {}", takeaway.ticker, words::stance(takeaway.stance));
    match takeaway.conviction {
        None => format!(
            "No probability, for want of such days: the question is whether {expected}, {horizon}."
        ),
        Some(conviction) if conviction.pct <= 52 => format!(
            "No call: a chance of {} in 100 that {expected} is hardly better than a coin ({horizon}).",
            conviction.pct
        ),
        Some(conviction) => format!(
            "Conviction {}: {} in 100, n = {}, that {expected} {horizon}.",
            conviction.level.word(),
            conviction.pct,
            takeaway.base_rate.n
        ),
    }
}

/// Whether a takeaway has a direction.
pub(super) fn has_direction(takeaway: &Takeaway) -> bool {
    takeaway.stance != Stance::Range
}
