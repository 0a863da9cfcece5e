//! Takes `[[flash]]`; gives flashes whose brief, names and recipients exist and that have a rule.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use toml::Spanned;

use super::Resolver;
use crate::config::fault::did_you_mean;
use crate::config::sections::{FlashSection, Text};
use crate::config::{BriefConfig, ConfiguredSubscriber, FlashConfig, Purpose};
use crate::model::{BriefId, FlashRules, Hundredths, QuietTime, Ticker};

/// A reader is disturbed no more often than this, where nothing else is said.
const PER_DAY_MAX: u32 = 3;

/// More in a day is a feed, not a flash.
const PER_DAY_LIMIT: u32 = 50;

impl Resolver<'_, '_> {
    pub(super) fn flashes(
        &mut self,
        briefs: &[BriefConfig],
        subscribers: &[ConfiguredSubscriber],
    ) -> Vec<FlashConfig> {
        let typed: Vec<Spanned<FlashSection>> = self.document.sections("flash");
        if self.purpose == Purpose::Snapshot {
            return Vec::new();
        }
        self.refuse_twice("flash", typed.iter().map(|section| &section.get_ref().id));
        typed
            .iter()
            .filter_map(|section| self.flash(section.get_ref(), briefs, subscribers))
            .collect()
    }

    fn flash(
        &mut self,
        typed: &FlashSection,
        briefs: &[BriefConfig],
        subscribers: &[ConfiguredSubscriber],
    ) -> Option<FlashConfig> {
        let rules = self.flash_rules(typed);
        let quiet = self.quiet(typed);
        let per_day_max = self.per_day_max(typed);
        let id = BriefId::parse(typed.id.get_ref())
            .map_err(|fault| self.fault(&typed.id, &fault.to_string()))
            .ok()?;
        if briefs.iter().any(|brief| brief.scope.brief == id) {
            let taken = format!(
                "A `[[brief]]` has the id `{id}`: a reader leaves one of them by it, so each needs its own"
            );
            self.fault(&typed.id, &taken);
        }
        let brief = self.flashed_brief(&typed.brief, briefs)?;
        let tickers = self.flashed_tickers(typed, brief);
        let recipients = self.recipients(&typed.recipients, subscribers, &brief.scope.watchlist);
        let title = typed.title.clone().unwrap_or_else(|| format!("{} flash", brief.title));
        let brief = brief.scope.brief.clone();
        Some(FlashConfig { id, title, brief, tickers, rules, quiet, per_day_max, recipients })
    }

    fn flashed_brief<'b>(
        &mut self,
        typed: &Text,
        briefs: &'b [BriefConfig],
    ) -> Option<&'b BriefConfig> {
        let found = briefs.iter().find(|brief| brief.scope.brief.as_str() == typed.get_ref());
        if found.is_none() {
            let known = briefs.iter().map(|brief| brief.scope.brief.as_str());
            let near = did_you_mean(typed.get_ref(), known);
            let missing = format!("No `[[brief]]` has the id `{}`{near}", typed.get_ref());
            self.fault(typed, &missing);
        }
        found
    }

    /// Those named, or the whole watchlist.
    fn flashed_tickers(&mut self, typed: &FlashSection, brief: &BriefConfig) -> BTreeSet<Ticker> {
        let watchlist = || brief.scope.watchlist.iter().map(|profile| &profile.ticker);
        if typed.tickers.is_empty() {
            return watchlist().cloned().collect();
        }
        self.refuse_twice("ticker", &typed.tickers);
        let mut tickers = BTreeSet::new();
        for text in &typed.tickers {
            if let Some(ticker) = watchlist().find(|ticker| ticker.as_str() == text.get_ref()) {
                tickers.insert(ticker.clone());
                continue;
            }
            let near = did_you_mean(text.get_ref(), watchlist().map(Ticker::as_str));
            let (brief, typed) = (&brief.scope.brief, text.get_ref());
            self.fault(text, &format!("The brief `{brief}` does not cover `{typed}`{near}"));
        }
        tickers
    }

    fn flash_rules(&mut self, typed: &FlashSection) -> FlashRules {
        let rules = FlashRules {
            tone_falls: self.above_zero(typed.tone_falls.as_ref(), "tone_falls", 2.0),
            tone_rises: self.above_zero(typed.tone_rises.as_ref(), "tone_rises", 2.0),
            attention_above: self.above_zero(
                typed.attention_above.as_ref(),
                "attention_above",
                100.0,
            ),
            move_without_news: self.above_zero(
                typed.move_without_news.as_ref(),
                "move_without_news",
                100.0,
            ),
            setup_opens: typed.setup_opens.unwrap_or(false),
        };
        if rules.is_empty() {
            self.fault(&typed.id, "A flash needs a rule: `tone_falls`, `tone_rises`, `attention_above`, `move_without_news` or `setup_opens`");
        }
        rules
    }

    fn above_zero(
        &mut self,
        typed: Option<&Spanned<f64>>,
        key: &str,
        max: f64,
    ) -> Option<Hundredths> {
        let typed = typed?;
        let value = *typed.get_ref();
        if !(value >= 0.01 && value <= max) {
            self.fault(typed, &format!("`{key}` is {value}: write one from 0.01 to {max}"));
        }
        Hundredths::from_unrounded(value)
    }

    fn quiet(&mut self, typed: &FlashSection) -> Option<QuietTime> {
        let text = typed.quiet.as_ref()?;
        let time = |word: &str| NaiveTime::parse_from_str(word.trim(), "%H:%M").ok();
        let read = text.get_ref().split_once('-');
        let quiet = read
            .and_then(|(from, until)| Some(QuietTime { from: time(from)?, until: time(until)? }));
        if quiet.is_none() {
            let words = format!(
                "`{}` is not a quiet time: write it as `22:00-06:30`, in the brief's zone",
                text.get_ref()
            );
            self.fault(text, &words);
        }
        quiet
    }

    fn per_day_max(&mut self, typed: &FlashSection) -> u32 {
        let Some(text) = &typed.per_day_max else { return PER_DAY_MAX };
        let value = *text.get_ref();
        if !(1..=PER_DAY_LIMIT).contains(&value) {
            self.fault(text, &format!("`per_day_max` is {value}: write 1 to {PER_DAY_LIMIT}"));
        }
        value
    }
}
