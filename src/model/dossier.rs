//! Takes nothing; gives the shape of everything one edition may use, plain and sorted. The
//! store fills it; `analyse` reads nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Article, ArticleId, AsOf, Batch, BriefId, Calendar, Closures, CorporateAction, DataNote,
    EarlierNews, HoldingsFile, Instant, Plan, PriceBar, ReferenceName, Score, Setup, SourceProfile,
    Stance, Ticker, TickerProfile,
};

/// What a brief covers: the question that the store answers with a [`Dossier`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Which brief.
    pub brief: BriefId,
    /// When its editions come out: gives the cut-off of every session, past ones too.
    pub plan: Plan,
    /// The watchlist, in the configured order.
    pub watchlist: Vec<TickerProfile>,
    /// Benchmarks and related tickers outside the watchlist: their bars are needed, they
    /// get no row of their own.
    pub others: Vec<TickerProfile>,
    /// All configured article sources.
    pub sources: Vec<SourceProfile>,
    /// Price sources in the order of preference.
    pub price_chain: Vec<super::SourceId>,
    /// What the brief's readers hold, if they said so. Names outside the watchlist and the
    /// others are valued, nothing more: what is held changes no other figure.
    pub holdings: Option<HoldingsFile>,
}

impl Scope {
    /// Held names that are neither on the watchlist nor among the others.
    pub fn only_held(&self) -> impl Iterator<Item = &TickerProfile> {
        let held = self.holdings.iter().flat_map(HoldingsFile::lines);
        held.map(|holding| &holding.profile)
            .filter(|profile| self.profile(&profile.ticker).is_none())
    }

    /// The calendars of its plan and of its names, some of them more than once.
    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        let profiles = self.watchlist.iter().chain(&self.others).chain(self.only_held());
        self.plan.on.calendars().iter().chain(profiles.map(|profile| &profile.calendar))
    }

    /// Gives its plan and every profile these closures and no others. Which of them a plan may
    /// know is for `calendar::know` to say.
    pub fn know(&mut self, closures: &Closures) {
        self.plan.on.know(closures);
        let held = self.holdings.iter_mut().flat_map(HoldingsFile::lines_mut);
        let held = held.map(|holding| &mut holding.profile);
        for profile in self.watchlist.iter_mut().chain(&mut self.others).chain(held) {
            profile.calendar = closures.calendar(profile.calendar.id());
        }
    }

    /// The profile of a ticker, in the watchlist or beside it.
    #[must_use]
    pub fn profile(&self, ticker: &Ticker) -> Option<&TickerProfile> {
        self.watchlist.iter().chain(&self.others).find(|profile| profile.ticker == *ticker)
    }
}

/// Everything known at the cut-off that one edition may use.
///
/// # Shape
/// Every list is sorted by the fields named; equal facts give equal dossiers, whatever the
/// order they came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// What was asked for; its calendars know the closures known at the cut-off, and no others.
    pub scope: Scope,
    /// The session the edition is for.
    pub date: NaiveDate,
    /// The cut-off.
    pub as_of: AsOf,
    /// Of facts that were imported late, those up to this batch alone: it was read so, also where
    /// `as_of` has been moved since.
    pub read_through: Option<Batch>,
    /// Every version of every article known at the cut-off, back to [`HISTORY_DAYS_MAX`], by
    /// `known_at`, id, version. Undated articles are among them.
    pub articles: Vec<Article>,
    /// Where set, `articles` are those of the last window alone, and earlier versions of the same;
    /// this stands for the others. The last window begins at `words_after`.
    pub earlier: Option<EarlierNews>,
    /// Every version of every closed bar known at the cut-off, by session, `known_at`, source.
    pub bars: BTreeMap<Ticker, Vec<PriceBar>>,
    /// Splits and dividends known at the cut-off, by ex-session.
    pub actions: BTreeMap<Ticker, Vec<CorporateAction>>,
    /// The brief's last edition before `date` that had been published at the cut-off.
    pub previous: Option<PublishedEdition>,
    /// Every takeaway of this brief published before `date`, by date and ticker.
    pub record: Vec<PublishedTakeaway>,
    /// Names and symbols imported and known at the cut-off, by symbol, then by name.
    pub reference: Vec<ReferenceName>,
    /// What collecting and storing had to say about this day's facts.
    pub notes: Vec<DataNote>,
    /// Where set, articles that were known at this instant came without their words: title, text,
    /// page, publisher and address are empty.
    pub words_after: Option<Instant>,
}

impl Dossier {
    /// Lets go the articles known at [`Dossier::words_after`] for which `earlier` stands. Earlier
    /// versions of later articles stay: they say what is new.
    pub fn set_aside(&mut self, earlier: EarlierNews) {
        let Some(until) = self.words_after else { return };
        let articles = &mut self.articles;
        let first = articles.partition_point(|article| article.known_at <= until);
        let later: BTreeSet<ArticleId> =
            articles[first..].iter().map(|article| article.item.id).collect();
        articles.retain(|article| article.known_at > until || later.contains(&article.item.id));
        articles.shrink_to_fit();
        self.earlier = Some(earlier);
    }

    /// Whether it can be looked at as it was known at `instant`: what is set aside cannot be parted.
    #[must_use]
    pub fn reaches_back_to(&self, instant: Instant) -> bool {
        self.earlier.is_none() || self.words_after.is_none_or(|until| until <= instant)
    }
}

/// How far back a dossier's articles and bars reach, in days before its date.
pub const HISTORY_DAYS_MAX: u16 = 1100;

/// What a published edition said, for "since yesterday".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedEdition {
    /// Its date.
    pub date: NaiveDate,
    /// Its overall score, `None` when it was too thin to say.
    pub overall: Option<Score>,
    /// Its scores by ticker, `None` when too thin to say.
    pub scores: BTreeMap<Ticker, Option<Score>>,
}

/// A takeaway as it was published, for the scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedTakeaway {
    /// The edition's date.
    pub date: NaiveDate,
    /// Whose.
    pub ticker: Ticker,
    /// Which setup led.
    pub setup: Setup,
    /// Where it stood.
    pub stance: Stance,
    /// The probability given to being right, in hundredths; `None` when too few to say.
    pub conviction_pct: Option<u8>,
    /// Its horizon in sessions.
    pub horizon_sessions: u16,
}
