//! Repeats that were compared once: whoever begins inside of both copies need not read them again.
//!
//! Without it a record that stands in the text twice would be compared from each of its symbols on.

/// Repeats shorter than that are not worth an entry.
const MIN_LENGTH: usize = 16;
const MIN_SLOTS: usize = 1 << 10;
const MAX_SLOTS: usize = 1 << 18;
/// A record may stand in the text a few times.
const SLOTS_PER_RECORD: usize = 4;

/// Equal symbols from `one` and from `other` on, `one` being the earlier.
#[derive(Clone, Copy, Default)]
struct Repeat {
    one: u32,
    other: u32,
    length: u32,
    /// Whether the text behind the repeat puts `one` before `other`.
    one_is_less: bool,
}

/// The last repeat of each pair of records, as far as the slots suffice.
pub struct KnownRepeats {
    slots: Vec<Repeat>,
}

/// What is known of the order of two suffixes.
pub enum Known {
    /// Whether the earlier one is less.
    Order(bool),
    /// If so many symbols of both are equal, whether the earlier one is less.
    After(usize, bool),
    Nothing,
}

/// Where two suffixes start and which records those are, the earlier one first.
#[derive(Clone, Copy)]
pub struct Pair {
    pub starts: (u32, u32),
    pub records: (u32, u32),
}

impl KnownRepeats {
    pub fn new(records: usize) -> Self {
        let wanted = (SLOTS_PER_RECORD * records).next_power_of_two();
        let slots = wanted.clamp(MIN_SLOTS, MAX_SLOTS);
        Self {
            slots: vec![Repeat::default(); slots],
        }
    }

    fn slot(&self, pair: Pair) -> usize {
        let (one, other) = pair.records;
        let mixed = one.wrapping_mul(0x9e37_79b1) ^ other.wrapping_mul(0x85eb_ca6b);
        (mixed ^ mixed >> 15) as usize & (self.slots.len() - 1)
    }

    pub fn find(&self, pair: Pair) -> Known {
        let repeat = self.slots[self.slot(pair)];
        let (one, other) = pair.starts;
        if repeat.length == 0 || repeat.other - repeat.one != other - one {
            Known::Nothing
        } else if one < repeat.one {
            Known::After((repeat.one - one) as usize, repeat.one_is_less)
        } else if one - repeat.one < repeat.length {
            Known::Order(repeat.one_is_less)
        } else {
            Known::Nothing
        }
    }

    /// The suffixes have `length` equal symbols, and the next ones decide their order.
    pub fn add(&mut self, pair: Pair, length: usize, one_is_less: bool) {
        if length < MIN_LENGTH {
            return;
        }
        let slot = self.slot(pair);
        let (one, other) = pair.starts;
        self.slots[slot] = Repeat {
            one,
            other,
            length: length as u32,
            one_is_less,
        };
    }

    /// The suffixes have so many equal symbols before a repeat that is known.
    pub fn extend(&mut self, pair: Pair, length: usize) {
        let slot = self.slot(pair);
        let repeat = &mut self.slots[slot];
        (repeat.one, repeat.other) = pair.starts;
        repeat.length += length as u32;
    }
}
