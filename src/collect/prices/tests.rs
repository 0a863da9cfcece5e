//! Price answers.
