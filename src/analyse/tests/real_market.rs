//! How often each setup fires on real prices and headlines, and how long a day takes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;

use chrono::{DateTime, Duration, NaiveDate};

use super::fixture::{quiet_day, ticker};
use crate::analyse::Policy;
use crate::analyse::Windows;
use crate::analyse::record::Record;
use crate::analyse::relations;
use crate::analyse::setups::horizon_sessions;
use crate::analyse::universe::Universe;
use crate::calendar;
use crate::model::{
    Adjustment, AsOf, CalendarId, Currency, Dossier, Finality, KnownBy, Price, PriceBar, Setup,
    SourceId, TickerProfile,
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/demo_market");
const NAMES: [(&str, &str); 11] = [
    ("NVDA", "Nvidia"),
    ("INTC", "Intel"),
    ("AMD", "Advanced Micro"),
    ("AAPL", "Apple"),
    ("MSFT", "Microsoft"),
    ("AMZN", "Amazon"),
    ("META", "Meta Platforms"),
    ("TSLA", "Tesla"),
    ("JPM", "JPMorgan"),
    ("NFLX", "Netflix"),
    ("BAC", "Bank of America"),
];

fn bars(symbol: &str) -> Option<Vec<PriceBar>> {
    let table = fs::read_to_string(format!("{FOLDER}/prices/{symbol}.csv")).ok()?;
    let bars = table.lines().skip(1).filter_map(|line| {
        let fields: Vec<_> = line.split(',').collect();
        let session: NaiveDate = fields[0].parse().ok()?;
        let price = |place: usize| Price::parse(fields[place], Currency::USD).ok();
        Some(PriceBar {
            ticker: ticker(symbol),
            session,
            open: price(1)?,
            high: price(2)?,
            low: price(3)?,
            close: price(4)?,
            volume: None,
            adjustment: Adjustment::Splits,
            finality: Finality::Closed,
            source: SourceId::new("first"),
            known_at: calendar::session_close(CalendarId::Xnys, session) + Duration::minutes(30),
            known_by: KnownBy::AssumedPublished,
        })
    });
    Some(bars.collect())
}

fn real_day(date: NaiveDate) -> Option<Dossier> {
    let mut day = quiet_day(0);
    day.date = date;
    day.as_of = AsOf::at(calendar::cut_off(&day.scope.plan, date));
    let model = day.scope.watchlist[1].clone();
    let profile = |(symbol, name): &(&str, &str)| TickerProfile {
        ticker: ticker(symbol),
        name: (*name).to_owned(),
        benchmark: Some(ticker("SPY")),
        ..model.clone()
    };
    day.scope.watchlist = NAMES.iter().map(profile).collect();
    let mut index = day.scope.others[0].clone();
    index.ticker = ticker("SPY");
    day.scope.others = vec![index];
    let oldest = date - chrono::Days::new(1100);
    let symbols = NAMES.iter().map(|(symbol, _)| *symbol).chain(["SPY"]);
    day.bars = symbols
        .map(|symbol| {
            let mut known = bars(symbol)?;
            known.retain(|bar| bar.session >= oldest && bar.known_at <= day.as_of.instant());
            Some((ticker(symbol), known))
        })
        .collect::<Option<BTreeMap<_, _>>>()?;
    let lines = fs::read_to_string(format!("{FOLDER}/headlines.jsonl")).ok()?;
    let articles = lines.lines().filter_map(|line| {
        let entry: serde_json::Value = serde_json::from_str(line).ok()?;
        let published = DateTime::parse_from_rfc3339(entry["published"].as_str()?).ok()?.to_utc();
        let mut article =
            super::fixture::article(entry["title"].as_str()?, published + Duration::minutes(5));
        article.item.words_mut().publisher = entry["source"].as_str()?.to_owned();
        article.item.vendor_tickers = entry["tickers"]
            .as_array()?
            .iter()
            .filter_map(|symbol| crate::model::Ticker::parse(symbol.as_str()?).ok())
            .filter(|symbol| NAMES.iter().any(|(name, _)| *name == symbol.as_str()))
            .collect();
        Some(article)
    });
    day.articles = articles.filter(|article| article.known_at <= day.as_of.instant()).collect();
    day.articles.sort_by_key(|article| (article.known_at, article.item.id));
    Some(day)
}

#[test]
fn setups_on_real_prices_fire_seldom_and_say_what_came_after() {
    let date = NaiveDate::from_ymd_opt(2023, 12, 15).unwrap();
    let Some(day) = real_day(date) else {
        let _ =
            writeln!(std::io::stderr(), "SKIPPED setups on real prices: ../shared/data is absent");
        return;
    };
    let policy = Policy::default();
    let windows = Windows::new(&day, &policy);
    let universe = Universe::new(&windows);
    let editions = universe.timeline.editions.len();
    println!("{} articles, {editions} editions, {} names", day.articles.len(), NAMES.len());
    for setup in Setup::ALL {
        let record = Record::of(&universe, setup);
        let half = record.half_interval(CalendarId::Xnys, &policy.record);
        let outcomes: Vec<f64> = record.occurrences.iter().map(|found| found.outcome).collect();
        let mean = crate::analyse::statistics::mean(&outcomes);
        println!(
            "{:26} h {:2} n {:3} hits {:3} mean {:>8.4} +- {:.4}",
            setup.key(),
            horizon_sessions(setup),
            outcomes.len(),
            record.hits(),
            mean.unwrap_or(f64::NAN),
            half.unwrap_or(f64::NAN),
        );
        assert!(outcomes.len() < 11 * 3 * 20, "{} fires all the time", setup.key());
    }
    let view = day.analysed();
    for name in &view.tickers {
        println!("{} {:?} {:?}", name.profile.ticker, name.sentiment, name.gap);
        if let Some(market) = &name.market {
            println!("   beta {:?} z {:?} {:?}", market.beta, market.z_day, market.z_month);
        }
        for claim in &name.summary {
            println!("   {}", claim.text());
        }
        if let Some(takeaway) = &name.takeaway {
            println!("   {} {:?} {:?}", takeaway.setup.key(), takeaway.stance, takeaway.conviction);
            println!("   {} {}", takeaway.crowd.text(), takeaway.split.text());
            println!("   {}", takeaway.record.text());
            println!("   dissent: {:?}", takeaway.dissent.as_ref().map(crate::model::Claim::text));
            for claim in &takeaway.falsifiers {
                println!("   wrong if: {}", claim.text());
            }
        }
    }
    for effect in &view.effects {
        println!("effect {} {:?} {}", effect.ticker, effect.sign, effect.reason.text());
    }
    for outlook in &view.outlooks {
        println!("outlook {:?} {:?} {}", outlook.when, outlook.sign, outlook.claim.text());
    }
    for note in &view.notes {
        println!("note {}", note.text);
    }
}

#[test]
fn relations_on_real_prices_and_headlines_are_those_of_their_trades() {
    let date = NaiveDate::from_ymd_opt(2023, 12, 29).unwrap();
    let Some(day) = real_day(date) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED relations on real prices: ../shared/data is absent"
        );
        return;
    };
    let policy = Policy::default();
    let windows = Windows::new(&day, &policy);
    let universe = Universe::new(&windows);
    let mut learned = Vec::new();
    println!("| pair | stories | weight | lift | from | stated | correlation | sign |");
    for (one, (symbol, _)) in NAMES.iter().enumerate() {
        for (other, (second, _)) in NAMES.iter().enumerate().skip(one + 1) {
            let today = universe.today();
            let Some(tie) = relations::tie(&universe, one, other, today) else { continue };
            let pull = relations::learned(&universe, one, other, today).map(|found| found.pull);
            println!(
                "| {symbol} {second} | {} | {:.1} | {:.1} | {:.2} | +{} -{} | {:+.2} | {pull:?} |",
                tie.together.stories,
                tie.together.weight(),
                tie.lift.shrunk,
                tie.lift.lower,
                tie.together.shared,
                tie.together.opposed,
                tie.correlation.map_or(f64::NAN, |found| found.plain),
            );
            if pull.is_some() {
                learned.push((*symbol, *second));
            }
        }
    }
    for pair in [("INTC", "AMD"), ("NVDA", "AMD"), ("JPM", "BAC")] {
        assert!(learned.contains(&pair), "{pair:?} is not among {learned:?}");
    }
    // One investor holds both, and others report on the same evening.
    for pair in [("AAPL", "BAC"), ("TSLA", "NFLX")] {
        assert!(!learned.contains(&pair), "{pair:?} is among {learned:?}");
    }
}
