//! Takes `[status]`; gives where the operator's page is served and what opens it. Beyond this
//! machine nothing is served without a token.

use std::net::SocketAddr;

use super::Resolver;
use crate::config::sections::StatusSection;
use crate::config::{Purpose, Secret, StatusConfig};

/// Where it is served when only the section is there.
const USUAL: &str = "127.0.0.1:8026";

/// The name of the token in the service manager's credentials directory.
const CREDENTIAL: &str = "status-token";

/// A shorter token could be guessed.
const TOKEN_CHARS_MIN: usize = 16;

impl Resolver<'_, '_> {
    /// Where the status page is served; `None` when the section is absent.
    pub(super) fn status(&mut self) -> Option<StatusConfig> {
        let typed: Option<StatusSection> =
            self.document.has("status").then(|| self.document.section("status"));
        let typed = typed.filter(|_| self.purpose == Purpose::Run)?;
        let token = self.status_token(&typed);
        let said = typed.listen.as_ref().map_or(USUAL, |listen| listen.get_ref());
        let listen: Option<SocketAddr> = said.parse().ok();
        if let (Some(typed), None) = (&typed.listen, listen) {
            let form = "`listen` is an address and a port, such as \"127.0.0.1:8026\"";
            self.fault(typed, &format!("{form}, not `{said}`"));
        }
        let listen = listen?;
        let is_named = typed.token_file.is_some();
        if let (Some(typed), false, None, false) =
            (&typed.listen, listen.ip().is_loopback(), &token, is_named)
        {
            self.fault(
                typed,
                &format!("`{said}` is reached from other machines: name a `token_file` that opens the page, or listen on 127.0.0.1"),
            );
            return None;
        }
        Some(StatusConfig { listen, token })
    }

    fn status_token(&mut self, typed: &StatusSection) -> Option<Secret> {
        let token = self.kept_secret(CREDENTIAL, typed.token_file.as_deref())??;
        if token.expose().chars().count() < TOKEN_CHARS_MIN {
            self.document.fault(
                None,
                &format!("The token of `[status]` has fewer than {TOKEN_CHARS_MIN} characters: openssl rand -hex 24 makes a good one"),
            );
            return None;
        }
        Some(token)
    }
}
