//! A day of two fictional companies and a silent one, as `analyse` would hand it over.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime, TimeZone, Utc};
use thin_vec::ThinVec;

use super::Context;
use crate::model::{
    Amount, Article, ArticleId, ArticleItem, ArticleWords, AsOf, BaseRate, BaseRateFigures, Basis,
    BasisPoints, Bearing, BriefId, CalendarId, Claim, Conviction, ConvictionLevel, Coverage,
    Currency, DayView, Dossier, Effect, Evidence, Gap, Horizon, Hundredths, KnownBy, Licence,
    MarketView, Outlook, Overall, OwnRate, PastOutcome, Plan, PortfolioView, Position, Price,
    PricePath, PublishedEdition, RangeView, Revision, Scope, Score, Scorecard, Sentiment,
    SessionTone, Setup, Sha256Hash, Sign, SourceId, Stake, Stance, StoryView, Takeaway, Ticker,
    TickerKind, TickerProfile, TickerView, Told, When,
};

pub(super) fn ticker(symbol: &str) -> Ticker {
    Ticker::parse(symbol).expect("a symbol of ours")
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, number).expect("a day of March")
}

fn article(name: &str) -> Article {
    let at = Utc.with_ymd_and_hms(2026, 3, 24, 18, 42, 0).single().expect("an instant");
    let item = ArticleItem {
        id: ArticleId::of(&SourceId::new("wire"), name),
        source: SourceId::new("wire"),
        words: Arc::new(ArticleWords {
            publisher: "Port Wire".to_owned(),
            url: Some(format!("https://portwire.example/{name}")),
            title: format!("About {name}"),
            text: String::new(),
            full_text: None,
        }),
        published_at: Some(at),
        licence: Licence::Full,
        vendor_tickers: ThinVec::new(),
        withdrawn: false,
    };
    let content_sha256 = item.content_sha256();
    Article { item, version: 1, known_at: at, known_by: KnownBy::Clock, content_sha256 }
}

fn cited<const COUNT: usize>(names: [&str; COUNT]) -> Vec<Article> {
    let mut cited = names.map(article).to_vec();
    cited.sort_by_key(|article| (article.item.id, article.version));
    cited
}

fn said(text: &str, article: &str) -> Claim {
    let id = ArticleId::of(&SourceId::new("wire"), article);
    Claim::new(text, Evidence::Article { id, version: 1, sentence: None }, [])
}

fn measured(text: &str, symbol: &str) -> Claim {
    let bars = Evidence::Bars {
        ticker: ticker(symbol),
        source: SourceId::new("demo-prices"),
        from: day(2),
        to: day(24),
    };
    Claim::new(text, bars, [])
}

fn profile(symbol: &str, name: &str) -> TickerProfile {
    TickerProfile {
        ticker: ticker(symbol),
        name: name.to_owned(),
        aliases: Vec::new(),
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: None,
        relations: Vec::new(),
    }
}

fn market(closes: &[&str], points: i64) -> MarketView {
    let closes: Vec<Price> =
        closes.iter().filter_map(|close| Price::parse(close, Currency::USD).ok()).collect();
    MarketView {
        session: day(24),
        close: *closes.last().expect("a close"),
        day: Some(BasisPoints(points)),
        quarter: Some(BasisPoints(840)),
        abnormal_day: Some(BasisPoints(points + 30)),
        z_day: Some(Hundredths(points * 11 / 10)),
        z_month: Some(Hundredths(-150)),
        beta: Some(Hundredths(110)),
        range: RangeView {
            below_high: Some(BasisPoints(-410)),
            above_low: Some(BasisPoints(5620)),
            drawdown: Some(BasisPoints(-2180)),
            volatility: Some(BasisPoints(3200)),
            volatility_to_year: Hundredths::from_unrounded(1.2),
        },
        closes,
        source: SourceId::new("demo-prices"),
        stale_sessions: 0,
    }
}

fn view(symbol: &str, name: &str, articles: u32, score: Option<f64>) -> TickerView {
    TickerView {
        profile: profile(symbol, name),
        market: None,
        coverage: Coverage {
            articles,
            stories: articles / 2,
            publishers: articles / 3,
            ..Coverage::default()
        },
        sentiment: score.map(Sentiment::of),
        previous_score: None,
        stories: Vec::new(),
        summary: Vec::new(),
        catalysts: Vec::new(),
        risks: Vec::new(),
        gap: Gap::Unknown,
        takeaway: None,
    }
}

/// 61 moments, 36 of them right.
fn outcomes() -> Vec<PastOutcome> {
    (0..61)
        .map(|place| PastOutcome {
            ticker: ticker("HELX"),
            date: day(2) - Days::new(12 * (61 - place)),
            outcome: BasisPoints(if place < 36 { 90 } else { -70 }),
            right: place < 36,
        })
        .collect()
}

fn path() -> PricePath {
    let session = |number, close, tone: Option<i16>| SessionTone {
        session: day(number),
        close: Price::parse(close, Currency::USD).expect("a price"),
        tone: tone.map(Score::from_hundredths),
        articles: u32::from(tone.is_some()) * 6,
        stories: u32::from(tone.is_some()) * 4,
    };
    PricePath {
        sessions: vec![
            session(20, "180.00", Some(31)),
            session(23, "182.50", None),
            session(24, "178.40", Some(-12)),
        ],
    }
}

fn good_news_ignored() -> Takeaway {
    Takeaway {
        ticker: ticker("HELX"),
        setup: Setup::GoodNewsIgnored,
        also: Vec::new(),
        stance: Stance::Above,
        crowd: said("8 of 9 stories on HELX lean positive (+0.42).", "helix"),
        split: measured("The price of HELX fell 1.6% more than the market.", "HELX"),
        dissent: Some(said("“The backlog is mostly options,” Port Wire argues.", "doubt")),
        base_rate: BaseRate {
            n: 61,
            tickers: 14,
            since: Some(day(2)),
            figures: Some(BaseRateFigures {
                hit_pct: 59,
                median: BasisPoints(90),
                middle_half: (BasisPoints(-120), BasisPoints(260)),
                mean: BasisPoints(70),
                interval: (BasisPoints(20), BasisPoints(130)),
                all_days_hit_pct: 51,
            }),
            own: Some(OwnRate { n: 6, mean: BasisPoints(35) }),
            outcomes: outcomes(),
        },
        record: measured("After 61 such days the next ten sessions brought +0.9%.", "HELX"),
        conviction: Some(Conviction { pct: 58, level: ConvictionLevel::Medium }),
        falsifiers: vec![measured("HELX closes below $171.20.", "HELX")],
        horizon: Horizon { sessions: 10, until: day(31) },
        path: path(),
    }
}

pub(super) fn full_day() -> DayView {
    let mut helix = view("HELX", "Helix Grid", 12, Some(0.42));
    helix.market = Some(market(&["180.00", "182.50", "178.40"], -190));
    helix.previous_score = Some(Score::from_hundredths(31));
    helix.stories = vec![StoryView {
        lead: said("Helix signed a five-year supply deal.", "helix"),
        score: Score::from_hundredths(60),
        articles: 3,
        is_new: true,
    }];
    helix.gap = Gap::EvidenceAhead;
    helix.takeaway = Some(good_news_ignored());
    let mut oryx = view("ORYX", "Oryx Token", 6, Some(-0.30));
    oryx.market = Some(market(&["1.50", "1.41"], -80));
    oryx.risks = vec![Outlook {
        when: When::Weeks,
        sign: Sign::Negative,
        tickers: vec![ticker("ORYX")],
        claim: said("A ruling on network tolls is due.", "tolls"),
    }];
    DayView {
        overall: Overall {
            sentiment: Some(Sentiment::of(0.18)),
            previous: Some(Score::from_hundredths(9)),
            articles: 17,
            stories: 9,
            publishers: 5,
        },
        tickers: vec![view("VELA", "Vela Freight", 0, None), oryx, helix],
        summary: vec![said("Helix signed a five-year supply deal.", "helix")],
        effects: vec![Effect {
            ticker: ticker("VELA"),
            from: ticker("HELX"),
            sign: Sign::Positive,
            when: When::Months,
            reason: said("Vela hauls what Helix sells.", "helix"),
            catalyst: None,
        }],
        outlooks: vec![Outlook {
            when: When::On(day(30)),
            sign: Sign::Mixed,
            tickers: vec![ticker("HELX")],
            claim: said("Helix reports its quarter.", "report"),
        }],
        portfolio: None,
        scorecard: Scorecard {
            closed: 12,
            right: 7,
            open: 1,
            brier_e4: Some(2431),
            mean: Some((BasisPoints(40), (BasisPoints(-35), BasisPoints(115)))),
            last: vec![],
        },
        notes: Vec::new(),
        cited: cited(["helix", "doubt", "tolls", "report"]),
        told: vec![Told {
            story: 0,
            publisher: "Wire".to_owned(),
            tickers: [ticker("HELX"), ticker("VELA")].into(),
        }],
    }
}

/// The full day, seen by somebody who holds Helix, is short of Oryx and holds two names that
/// are not measured.
pub(super) fn holding_day() -> DayView {
    let mut day = full_day();
    let (helix, oryx) = (&day.tickers[2], &day.tickers[1]);
    let money = |units| Some(Amount { units, currency: Currency::USD });
    let mut tower = held(oryx, "TOWR", 40_000, 2_100, None);
    (tower.name, tower.is_watched, tower.value) = ("Tower Index".to_owned(), false, money(26_400));
    let mut positions = vec![held(helix, "HELX", 50_000, 5_600, Some(-107)), tower];
    positions.push(held(oryx, "ORYX", -2_050_000, -2_300, Some(18)));
    positions[0].value = money(70_320);
    positions[2].value = money(-28_905);
    let takeaway = helix.takeaway.as_ref().expect("Helix has one");
    let stake = Stake {
        ticker: ticker("HELX"),
        setup: takeaway.setup,
        stance: takeaway.stance,
        bearing: Bearing::With,
        share: BasisPoints(5_600),
        horizon: takeaway.horizon,
        sigma: Some(BasisPoints(610)),
        at_stake: Some(BasisPoints(342)),
        money: money(4_290),
        split: takeaway.split.clone(),
    };
    day.portfolio = Some(PortfolioView {
        basis: Basis::Quantity,
        gross: money(125_625),
        net: money(67_815),
        told: None,
        long: BasisPoints(7_700),
        short: BasisPoints(2_300),
        positions,
        tone: Some(Sentiment::of(0.39)),
        tone_covered: BasisPoints(7_900),
        day: Some(BasisPoints(-90)),
        day_covered: BasisPoints(7_900),
        stakes: vec![stake],
        unvalued: vec![ticker("LUMA")],
    });
    day
}

/// `thousandths` of a share of the name in `view`.
fn held(
    view: &TickerView,
    symbol: &str,
    thousandths: i64,
    share: i64,
    contribution: Option<i64>,
) -> Position {
    let market = view.market.as_ref().expect("it has a price");
    Position {
        ticker: ticker(symbol),
        name: view.profile.name.clone(),
        size_e8: thousandths * 1_000_000,
        close: Some(market.close),
        value: None,
        share: BasisPoints(share),
        day: market.day.filter(|_| contribution.is_some()),
        contribution: contribution.map(BasisPoints),
        score: view.sentiment.filter(|_| contribution.is_some()).map(|tone| tone.score),
        is_watched: true,
        bars: measured("", symbol).evidence().next().cloned(),
    }
}

pub(super) fn quiet_day() -> DayView {
    DayView {
        overall: Overall {
            sentiment: None,
            previous: None,
            articles: 0,
            stories: 0,
            publishers: 0,
        },
        tickers: vec![view("HELX", "Helix Grid", 0, None), view("ORYX", "Oryx Token", 0, None)],
        summary: Vec::new(),
        effects: Vec::new(),
        outlooks: Vec::new(),
        portfolio: None,
        scorecard: Scorecard::default(),
        notes: Vec::new(),
        cited: Vec::new(),
        told: Vec::new(),
    }
}

pub(super) fn dossier() -> Dossier {
    let as_of = Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).single().expect("an instant");
    let scores = [("HELX", Some(Score::from_hundredths(31))), ("OLD", None)];
    Dossier {
        scope: Scope {
            brief: BriefId::parse("grids").expect("an id of ours"),
            plan: Plan {
                at: NaiveTime::from_hms_opt(6, 15, 0).expect("a time"),
                timezone: chrono_tz::America::New_York,
                on: CalendarId::Xnys.into(),
            },
            watchlist: Vec::new(),
            others: Vec::new(),
            sources: Vec::new(),
            price_chain: Vec::new(),
            holdings: None,
        },
        date: day(25),
        as_of: AsOf::at(as_of),
        articles: Vec::new(),
        bars: BTreeMap::new(),
        actions: BTreeMap::new(),
        previous: Some(PublishedEdition {
            date: day(24),
            overall: None,
            scores: scores.map(|(symbol, score)| (ticker(symbol), score)).into(),
        }),
        record: Vec::new(),
        reference: Vec::new(),
        notes: Vec::new(),
        words_after: None,
        read_through: None,
        earlier: None,
    }
}

pub(super) fn context() -> Context {
    Context {
        excerpt: None,
        title: "Grids & freight".to_owned(),
        revision: Revision::FIRST,
        correction: None,
        diff: None,
        banner: None,
        disclosures: Vec::new(),
        disclosure: None,
        version: "0.1.0".to_owned(),
        engine: "lexicon-1".to_owned(),
        tzdb: chrono_tz::IANA_TZDB_VERSION.to_owned(),
        inputs_sha256: Sha256Hash::of("inputs"),
        config_sha256: Sha256Hash::of("config"),
        templates_sha256: Sha256Hash::of("templates"),
        chain_head: None,
        reproduce: "contrabrief rerun --date 2026-03-25 --brief grids".to_owned(),
    }
}
