//! Takes an event and its name; gives the long article that a loud day brings: facts, the tie
//! to others, an opinion, a risk, the contrarian's close. Never repeats another day's frame
//! word for word when there is a choice.

use super::cast::Role;
use super::phrases::Event;
use super::rng::Rng;

/// A title and a text of several paragraphs.
pub(super) fn essay(rng: &mut Rng, role: &Role, event: &Event<'_>, good: bool) -> (String, String) {
    let wanted = [Some(role.trade.as_str()), Some("any")];
    let mark = if good { "+" } else { "-" };
    let frames: Vec<&str> = include_str!("essays.txt")
        .split("\n\n")
        .filter(|frame| {
            let head = frame.lines().next().unwrap_or_default();
            head.split_once('|')
                .is_some_and(|(sign, trade)| sign == mark && wanted.contains(&Some(trade)))
        })
        .collect();
    let frame = event.filled(rng.pick::<&str>(&frames));
    let mut lines = frame.lines().skip(1);
    let title = lines.next().unwrap_or_default().to_owned();
    let text: Vec<&str> = lines.collect();
    (title, text.join("\n"))
}
