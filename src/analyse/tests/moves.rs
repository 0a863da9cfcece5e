//! A market that falls without news again and again, and what the record then says.

use chrono::Duration;

use super::fixture::{of, quiet_day, ticker};
use crate::calendar;
use crate::model::{ConvictionLevel, Currency, Dossier, Price, Setup, Stance, Takeaway};

/// Sessions from one fall to the next.
const EVERY: usize = 12;

/// Acme falls 5 % every twelfth session, the last one included, on days without a story about
/// it, and over the ten sessions after each fall it makes `after` in all.
fn falling(after: f64) -> Dossier {
    let mut day = quiet_day(300).with_usual_news();
    let bars = day.bars.get_mut(&ticker("ACME")).unwrap();
    let last = bars.len() - 1;
    let mut factor = 1.0;
    let mut falls = Vec::new();
    for (place, bar) in bars.iter_mut().enumerate() {
        let before = factor;
        match (last - place) % EVERY {
            0 => {
                factor *= 0.95;
                falls.push(calendar::next_edition(&day.scope.plan, bar.session));
            }
            1 => {}
            _ => factor *= 1.0 + after / 10.0,
        }
        let scale =
            |price: Price, by: f64| Price::from_f64(price.to_f64() * by, Currency::USD).unwrap();
        bar.open = scale(bar.open, before);
        bar.close = scale(bar.close, factor);
        bar.high = bar.open.max(bar.close);
        bar.low = bar.open.min(bar.close);
    }
    for edition in falls {
        let cut_off = calendar::cut_off(&day.scope.plan, edition);
        day.articles.retain(|article| {
            let in_window =
                article.known_at > cut_off - Duration::hours(12) && article.known_at <= cut_off;
            !(in_window && article.item.words.title.starts_with("Acme"))
        });
    }
    day
}

fn takeaway(after: f64) -> Takeaway {
    let view = falling(after).analysed();
    let takeaway = of(&view, "ACME").takeaway.clone().expect("a case");
    assert_eq!((takeaway.setup, takeaway.stance), (Setup::MoveWithoutNews, Stance::Above));
    assert!(takeaway.base_rate.n >= 8, "{:?}", takeaway.base_rate);
    takeaway
}

#[test]
fn falls_that_came_back_make_a_call() {
    let takeaway = takeaway(0.08);
    let conviction = takeaway.conviction.expect("a record");
    assert!(conviction.level >= ConvictionLevel::Low, "{conviction:?}");
    assert!(!takeaway.record_disagrees());
    let text = takeaway.record.text();
    assert!(text.starts_with("After "), "{text}");
    assert!(text.contains("the next ten sessions went the contrarian's way "), "{text}");
    assert!(text.contains("Counted his way, the median outcome was +"), "{text}");
    println!("{} {} {text}", takeaway.crowd.text(), takeaway.split.text());
}

#[test]
fn falls_that_went_on_say_that_the_crowd_was_right() {
    let takeaway = takeaway(-0.04);
    let conviction = takeaway.conviction.expect("a record");
    assert_eq!(conviction.level, ConvictionLevel::None);
    assert!(conviction.pct < 50, "{conviction:?}");
    assert!(takeaway.record_disagrees());
    let text = takeaway.record.text();
    assert!(text.starts_with("The crowd has been right here before. After "), "{text}");
    println!("{text}");
}
