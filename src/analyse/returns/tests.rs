//! Hand-computed market models.

use chrono::NaiveDate;

use super::*;
use crate::model::{Adjustment, Currency, Finality, KnownBy, Price, PriceBar, SourceId, Ticker};

fn bar() -> PriceBar {
    let price = Price::parse("1", Currency::USD).unwrap();
    PriceBar {
        ticker: Ticker::parse("ACME").unwrap(),
        session: NaiveDate::default(),
        open: price,
        high: price,
        low: price,
        close: price,
        volume: None,
        adjustment: Adjustment::Raw,
        finality: Finality::Closed,
        source: SourceId::new("ours"),
        known_at: chrono::DateTime::UNIX_EPOCH,
        known_by: KnownBy::Clock,
    }
}

fn rows<'a>(bar: &'a PriceBar, returns: &[f64]) -> Vec<Row<'a>> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let totals = std::iter::once(None).chain(returns.iter().map(|total| Some(*total)));
    totals
        .zip(first.iter_days())
        .map(|(total, session)| Row {
            session,
            closed_at: chrono::DateTime::UNIX_EPOCH,
            open: 1.0,
            high: 1.0,
            low: 1.0,
            close: 1.0,
            total,
            bar,
        })
        .collect()
}

/// 0.01, -0.01, 0.01 …: a market without a mean over an even number of sessions.
fn zigzag(sessions: u32, size: f64) -> Vec<f64> {
    (0..sessions).map(|place| if place % 2 == 0 { size } else { -size }).collect()
}

#[test]
fn beta_is_a_third_of_the_way_to_one() {
    let bar = bar();
    let (own, market) = (rows(&bar, &zigzag(100, 0.02)), rows(&bar, &zigzag(100, 0.01)));
    let measured = measure(&own, Some(&market), &Policy::default());
    assert_eq!(measured[60].beta, None, "59 pairs before it are too few");
    let beta = measured[61].beta.unwrap();
    assert!((beta - (2.0 * 2.0 / 3.0 + 1.0 / 3.0)).abs() < 1e-9, "{beta}");
    // 0.02 - 5/3 x 0.01
    let abnormal = measured[61].abnormal.unwrap();
    assert!((abnormal - 0.02 + 5.0 / 3.0 * 0.01).abs() < 1e-9, "{abnormal}");
}

#[test]
fn z_is_the_return_in_deviations_of_the_sessions_before() {
    let bar = bar();
    let mut returns = zigzag(60, 0.01);
    returns.push(0.03);
    let own = rows(&bar, &returns);
    let measured = measure(&own, None, &Policy::default());
    // Sixty alternating hundredths: squares 60e-4 over 59.
    let sigma = (60.0 * 1e-4_f64 / 59.0).sqrt();
    let last = measured.last().unwrap();
    assert!((last.sigma.unwrap() - sigma).abs() < 1e-12);
    assert!((last.z_day.unwrap() - 0.03 / sigma).abs() < 1e-9);
    // The four before the last cancel out.
    assert!((last.z_week.unwrap() - 0.03 / (sigma * 5.0_f64.sqrt())).abs() < 1e-9);
}

#[test]
fn a_session_without_benchmark_has_no_abnormal_return() {
    let bar = bar();
    let own = rows(&bar, &zigzag(100, 0.02));
    let mut market = rows(&bar, &zigzag(100, 0.01));
    market.remove(80);
    let measured = measure(&own, Some(&market), &Policy::default());
    assert_eq!(measured[80].abnormal, None);
    assert_eq!(measured[81].abnormal, None, "its market return would span two sessions");
    assert!(measured[82].abnormal.is_some());
    assert_eq!(measured[82].z_week, None, "one of the five is missing");
}

#[test]
fn a_flat_price_has_no_z() {
    let bar = bar();
    let own = rows(&bar, &[0.0; 100]);
    assert_eq!(measure(&own, None, &Policy::default())[99].z_day, None);
}
