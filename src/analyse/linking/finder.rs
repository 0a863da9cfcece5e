//! Takes the forms of all names; gives, for the start of a word, the forms that begin there and
//! end where a word ends. Never looks at what stands around them.
//!
//! A table of hashes over whole words, entered only where a word begins: a name of three words
//! costs three looks, a word that begins no name costs one. `docs/linking.md` has the bench that
//! sets it against an Aho-Corasick automaton over the same names.

const PAIRS: usize = 1 << 16;
const SIEVE_BITS: usize = 1 << 18;
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
/// The mark of a slot whose text is only the beginning of a form.
const NO_FORM: u32 = u32::MAX;
/// Longer forms begin with what a slot stands for.
const GOES_ON: u32 = 1;
const TAKEN: u32 = 2;

/// All forms, by the hashes of themselves and of their beginnings.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    /// First words: small enough to stay near the processor.
    first: Table,
    /// Whatever is longer.
    longer: Table,
    /// One bit for many hashes of first words: most words of a text end their search here,
    /// without a look into the tables.
    sieve: Vec<u64>,
    /// The full hash of each form: what makes sure of a hit.
    hashes: Vec<u64>,
    /// The pairs of first bytes of forms that may begin small.
    small_start: Vec<u64>,
}

impl Finder {
    /// # Shape
    /// `keys` are folded to small ASCII letters, each with whether it may begin small.
    pub(super) fn new<'f>(keys: impl Iterator<Item = (&'f str, bool)> + Clone) -> Self {
        let count = |is_counted: fn(usize) -> bool| -> usize {
            let all = keys.clone().flat_map(|(key, _)| ends(key.as_bytes()).enumerate());
            all.filter(|(place, _)| is_counted(*place)).count()
        };
        let mut finder = Self {
            first: Table::with_room(count(|place| place == 0)),
            longer: Table::with_room(count(|place| place > 0)),
            sieve: vec![0; SIEVE_BITS / 64],
            hashes: Vec::new(),
            small_start: vec![0; PAIRS / 64],
        };
        for (key, begins_small) in keys {
            let bytes = key.as_bytes();
            if let Some(pair) = pair(bytes, 0).filter(|_| begins_small) {
                finder.small_start[pair / 64] |= 1 << (pair % 64);
            }
            finder.add(bytes);
        }
        finder
    }

    fn add(&mut self, key: &[u8]) {
        let form = u32::try_from(self.hashes.len()).unwrap_or(NO_FORM);
        let (mut hash, mut hashed) = (OFFSET, 0);
        for (place, end) in ends(key).enumerate() {
            hash = key[hashed..end].iter().fold(hash, |hash, byte| step(hash, *byte));
            hashed = end;
            let table = if place == 0 {
                let bit = sieve_bit(hash);
                self.sieve[bit / 64] |= 1 << (bit % 64);
                &mut self.first
            } else {
                &mut self.longer
            };
            let slot = table.slot_to_fill(hash);
            if end == key.len() {
                slot.form = form;
            } else {
                slot.mark |= GOES_ON;
            }
        }
        self.hashes.push(hash);
    }

    /// Whether a form or a symbol may begin at byte `start`: most words begin small, as few
    /// names do.
    #[inline]
    pub(super) fn may_begin(&self, text: &[u8], start: usize) -> bool {
        !text[start].is_ascii_lowercase()
            || pair(text, start)
                .is_some_and(|pair| self.small_start[pair / 64] & (1 << (pair % 64)) != 0)
    }

    /// The forms that begin at byte `start`, shortest first, each with its end.
    pub(super) fn starting_at(&self, text: &[u8], start: usize, found: &mut Vec<(usize, usize)>) {
        found.clear();
        let mut hash = OFFSET;
        let mut table = &self.first;
        let mut is_first = true;
        let mut end = start;
        while end < text.len() {
            // To the end of the word, or over the one mark that stands there.
            loop {
                hash = step(hash, text[end].to_ascii_lowercase());
                end += 1;
                let goes_on = text.get(end).is_some_and(u8::is_ascii_alphanumeric);
                if !goes_on && ends_word(text, end) {
                    break;
                }
            }
            if is_first {
                let bit = sieve_bit(hash);
                if self.sieve[bit / 64] & (1 << (bit % 64)) == 0 {
                    return;
                }
            }
            is_first = false;
            let Some(slot) = table.slot(hash) else { return };
            table = &self.longer;
            let form = usize::try_from(slot.form).unwrap_or(usize::MAX);
            if self.hashes.get(form) == Some(&hash) {
                found.push((form, end));
            }
            if slot.mark & GOES_ON == 0 {
                return;
            }
        }
    }
}

/// A table of slots, each found from its hash and told by another part of it.
#[derive(Clone, Debug)]
struct Table {
    slots: Vec<Slot>,
}

/// Eight bytes, so that many of them stay near the processor.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// 0 for an empty slot; else a part of the hash and the two lowest bits.
    mark: u32,
    form: u32,
}

impl Table {
    fn with_room(entries: usize) -> Self {
        let room = (entries + entries / 2 + 1).next_power_of_two();
        Self { slots: vec![Slot { mark: 0, form: NO_FORM }; room] }
    }

    fn slot(&self, hash: u64) -> Option<Slot> {
        let slot = self.slots[self.place(hash)];
        (slot.mark != 0).then_some(slot)
    }

    fn slot_to_fill(&mut self, hash: u64) -> &mut Slot {
        let place = self.place(hash);
        let slot = &mut self.slots[place];
        if slot.mark == 0 {
            slot.mark = mark(hash);
        }
        slot
    }

    /// Where a hash stands, or the empty slot where it would.
    fn place(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let wanted = mark(hash);
        let mut place = usize::try_from(hash.wrapping_mul(MIX) >> 32).unwrap_or_default() & mask;
        loop {
            let slot = self.slots[place];
            if slot.mark == 0 || slot.mark & !GOES_ON == wanted {
                return place;
            }
            place = (place + 1) & mask;
        }
    }
}

/// The upper bits of a hash, with the bit that says that a slot is taken.
fn mark(hash: u64) -> u32 {
    let upper = u32::try_from(hash >> 32).unwrap_or_default();
    (upper | TAKEN) & !GOES_ON
}

fn sieve_bit(hash: u64) -> usize {
    usize::try_from(hash.wrapping_mul(MIX) >> 40).unwrap_or_default() % SIEVE_BITS
}

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// Where a reader of this key looks: before each mark that is no letter, and at the end.
fn ends(key: &[u8]) -> impl Iterator<Item = usize> {
    (1..=key.len()).filter(|end| ends_word(key, *end))
}

/// The first two bytes as a number, ASCII letters folded.
fn pair(text: &[u8], start: usize) -> Option<usize> {
    let first = text.get(start)?.to_ascii_lowercase();
    let second = text.get(start + 1)?.to_ascii_lowercase();
    Some(usize::from(first) << 8 | usize::from(second))
}

/// Whether no letter or digit goes on at `end`, and no letter is cut there.
#[inline]
fn ends_word(text: &[u8], end: usize) -> bool {
    match text.get(end) {
        None => true,
        Some(byte) if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
        // Inside a letter of several bytes.
        Some(0x80..=0xBF) => false,
        Some(_) => {
            let rest = &text[end..text.len().min(end + 4)];
            let first = rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
            !first.is_some_and(char::is_alphanumeric)
        }
    }
}
