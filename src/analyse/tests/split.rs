//! The split names what made its setup fire.

use super::fixture::quiet_day;
use crate::analyse::Policy;
use crate::analyse::Windows;
use crate::analyse::features::Features;
use crate::analyse::split::split;
use crate::analyse::universe::Universe;
use crate::model::Setup;

/// What is said of ACME (0) after its features and those of its rival BORE (1) were changed.
fn said(setup: Setup, change: impl Fn(&mut Features, &mut Features)) -> String {
    let day = quiet_day(140).with_usual_news();
    let policy = Policy::default();
    let windows = Windows::new(&day, &policy);
    let mut universe = Universe::new(&windows);
    let today = universe.today();
    let [acme, rival, ..] = &mut universe.names[..] else { panic!("two names") };
    change(&mut acme.features[today], &mut rival.features[today]);
    split(&universe, &universe.names[0], setup).unwrap().text().to_owned()
}

#[test]
fn words_and_price_that_part_name_the_trend_of_the_words() {
    let text = said(Setup::NarrativeAndPricePart, |acme, _| acme.trend_z = Some(-1.44));
    let end =
        "Its tone of five sessions stands below that of twenty, by 1.4 times its usual swing.";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn a_consensus_names_its_sessions_and_its_side() {
    let text = said(Setup::ConsensusWithoutDoubt, |acme, _| {
        (acme.one_sided_sessions, acme.tone_month) = (14, Some(-0.2));
    });
    let end =
        "One side had nearly all the weight in 14 of twenty sessions, on the whole the bad one.";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn a_second_order_takeaway_names_whose_news_it_is() {
    let text = said(Setup::SecondOrderNotPriced, |acme, rival| {
        (acme.attention_z, acme.price.measured.z_day) = (Some(0.0), Some(0.1));
        rival.crowd.as_mut().unwrap().stories = 5;
        rival.tone_z = Some(-2.0);
        (rival.price.measured.z_day, rival.price.measured.abnormal) = (Some(-1.5), Some(-0.03));
    });
    let end = "The tone on BORE stands below its usual, by 2.0 times its usual swing, and BORE lost 3.0% against its market that session.";
    assert!(text.ends_with(end), "{text}");
}
