//! Where a level's values go: by their digit, those with the smallest first.

/// Low bits, high bits and keep bits of up to 32 digits.
pub type Masks = (u32, u32, u32);

/// For each digit, which of the 32 values have it and are kept.
#[inline(always)]
pub fn by_digit((low, high, keep): Masks) -> [u32; 4] {
    let (zeros_or_twos, ones_or_threes) = (keep & !low, keep & low);
    [
        zeros_or_twos & !high,
        ones_or_threes & !high,
        zeros_or_twos & high,
        ones_or_threes & high,
    ]
}

pub struct Quarters<'a> {
    /// As long as the values.
    next: &'a mut [u32],
    /// How many values of each digit are to be kept.
    kept: [u32; 4],
}

impl<'a> Quarters<'a> {
    /// Nothing where more than `length` values would be kept.
    pub fn new(next: &'a mut [u32], length: usize, kept: [u64; 4]) -> Option<Self> {
        let fits = kept.iter().sum::<u64>() <= length as u64;
        fits.then(|| Self {
            next: &mut next[..length],
            kept: kept.map(|count| count as u32),
        })
    }

    /// Whether these are the values that are kept.
    pub fn are(&self, kept: [u32; 4]) -> bool {
        self.kept == kept
    }

    /// The four parts, and nothing behind them.
    pub fn split(&mut self) -> [&mut [u32]; 4] {
        let mut rest = &mut *self.next;
        self.kept.map(|count| {
            let (part, behind) = std::mem::take(&mut rest).split_at_mut(count as usize);
            rest = behind;
            part
        })
    }

    /// All of `next`, and where each part starts in it.
    pub fn whole(&mut self) -> (&mut [u32], [u32; 4]) {
        let [zeros, ones, twos, _] = self.kept;
        (self.next, [0, zeros, zeros + ones, zeros + ones + twos])
    }
}
