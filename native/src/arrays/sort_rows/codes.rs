//! Codes of symbols that keep their order: none begins with another, common symbols have short ones.
//!
//! The symbols are split where the halves' counts are most alike, and so on (Walker and Gottlieb,
//! 1972). A symbol of count c among n has a code of at most log2(n / c) + 2 bits, so 33 at most.

use crate::arrays::sort_rows::suffixes::Suffix;

const LENGTH_BITS: u64 = 63;

pub struct Codes {
    /// A code from the highest bit on, and its length in the lowest six; 0 where there is none.
    codes: Vec<u64>,
    /// Bits of a symbol: the low bits of a suffix's key.
    symbol_bits: u32,
}

impl Codes {
    /// The counts' sum is below 2^31, and they are as many.
    pub fn new(counts: &[u32]) -> Self {
        let used = || (0u32..).zip(counts).filter(|&(_, &count)| count > 0);
        let symbols: Vec<u32> = used().map(|(symbol, _)| symbol).collect();
        let mut sums = Vec::with_capacity(symbols.len() + 1);
        sums.push(0);
        let mut sum = 0;
        for (_, count) in used() {
            sum += count;
            sums.push(sum);
        }
        let mut codes = vec![0; counts.len()];
        if !symbols.is_empty() {
            split(&symbols, &sums, 0, &mut codes);
        }
        let largest = counts.len().saturating_sub(1);
        let symbol_bits = usize::BITS - largest.leading_zeros();
        Self { codes, symbol_bits }
    }

    /// 0 where a symbol has none.
    #[inline(always)]
    pub fn get(&self, symbol: u32) -> Code {
        Code(self.codes[symbol as usize])
    }

    pub fn find(&self, symbol: u32) -> Option<Code> {
        let code = *self.codes.get(symbol as usize)?;
        (code != 0).then_some(Code(code))
    }

    /// The bits of a key that are not compared.
    pub fn symbol_mask(&self) -> u64 {
        (1 << self.symbol_bits) - 1
    }

    /// The same for keys that have the place in a bin of `length` in their low bits.
    pub fn key_mask(&self, length: usize) -> u64 {
        let place_bits = usize::BITS - (length - 1).leading_zeros();
        (1 << self.symbol_bits.max(place_bits)) - 1
    }

    /// The symbol before a suffix.
    #[inline(always)]
    pub fn before(&self, suffix: &Suffix) -> u32 {
        (suffix.key & self.symbol_mask()) as u32
    }

    /// The first 64 bits of the codes from a position on, up to the record's end.
    #[inline(always)]
    pub fn read_key(&self, symbols: &[u32]) -> u64 {
        let mut key = 0;
        let mut bits = 0;
        for &symbol in symbols {
            let code = self.get(symbol);
            key |= code.bits() >> bits;
            bits += code.length();
            if symbol == 0 || bits >= 64 {
                break;
            }
        }
        key
    }
}

#[derive(Clone, Copy)]
pub struct Code(u64);

impl Code {
    #[inline(always)]
    pub fn bits(self) -> u64 {
        self.0 & !LENGTH_BITS
    }

    #[inline(always)]
    pub fn length(self) -> u64 {
        self.0 & LENGTH_BITS
    }
}

/// Gives codes that begin with `code` to the symbols; its lowest bits are its length. `sums` has one
/// entry more than there are symbols: the occurrences before each.
fn split(symbols: &[u32], sums: &[u32], code: u64, codes: &mut [u64]) {
    let last = symbols.len();
    if last == 1 {
        codes[symbols[0] as usize] = code.max(1);
        return;
    }
    let middle = ((u64::from(sums[0]) + u64::from(sums[last])) / 2) as u32;
    let mut at = sums[1..last].partition_point(|&sum| sum <= middle);
    if at == 0 {
        at = 1;
    } else if at + 1 < last && sums[at + 1] - middle < middle - sums[at] {
        at += 1;
    }
    let length = code & LENGTH_BITS;
    split(&symbols[..at], &sums[..=at], code + 1, codes);
    let right = (code + 1) | (1 << (63 - length));
    split(&symbols[at..], &sums[at..], right, codes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    #[test]
    fn codes_keep_the_order_and_none_begins_with_another() {
        let even = vec![1; 1000];
        let one = vec![0, 0, 7, 0];
        let steep: Vec<u32> = (0..30).map(|i| 1 << i).collect();
        let falling: Vec<u32> = steep.iter().rev().copied().collect();
        let mixed = some_numbers(3000, 50, 7);
        for counts in [even, one, steep, falling, mixed] {
            let total: u32 = counts.iter().sum();
            let codes = Codes::new(&counts);
            let mut end = 0u128;
            for (symbol, &count) in (0..).zip(&counts) {
                let Some(code) = codes.find(symbol) else {
                    assert_eq!(count, 0);
                    continue;
                };
                assert!(u128::from(code.bits()) >= end, "symbol {symbol}");
                end = u128::from(code.bits()) + (1 << (64 - code.length()));
                assert!(code.length() <= 33);
                assert!((code.length() as f64) <= f64::from(total / count).log2() + 3.0);
            }
            assert!(end <= 1 << 64);
        }
    }
}
