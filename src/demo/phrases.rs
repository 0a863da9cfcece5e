//! Takes the tables of events, words and tails; gives headlines and texts of one event in the
//! voices of several publishers. Never quotes anybody: the tables are our own words.

use std::collections::BTreeMap;

use super::cast::Role;
use super::rng::Rng;
use crate::model::RelationKind;

/// One kind of event and the ways to tell it.
struct Kind {
    good: Option<bool>,
    trades: &'static str,
    titles: Vec<&'static str>,
    bodies: Vec<&'static str>,
}

/// The tables, read once.
///
/// # Shape
/// In the events a line `+|trades` (or `-|`, or `0|` for neither) begins a kind; the lines
/// after it are titles, and with `: ` before them, texts. Slots in braces are filled with the
/// short name `{n}`, the name with its symbol `{x}`, topic `{t}`, buyers `{u}`, a house `{h}`,
/// a city `{c}`, a person `{p}`, a horizon `{w}`, a rival `{o}`, a per cent `{d}`, millions `{m}`.
pub(super) struct Phrases {
    kinds: Vec<Kind>,
    words: BTreeMap<&'static str, Vec<&'static str>>,
    tails: [Vec<&'static str>; 3],
}

/// An event with its names and figures settled, so that every publisher tells the same ones.
pub(super) struct Event<'a> {
    kind: &'a Kind,
    filling: Vec<(&'static str, String)>,
    title: u32,
    body: u32,
}

impl Phrases {
    /// Reads the tables.
    pub(super) fn read() -> Self {
        let mut kinds: Vec<Kind> = Vec::new();
        for line in
            include_str!("events.txt").lines().chain(include_str!("events_more.txt").lines())
        {
            let marked = ["+|", "-|", "0|"].iter().position(|mark| line.starts_with(mark));
            if let Some(mark) = marked {
                let good = [Some(true), Some(false), None][mark];
                kinds.push(Kind { good, trades: &line[2..], titles: vec![], bodies: vec![] });
            } else if let Some(kind) = kinds.last_mut() {
                match line.strip_prefix(": ") {
                    Some(body) => kind.bodies.push(body),
                    None => kind.titles.push(line),
                }
            }
        }
        let words = include_str!("words.txt")
            .lines()
            .map(|line| {
                let mut cells = line.split('|');
                (cells.next().unwrap_or_default(), cells.collect())
            })
            .collect();
        let tails = ["0|", "1|", "2|"].map(|voice| {
            include_str!("tails.txt").lines().filter_map(|line| line.strip_prefix(voice)).collect()
        });
        Self { kinds, words, tails }
    }

    /// How many kinds of event there are.
    #[cfg(test)]
    pub(super) fn kinds(&self) -> usize {
        self.kinds.len()
    }

    /// An event of `role`'s trade; one in nine is neither good nor bad.
    pub(super) fn event(
        &self,
        rng: &mut Rng,
        roles: &[Role],
        role: &Role,
        good: bool,
    ) -> Event<'_> {
        let wanted = if rng.below(9) == 0 { None } else { Some(good) };
        let fitting: Vec<&Kind> =
            self.kinds.iter().filter(|kind| kind.good == wanted && kind.suits(role)).collect();
        let kind = *rng.pick(&fitting);
        let filling = self.filling(rng, roles, role);
        Event { kind, filling, title: rng.below(24), body: rng.below(24) }
    }

    fn filling(&self, rng: &mut Rng, roles: &[Role], role: &Role) -> Vec<(&'static str, String)> {
        let symbol = role.profile.ticker.as_str();
        let mut word = |table: &str| {
            let words = self.words.get(table).expect("every trade has its words");
            (*rng.pick(words)).to_owned()
        };
        let topic = word(&format!("{}.topic", role.trade));
        let buyer = word(&format!("{}.buyer", role.trade));
        let [house, city, person, when] =
            ["any.house", "any.city", "any.person", "any.when"].map(&mut word);
        let explicit = [format!("{} ({symbol})", role.short), format!("${symbol}")];
        vec![
            ("{x}", rng.pick(&explicit).clone()),
            ("{n}", role.short.clone()),
            ("{t}", topic),
            ("{u}", buyer),
            ("{h}", house),
            ("{c}", city),
            ("{p}", person),
            ("{w}", when),
            ("{o}", rival(roles, role)),
            ("{d}", (2 + rng.below(19)).to_string()),
            ("{m}", (20 + 5 * rng.below(170)).to_string()),
        ]
    }

    /// The event as publisher `voice` tells it. A retelling keeps most of the words, as
    /// rewritten agency copy does.
    pub(super) fn tell(
        &self,
        rng: &mut Rng,
        event: &Event<'_>,
        voice: usize,
        copy: u32,
    ) -> (String, String) {
        let turned = u32::from(copy > 0 && rng.below(3) == 0);
        let of = |lines: &[&str], place: u32| {
            let count = u32::try_from(lines.len()).expect("tables are short");
            event.filled(lines[(place % count) as usize])
        };
        let title = of(&event.kind.titles, event.title + turned);
        let title = if copy > 0 && turned == 0 { format!("Update: {title}") } else { title };
        let mut text = of(&event.kind.bodies, event.body);
        if rng.below(2) == 0 {
            text.push('\n');
            text.push_str(&event.filled(rng.pick::<&str>(&self.tails[voice])));
        }
        (capital(&title), capital(&text))
    }
}

impl Kind {
    fn suits(&self, role: &Role) -> bool {
        let rivals = role.profile.relations.iter().any(|tie| tie.kind == RelationKind::Competitor);
        if self.titles.iter().any(|title| title.contains("{o}")) && !rivals {
            return false;
        }
        match self.trades {
            "any" => true,
            "firms" => role.trade != "token",
            trades => trades.split(',').any(|trade| trade == role.trade),
        }
    }
}

impl Event<'_> {
    /// A line with the event's names and figures in their places.
    pub(super) fn filled(&self, line: &str) -> String {
        let with = |text: String, (slot, word): &(&str, String)| text.replace(slot, word);
        self.filling.iter().fold(line.to_owned(), with)
    }
}

/// The name that competes with `role`; events that need one suit only those that have one.
fn rival(roles: &[Role], role: &Role) -> String {
    let ties = &role.profile.relations;
    let tie = ties.iter().find(|tie| tie.kind == RelationKind::Competitor);
    roles
        .iter()
        .find(|other| tie.is_some_and(|tie| tie.to == other.profile.ticker))
        .map_or_else(String::new, |other| other.short.clone())
}

fn capital(text: &str) -> String {
    let mut marks = text.chars();
    marks.next().map_or_else(String::new, |first| first.to_uppercase().chain(marks).collect())
}
