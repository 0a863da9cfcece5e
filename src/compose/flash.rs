//! Takes the rules that hold between two editions and the day so far; gives a flash in words,
//! each name with the figures and the stories behind it. Never computes a figure.

use chrono::NaiveDate;

use super::words;
use crate::model::{
    Article, ArticleId, DateLanguage, DayView, Dossier, Evidence, FlashCause, FlashName, FlashPage,
    FlashStory, FlashTrigger, QuietTime, StoryView, Ticker, TickerView,
};

/// How many stories stand behind each name.
const STORIES_MAX: usize = 3;

/// A longer sentence of a story ends in an ellipsis.
const STORY_CHARS_MAX: usize = 220;

/// What a flash says beside its news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlashContext {
    /// The flash's title.
    pub title: String,
    /// The title of its brief.
    pub brief: String,
    /// The hours in which none goes out.
    pub quiet: Option<QuietTime>,
    /// Which of the day's this is, from 1.
    pub n: u32,
    /// How many go out a day at most.
    pub per_day_max: u32,
}

/// Writes a flash; `triggers` holds at least one.
#[must_use]
pub fn compose_flash(
    dossier: &Dossier,
    day: &DayView,
    triggers: &[FlashTrigger],
    context: &FlashContext,
) -> FlashPage {
    let since = dossier.previous.as_ref().map_or(dossier.date, |last| last.date);
    let mut names: Vec<FlashName> = Vec::new();
    for view in &day.tickers {
        let causes = causes_of(&view.profile.ticker, triggers);
        if !causes.is_empty() {
            names.push(name(view, &causes, day, since));
        }
    }
    let plan = &dossier.scope.plan;
    let at = dossier.as_of.instant();
    let today = at.with_timezone(&plan.timezone).date_naive();
    let at_words = format!(
        "{}, {}",
        words::long_date(today),
        words::cut_off(at, plan.timezone, today, DateLanguage::English)
    );
    FlashPage {
        title: context.title.clone(),
        headline: headline(day, triggers),
        at_words,
        names,
        terms: terms(context),
    }
}

fn causes_of(ticker: &Ticker, triggers: &[FlashTrigger]) -> Vec<FlashCause> {
    let own = triggers.iter().filter(|trigger| trigger.ticker == *ticker);
    own.map(|trigger| trigger.cause).collect()
}

/// What happened first, and how much more there is.
fn headline(day: &DayView, triggers: &[FlashTrigger]) -> String {
    let Some((first, others)) = triggers.split_first() else { return String::new() };
    let view = day.tickers.iter().find(|view| view.profile.ticker == first.ticker);
    let name = view.map_or_else(|| first.ticker.to_string(), |view| view.profile.name.clone());
    let told = match first.cause {
        FlashCause::Tone { from, to } => {
            format!("tone {} from {from} to {to}", if to < from { "falls" } else { "rises" })
        }
        FlashCause::Attention { z } => {
            format!("attention {} standard deviations above usual", z.unsigned())
        }
        FlashCause::MoveWithoutNews { day, .. } => format!("{day} and no story says why"),
        FlashCause::SetupOpened(setup) => format!("{} opens", setup.words()),
    };
    match others.len() {
        0 => format!("{name}: {told}"),
        more => format!("{name}: {told}, and {} more", words::small(more)),
    }
}

fn name(view: &TickerView, causes: &[FlashCause], day: &DayView, since: NaiveDate) -> FlashName {
    let needs_setup = causes.iter().any(|cause| matches!(cause, FlashCause::SetupOpened(_)));
    let takeaway = view.takeaway.as_ref().filter(|_| needs_setup);
    FlashName {
        ticker: view.profile.ticker.clone(),
        name: view.profile.name.clone(),
        sentences: causes.iter().map(|cause| sentence(view, *cause, since)).collect(),
        figures: figures(view),
        stories: view.stories.iter().take(STORIES_MAX).map(|one| story(one, day)).collect(),
        wrong_if: takeaway
            .iter()
            .flat_map(|takeaway| &takeaway.falsifiers)
            .map(|claim| claim.text().to_owned())
            .collect(),
    }
}

fn sentence(view: &TickerView, cause: FlashCause, since: NaiveDate) -> String {
    let since = words::day_month(since);
    match cause {
        FlashCause::Tone { from, to } => {
            let way = if to < from { "fell" } else { "rose" };
            format!("The tone {way} from {from} in the edition of {since} to {to}.")
        }
        FlashCause::Attention { z } => {
            format!(
                "Attention stands {z} standard deviations from what was usual in the last sixty sessions."
            )
        }
        FlashCause::MoveWithoutNews { session, day, z } => format!(
            "The price moved {day} in the session of {}, {z} standard deviations beyond its benchmark, and no story names it.",
            words::day_month(session)
        ),
        FlashCause::SetupOpened(setup) => {
            let holds = view.takeaway.as_ref().map(|takeaway| takeaway.split.text().to_owned());
            let opened =
                format!("{} holds now and did not on {since}.", words::capital(&setup.words()));
            [Some(opened), holds].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

fn figures(view: &TickerView) -> Vec<String> {
    let coverage = &view.coverage;
    let told = format!(
        "{} in {} from {}: {} positive, {} neutral, {} negative",
        words::count(coverage.stories, "story"),
        words::count(coverage.articles, "article"),
        words::count(coverage.publishers, "publisher"),
        coverage.positive,
        coverage.neutral,
        coverage.negative
    );
    let price = view.market.as_ref().map(|market| {
        let day = market.day.map(|day| format!(" ({day})")).unwrap_or_default();
        format!("Close of {}: {}{day}", words::day_month(market.session), market.close)
    });
    [Some(told), price].into_iter().flatten().collect()
}

fn story(story: &StoryView, day: &DayView) -> FlashStory {
    let article = story.lead.evidence().find_map(|evidence| match evidence {
        Evidence::Article { id, version, .. } => cited(day, id, *version),
        Evidence::Bars { .. } => None,
    });
    let publisher = article.map_or("", |article| article.item.words.publisher.as_str());
    let at = article.and_then(|article| article.item.published_at).map(words::instant);
    let told_by = (story.articles > 1).then(|| words::count(story.articles, "article"));
    let is_named = story.lead.text().contains(&format!("({publisher}"));
    let publisher = if is_named { "" } else { publisher };
    let known = [Some(publisher.to_owned()), at, told_by, Some(story.score.to_string())];
    let known: Vec<String> = known.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    FlashStory {
        text: words::within(story.lead.text(), STORY_CHARS_MAX),
        source: known.join(" · "),
        url: article.and_then(|article| article.item.words.url.clone()),
    }
}

fn cited<'d>(day: &'d DayView, id: &ArticleId, version: u32) -> Option<&'d Article> {
    day.cited.iter().find(|article| article.item.id == *id && article.version == version)
}

fn terms(context: &FlashContext) -> Vec<String> {
    let FlashContext { brief, quiet, n, per_day_max, .. } = context;
    let quiet = quiet.map(|quiet| {
        format!(", none from {} to {}", quiet.from.format("%H:%M"), quiet.until.format("%H:%M"))
    });
    let last = if n == per_day_max { " This is the last one today." } else { "" };
    vec![
        format!(
            "You asked to hear of this between two editions of {brief}: at most {per_day_max} a day{}.{last}",
            quiet.unwrap_or_default()
        ),
        "A figure within the day is drawn from fewer articles than the next edition's, which may differ.".to_owned(),
        super::DISCLOSURE.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{dossier, full_day, ticker};
    use super::*;
    use crate::model::{Hundredths, Score, Setup};

    fn context() -> FlashContext {
        let at = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        FlashContext {
            title: "Harbour flash".to_owned(),
            brief: "Harbour morning".to_owned(),
            quiet: Some(QuietTime { from: at(22), until: at(6) }),
            n: 3,
            per_day_max: 3,
        }
    }

    #[test]
    fn each_name_stands_once_with_what_holds_and_what_is_behind_it() {
        let day = full_day();
        let with_case = day.tickers.iter().find(|view| view.takeaway.is_some()).unwrap();
        let first = with_case.profile.ticker.clone();
        let triggers = [
            FlashTrigger {
                ticker: first.clone(),
                cause: FlashCause::Tone {
                    from: Score::from_hundredths(31),
                    to: Score::from_hundredths(-12),
                },
            },
            FlashTrigger { ticker: first, cause: FlashCause::SetupOpened(Setup::GoodNewsIgnored) },
        ];
        insta::assert_debug_snapshot!(compose_flash(&dossier(), &day, &triggers, &context()));
    }

    #[test]
    fn a_name_without_news_has_no_block() {
        let trigger = FlashTrigger {
            ticker: ticker("NONE"),
            cause: FlashCause::Attention { z: Hundredths(420) },
        };
        let page = compose_flash(&dossier(), &full_day(), &[trigger], &context());
        assert_eq!(page.names, []);
    }
}
