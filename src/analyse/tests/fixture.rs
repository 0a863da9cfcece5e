//! A fictional market: Acme and Borealis, competitors, against an index of their own.

use std::sync::Arc;

use chrono::{Days, Duration, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use thin_vec::ThinVec;

use crate::analyse::{Policy, analyse, in_order};
use crate::calendar;
use crate::model::{
    Adjustment, Article, ArticleId, ArticleItem, ArticleWords, AsOf, BriefId, CalendarId, Currency,
    DayView, Dossier, EarlierWindow, Finality, Instant, KnownBy, Licence, Plan, Price, PriceBar,
    Relation, RelationKind, Scope, SourceId, SourceProfile, Ticker, TickerKind, TickerProfile,
    TickerView,
};

pub(super) fn ticker(symbol: &str) -> Ticker {
    Ticker::parse(symbol).unwrap()
}

fn profile(symbol: &str, name: &str, rival: Option<&str>) -> TickerProfile {
    let is_index = symbol == "INDX";
    TickerProfile {
        ticker: ticker(symbol),
        name: name.to_owned(),
        aliases: Vec::new(),
        kind: if is_index { TickerKind::Etf } else { TickerKind::Equity },
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: (!is_index).then(|| ticker("INDX")),
        relations: rival
            .map(|to| Relation { kind: RelationKind::Competitor, to: ticker(to) })
            .into_iter()
            .collect(),
    }
}

/// A day of `sessions` sessions of quiet prices and no news.
pub(super) fn quiet_day(sessions: u16) -> Dossier {
    let date = NaiveDate::from_ymd_opt(2025, 6, 26).unwrap();
    let time = NaiveTime::from_hms_opt(6, 15, 0).unwrap();
    let plan = Plan { at: time, timezone: Tz::America__New_York, on: CalendarId::Xnys.into() };
    let as_of = AsOf::at(calendar::cut_off(&plan, date));
    let source = SourceId::new("wire");
    let scope = Scope {
        brief: BriefId::parse("desk").unwrap(),
        plan,
        watchlist: vec![profile("ACME", "Acme", Some("BORE")), profile("BORE", "Borealis", None)],
        others: vec![profile("INDX", "Broad Index", None)],
        sources: vec![SourceProfile { id: source, weight_hundredths: 100, licence: Licence::Full }],
        price_chain: vec![SourceId::new("first"), SourceId::new("second")],
        holdings: None,
    };
    let mut dossier = Dossier {
        scope,
        date,
        as_of,
        articles: Vec::new(),
        bars: std::collections::BTreeMap::new(),
        actions: std::collections::BTreeMap::new(),
        previous: None,
        record: Vec::new(),
        reference: Vec::new(),
        notes: Vec::new(),
        words_after: None,
        read_through: None,
        earlier: None,
    };
    let dates = sessions_before(date, sessions);
    for (seed, symbol) in [(1, "ACME"), (2, "BORE"), (3, "INDX")] {
        let mut close = 100.0;
        let mut bars = Vec::new();
        for (place, session) in dates.iter().enumerate() {
            let open = close;
            close *= 1.0 + 0.01 * noise(seed, u32::try_from(place).unwrap());
            bars.push(bar(symbol, *session, open, close));
        }
        dossier.bars.insert(ticker(symbol), bars);
    }
    dossier
}

pub(super) fn sessions_before(date: NaiveDate, count: u16) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    let mut session = date;
    for _ in 0..count {
        session = calendar::previous_session(CalendarId::Xnys, session);
        dates.push(session);
    }
    dates.reverse();
    dates
}

/// Between -1 and 1, without any pattern that matters.
pub(super) fn noise(seed: u32, place: u32) -> f64 {
    let mixed = place.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503));
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
    f64::from((mixed ^ (mixed >> 13)) % 2001) / 1000.0 - 1.0
}

pub(super) fn bar(symbol: &str, session: NaiveDate, open: f64, close: f64) -> PriceBar {
    let price = |value: f64| Price::from_f64(value, Currency::USD).unwrap();
    PriceBar {
        ticker: ticker(symbol),
        session,
        open: price(open),
        high: price(open.max(close)),
        low: price(open.min(close)),
        close: price(close),
        volume: None,
        adjustment: Adjustment::Raw,
        finality: Finality::Closed,
        source: SourceId::new("first"),
        known_at: calendar::session_close(CalendarId::Xnys, session) + Duration::minutes(30),
        known_by: KnownBy::Clock,
    }
}

pub(super) fn article(title: &str, known_at: Instant) -> Article {
    let source = SourceId::new("wire");
    let item = ArticleItem {
        id: ArticleId::of(&source, title),
        source,
        words: Arc::new(ArticleWords {
            publisher: "Our Wire".to_owned(),
            url: None,
            title: title.to_owned(),
            text: String::new(),
            full_text: None,
        }),
        published_at: Some(known_at - Duration::minutes(2)),
        licence: Licence::Full,
        vendor_tickers: ThinVec::new(),
        withdrawn: false,
    };
    let content_sha256 = item.content_sha256();
    Article { item, version: 1, known_at, known_by: KnownBy::Clock, content_sha256 }
}

/// A subject that no other story has, by its number.
pub(super) fn subject(number: u32) -> String {
    let syllables = ["bor", "cal", "den", "fim", "gor", "hul", "jan", "kel", "lim", "mor"];
    let word = |salt: u32| {
        let mixed = number.wrapping_mul(2_654_435_761).wrapping_add(salt * 977) >> 7;
        (0..4).map(|place| syllables[(mixed / 10_u32.pow(place) % 10) as usize]).collect::<String>()
    };
    format!("{} {} {} {}", word(1), word(2), word(3), word(4))
}

impl Dossier {
    /// Two plain stories a session on each name, for as far back as there are prices.
    pub(super) fn with_usual_news(mut self) -> Self {
        let dates: Vec<NaiveDate> =
            self.bars[&ticker("ACME")].iter().map(|bar| bar.session).collect();
        let mut number = 0;
        for date in dates {
            let cut_off = calendar::cut_off(&self.scope.plan, date);
            for name in ["Acme", "Borealis"] {
                for hours in [3, 5] {
                    let title = format!("{name} visits {}", subject(number));
                    self.articles.push(article(&title, cut_off - Duration::hours(hours)));
                    number += 1;
                }
            }
        }
        self
    }

    /// Today's stories on one long subject each, so that no two are one story.
    pub(super) fn with_news(mut self, template: &str, count: u32) -> Self {
        for number in 0..count {
            let words: Vec<String> =
                (0..8).map(|word| subject(900_000 + 8 * number + word)).collect();
            let title = template.replace("{}", &words.join(" "));
            let at = self.as_of.instant() - Duration::minutes(60 + i64::from(number));
            self.articles.push(article(&title, at));
        }
        self.articles.sort_by_key(|article| (article.known_at, article.item.id));
        self
    }

    /// Acme's price gains `daily` more than it did on each of the last `sessions` sessions.
    pub(super) fn with_drift(mut self, sessions: usize, daily: f64) -> Self {
        let bars = self.bars.get_mut(&ticker("ACME")).unwrap();
        let first = bars.len() - sessions;
        let mut factor = 1.0;
        for bar in &mut bars[first..] {
            let scale = |price: Price, by: f64| {
                Price::from_f64(price.to_f64() * by, Currency::USD).unwrap()
            };
            let before = factor;
            factor *= 1.0 + daily;
            bar.open = scale(bar.open, before);
            bar.close = scale(bar.close, factor);
            bar.high = bar.open.max(bar.close);
            bar.low = bar.open.min(bar.close);
        }
        self
    }

    pub(super) fn analysed(&self) -> DayView {
        analyse(self, &Policy::default())
    }

    /// Later than the cut-off.
    pub(super) fn tomorrow(&self) -> Instant {
        self.as_of.instant() + Days::new(1)
    }
}

/// 200 sessions of news and prices that rise.
pub(super) fn busy_day() -> Dossier {
    quiet_day(200)
        .with_usual_news()
        .with_news("Acme beats forecasts and wins record growth in {}", 6)
        .with_drift(20, 0.01)
}

/// The dossier without a word of what was known before its last window.
pub(super) fn without_words(day: &Dossier) -> Dossier {
    let (from, _) = calendar::news_window(&day.scope.plan, day.date);
    let mut wordless = in_order(day).into_owned();
    for article in wordless.articles.iter_mut().filter(|article| article.known_at <= from) {
        article.item.forget_words();
    }
    wordless.words_after = Some(from);
    wordless
}

/// What a store would give of a window of this day.
pub(super) fn as_asked_for(day: &Dossier, window: &EarlierWindow) -> Vec<Article> {
    let articles = in_order(day).into_owned().articles.into_iter();
    let all: Vec<Article> = articles
        .filter(|article| window.after < article.known_at && article.known_at <= window.until)
        .collect();
    assert_eq!(all.len(), window.versions as usize, "{}", window.until);
    window.told.iter().map(|place| all[*place as usize].clone()).collect()
}

pub(super) fn of<'a>(view: &'a DayView, symbol: &str) -> &'a TickerView {
    view.tickers.iter().find(|name| name.profile.ticker == ticker(symbol)).unwrap()
}
