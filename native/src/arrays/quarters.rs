//! Where a level's values go: by their digit, those with the smallest first.

pub struct Quarters<'a> {
    /// As long as the values, at least.
    pub next: &'a mut [u32],
    /// How many values of each digit are kept; not more in sum than there are values.
    pub kept: [u32; 4],
}

impl<'a> Quarters<'a> {
    /// The four parts, and nothing behind them.
    pub fn split(self) -> [&'a mut [u32]; 4] {
        let mut rest = self.next;
        self.kept.map(|count| {
            let (part, behind) = std::mem::take(&mut rest).split_at_mut(count as usize);
            rest = behind;
            part
        })
    }
}

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
