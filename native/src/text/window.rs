//! Texts that are scanned: windows of UTF-16, and whole ones of UTF-8. Both are sequences of units.

use crate::text::letters::{letters_at, letters_in};

/// Units behind the window that may be read: what `letters_at` takes.
const PADDING: usize = 16;
/// A unit that is not simple: half of a character beyond the first 65,536.
const SURROGATE: u16 = 0xd800;

pub trait Text {
    fn length(&self) -> usize;

    /// Whether the text ends here.
    fn is_last(&self) -> bool;

    /// The unit at `at`, which is below the length, and the place of the next one.
    fn unit(&self, at: usize) -> (u16, usize);

    /// As `letters_at`; nothing near the end. Letters behind the length may be among them.
    fn letters(&self, at: usize, case: u8) -> Option<(usize, u128)>;
}

/// A part of a text of UTF-16, and whether the text ends with it.
pub struct Window {
    /// Longer than the window by PADDING at least; those are zeros.
    units: Vec<u16>,
    length: usize,
    last: bool,
}

impl Window {
    pub fn new() -> Self {
        Self {
            units: Vec::new(),
            length: 0,
            last: true,
        }
    }

    /// `write` puts `length` units into what it is given, which has room for one more.
    pub fn load(&mut self, length: usize, last: bool, write: impl FnOnce(&mut [u16])) {
        let units = &mut self.units;
        if units.len() < length + PADDING {
            *units = vec![0; (length + PADDING).next_power_of_two()];
        }
        write(&mut units[..=length]);
        units[length..length + PADDING].fill(0);
        self.length = length;
        self.last = last;
    }
}

impl Text for Window {
    #[inline(always)]
    fn length(&self) -> usize {
        self.length
    }

    #[inline(always)]
    fn is_last(&self) -> bool {
        self.last
    }

    #[inline(always)]
    fn unit(&self, at: usize) -> (u16, usize) {
        (self.units[at], at + 1)
    }

    #[inline(always)]
    fn letters(&self, at: usize, case: u8) -> Option<(usize, u128)> {
        let sixteen = self.units[at..].first_chunk()?;
        Some(letters_at(sixteen, case))
    }
}

/// A text of UTF-8, and maybe other bytes behind it.
pub struct Utf8<'a> {
    bytes: &'a [u8],
    length: usize,
}

impl<'a> Utf8<'a> {
    pub fn new(bytes: &'a [u8], length: usize) -> Self {
        Self { bytes, length }
    }

    /// What is not ASCII. Places are those of characters, as long as the bytes are UTF-8.
    fn long_unit(&self, at: usize) -> (u16, usize) {
        let first = self.bytes[at] as u16;
        let tail = |i: usize| self.bytes[at + i] as u16 & 0x3f;
        if first < 0xe0 {
            ((first & 0x1f) << 6 | tail(1), at + 2)
        } else if first < 0xf0 {
            (first << 12 | tail(1) << 6 | tail(2), at + 3)
        } else {
            (SURROGATE, at + 4)
        }
    }
}

impl Text for Utf8<'_> {
    #[inline(always)]
    fn length(&self) -> usize {
        self.length
    }

    #[inline(always)]
    fn is_last(&self) -> bool {
        true
    }

    #[inline(always)]
    fn unit(&self, at: usize) -> (u16, usize) {
        let byte = self.bytes[at];
        if byte < 0x80 {
            (byte as u16, at + 1)
        } else {
            self.long_unit(at)
        }
    }

    #[inline(always)]
    fn letters(&self, at: usize, case: u8) -> Option<(usize, u128)> {
        let sixteen = self.bytes[at..].first_chunk()?;
        Some(letters_in(sixteen, case))
    }
}
