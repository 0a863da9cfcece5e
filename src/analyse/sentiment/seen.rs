//! Takes bucket numbers; tells which come for the first time. Made for one sentence.

/// Slots for each byte of the sentence: more than a byte can give features.
const SLOTS_PER_BYTE: usize = 32;
const SLOTS_MIN: usize = 1024;
/// So many neighbours are tried; a full table lets a feature count twice.
const PROBES_MAX: usize = 64;

/// The buckets met so far, in an open table of a power of two slots; 0 is empty.
pub(super) struct Seen {
    slots: Vec<u32>,
}

impl Seen {
    pub(super) fn for_sentence(lower: &str) -> Self {
        let slots = lower.len().saturating_mul(SLOTS_PER_BYTE).max(SLOTS_MIN).next_power_of_two();
        Self { slots: vec![0; slots] }
    }

    pub(super) fn is_new(&mut self, bucket: u32) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = bucket as usize & mask;
        for _ in 0..PROBES_MAX {
            match self.slots[at] {
                0 => {
                    self.slots[at] = bucket + 1;
                    return true;
                }
                known if known == bucket + 1 => return false,
                _ => at = (at + 1) & mask,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_new_once() {
        let mut seen = Seen::for_sentence("x");
        assert!(seen.is_new(0) && seen.is_new(1024) && seen.is_new(2048));
        assert!(!seen.is_new(0) && !seen.is_new(1024) && !seen.is_new(2048));
    }

    #[test]
    fn a_full_table_still_answers() {
        let mut seen = Seen::for_sentence("x");
        let new = (0..5000).filter(|bucket| seen.is_new(*bucket)).count();
        assert!(new >= SLOTS_MIN);
    }
}
