//! Takes the folder of real prices and headlines; gives the dossier of any day in it, as it would
//! have been known that morning. Never copies any of it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime};
use contrabrief::calendar;
use contrabrief::model::{
    Adjustment, Article, ArticleId, ArticleItem, ArticleWords, AsOf, BriefId, CalendarId, Currency,
    Dossier, Finality, HISTORY_DAYS_MAX, KnownBy, Licence, Plan, Price, PriceBar, Relation,
    RelationKind, Scope, SourceId, SourceProfile, Ticker, TickerKind, TickerProfile,
};
use serde::Deserialize;

/// Symbol, name, rivals as an operator would configure them.
const NAMES: [(&str, &str, &[&str]); 11] = [
    ("NVDA", "Nvidia", &["AMD"]),
    ("INTC", "Intel", &["AMD"]),
    ("AMD", "Advanced Micro Devices", &[]),
    ("AAPL", "Apple", &[]),
    ("MSFT", "Microsoft", &[]),
    ("AMZN", "Amazon", &[]),
    ("META", "Meta Platforms", &[]),
    ("TSLA", "Tesla", &[]),
    ("JPM", "JPMorgan Chase", &["BAC"]),
    ("NFLX", "Netflix", &[]),
    ("BAC", "Bank of America", &[]),
];
const BENCHMARK: &str = "SPY";

/// Everything, known when it was published plus a little.
pub(crate) struct Market {
    articles: Vec<Article>,
    bars: Vec<(Ticker, Vec<PriceBar>)>,
    plan: Plan,
}

impl Market {
    pub(crate) fn load(folder: &Path, news: &Path) -> Result<Self, Box<dyn Error>> {
        let lines =
            fs::read_to_string(news).map_err(|error| format!("{}: {error}", news.display()))?;
        let mut articles: Vec<Article> =
            lines.lines().map(article).collect::<Result<_, Box<dyn Error>>>()?;
        articles.sort_by_key(|article| (article.known_at, article.item.id));
        let symbols = NAMES.iter().map(|(symbol, ..)| *symbol).chain([BENCHMARK]);
        let bars = symbols.map(|symbol| bars(folder, symbol)).collect::<Result<_, _>>()?;
        let at = NaiveTime::from_hms_opt(6, 15, 0).ok_or("a time")?;
        let timezone = chrono_tz::Tz::America__New_York;
        Ok(Self { articles, bars, plan: Plan { at, timezone, on: CalendarId::Xnys.into() } })
    }

    /// What was known at the cut-off of `date`.
    pub(crate) fn dossier(&self, date: NaiveDate) -> Dossier {
        let as_of = calendar::cut_off(&self.plan, date);
        let oldest = date - Days::new(u64::from(HISTORY_DAYS_MAX));
        let known = |bar: &&PriceBar| bar.session >= oldest && bar.known_at <= as_of;
        Dossier {
            scope: self.scope(),
            date,
            as_of: AsOf::at(as_of),
            articles: self.articles.iter().filter(|one| one.known_at <= as_of).cloned().collect(),
            bars: self
                .bars
                .iter()
                .map(|(ticker, bars)| {
                    (ticker.clone(), bars.iter().filter(known).cloned().collect())
                })
                .collect(),
            actions: std::collections::BTreeMap::new(),
            previous: None,
            record: Vec::new(),
            reference: Vec::new(),
            notes: Vec::new(),
            words_after: None,
            read_through: None,
            earlier: None,
        }
    }

    fn scope(&self) -> Scope {
        Scope {
            brief: BriefId::parse("backtest").expect("an id"),
            plan: self.plan.clone(),
            watchlist: NAMES
                .iter()
                .map(|(symbol, name, rivals)| profile(symbol, name, rivals))
                .collect(),
            others: vec![profile(BENCHMARK, "S&P 500 fund", &[])],
            sources: vec![SourceProfile {
                id: SourceId::new("headlines"),
                weight_hundredths: 100,
                licence: Licence::Full,
            }],
            price_chain: vec![SourceId::new("closes")],
            holdings: None,
        }
    }
}

fn profile(symbol: &str, name: &str, rivals: &[&str]) -> TickerProfile {
    let is_benchmark = symbol == BENCHMARK;
    let ticker = |symbol: &str| Ticker::parse(symbol).expect("a symbol");
    TickerProfile {
        ticker: ticker(symbol),
        name: name.to_owned(),
        aliases: Vec::new(),
        kind: if is_benchmark { TickerKind::Etf } else { TickerKind::Equity },
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: (!is_benchmark).then(|| ticker(BENCHMARK)),
        relations: rivals
            .iter()
            .map(|rival| Relation { kind: RelationKind::Competitor, to: ticker(rival) })
            .collect(),
    }
}

#[derive(Deserialize)]
struct Line {
    published: String,
    title: String,
    #[serde(default)]
    summary: String,
    source: String,
    tickers: Vec<String>,
}

fn article(line: &str) -> Result<Article, Box<dyn Error>> {
    let line: Line = serde_json::from_str(line)?;
    let published = DateTime::parse_from_rfc3339(&line.published)?.to_utc();
    let source = SourceId::new("headlines");
    let watched = |symbol: &String| {
        let is_name = NAMES.iter().any(|(name, ..)| name == symbol);
        is_name.then(|| Ticker::parse(symbol).ok()).flatten()
    };
    let item = ArticleItem {
        id: ArticleId::of(&source, &format!("{} {}", line.title, line.published)),
        source,
        words: Arc::new(ArticleWords {
            publisher: line.source,
            url: None,
            title: line.title,
            text: line.summary,
            full_text: None,
        }),
        published_at: Some(published),
        licence: Licence::Full,
        vendor_tickers: line.tickers.iter().filter_map(watched).collect(),
        withdrawn: false,
    };
    let content_sha256 = item.content_sha256();
    let known_at = published + Duration::minutes(5);
    Ok(Article { item, version: 1, known_at, known_by: KnownBy::AssumedPublished, content_sha256 })
}

fn bars(folder: &Path, symbol: &str) -> Result<(Ticker, Vec<PriceBar>), Box<dyn Error>> {
    let ticker = Ticker::parse(symbol)?;
    let path = folder.join(format!("prices/{symbol}.csv"));
    let mut table =
        csv::Reader::from_path(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut bars = Vec::new();
    for row in table.records() {
        let row = row?;
        let session: NaiveDate = row[0].parse()?;
        let price = |place: usize| Price::parse(&row[place], Currency::USD);
        bars.push(PriceBar {
            ticker: ticker.clone(),
            session,
            open: price(1)?,
            high: price(2)?,
            low: price(3)?,
            close: price(4)?,
            volume: None,
            adjustment: Adjustment::Splits,
            finality: Finality::Closed,
            source: SourceId::new("closes"),
            known_at: calendar::session_close(CalendarId::Xnys, session) + Duration::minutes(30),
            known_by: KnownBy::AssumedPublished,
        });
    }
    Ok((ticker, bars))
}
