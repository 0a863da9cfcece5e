//! Takes bucket numbers; tells which come for the first time. Made for one sentence.

/// Slots for a short sentence; enough for most.
const SLOTS: usize = 2048;

/// The buckets met so far, in an open table of a power of two slots, half of them free; 0 is free.
pub(super) struct Seen {
    slots: Vec<u32>,
    met: usize,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self { slots: vec![0; SLOTS], met: 0 }
    }

    pub(super) fn is_new(&mut self, bucket: u32) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = bucket as usize & mask;
        loop {
            match self.slots[at] {
                0 => break,
                known if known == bucket + 1 => return false,
                _ => at = (at + 1) & mask,
            }
        }
        self.slots[at] = bucket + 1;
        self.met += 1;
        if 2 * self.met > self.slots.len() {
            self.grow();
        }
        true
    }

    fn grow(&mut self) {
        let slots = vec![0; 2 * self.slots.len()];
        let before = std::mem::replace(self, Self { slots, met: 0 });
        for slot in before.slots.into_iter().filter(|slot| *slot != 0) {
            self.is_new(slot - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_new_once_however_many_there_are() {
        let mut seen = Seen::new();
        // All of them fall into few places of the first table.
        let buckets: Vec<u32> = (0..5000).map(|number| number * 256).collect();
        assert!(buckets.iter().all(|bucket| seen.is_new(*bucket)));
        assert!(!buckets.iter().any(|bucket| seen.is_new(*bucket)));
    }
}
