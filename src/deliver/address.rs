//! Takes a mail address as configured; gives it checked, its domain in A-labels. Refuses
//! whatever could end a header, and says of an address whether it needs SMTPUTF8.

use lettre::Address;
use lettre::message::Mailbox;
use unicode_normalization::UnicodeNormalization as _;

/// A text that is no usable mail address or display name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// It holds a line end or another control character.
    #[error("Mail address or name `{0:?}` holds a control character")]
    Control(String),
    /// The part before the `@` is in quotes.
    #[error("Mail address `{0}` is quoted before its `@`: few servers take such an address")]
    Quoted(String),
    /// The domain is none.
    #[error("Mail address `{0}` has no valid domain")]
    Domain(String),
    /// Anything else.
    #[error("`{0}` is not a mail address")]
    Form(String),
}

/// RFC 5321, 4.5.3.1.1.
const LOCAL_BYTES_MAX: usize = 64;

/// A checked mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress {
    address: Address,
    name: Option<String>,
}

impl MailAddress {
    /// Reads a mailbox as configurations write it: `Desk <desk@example.com>` or the address
    /// alone.
    ///
    /// # Errors
    /// As [`MailAddress::parse`].
    pub fn parse_mailbox(text: &str) -> Result<Self, InvalidAddress> {
        match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => {
                let name = name.trim().trim_matches('"');
                Self::parse(address, (!name.is_empty()).then_some(name))
            }
            None => Self::parse(text.trim(), None),
        }
    }

    /// Checks an address and the name shown beside it.
    ///
    /// # Errors
    /// [`InvalidAddress`], by what is wrong.
    pub fn parse(text: &str, name: Option<&str>) -> Result<Self, InvalidAddress> {
        let name = name.map(without_direction_marks);
        for part in [Some(text), name.as_deref()].into_iter().flatten() {
            if part.chars().any(is_unprintable) {
                return Err(InvalidAddress::Control(part.to_owned()));
            }
        }
        let (local, domain) =
            text.rsplit_once('@').ok_or_else(|| InvalidAddress::Form(text.to_owned()))?;
        if local.contains('"') {
            return Err(InvalidAddress::Quoted(text.to_owned()));
        }
        let local: String = local.nfc().collect();
        if local.len() > LOCAL_BYTES_MAX || local.contains(char::is_whitespace) {
            return Err(InvalidAddress::Form(text.to_owned()));
        }
        // A URL's host may be written in percent signs, an address's may not.
        let host = if domain.contains('%') { None } else { url::Host::parse(domain).ok() };
        let domain = match host {
            Some(url::Host::Domain(domain)) if is_domain(&domain) => domain,
            _ => return Err(InvalidAddress::Domain(text.to_owned())),
        };
        let address =
            Address::new(local, domain).map_err(|_| InvalidAddress::Form(text.to_owned()))?;
        let name = name.map(|name| clean(&name.nfc().collect::<String>()));
        Ok(Self { address, name: name.filter(|name| !name.is_empty()) })
    }

    /// Whether servers have to offer SMTPUTF8 on its whole way (RFC 6531): what stands before
    /// the `@` is not ASCII. A domain never asks for it, because it has A-labels.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.address.user().is_ascii()
    }

    /// The domain, in A-labels.
    pub fn domain(&self) -> &str {
        self.address.domain()
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    pub(super) fn mailbox(&self) -> Mailbox {
        Mailbox::new(self.name.clone(), self.address.clone())
    }
}

/// Labels of letters, digits and hyphens, as RFC 5321 has them, within RFC 1035's lengths.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|mark| mark.is_ascii_alphanumeric() || mark == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() <= 253 && domain.split('.').all(is_label)
}

/// A text for a header: control and direction marks become single spaces.
pub(super) fn clean(text: &str) -> String {
    let plain: String =
        text.chars().map(|mark| if is_unprintable(mark) { ' ' } else { mark }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is shown: names in Hebrew or Arabic come with marks that do no good in a header.
fn without_direction_marks(name: &str) -> String {
    name.chars().filter(|mark| !turns_direction(*mark)).collect()
}

/// Controls, line and paragraph separators, and the marks that turn the writing direction.
fn is_unprintable(mark: char) -> bool {
    mark.is_control()
        || matches!(mark, '\u{2028}' | '\u{2029}' | '\u{feff}')
        || turns_direction(mark)
}

fn turns_direction(mark: char) -> bool {
    matches!(mark, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
