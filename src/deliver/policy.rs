//! Takes nothing; gives how an operator wants deliveries made.

use std::time::Duration;

use super::throttle::DomainRate;
use crate::model::OnUnsure;

/// How deliveries are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryPolicy {
    /// Connections to the server at the same time.
    pub connections: usize,
    /// Messages over one connection before it is closed.
    pub messages_per_connection: u32,
    /// How fast one recipient domain gets messages.
    pub domain_rate: DomainRate,
    /// What becomes of a delivery of which nobody knows whether it arrived.
    pub on_unsure: OnUnsure,
    /// How long such a delivery waits for a bounce or other proof before it is sent again.
    pub unsure_wait: Duration,
    /// How long a server that answered 421, or that could not be reached, is left alone.
    pub pause: Duration,
    /// After so many failures to connect in a row, sending stops.
    pub connects_max: u32,
    /// When sending had to stop, what is left is not tried before.
    pub halt: Duration,
}

impl Default for DeliveryPolicy {
    fn default() -> Self {
        Self {
            connections: 2,
            messages_per_connection: 50,
            domain_rate: DomainRate { burst: 20, per_minute: 20 },
            on_unsure: OnUnsure::Resend,
            unsure_wait: Duration::from_mins(15),
            pause: Duration::from_secs(3),
            connects_max: 3,
            halt: Duration::from_mins(5),
        }
    }
}
