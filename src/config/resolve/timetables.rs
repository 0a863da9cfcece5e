//! Takes what a brief waits for and what is made up for, and `[collect]`; gives the daemon's
//! rules and rhythm.

use chrono::{Duration, NaiveTime};
use toml::Spanned;

use super::Resolver;
use crate::config::sections::{BriefSection, CollectSection, Text, WaitForSection};
use crate::model::{SPAN_FORM, parse_span};
use crate::schedule::{CatchUp, Gate, OnMissing, Rhythm, Rules};

/// What `prices` of `wait_for` may be.
const PRICES_FORM: &str = "`prices` is \"all\" or a share of the names, such as \"80%\"";

impl Resolver<'_, '_> {
    /// What holds when a brief cannot come out at its time.
    pub(super) fn rules(&mut self, typed: &BriefSection) -> Rules {
        let usual = Rules::default();
        let catch_up = typed.catch_up.as_ref();
        Rules {
            catch_up: self.word(catch_up, "way to catch up", &CatchUp::ALL, usual.catch_up),
            grace: self.span(typed.grace.as_ref(), usual.grace),
            gate: self.gate(typed),
        }
    }

    /// When the daemon asks the sources.
    pub(super) fn rhythm(&mut self) -> Rhythm {
        let typed: CollectSection = self.document.section("collect");
        let usual = Rhythm::default();
        let articles_every = self.span(typed.articles_every.as_ref(), usual.articles_every);
        if let Some(place) = &typed.articles_every
            && articles_every < Duration::minutes(1)
        {
            self.fault(place, "Sources are asked once a minute at most: `1m`");
        }
        Rhythm {
            articles_every,
            prices_after_close: self
                .span(typed.prices_after_close.as_ref(), usual.prices_after_close),
            before_brief: self.span(typed.before_brief.as_ref(), usual.before_brief),
        }
    }

    fn gate(&mut self, typed: &BriefSection) -> Option<Gate> {
        let wait_for = match (&typed.wait_for, &typed.until) {
            (None, None) => {
                if let Some(lonely) = &typed.on_missing {
                    self.fault(lonely, "`on_missing` needs `wait_for`, which says what is missed");
                }
                return None;
            }
            (Some(_), None) => {
                let place = typed.wait_for.as_ref()?;
                self.fault(place, "`wait_for` needs `until`, such as `until = \"06:27\"`");
                return None;
            }
            (None, Some(until)) => {
                self.fault(
                    until,
                    "`until` needs `wait_for`, such as `wait_for = { prices = \"all\" }`",
                );
                return None;
            }
            (Some(wait_for), Some(_)) => wait_for,
        };
        let WaitForSection { prices, articles_min } = wait_for.get_ref();
        let gate = Gate {
            prices_pct: prices.as_ref().map_or(0, |prices| self.share(prices)),
            articles_min: articles_min.unwrap_or(0),
            until: self.deadline(typed.until.as_ref()?)?,
            on_missing: self.word(
                typed.on_missing.as_ref(),
                "way to end a wait",
                &OnMissing::ALL,
                OnMissing::default(),
            ),
        };
        if gate.prices_pct == 0 && gate.articles_min == 0 {
            self.fault(
                wait_for,
                "`wait_for` waits for nothing: give it `prices`, `articles_min` or both",
            );
        }
        Some(gate)
    }

    fn share(&mut self, typed: &Text) -> u8 {
        let text = typed.get_ref();
        let share = match text.as_str() {
            "all" => Some(100),
            _ => text.strip_suffix('%').and_then(|share| share.parse().ok()),
        };
        share.filter(|share| (1..=100).contains(share)).unwrap_or_else(|| {
            self.fault(typed, &format!("{PRICES_FORM}, not `{text}`"));
            0
        })
    }

    fn deadline(&mut self, typed: &Text) -> Option<NaiveTime> {
        let read = NaiveTime::parse_from_str(typed.get_ref(), "%H:%M");
        read.map_err(|_| {
            let value = typed.get_ref();
            self.fault(typed, &format!("`{value}` is not a time of day: write it as `06:27`"));
        })
        .ok()
    }

    fn span(&mut self, typed: Option<&Spanned<String>>, otherwise: Duration) -> Duration {
        let Some(typed) = typed else { return otherwise };
        parse_span(typed.get_ref()).unwrap_or_else(|| {
            let value = typed.get_ref();
            self.fault(typed, &format!("`{value}` is not a span of time: {SPAN_FORM}"));
            otherwise
        })
    }
}
