//! Takes nothing; gives what a regulated producer states of itself and of an edition. Never a
//! claim that this complies with any rule.

/// What the operator states, as configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisclosureFields {
    /// Who produces the brief.
    pub producer: Option<String>,
    /// Whether an analyst reads each edition before it goes out.
    pub analyst_reviewed: Option<bool>,
    /// Interests in what the brief is about.
    pub conflicts: Option<String>,
    /// Where the method is described.
    pub method_url: Option<String>,
    /// How often the brief is updated.
    pub update_frequency: Option<String>,
    /// Where the producer can be written to.
    pub postal_address: Option<String>,
}

/// One disclosure of an edition, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureLine {
    /// The key in JSON.
    pub key: &'static str,
    /// What it is about.
    pub label: &'static str,
    /// What is disclosed, as plain text.
    pub text: String,
}
