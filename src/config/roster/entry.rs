//! Takes the cells of one subscriber; gives the subscriber, or each cell's fault. Never looks
//! into the store: who is there already is the pipeline's to say.

use std::collections::{BTreeMap, BTreeSet};

use super::{RosterFault, RosterRow, address_sha256, wish_fault};
use crate::config::Config;
use crate::config::fault::did_you_mean;
use crate::deliver::MailAddress;
use crate::model::{BriefId, SaidWishes, Sha256Hash, SubscriberId, Ticker, WishKey, words_of};

const ID_CHARS_MAX: usize = 64;
/// RFC 5321, 4.5.3.1.3 leaves this much for a path's address.
const ADDRESS_CHARS_MAX: usize = 254;
const NAME_CHARS_MAX: usize = 200;

/// The cells of one row by their column.
pub(super) type Cells<'c> = BTreeMap<&'static str, &'c str>;

/// Reads one subscriber from cells that stood on a command line.
///
/// # Errors
/// Every [`RosterFault`] together.
pub fn read_entry(
    cells: &[(&'static str, &str)],
    config: &Config,
) -> Result<RosterRow, Vec<RosterFault>> {
    let cells: Cells<'_> = cells.iter().copied().collect();
    let mut faults = Vec::new();
    let read = Entry { row: None, cells: &cells, config, faults: &mut faults }.read();
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

/// One subscriber being read.
pub(super) struct Entry<'e> {
    pub(super) row: Option<usize>,
    pub(super) cells: &'e Cells<'e>,
    pub(super) config: &'e Config,
    pub(super) faults: &'e mut Vec<RosterFault>,
}

impl<'e> Entry<'e> {
    /// The subscriber; where there are faults, what is given is not to be used.
    pub(super) fn read(mut self) -> Option<RosterRow> {
        let id = self.id();
        let address = self.address();
        let name = self.name();
        let owner = self.owner();
        let group = self.group();
        let wishes = self.wishes();
        let briefs = self.briefs();
        self.cuts(group.as_deref(), &wishes, &briefs);
        let (address, address_sha256) = address?;
        Some(RosterRow {
            row: self.row.unwrap_or_default(),
            id: id?,
            address,
            address_sha256,
            name,
            group,
            owner,
            briefs,
            wishes,
        })
    }

    fn cell(&self, column: &'static str) -> &'e str {
        self.cells.get(column).copied().unwrap_or_default().trim()
    }

    fn said(&self, column: &'static str) -> Option<String> {
        Some(self.cell(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn fault(&mut self, column: &'static str, message: impl Into<String>) {
        let message = message.into();
        self.faults.push(RosterFault { row: self.row, column: Some(column), message });
    }

    fn id(&mut self) -> Option<SubscriberId> {
        let id = self.cell("id").to_owned();
        let plain = |mark: char| mark.is_ascii_alphanumeric() || "-_.".contains(mark);
        let begins = id.starts_with(|mark: char| mark.is_ascii_alphanumeric());
        if id.is_empty() {
            self.fault("id", "A subscriber needs an id, which stays when the address changes");
            return None;
        }
        if !begins || id.len() > ID_CHARS_MAX || !id.chars().all(plain) {
            let due = format!(
                "use 1 to {ID_CHARS_MAX} of A-Z a-z 0-9 - _ . and begin with a letter or digit"
            );
            self.fault("id", format!("`{}` is no id: {due}", id.escape_debug()));
            return None;
        }
        let configured = self.config.subscribers.iter().find(|one| one.subscriber.id.0 == id);
        if let Some(configured) = configured {
            let line = configured.line.map(|line| format!(", line {line}")).unwrap_or_default();
            let place = format!("a [[subscriber]] of the configuration{line}");
            self.fault("id", format!("`{id}` is {place}: take it out there, or use another id"));
        }
        Some(SubscriberId(id))
    }

    fn address(&mut self) -> Option<(String, Sha256Hash)> {
        let address = self.cell("address").to_owned();
        if address.is_empty() {
            self.fault("address", "A subscriber needs a mail address");
            return None;
        }
        if let Err(fault) = MailAddress::parse(&address, None) {
            self.fault("address", fault.to_string());
            return None;
        }
        if address.chars().count() > ADDRESS_CHARS_MAX {
            self.fault("address", format!("An address has at most {ADDRESS_CHARS_MAX} characters"));
        }
        if address.starts_with('=') {
            self.fault("address", format!("`{address}` would be a formula in a spreadsheet"));
        }
        let hash = address_sha256(&address)?;
        let same = |one: &&crate::config::ConfiguredSubscriber| {
            address_sha256(&one.subscriber.address) == Some(hash)
        };
        if let Some(other) = self.config.subscribers.iter().find(same) {
            let other = &other.subscriber.id;
            let told = format!("`{address}` is the address of `{other}` in the configuration");
            self.fault("address", told);
        }
        Some((address, hash))
    }

    fn name(&mut self) -> Option<String> {
        let name = self.said("name")?;
        if let Err(fault) = MailAddress::parse("reader@example.com", Some(&name)) {
            self.fault("name", fault.to_string());
        }
        if name.chars().count() > NAME_CHARS_MAX {
            self.fault("name", format!("A name has at most {NAME_CHARS_MAX} characters"));
        }
        Some(name)
    }

    fn owner(&mut self) -> Option<String> {
        let owner = self.said("owner")?;
        if let Err(fault) = MailAddress::parse(&owner, None) {
            self.fault("owner", fault.to_string());
        }
        if owner.starts_with('=') {
            self.fault("owner", format!("`{owner}` would be a formula in a spreadsheet"));
        }
        Some(owner)
    }

    fn group(&mut self) -> Option<String> {
        let asked = self.said("group")?;
        if !self.config.groups.iter().any(|group| group.id == asked) {
            let known = self.config.groups.iter().map(|group| group.id.as_str());
            let near = did_you_mean(&asked, known);
            self.fault("group", format!("No `[[group]]` has the id `{asked}`{near}"));
        }
        Some(asked)
    }

    fn wishes(&mut self) -> SaidWishes {
        let mut said = SaidWishes::default();
        for key in WishKey::ALL {
            if let Err(fault) = said.set(key, self.cell(key.word())) {
                self.fault(key.word(), wish_fault(key, &fault));
            }
        }
        for ticker in said.watchlist.iter().flatten() {
            let known = || self.config.tickers.iter().map(|profile| profile.ticker.as_str());
            if !known().any(|symbol| symbol == ticker.as_str()) {
                let near = did_you_mean(ticker.as_str(), known());
                let message = format!("No `[[ticker]]` has the symbol `{ticker}`{near}");
                self.fault(WishKey::Watchlist.word(), message);
            }
        }
        said
    }

    fn briefs(&mut self) -> BTreeSet<BriefId> {
        let mut briefs = BTreeSet::new();
        for word in words_of(self.cell("briefs")) {
            let own = || self.config.briefs.iter().map(|brief| &brief.scope.brief);
            let known = || own().chain(self.config.flashes.iter().map(|flash| &flash.id));
            if let Some(brief) = known().find(|brief| brief.as_str() == word) {
                briefs.insert(brief.clone());
            } else {
                let near = did_you_mean(word, known().map(BriefId::as_str));
                self.fault(
                    "briefs",
                    format!("No `[[brief]]` or `[[flash]]` has the id `{word}`{near}"),
                );
            }
        }
        briefs
    }

    /// A reader's cut of a brief must not be empty.
    fn cuts(&mut self, group: Option<&str>, said: &SaidWishes, briefs: &BTreeSet<BriefId>) {
        let group = self.config.groups.iter().find(|one| Some(one.id.as_str()) == group);
        let wanted = said.with_group(group.map(|group| &group.wishes)).watchlist;
        let is_known =
            |ticker: &Ticker| self.config.tickers.iter().any(|profile| profile.ticker == *ticker);
        // An unknown ticker has its own fault.
        let is_cut = !wanted.is_empty() && wanted.iter().all(is_known);
        for brief in briefs.iter().filter(|_| is_cut) {
            let Some(configured) = self.config.brief(brief) else { continue };
            let covers = |ticker: &Ticker| {
                configured.scope.watchlist.iter().any(|profile| profile.ticker == *ticker)
            };
            if !wanted.iter().any(covers) {
                let shown = wanted.iter().map(Ticker::as_str).collect::<Vec<_>>().join(" ");
                let message = format!(
                    "The brief `{brief}` covers none of {shown}: name one of its tickers, or `*` for the whole brief"
                );
                self.fault(WishKey::Watchlist.word(), message);
            }
        }
    }
}
