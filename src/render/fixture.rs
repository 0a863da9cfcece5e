//! Takes nothing; gives briefs about fictional companies, on which an operator's templates are
//! tried out and every rendition is tested. Never reaches a reader.

pub(super) mod charts;
mod portfolio;

use chrono::{NaiveDate, TimeZone, Utc};

use crate::model::{
    ArticleId, BaseRate, BaseRateFigures, BasisPoints, Brief, BriefId, Bullet, ChangeRow, Charts,
    Cited, Claim, Conviction, ConvictionLevel, Currency, DataNote, EffectRow, Evidence, Footnote,
    Gap, Horizon, Hundredths, Masthead, NameCard, OutlookRow, OwnRate, Price, Provenance,
    RangeView, Revision, Score, ScoreRow, Sentiment, Setup, Sha256Hash, Sign, SourceId, Stance,
    StripCell, Takeaway, TakeawayBox, Ticker,
};

pub(super) fn ticker(symbol: &str) -> Ticker {
    Ticker::parse(symbol).expect("a symbol of ours")
}

fn cited(text: &str, citations: &[u16]) -> Cited {
    Cited { text: text.to_owned(), citations: citations.to_vec() }
}

fn row(symbol: &str, name: &str, close: &str, day: i64, score: f64, change: i64) -> ScoreRow {
    ScoreRow {
        ticker: ticker(symbol),
        name: name.to_owned(),
        last: Price::parse(close, Currency::USD).ok(),
        day: Some(BasisPoints(day)),
        quarter: Some(BasisPoints(day * 5 - 40)),
        range: RangeView {
            below_high: Some(BasisPoints(day - 900)),
            above_low: Some(BasisPoints(2400)),
            ..RangeView::default()
        },
        spark_per_mille: (0..30_u16)
            .map(|place| if day > 0 { place * 30 + place % 4 * 20 } else { 900 - place * 28 })
            .collect(),
        sentiment: Some(Sentiment::of(score)),
        change: Some(Hundredths(change)),
        articles: 12,
        stories: 9,
        publishers: 5,
        gap: if day < 0 && score > 0.0 { Gap::EvidenceAhead } else { Gap::InLine },
    }
}

fn card(row: &ScoreRow) -> NameCard {
    NameCard {
        ticker: row.ticker.clone(),
        name: row.name.clone(),
        sentiment: row.sentiment,
        evidence: format!("{} articles, {} publishers", row.articles, row.publishers),
        gap: row.gap,
        lines: vec![cited(
            "“Helix signed a five-year supply deal with two grid operators,” Port Wire reports.",
            &[1, 2],
        )],
        catalyst: Some(cited("Quarterly report on 9 April 2026 (30 to 90 days).", &[2])),
        risk: Some(cited("A second supplier could be named within weeks.", &[3])),
        contrarian: cited("No contrarian case: nothing was stretched.", &[]),
    }
}

/// A full day: four names, one takeaway.
pub(super) fn full_day() -> Brief {
    let scoreboard = vec![
        row("HELX", "Helix Grid", "178.40", -190, 0.42, 4),
        row("ORYX", "Oryx Token", "324.50", 460, 0.40, 9),
        row("VELA", "Vela Freight", "1.41", -80, -0.05, -3),
        row("BRUMA", "Bruma Foundry", "43.10", -140, -0.30, -4),
    ];
    Brief {
        masthead: masthead(),
        headline: "HELX: good news, and the price fell".to_owned(),
        deck: cited(
            "Helix Grid lost 1.9% while 8 of 9 stories leaned positive; 38 of 61 similar days were followed by a rise against the market.",
            &[1, 4],
        ),
        preheader: "Sentiment +0.25, mildly positive. HELX: above the market over 10 sessions, 58 in 100.".to_owned(),
        strip: strip(),
        bullets: vec![
            bullet("What changed", "“Helix signed a five-year supply deal with two grid operators,” Port Wire reports.", &[1]),
            bullet("Why it matters", "HELX fell 1.9%, 1.6 points more than the market, on coverage three times its usual.", &[1, 4]),
            bullet("What to watch", "The quarterly report of Helix on 9 April 2026.", &[2]),
        ],
        takeaway: takeaway(),
        charts: charts::charts(),
        names: scoreboard.iter().map(card).collect(),
        scoreboard,
        scoreboard_note: "Prices: session of 24 March 2026. Overall is the mean of the scores weighted by articles.".to_owned(),
        portfolio: None,
        effects: vec![EffectRow {
            ticker: ticker("BRUMA"),
            sign: Sign::Negative,
            when: "Weeks".to_owned(),
            reason: cited("Supplies the rival that lost the tender to Helix Grid.", &[2]),
            catalyst: cited("The tender's second lot.", &[3]),
        }],
        calendar: vec![
            outlook("Weeks", Sign::Negative, "A ruling on network tolls", "VELA"),
            outlook("9 April 2026", Sign::Mixed, "Quarterly report of Helix Grid", "HELX"),
        ],
        changes: vec![ChangeRow {
            ticker: ticker("ORYX"),
            what: "sentiment +0.31 → +0.40".to_owned(),
            why: cited("“Oryx validators doubled in a month,” Lantern Desk writes.", &[3]),
        }],
        scorecard: vec!["12 takeaways have closed: 7 right, 5 wrong. 4 are open.".to_owned()],
        notes: vec![
            DataNote::check("The VELA close is from the second price source."),
            DataNote::fine("42 articles used, 5 near-duplicates merged."),
        ],
        sources: sources(),
        provenance: provenance(),
        disclosures: vec!["Produced automatically from the sources listed; no analyst has reviewed it. It is **not** investment advice.".to_owned()],
        disclosure: Vec::new(),
        takeaways: vec![found()],
        overall: Some(Sentiment::of(0.25)),
        overall_previous: Some(Score::from_hundredths(19)),
    }
}

/// The full day of somebody who holds three names, is short of one and cannot value another.
pub(super) fn holding_day() -> Brief {
    let mut brief = full_day();
    brief.portfolio = Some(portfolio::section());
    brief
}

/// A day on which nothing was said.
pub(super) fn quiet_day() -> Brief {
    let mut brief = full_day();
    brief.headline = String::from("A quiet day: no news on the watchlist");
    brief.deck = cited("No article in the window names a ticker of the watchlist.", &[]);
    brief.preheader = String::from("No news on the watchlist, no contrarian case.");
    brief.bullets.truncate(1);
    brief.takeaway = TakeawayBox {
        ticker: None,
        title: "No contrarian case today".to_owned(),
        crowd: Cited::default(),
        evidence: cited("Ten setups were checked on 4 names; none fired.", &[]),
        dissent: Cited::default(),
        record: Cited::default(),
        call: String::new(),
        wrong_label: String::new(),
        wrong_if: Vec::new(),
        others: Vec::new(),
    };
    for row in &mut brief.scoreboard {
        (row.sentiment, row.change, row.articles) = (None, None, 0);
    }
    for card in &mut brief.names {
        (card.sentiment, card.catalyst, card.risk) = (None, None, None);
        card.lines = vec![cited("Nothing was said about it.", &[])];
    }
    brief.charts = Charts::default();
    (brief.effects, brief.calendar, brief.changes) = (vec![], vec![], vec![]);
    (brief.scorecard, brief.sources, brief.overall) = (vec![], vec![], None);
    brief.takeaways = Vec::new();
    brief.masthead.banner = None;
    brief.overall_previous = None;
    brief
}

fn masthead() -> Masthead {
    Masthead {
        title: "Grids & freight".to_owned(),
        brief: BriefId::parse("grids").expect("an id of ours"),
        date: NaiveDate::from_ymd_opt(2026, 3, 25).expect("a day"),
        date_words: "Wednesday 25 March 2026".to_owned(),
        date_long: "25 March 2026".to_owned(),
        cut: None,
        revision: Revision(2),
        as_of: Utc.with_ymd_and_hms(2026, 3, 25, 10, 15, 0).single().expect("an instant"),
        as_of_words: "06:15 New York".to_owned(),
        banner: Some("Fictional market: companies, prices and articles are invented.".to_owned()),
        correction: Some("One late article on ORYX was added.".to_owned()),
        diff: Some("diff-r001.html".to_owned()),
    }
}

fn strip() -> Vec<StripCell> {
    let cell = |label: &str, value: &str, notes: [&str; 2], sign| StripCell {
        label: label.to_owned(),
        value: value.to_owned(),
        notes: notes.map(str::to_owned).to_vec(),
        sign,
    };
    vec![
        cell("Overall sentiment", "+0.25", ["mildly positive", "was +0.19"], Sign::Positive),
        cell("Biggest mover", "ORYX +4.6%", ["one session, to", "24 March"], Sign::Positive),
        cell("Widest gap", "HELX", ["evidence ahead", "of price"], Sign::Neutral),
        cell("Evidence", "42 articles", ["4 names,", "6 publishers"], Sign::Neutral),
    ]
}

fn bullet(label: &str, text: &str, citations: &[u16]) -> Bullet {
    Bullet { label: label.to_owned(), body: cited(text, citations) }
}

fn takeaway() -> TakeawayBox {
    TakeawayBox {
        ticker: Some(ticker("HELX")),
        title: "HELX: good news ignored".to_owned(),
        crowd: cited("8 of 9 stories on HELX lean positive (+0.42).", &[1, 2]),
        evidence: cited("The price fell 1.6% more than the market in the same window.", &[4]),
        dissent: cited("“The backlog is mostly options,” Lantern Desk argues.", &[3]),
        record: cited("After 61 such days the next ten sessions brought a median +0.9% against the market.", &[4]),
        call: "Expect more than the market over 10 sessions, to 8 April 2026. Conviction medium: 58 in 100, n = 61.".to_owned(),
        wrong_label: "We would be wrong if".to_owned(),
        wrong_if: vec![cited("HELX closes below $171.20", &[4]), cited("Its tone falls under +0.10", &[])],
        others: vec![cited("ORYX: euphoric crowding; too few similar moments to say (n = 3).", &[3])],
    }
}

/// The lead takeaway as it was found, with its record and evidence.
fn found() -> Takeaway {
    let article = |number: u32| Evidence::Article {
        id: ArticleId::of(&SourceId::new("port-wire"), &number.to_string()),
        version: 1,
        sentence: Some("Helix signed a five-year supply deal.".to_owned()),
    };
    let bars = || Evidence::Bars {
        ticker: ticker("HELX"),
        source: SourceId::new("demo-prices"),
        from: day(2, 3),
        to: day(3, 24),
    };
    Takeaway {
        ticker: ticker("HELX"),
        setup: Setup::GoodNewsIgnored,
        also: vec![Setup::StaleStory],
        stance: Stance::Above,
        crowd: Claim::new(
            "8 of 9 stories on HELX lean positive (+0.42).",
            article(1),
            [article(2)],
        ),
        split: Claim::new("The price fell 1.6% more than the market.", bars(), []),
        dissent: Some(Claim::new("The backlog is mostly options.", article(3), [])),
        base_rate: BaseRate {
            n: 61,
            tickers: 4,
            since: Some(day(1, 5)),
            figures: Some(BaseRateFigures {
                hit_pct: 62,
                median: BasisPoints(90),
                middle_half: (BasisPoints(-120), BasisPoints(310)),
                mean: BasisPoints(70),
                interval: (BasisPoints(10), BasisPoints(140)),
                all_days_hit_pct: 51,
            }),
            own: Some(OwnRate { n: 12, mean: BasisPoints(65) }),
            outcomes: charts::outcomes(),
        },
        record: Claim::new("After 61 such days the next ten sessions brought +0.9%.", bars(), []),
        conviction: Some(Conviction { pct: 58, level: ConvictionLevel::Medium }),
        falsifiers: vec![Claim::new("HELX closes below $171.20", bars(), [])],
        horizon: Horizon { sessions: 10, until: day(4, 8) },
        path: charts::path(),
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
}

fn outlook(when: &str, sign: Sign, event: &str, symbol: &str) -> OutlookRow {
    OutlookRow {
        when: when.to_owned(),
        sign,
        event: cited(event, &[2]),
        tickers: vec![ticker(symbol)],
    }
}

fn sources() -> Vec<Footnote> {
    let note = |number, title: &str, publisher: &str, url: Option<&str>| Footnote {
        number,
        title: title.to_owned(),
        publisher: publisher.to_owned(),
        dated: "24 Mar 2026 18:42 UTC".to_owned(),
        url: url.map(str::to_owned),
        sha256: url.map(Sha256Hash::of),
    };
    vec![
        note(
            1,
            "Helix Grid signs two operators",
            "Port Wire",
            Some("https://portwire.example/helix"),
        ),
        note(
            2,
            "What the Helix tender means",
            "Grid Gazette",
            Some("https://gazette.example/a?b=1&c=2"),
        ),
        note(3, "Oryx: a second look", "Lantern Desk", Some("https://lantern.example/oryx_(2)")),
        note(4, "HELX daily bars to 24 Mar 2026", "demo-prices", None),
    ]
}

fn provenance() -> Provenance {
    Provenance {
        version: "0.1.0".to_owned(),
        engine: "lexicon-1".to_owned(),
        tzdb: "2025b".to_owned(),
        inputs_sha256: Sha256Hash::of("inputs"),
        config_sha256: Sha256Hash::of("config"),
        templates_sha256: Sha256Hash::of("templates"),
        chain_head: Some(Sha256Hash::of("chain")),
        archive_path: "2026/03/25/grids/r002".to_owned(),
        reproduce: "contrabrief rerun --date 2026-03-25 --brief grids".to_owned(),
    }
}

/// A full day on which the price source was silent.
#[cfg(test)]
pub(super) fn day_without_prices() -> Brief {
    let mut brief = full_day();
    for row in &mut brief.scoreboard {
        (row.last, row.day, row.quarter) = (None, None, None);
        row.spark_per_mille = Vec::new();
        row.gap = Gap::Unknown;
    }
    (brief.charts.price_tone, brief.charts.base_rate) = (None, None);
    brief.notes.insert(0, DataNote::missing("No usable price for 4 of 4 names."));
    brief
}

/// A full day with `count` names.
#[cfg(test)]
pub(super) fn crowded_day(count: u16) -> Brief {
    let mut brief = full_day();
    brief.scoreboard = (0..count)
        .map(|place| {
            row(&format!("NAME{place}"), "Fictional Company", "52.10", 120, 0.2, i64::from(place))
        })
        .collect();
    brief.names = brief.scoreboard.iter().map(card).collect();
    if let Some(tones) = &mut brief.charts.tones {
        tones.places = brief
            .scoreboard
            .iter()
            .filter_map(|row| {
                let score = row.sentiment?.score;
                Some(crate::model::TonePlace { ticker: row.ticker.clone(), score, leads: false })
            })
            .collect();
    }
    brief
}
