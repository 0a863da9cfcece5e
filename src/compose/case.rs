//! Takes a takeaway; gives its case in plain words: what is stretched about a name, in a
//! headline, a title and a sentence. Never a figure that the takeaway does not hold.

use super::voice::Voice;
use super::words;
use crate::model::{BaseRateFigures, MarketView, Setup, Stance, Takeaway, TickerView};

/// What is stretched, as the opening of a headline; the chosen wording first.
pub(super) fn openings(voice: &Voice, setup: Setup, name: &str, is_up: bool) -> Vec<String> {
    let whose = words::possessive(name);
    let (rise, moved) = if is_up { ("rise", "rises") } else { ("fall", "falls") };
    let ways = match setup {
        Setup::EuphoricCrowding => [
            format!("Everybody likes {name}"),
            format!("All praise for {name}"),
            format!("{name} has the crowd’s loud applause"),
        ],
        Setup::Capitulation => [
            format!("All gloom on {name}"),
            format!("The crowd has given up on {name}"),
            format!("Nobody has a good word for {name}"),
        ],
        Setup::GoodNewsIgnored => [
            format!("Good news did not lift {name}"),
            format!("{name} gets good news and no bid"),
            format!("{whose} price ignores its good news"),
        ],
        Setup::BadNewsAbsorbed => [
            format!("Bad news did not sink {name}"),
            format!("{name} shrugs off bad news"),
            format!("{name} takes bad news and rises"),
        ],
        Setup::MoveWithoutNews => [
            format!("No story explains {whose} {rise}"),
            format!("{name} {moved} without news"),
            format!("A {rise} in {name} that no news explains"),
        ],
        Setup::StaleStory => [
            format!("Old news moves {name} again"),
            format!("{name} {moved} on a story already told"),
            format!("{whose} news is old, its {rise} is not"),
        ],
        Setup::ConsensusWithoutDoubt => [
            format!("Only one opinion on {name}"),
            format!("Weeks of one voice on {name}"),
            format!("No one doubts the story of {name}"),
        ],
        Setup::NarrativeAndPricePart => [
            format!("{whose} story and price part"),
            format!("Words and price part on {name}"),
            format!("{whose} news says one thing, its price another"),
        ],
        Setup::LoudAndUndecided => [
            format!("Loud and undecided on {name}"),
            format!("Much said on {name}, nothing settled"),
            format!("{name} splits its crowd"),
        ],
        Setup::SecondOrderNotPriced => [
            format!("News next door has not reached {name}"),
            format!("{name} has yet to feel its neighbour's news"),
            format!("A related story has not met {whose} price"),
        ],
    };
    voice.from("case", &ways)
}

/// What we make of it, as the end of a headline.
pub(super) fn endings(voice: &Voice, stance: Stance) -> Vec<String> {
    let ways = match stance {
        Stance::Above => ["; we expect it to beat the market", "; we lean above the market"],
        Stance::Below => ["; we expect it to lag the market", "; we lean below the market"],
        Stance::Range => ["; we expect a wide range", "; a wide range is likely"],
    };
    voice.from("stance", &ways).into_iter().map(str::to_owned).collect()
}

/// The case as the title of the contrarian box: its setup, then what is stretched.
pub(super) fn title(voice: &Voice, view: &TickerView, takeaway: &Takeaway) -> String {
    let name = &view.profile.name;
    let opening = openings(voice, takeaway.setup, name, rose(view)).swap_remove(0);
    let also: Vec<String> = takeaway.also.iter().map(|setup| setup.words()).collect();
    let also = if also.is_empty() { String::new() } else { format!(" (also {})", also.join(", ")) };
    let setup = takeaway.setup.words();
    format!("{}, {setup}: {}{also}", takeaway.ticker, words::within_a_sentence(&opening, name))
}

/// What is stretched, measured, and what came after such moments: the sentence under the
/// headline.
pub(super) fn sentence(view: &TickerView, takeaway: &Takeaway) -> String {
    let stretched = words::capital(&stretched(view, takeaway.setup));
    let n = takeaway.base_rate.n;
    let Some(figures) = takeaway.base_rate.figures else {
        return format!("{stretched}; {} on record are too few to go by.", moments(n));
    };
    let since = takeaway.base_rate.since.map(|since| since.format(" since %Y").to_string());
    let since = since.unwrap_or_default();
    let record = outcome(takeaway, &figures);
    format!("{stretched}. After {}{since} such names {record}.", moments(n))
}

fn moments(n: u32) -> String {
    words::count(n, "similar moment")
}

/// `lagged the market 68% of the time over the next twenty sessions, against 48% on all days`.
fn outcome(takeaway: &Takeaway, figures: &BaseRateFigures) -> String {
    let verb = match takeaway.stance {
        Stance::Above => "beat the market",
        Stance::Below => "lagged the market",
        Stance::Range => "moved more than usual",
    };
    format!(
        "{verb} {}% of the time over the next {} sessions, against {}% on all days",
        figures.hit_pct,
        words::small(usize::from(takeaway.horizon.sessions)),
        figures.all_days_hit_pct
    )
}

/// What is stretched about the name, in one clause.
fn stretched(view: &TickerView, setup: Setup) -> String {
    let day = day_clause(view);
    match setup {
        Setup::EuphoricCrowding | Setup::Capitulation => {
            format!("{}{}", crowd_clause(view), quarter_clause(view))
        }
        Setup::GoodNewsIgnored | Setup::BadNewsAbsorbed => {
            format!("{}, yet {day}", crowd_clause(view))
        }
        Setup::MoveWithoutNews => format!("{day}, and no story says why"),
        Setup::StaleStory => format!("the story was known before, and {day} on it"),
        Setup::ConsensusWithoutDoubt => {
            "weeks of coverage on one side have not moved the price against its market".to_owned()
        }
        Setup::NarrativeAndPricePart => {
            "the tone of its coverage and its price have gone opposite ways for a month".to_owned()
        }
        Setup::LoudAndUndecided => {
            let stories = words::count(view.coverage.stories, "story");
            format!("{stories} pull both ways and neither side wins")
        }
        Setup::SecondOrderNotPriced => {
            "strong news on a related name has met neither its price nor its coverage".to_owned()
        }
    }
}

/// `9 of 10 stories lean positive`.
fn crowd_clause(view: &TickerView) -> String {
    let coverage = &view.coverage;
    let (most, way) = if coverage.negative > coverage.positive {
        (coverage.negative, "negative")
    } else {
        (coverage.positive, "positive")
    };
    if most == 0 {
        return view.sentiment.map_or("its coverage is thin".to_owned(), |tone| {
            format!("its coverage is {} ({})", tone.band.words(), tone.score)
        });
    }
    let lean = if most == 1 { "leans" } else { "lean" };
    format!("{most} of {} {lean} {way}", words::count(coverage.stories, "story"))
}

/// ` and the price is up 31.8% in three months`.
fn quarter_clause(view: &TickerView) -> String {
    let quarter = view.market.as_ref().and_then(|market| market.quarter);
    quarter.map_or_else(String::new, |quarter| {
        let way = if quarter.0 < 0 { "down" } else { "up" };
        format!(" and the price is {way} {} in three months", quarter.unsigned_percent())
    })
}

/// `the price fell 1.6% against its market on 24 March`.
fn day_clause(view: &TickerView) -> String {
    let abnormal = |market: &MarketView| Some((market.abnormal_day?, market.session));
    let Some((points, session)) = view.market.as_ref().and_then(abnormal) else {
        return "the price did not follow".to_owned();
    };
    let verb = if points.0 < 0 { "fell" } else { "rose" };
    let against = if view.profile.benchmark.is_some() { " against its market" } else { "" };
    let size = points.unsigned_percent();
    format!("the price {verb} {size}{against} on {}", words::day_month(session))
}

/// Whether the last session was a rise, against the market where that is known.
pub(super) fn rose(view: &TickerView) -> bool {
    let market = view.market.as_ref();
    let moved = market.and_then(|market| market.abnormal_day.or(market.day));
    moved.is_none_or(|points| points.0 >= 0)
}
