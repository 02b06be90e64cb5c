//! Suffixes on their way into order, in memory of the system's own: large pages where it has them,
//! because bins are filled at thousands of places at once.

use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;

/// 16 bytes, so that four fill a line of the cache.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Suffix {
    /// Bits of the symbols' codes, and in the low bits the symbol before the suffix (`codes.rs`).
    pub key: u64,
    pub start: u32,
    pub record: u32,
}

/// Zeros at first.
pub struct Suffixes {
    memory: MmapMut,
    length: usize,
}

impl Suffixes {
    /// Ends the process where there is not so much memory, as a `Vec` does.
    pub fn new(length: usize) -> Self {
        let bytes = (length * size_of::<Suffix>()).max(1);
        let memory = MmapMut::map_anon(bytes).expect("memory to sort in");
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::HugePage);
        Self { memory, length }
    }
}

impl Deref for Suffixes {
    type Target = [Suffix];

    fn deref(&self) -> &[Suffix] {
        // SAFETY: the mapping has the bytes of `length` suffixes, lives as long as `self` and begins
        // with a page, which aligns them. All bytes are set, and any bytes are a suffix.
        unsafe { std::slice::from_raw_parts(self.memory.as_ptr().cast(), self.length) }
    }
}

impl DerefMut for Suffixes {
    fn deref_mut(&mut self) -> &mut [Suffix] {
        // SAFETY: as above, and `self` is borrowed exclusively.
        unsafe { std::slice::from_raw_parts_mut(self.memory.as_mut_ptr().cast(), self.length) }
    }
}
