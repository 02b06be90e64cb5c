//! The symbols in the order of their terms' bytes.

/// Term s is bytes[starts[s]..starts[s + 1]], the last one up to the end of the bytes. `order` gets
/// the symbols from 1 on, those of equal terms rising.
pub fn sort_terms(bytes: &[u8], starts: &[u32], order: &mut [u32]) {
    let term_of = |symbol: u32| {
        let symbol = symbol as usize;
        let end = starts
            .get(symbol + 1)
            .map_or(bytes.len(), |&end| end as usize);
        &bytes[starts[symbol] as usize..end]
    };
    // Most comparisons end with the first eight bytes. Zeros behind a short term sort it before the
    // longer ones that it begins; a term that ends with zeros is compared by all of its bytes.
    let mut terms: Vec<(u64, u32)> = (1..starts.len() as u32)
        .map(|symbol| (first_bytes(term_of(symbol)), symbol))
        .collect();
    terms.sort_unstable_by(|one, other| {
        let by_first = one.0.cmp(&other.0);
        by_first
            .then_with(|| term_of(one.1).cmp(term_of(other.1)))
            .then(one.1.cmp(&other.1))
    });
    for (place, (_, symbol)) in order.iter_mut().zip(terms) {
        *place = symbol;
    }
}

fn first_bytes(term: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = term.len().min(8);
    first[..length].copy_from_slice(&term[..length]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    /// Terms of up to `longest` bytes, each of `kinds` values.
    fn check(count: usize, longest: u32, kinds: u32) {
        let terms: Vec<Vec<u8>> = some_numbers(count, longest + 1, 5)
            .iter()
            .enumerate()
            .map(|(i, &length)| some_numbers(length as usize, kinds, i as u32))
            .map(|term| term.iter().map(|&byte| byte as u8).collect())
            .collect();
        let mut starts = vec![0];
        for term in &terms {
            starts.push(starts.last().unwrap() + term.len() as u32);
        }
        starts.pop();
        // Symbol 0 has the bytes before the first term, which are none.
        starts.insert(0, 0);
        let mut order = vec![9; count + 1];
        sort_terms(&terms.concat(), &starts, &mut order);
        assert_eq!(order.pop(), Some(9));
        let mut expected: Vec<u32> = (1..=count as u32).collect();
        expected.sort_by_key(|&symbol| &terms[symbol as usize - 1]);
        assert_eq!(order, expected);
    }

    #[test]
    fn terms_are_in_the_order_of_their_bytes() {
        for count in [0, 1, 2, 500] {
            for (longest, kinds) in [(0, 1), (3, 2), (12, 1), (12, 2), (40, 256)] {
                check(count, longest, kinds);
            }
        }
    }
}
