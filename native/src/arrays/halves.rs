//! Where a level's values go: those with a zero bit first, then those with a one.

pub struct Halves<'a> {
    /// As long as the values, at least.
    pub next: &'a mut [u32],
    /// Values with a zero bit go to [0, zeros), the others to [zeros, kept).
    pub zeros: usize,
    pub kept: usize,
}

impl<'a> Halves<'a> {
    /// Both halves, and nothing behind them.
    pub fn split(self) -> (&'a mut [u32], &'a mut [u32]) {
        self.next[..self.kept].split_at_mut(self.zeros)
    }
}
