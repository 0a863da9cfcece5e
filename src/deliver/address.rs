//! Takes a mail address as configured; gives it checked, its domain in A-labels. Refuses
//! whatever could end a header or needs SMTPUTF8, which relays seldom have.

use lettre::Address;
use lettre::message::Mailbox;

/// A text that is no usable mail address or display name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// It holds a line end or another control character.
    #[error("Mail address or name `{0:?}` holds a control character")]
    Control(String),
    /// The part before the `@` is not ASCII.
    #[error("Mail address `{0}` needs SMTPUTF8: use an address with ASCII before the `@`")]
    LocalPart(String),
    /// The domain is none.
    #[error("Mail address `{0}` has no valid domain")]
    Domain(String),
    /// Anything else.
    #[error("`{0}` is not a mail address")]
    Form(String),
}

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
        for part in [Some(text), name].into_iter().flatten() {
            if part.chars().any(is_unprintable) {
                return Err(InvalidAddress::Control(part.to_owned()));
            }
        }
        let (local, domain) =
            text.rsplit_once('@').ok_or_else(|| InvalidAddress::Form(text.to_owned()))?;
        if !local.is_ascii() {
            return Err(InvalidAddress::LocalPart(text.to_owned()));
        }
        let Ok(url::Host::Domain(domain)) = url::Host::parse(domain) else {
            return Err(InvalidAddress::Domain(text.to_owned()));
        };
        let address =
            Address::new(local, domain).map_err(|_| InvalidAddress::Form(text.to_owned()))?;
        let name = name.map(clean).filter(|name| !name.is_empty());
        Ok(Self { address, name })
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

/// A text for a header: control and direction marks become single spaces.
pub(super) fn clean(text: &str) -> String {
    let plain: String =
        text.chars().map(|mark| if is_unprintable(mark) { ' ' } else { mark }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Controls, line and paragraph separators, and the marks that turn the writing direction.
fn is_unprintable(mark: char) -> bool {
    mark.is_control()
        || matches!(mark, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(mark, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
