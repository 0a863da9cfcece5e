//! Takes `at`, `timezone` and `on` of a `[[brief]]`; gives its plan, or says what a rule looks like.

use chrono::NaiveTime;
use chrono_tz::Tz;
use toml::Spanned;

use super::Resolver;
use crate::config::sections::{BriefSection, Text};
use crate::model::{Calendar, CalendarId, CronRule, DayRule, Needs, Plan};

/// What a rule may look like.
const RULES: &str = "`sessions:XNYS`, `sessions:XNYS+XLON`, `sessions:XNYS|XLON`, `every-day` or `cron:30 6 * * MON-FRI`";

impl Resolver<'_, '_> {
    pub(super) fn plan(&mut self, typed: &BriefSection, otherwise: Tz) -> Plan {
        let timezone = self.timezone(typed.timezone.as_ref(), otherwise);
        let on = self.day_rule(typed.on.as_ref());
        let at = match (&on, &typed.at) {
            (DayRule::Cron(cron), None) => cron.at(),
            (DayRule::Cron(cron), Some(at)) => {
                let told = cron.at().format("%H:%M");
                self.fault(at, &format!("Leave `at` out: the cron rule under `on` says {told}"));
                cron.at()
            }
            (_, at) => self.civil_time(at.as_ref()),
        };
        Plan { at, timezone, on }
    }

    fn civil_time(&mut self, typed: Option<&Text>) -> NaiveTime {
        let usual = NaiveTime::from_hms_opt(6, 15, 0).unwrap_or(NaiveTime::MIN);
        let Some(typed) = typed else { return usual };
        NaiveTime::parse_from_str(typed.get_ref(), "%H:%M").unwrap_or_else(|_| {
            let value = typed.get_ref();
            self.fault(typed, &format!("`{value}` is not a time of day: write it as `06:15`"));
            usual
        })
    }

    /// Which days have an edition; the sessions of New York when nothing is said.
    fn day_rule(&mut self, typed: Option<&Text>) -> DayRule {
        let usual = DayRule::from(CalendarId::Xnys);
        let Some(typed) = typed else { return usual };
        let value = typed.get_ref();
        if value == "every-day" {
            return DayRule::EveryDay;
        }
        if let Some(pattern) = value.strip_prefix("cron:") {
            return match CronRule::parse(pattern) {
                Ok(cron) => DayRule::Cron(cron),
                Err(invalid) => {
                    self.fault(typed, &invalid.to_string());
                    usual
                }
            };
        }
        let Some(names) = value.strip_prefix("sessions:") else {
            self.fault(typed, &format!("`{value}` is not a rule: write one of {RULES}"));
            return usual;
        };
        self.sessions_of(typed, names)
    }

    /// `XNYS`, `XNYS+XLON` or `XNYS|XLON`.
    fn sessions_of(&mut self, typed: &Text, names: &str) -> DayRule {
        let needs = match (names.contains('+'), names.contains('|')) {
            (true, true) => {
                self.fault(typed, "Join calendars with `+` (all) or with `|` (any), not with both");
                return CalendarId::Xnys.into();
            }
            (_, true) => Needs::Any,
            (_, false) => Needs::All,
        };
        let mut calendars: Vec<Calendar> = Vec::new();
        for name in names.split(['+', '|']) {
            let name = Spanned::new(typed.span(), name.trim().to_owned());
            let id = self.word(Some(&name), "calendar", &CalendarId::ALL, CalendarId::Xnys);
            if calendars.iter().any(|known| known.id() == id) {
                self.fault(typed, &format!("The calendar `{}` is named twice", id.word()));
            }
            calendars.push(id.into());
        }
        DayRule::Sessions { needs, calendars }
    }
}
