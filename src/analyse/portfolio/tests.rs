//! What a portfolio's figures promise: of plain facts, and of a whole day.

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::{
    BaseRate, CalendarId, Claim, Currency, Horizon, PricePath, Setup, SourceId, Stance, TickerKind,
    TickerProfile,
};

fn profile(symbol: &str) -> TickerProfile {
    TickerProfile {
        ticker: Ticker::parse(symbol).unwrap(),
        name: symbol.to_owned(),
        aliases: Vec::new(),
        kind: TickerKind::Equity,
        calendar: CalendarId::Xnys.into(),
        currency: Currency::USD,
        benchmark: None,
        relations: Vec::new(),
    }
}

/// A position in plain figures: size, close, close before, tone in hundredths.
type Plain = (i64, i64, i64, i16);

fn holdings(basis: Basis, plain: &[Plain]) -> Holdings {
    let line = |(place, (size, ..)): (usize, &Plain)| Holding {
        profile: profile(&format!("N{place:02}")),
        size_e8: size * 100_000_000,
    };
    Holdings { basis, lines: plain.iter().enumerate().map(line).collect() }
}

fn facts<'a>(holdings: &'a Holdings, plain: &[Plain]) -> Vec<Fact<'a>> {
    let price = |cents: i64| Price { e8: cents * 1_000_000, currency: Currency::USD };
    let fact = |(holding, (_, close, before, tone)): (&'a Holding, &Plain)| Fact {
        holding,
        closes: Some((price(*close), Some(price(*before)))),
        day: Some(libm::expm1(libm::log(price(*close).to_f64() / price(*before).to_f64()))),
        score: Some(Score::from_hundredths(*tone)),
        takeaway: None,
        sigma: Some(0.02),
        bars: None,
        is_watched: true,
    };
    holdings.lines.iter().zip(plain).map(fact).collect()
}

fn viewed(basis: Basis, plain: &[Plain]) -> PortfolioView {
    let holdings = holdings(basis, plain);
    view(&holdings, &facts(&holdings, plain)).unwrap()
}

fn takeaway(stance: Stance) -> Takeaway {
    let day = NaiveDate::from_ymd_opt(2026, 3, 24).unwrap();
    let evidence = Evidence::Bars {
        ticker: Ticker::parse("N00").unwrap(),
        source: SourceId::new("daily"),
        from: day,
        to: day,
    };
    let claim = || Claim::new("Measured.", evidence.clone(), []);
    Takeaway {
        ticker: Ticker::parse("N00").unwrap(),
        setup: Setup::StaleStory,
        also: Vec::new(),
        stance,
        crowd: claim(),
        split: claim(),
        dissent: None,
        base_rate: BaseRate {
            n: 0,
            tickers: 0,
            since: None,
            figures: None,
            own: None,
            outcomes: Vec::new(),
        },
        record: claim(),
        conviction: None,
        falsifiers: Vec::new(),
        horizon: Horizon { sessions: 4, until: day },
        path: PricePath::default(),
    }
}

/// 100 at $110 after $100, 50 short at $80 after $100: worked out by hand.
const BY_HAND: [Plain; 2] = [(100, 11_000, 10_000, 40), (-50, 8_000, 10_000, 20)];

#[test]
fn a_portfolio_worked_out_by_hand_comes_out_the_same() {
    let view = viewed(Basis::Quantity, &BY_HAND);
    assert_eq!(view.gross.unwrap().to_string(), "$15,000");
    assert_eq!(view.net.unwrap().to_string(), "$7,000");
    let shares: Vec<i64> = view.positions.iter().map(|position| position.share.0).collect();
    assert_eq!(shares, [7333, -2667]);
    // (11 000 x .40 - 4 000 x .20) / 15 000
    assert_eq!(view.tone.unwrap().score.hundredths(), 24);
    // 100 shares won $1 000, the short won $1 000, on $15 000 before the move.
    let parts: Vec<i64> = view.positions.iter().map(|one| one.contribution.unwrap().0).collect();
    assert_eq!((parts, view.day.unwrap().0), (vec![667, 667], 1333));
}

#[test]
fn a_stake_is_the_position_times_one_sigma_over_the_horizon() {
    let holdings = holdings(Basis::Quantity, &BY_HAND);
    let takeaway = takeaway(Stance::Below);
    let mut facts = facts(&holdings, &BY_HAND);
    facts[0].takeaway = Some(&takeaway);
    let view = view(&holdings, &facts).unwrap();
    // Four sessions at 2 % are 4 %; of $11 000 that is $440, of 15 000 it is 2.93 %.
    let stake = &view.stakes[0];
    assert_eq!((stake.sigma, stake.at_stake), (Some(BasisPoints(400)), Some(BasisPoints(293))));
    assert_eq!(stake.money.unwrap().units, 440);
    assert_eq!(stake.bearing, Bearing::Against);
}

#[test]
fn a_stance_stands_with_or_against_by_the_side_of_the_position() {
    use Bearing::{Against, Open, With};
    for (stance, long, short) in [
        (Stance::Above, With, Against),
        (Stance::Below, Against, With),
        (Stance::Range, Open, Open),
    ] {
        assert_eq!((Bearing::of(stance, true), Bearing::of(stance, false)), (long, short));
    }
}

#[test]
fn what_is_missing_is_left_out_and_counted_never_filled_in() {
    let plain = [(100, 10_000, 10_000, 40), (100, 10_000, 5_000, 0), (7, 100, 100, 0)];
    let holdings = holdings(Basis::Quantity, &plain);
    let mut facts = facts(&holdings, &plain);
    facts[0].day = None;
    facts[1].score = None;
    facts[2].closes = None;
    let found = view(&holdings, &facts).unwrap();
    assert_eq!(found.unvalued, [Ticker::parse("N02").unwrap()]);
    assert_eq!((found.tone_covered.0, found.tone.unwrap().score.hundredths()), (5000, 40));
    // The half that moved was $5 000 of $15 000 before.
    assert_eq!((found.day_covered.0, found.day.unwrap().0), (3333, 3333));
    let told: Vec<String> = notes(&facts, Basis::Quantity).into_iter().map(|n| n.text).collect();
    assert!(told[0].starts_with("Of 3 holdings 1 is without a price"), "{told:?}");
    assert!(told[1].ends_with("leaves them out: N00."), "{told:?}");
}

#[test]
fn nothing_with_a_price_is_no_portfolio() {
    let plain = [(5, 100, 100, 0)];
    let holdings = holdings(Basis::Quantity, &plain);
    let mut facts = facts(&holdings, &plain);
    facts[0].closes = None;
    assert_eq!(view(&holdings, &facts), None);
}

#[test]
fn a_weight_without_a_price_keeps_its_share() {
    let plain = [(30, 100, 100, 10), (10, 100, 100, 10)];
    let holdings = holdings(Basis::Weight, &plain);
    let mut facts = facts(&holdings, &plain);
    (facts[1].closes, facts[1].day) = (None, None);
    let view = view(&holdings, &facts).unwrap();
    assert_eq!((view.told, view.gross), (Some(BasisPoints(4000)), None));
    assert_eq!(view.positions[1].share, BasisPoints(2500));
    assert_eq!(view.day_covered, BasisPoints(7500));
}

#[test]
fn the_largest_sums_stay_in_range() {
    let plain = vec![(10_000_000_000, 900_000_000_000, 900_000_000_000 / 2, 100); 1000];
    let view = viewed(Basis::Quantity, &plain);
    assert_eq!((view.long.0, view.day.unwrap().0), (10_000, 10_000));
}

fn plain() -> impl Strategy<Value = Vec<Plain>> {
    let size = (-100_000_i64..100_000).prop_filter("a holding", |size| *size != 0);
    vec((size, 100_i64..50_000, 100_i64..50_000, -100_i16..=100), 1..12).prop_map(|mut all| {
        // A day that makes a thing eleven times as dear is left out.
        for one in &mut all {
            one.2 = one.2.max(one.1 / 5);
        }
        all
    })
}

/// All that is a share: money left out.
fn shares(view: PortfolioView) -> PortfolioView {
    let mut view = PortfolioView { gross: None, net: None, told: None, ..view };
    for position in &mut view.positions {
        (position.value, position.size_e8) = (None, 0);
    }
    view
}

proptest! {
    #[test]
    fn the_same_portfolio_many_times_as_large_has_the_same_shares(
        plain in plain(), factor in 2_i64..900, by_weight: bool,
    ) {
        let basis = if by_weight { Basis::Weight } else { Basis::Quantity };
        let scaled: Vec<Plain> = plain.iter().map(|one| (one.0 * factor, one.1, one.2, one.3)).collect();
        let (one, other) = (viewed(basis, &plain), viewed(basis, &scaled));
        if basis == Basis::Quantity {
            prop_assert_eq!(shares(one), shares(other));
        } else {
            // The weight before the move is a rounded quotient: a tie may fall the other way.
            prop_assert!((one.day.unwrap().0 - other.day.unwrap().0).abs() <= 1);
            prop_assert_eq!(one.tone, other.tone);
        }
    }

    #[test]
    fn the_order_of_the_positions_changes_nothing(plain in plain(), turn in 0_usize..12) {
        let holdings = holdings(Basis::Quantity, &plain);
        let facts = facts(&holdings, &plain);
        let mut turned = facts.clone();
        turned.rotate_left(turn % facts.len());
        prop_assert_eq!(view(&holdings, &facts), view(&holdings, &turned));
    }

    #[test]
    fn the_parts_add_up_to_the_whole_within_their_rounding(plain in plain()) {
        let view = viewed(Basis::Quantity, &plain);
        let count = i64::try_from(view.positions.len()).unwrap();
        let parts: i64 = view.positions.iter().map(|one| one.contribution.unwrap().0).sum();
        prop_assert!(2 * (parts - view.day.unwrap().0).abs() <= count + 1);
        let sizes: i64 = view.positions.iter().map(|one| one.share.0.abs()).sum();
        prop_assert!(2 * (sizes - 10_000).abs() <= count);
        prop_assert!((view.long.0 + view.short.0 - 10_000).abs() <= 1);
    }

    #[test]
    fn a_portfolio_turned_short_turns_every_sign(plain in plain()) {
        let turned: Vec<Plain> = plain.iter().map(|one| (-one.0, one.1, one.2, one.3)).collect();
        let (one, other) = (viewed(Basis::Quantity, &plain), viewed(Basis::Quantity, &turned));
        prop_assert_eq!(one.day.unwrap().0, -other.day.unwrap().0);
        prop_assert_eq!(one.tone.unwrap().score.hundredths(), -other.tone.unwrap().score.hundredths());
        prop_assert_eq!((one.long, one.short), (other.short, other.long));
        for (one, other) in one.positions.iter().zip(&other.positions) {
            prop_assert_eq!(one.share.0, -other.share.0);
            prop_assert_eq!(one.contribution.unwrap().0, -other.contribution.unwrap().0);
        }
    }
}
