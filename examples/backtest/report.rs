//! Takes the takeaways of a year as they were published and as they ended; gives the report per
//! setup, the bad as plainly as the good.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contrabrief::analyse::{PastOutcome, Policy, judge};
use contrabrief::model::{CalendarId, Claim, ClosedTakeaway, Setup, Takeaway, Ticker};

/// One takeaway of one edition.
pub(crate) struct Published {
    pub(crate) date: NaiveDate,
    pub(crate) takeaway: Takeaway,
}

/// How often each setup led, what its record then said, and how it ended.
pub(crate) fn setups(published: &[Published], closed: &[ClosedTakeaway], names: usize) {
    println!(
        "| setup | fired a ticker-year, apart | led | apart | record as published: n | right | closed | right | mean | 80 % interval |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for setup in Setup::ALL {
        let led: Vec<&Published> =
            published.iter().filter(|one| one.takeaway.setup == setup).collect();
        let horizon = led.first().map_or(10, |one| one.takeaway.horizon.sessions);
        let names_it =
            |one: &&Published| one.takeaway.setup == setup || one.takeaway.also.contains(&setup);
        let all = published.iter().filter(names_it).map(|one| (one.date, &one.takeaway.ticker));
        let fired = self::apart(all, horizon).len() as f64 / names as f64;
        let apart = apart(led.iter().map(|one| (one.date, &one.takeaway.ticker)), horizon);
        let rates: Vec<_> = led
            .iter()
            .filter_map(|one| Some((one.takeaway.base_rate.n, one.takeaway.base_rate.figures?)))
            .collect();
        let mean = |sum: f64| {
            if rates.is_empty() {
                "-".to_owned()
            } else {
                format!("{:.0}", sum / rates.len() as f64)
            }
        };
        let first: Vec<&ClosedTakeaway> = closed
            .iter()
            .filter(|one| one.setup == setup && apart.contains(&(one.date, one.ticker.clone())))
            .collect();
        let right = first.iter().filter(|one| one.right).count();
        println!(
            "| {} | {fired:.1} | {} | {} | {} | {} % | {} | {right} | {} |",
            setup.words(),
            led.len(),
            apart.len(),
            mean(rates.iter().map(|(n, _)| f64::from(*n)).sum()),
            mean(rates.iter().map(|(_, figures)| f64::from(figures.hit_pct)).sum()),
            first.len(),
            outcome(&first, horizon),
        );
    }
}

/// The first of each ticker's takeaways within a horizon.
fn apart<'t>(
    led: impl Iterator<Item = (NaiveDate, &'t Ticker)>,
    horizon: u16,
) -> Vec<(NaiveDate, Ticker)> {
    let mut last: BTreeMap<&Ticker, NaiveDate> = BTreeMap::new();
    led.filter(|(date, ticker)| {
        let days = i64::from(horizon) * 7 / 5;
        let is_apart = last.get(ticker).is_none_or(|before| (*date - *before).num_days() >= days);
        if is_apart {
            last.insert(ticker, *date);
        }
        is_apart
    })
    .map(|(date, ticker)| (date, ticker.clone()))
    .collect()
}

fn outcome(closed: &[&ClosedTakeaway], horizon: u16) -> String {
    let outcomes: Vec<PastOutcome> = closed
        .iter()
        .map(|one| PastOutcome {
            ticker: one.ticker.clone(),
            date: one.date,
            outcome: one.outcome.0 as f64 / 10_000.0,
        })
        .collect();
    let count = outcomes.len().max(1) as f64;
    let mean = outcomes.iter().map(|one| one.outcome).sum::<f64>() / count * 100.0;
    match judge(&outcomes, horizon, CalendarId::Xnys, &Policy::default().record).base_rate.figures {
        Some(figures) => {
            let (low, high) = figures.interval;
            format!("{mean:+.2} % | {low} to {high}")
        }
        None if outcomes.is_empty() => "- | -".to_owned(),
        None => format!("{mean:+.2} % | too few to say"),
    }
}

/// Whether what was said to happen so often happened so often.
pub(crate) fn calibration(closed: &[ClosedTakeaway]) {
    println!("\n| conviction said | takeaways | mean said | right |\n|---|---|---|---|");
    for (from, to) in [(0, 44), (45, 49), (50, 52), (53, 57), (58, 100)] {
        let said: Vec<(f64, bool)> = closed
            .iter()
            .filter_map(|one| {
                let pct = one.conviction_pct.filter(|pct| (from..=to).contains(pct))?;
                Some((f64::from(pct), one.right))
            })
            .collect();
        let count = said.len().max(1) as f64;
        let mean = said.iter().map(|(pct, _)| pct).sum::<f64>() / count;
        let right = said.iter().filter(|(_, right)| *right).count() as f64 / count * 100.0;
        println!("| {from} to {to} | {} | {mean:.1} | {right:.1} % |", said.len());
    }
    let misses: Vec<f64> = closed
        .iter()
        .filter_map(|one| {
            let said = f64::from(one.conviction_pct?) / 100.0;
            Some((said - f64::from(u8::from(one.right))).powi(2))
        })
        .collect();
    let brier = misses.iter().sum::<f64>() / misses.len().max(1) as f64;
    println!(
        "\nBrier score {brier:.4} over {} takeaways; always saying 50 gives 0.2500.",
        misses.len()
    );
}

/// One takeaway of each setup, as the brief says it: those nearest to the middle of the year.
pub(crate) fn examples(published: &[Published]) {
    for setup in Setup::ALL {
        let of_setup: Vec<_> = published.iter().filter(|one| one.takeaway.setup == setup).collect();
        let Some(one) = of_setup.get(of_setup.len() / 2) else { continue };
        let takeaway = &one.takeaway;
        println!("\n### {}, {}, {}", setup.words(), takeaway.ticker, one.date);
        for claim in [&takeaway.crowd, &takeaway.split, &takeaway.record] {
            println!("- {}", claim.text());
        }
        let dissent = takeaway.dissent.as_ref().map(Claim::text);
        println!("- Dissent: {}", dissent.unwrap_or("none found"));
        println!("- Stance {:?}, conviction {:?}", takeaway.stance, takeaway.conviction);
        for claim in &takeaway.falsifiers {
            println!("- Wrong if: {}", claim.text());
        }
    }
}
