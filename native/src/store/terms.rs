//! The terms of a list of phrases, as `store/segment/phrase-list.ts` makes them.

pub struct Terms<'a> {
    /// UTF-8, a byte between two terms that belongs to none.
    pub bytes: &'a [u8],
    /// Where each starts, and where one more would.
    pub starts: &'a [u32],
    /// Of each: see `dictionary::hash`.
    pub hashes: &'a [u32],
}

impl Terms<'_> {
    #[inline(always)]
    pub fn term(&self, i: usize) -> Option<&[u8]> {
        let start = *self.starts.get(i)? as usize;
        let end = (*self.starts.get(i + 1)? as usize).checked_sub(1)?;
        self.bytes.get(start..end)
    }

    #[inline(always)]
    pub fn hash(&self, i: usize) -> Option<u32> {
        self.hashes.get(i).copied()
    }
}
