//! Takes what a `[[brief]]` says of its looks and of its producer; gives both as meant, or the
//! fault with its line. Never reads a file.

use super::Resolver;
use crate::config::Purpose;
use crate::config::sections::{BriefSection, DisclosureSection, Text};
use crate::model::{DisclosureFields, Logo, Look, Palette, Paper};

const PAPERS: [(&str, Paper); 2] = [("a4", Paper::A4), ("letter", Paper::Letter)];

/// The longest disclosure; a page is not a prospectus.
const DISCLOSURE_CHARS_MAX: usize = 1000;

impl Resolver<'_, '_> {
    /// Paper and palette, and in a snapshot the logo as well: a configuration names its file, which is
    /// read when an edition is made.
    pub(super) fn look(&mut self, typed: &BriefSection) -> Look {
        let palette =
            self.word(typed.palette.as_ref(), "palette", &Palette::ALL, Palette::default());
        let logo = typed.logo_png.as_ref().and_then(|text| self.logo(text));
        let paper = self.word(typed.paper.as_ref(), "paper", &PAPERS, Paper::default());
        Look { paper, palette, logo }
    }

    fn logo(&mut self, text: &Text) -> Option<Logo> {
        if self.purpose != Purpose::Snapshot {
            self.fault(
                text,
                "Name the file of the logo with `logo`: its bytes stand in snapshots alone",
            );
            return None;
        }
        Logo::from_base64(text.get_ref()).map_err(|error| self.fault(text, &error.to_string())).ok()
    }

    pub(super) fn disclosure(&mut self, typed: &DisclosureSection) -> DisclosureFields {
        DisclosureFields {
            producer: self.statement(typed.producer.as_ref()),
            analyst_reviewed: typed.analyst_reviewed,
            conflicts: self.statement(typed.conflicts.as_ref()),
            method_url: self.method_url(typed.method_url.as_ref()),
            update_frequency: self.statement(typed.update_frequency.as_ref()),
            postal_address: self.statement(typed.postal_address.as_ref()),
        }
    }

    /// A text that says something, on one line.
    fn statement(&mut self, typed: Option<&Text>) -> Option<String> {
        let typed = typed?;
        let words: Vec<&str> = typed.get_ref().split_whitespace().collect();
        let text = words.join(" ");
        if text.is_empty() {
            self.fault(typed, "An empty disclosure says nothing: leave the key out");
            return None;
        }
        let count = text.chars().count();
        if count > DISCLOSURE_CHARS_MAX {
            let message = format!(
                "A disclosure has at most {DISCLOSURE_CHARS_MAX} characters, this one {count}: use `disclosures` for longer texts"
            );
            self.fault(typed, &message);
            return None;
        }
        Some(text)
    }

    fn method_url(&mut self, typed: Option<&Text>) -> Option<String> {
        let typed = typed?;
        let address = url::Url::parse(typed.get_ref()).ok();
        let address = address.filter(|url| matches!(url.scheme(), "http" | "https"));
        if address.is_none() {
            let value = typed.get_ref();
            self.fault(typed, &format!("`{value}` is not an http or https address"));
        }
        address.map(String::from)
    }
}
