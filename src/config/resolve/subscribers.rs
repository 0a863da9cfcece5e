//! Takes `[[group]]`, `[[subscriber]]` and the `recipients` of a brief; gives readers with their
//! wishes, what their group says filled in, or the faults with their lines.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::Resolver;
use crate::config::fault::did_you_mean;
use crate::config::roster::{address_sha256, wish_fault};
use crate::config::sections::{GroupSection, SubscriberSection, Text};
use crate::config::{ConfiguredSubscriber, Purpose};
use crate::deliver::MailAddress;
use crate::model::{
    EVERYTHING, Group, NOTHING, SaidWishes, Subscriber, SubscriberId, Ticker, TickerProfile,
    WishKey,
};

/// The wishes of a section as typed.
struct TypedWishes<'t> {
    watchlist: Option<&'t Vec<Text>>,
    attachments: Option<&'t Vec<Text>>,
    weekdays: Option<&'t Vec<Text>>,
    words: [(WishKey, Option<&'t Text>); 4],
}

/// The wishes of either section: both have the same keys.
macro_rules! typed_wishes {
    ($section:expr) => {
        TypedWishes {
            watchlist: $section.watchlist.as_ref(),
            attachments: $section.attachments.as_ref(),
            weekdays: $section.weekdays.as_ref(),
            words: [
                (WishKey::Form, $section.form.as_ref()),
                (WishKey::DateLanguage, $section.date_language.as_ref()),
                (WishKey::Timezone, $section.timezone.as_ref()),
                (WishKey::FromTime, $section.from_time.as_ref()),
            ],
        }
    };
}

impl Resolver<'_, '_> {
    pub(super) fn groups(&mut self, tickers: &[TickerProfile]) -> Vec<Group> {
        let typed: Vec<Spanned<GroupSection>> = self.document.sections("group");
        self.refuse_twice("group", typed.iter().map(|section| &section.get_ref().id));
        let mut groups = Vec::new();
        for section in typed.iter().map(Spanned::get_ref) {
            self.plain_id(&section.id, "group");
            let wishes = self.wishes(&typed_wishes!(section), tickers);
            groups.push(Group {
                id: section.id.get_ref().clone(),
                name: section.name.clone(),
                owner: section.owner.as_ref().map(|owner| self.mailbox(owner)),
                wishes,
            });
        }
        groups
    }

    pub(super) fn subscribers(
        &mut self,
        groups: &[Group],
        tickers: &[TickerProfile],
    ) -> Vec<ConfiguredSubscriber> {
        let typed: Vec<Spanned<SubscriberSection>> = self.document.sections("subscriber");
        self.refuse_twice("subscriber", typed.iter().map(|section| &section.get_ref().id));
        self.refuse_shared_addresses(&typed);
        typed
            .iter()
            .map(|section| ConfiguredSubscriber {
                line: self.document.line_of(&section.get_ref().id.span()),
                subscriber: self.subscriber(section.get_ref(), groups, tickers),
            })
            .collect()
    }

    fn subscriber(
        &mut self,
        typed: &SubscriberSection,
        groups: &[Group],
        tickers: &[TickerProfile],
    ) -> Subscriber {
        self.plain_id(&typed.id, "subscriber");
        if let Err(fault) = MailAddress::parse(typed.address.get_ref(), typed.name.as_deref()) {
            self.fault(&typed.address, &fault.to_string());
        }
        let group = typed.group.as_ref().and_then(|text| self.known_group(text, groups));
        let own = self.wishes(&typed_wishes!(typed), tickers);
        let owner = typed.owner.as_ref().map(|owner| self.mailbox(owner));
        Subscriber {
            id: SubscriberId(typed.id.get_ref().clone()),
            address: typed.address.get_ref().clone(),
            name: typed.name.clone(),
            group: group.map(|group| group.id.clone()),
            owner: owner.or_else(|| group?.owner.clone()),
            wishes: own.with_group(group.map(|group| &group.wishes)),
        }
    }

    /// Two readers with one mailbox would get each edition there twice.
    fn refuse_shared_addresses(&mut self, typed: &[Spanned<SubscriberSection>]) {
        let mut taken = BTreeMap::new();
        for SubscriberSection { id, address, .. } in typed.iter().map(Spanned::get_ref) {
            let Some(mailbox) = address_sha256(address.get_ref()) else { continue };
            let line = self.document.line_of(&address.span());
            if let Some((other, at)) = taken.insert(mailbox, (id.get_ref(), line)) {
                let at = at.map_or_else(String::new, |line| format!(" in line {line}"));
                let shown = address.get_ref();
                self.fault(address, &format!("`{shown}` is the address of `{other}`{at} too"));
            }
        }
    }

    /// An id stands in links, ledgers and file names.
    fn plain_id(&mut self, typed: &Text, what: &str) {
        let id = typed.get_ref();
        if id.trim() != id || id.is_empty() || id.chars().any(char::is_control) {
            let shown = id.escape_debug();
            self.fault(typed, &format!("`{shown}` is not a {what} id: use letters, digits and -"));
        }
    }

    fn mailbox(&mut self, typed: &Text) -> String {
        if let Err(fault) = MailAddress::parse_mailbox(typed.get_ref()) {
            self.fault(typed, &fault.to_string());
        }
        typed.get_ref().clone()
    }

    fn known_group<'g>(&mut self, typed: &Text, groups: &'g [Group]) -> Option<&'g Group> {
        let asked = typed.get_ref();
        let found = groups.iter().find(|group| group.id == *asked);
        if found.is_none() {
            let near = did_you_mean(asked, groups.iter().map(|group| group.id.as_str()));
            self.fault(typed, &format!("No `[[group]]` has the id `{asked}`{near}"));
        }
        found
    }

    fn wishes(&mut self, typed: &TypedWishes<'_>, tickers: &[TickerProfile]) -> SaidWishes {
        let symbols: Vec<String> =
            tickers.iter().map(|profile| profile.ticker.to_string()).collect();
        let mut said = SaidWishes {
            watchlist: typed.watchlist.map(|list| {
                list.iter().filter_map(|text| self.known_ticker(text, &symbols)).collect()
            }),
            ..SaidWishes::default()
        };
        for (key, text) in typed.words {
            self.wish(&mut said, key, text);
        }
        for (key, list, empty) in [
            (WishKey::Attachments, typed.attachments, NOTHING),
            (WishKey::Weekdays, typed.weekdays, EVERYTHING),
        ] {
            let Some(list) = list else { continue };
            // Each one first, for its own line.
            for text in list {
                self.wish(&mut SaidWishes::default(), key, Some(text));
            }
            let words: Vec<&str> = list.iter().map(|text| text.get_ref().as_str()).collect();
            let words = if words.is_empty() { empty.to_owned() } else { words.join(" ") };
            // A fault has been reported with its line above.
            let _ = said.set(key, &words);
        }
        said
    }

    fn wish(&mut self, said: &mut SaidWishes, key: WishKey, typed: Option<&Text>) {
        let Some(typed) = typed else { return };
        if let Err(fault) = said.set(key, typed.get_ref()) {
            self.fault(typed, &wish_fault(key, &fault));
        }
    }

    pub(super) fn recipients(
        &mut self,
        typed: &[Text],
        known: &[ConfiguredSubscriber],
        watchlist: &[TickerProfile],
    ) -> Vec<Subscriber> {
        let mut recipients: Vec<Subscriber> = Vec::new();
        for text in typed {
            let id = text.get_ref();
            let found = known.iter().map(|one| &one.subscriber).find(|one| one.id.0 == *id);
            match found {
                Some(subscriber) => {
                    self.some_of(text, subscriber, watchlist);
                    recipients.push(subscriber.clone());
                }
                None if self.purpose == Purpose::Snapshot => {}
                None => {
                    let ids = known.iter().map(|one| one.subscriber.id.0.as_str());
                    let near = did_you_mean(id, ids);
                    self.fault(text, &format!("No `[[subscriber]]` has the id `{id}`{near}"));
                }
            }
        }
        recipients
    }

    /// A reader's cut of a brief must not be empty.
    fn some_of(&mut self, text: &Text, subscriber: &Subscriber, watchlist: &[TickerProfile]) {
        let wanted = &subscriber.wishes.watchlist;
        let covered: BTreeSet<&Ticker> = watchlist.iter().map(|profile| &profile.ticker).collect();
        if !wanted.is_empty() && !wanted.iter().any(|ticker| covered.contains(ticker)) {
            let id = &subscriber.id;
            let shown = wanted.iter().map(Ticker::as_str).collect::<Vec<_>>().join(", ");
            self.fault(
                text,
                &format!("This brief covers none of the watchlist of `{id}` ({shown}): add one of them to `tickers`, or leave `{id}` out"),
            );
        }
    }
}
