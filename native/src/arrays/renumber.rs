//! Ids of terms as symbols: the more often a term occurs, the smaller is its symbol.

/// Ids that are no term's: they and the terms behind them have places from 0 on, in this order.
const FIRST: u32 = u32::MAX - 1;
const BOUNDARY: usize = 0;
const END: usize = 1;
const MARKS: usize = 2;

pub struct Renumbering<'a> {
    /// Ids below the number of terms; 2^32 - 1: the end of a record; 2^32 - 2: a boundary, which is the
    /// last term. They become symbols, ends become 0.
    pub ids: &'a mut [u32],
    /// Becomes the terms by falling count, those of equal counts rising. Term `order[s - 1]` is symbol s.
    pub order: &'a mut [u32],
    /// Becomes the occurrences of each symbol; one more than there are terms.
    pub counts: &'a mut [u32],
}

/// False where an id is neither a term nor one of the two marks.
pub fn renumber(given: Renumbering) -> bool {
    let Renumbering { ids, order, counts } = given;
    let terms = order.len();
    let Some(mut found) = count_places(ids, terms + MARKS) else {
        return false;
    };
    if terms == 0 && found[BOUNDARY] > 0 {
        return false;
    }
    if let Some(last) = terms.checked_sub(1) {
        found[MARKS + last] += std::mem::take(&mut found[BOUNDARY]);
    }
    counts[0] = found[END];
    let keyed = found[MARKS..].iter().zip(0u32..);
    let mut keys: Vec<u64> = keyed
        .map(|(&count, term)| u64::from(!count) << 32 | u64::from(term))
        .collect();
    keys.sort_unstable();
    let mut symbols = found;
    for (i, key) in keys.into_iter().enumerate() {
        let term = key as u32;
        order[i] = term;
        counts[i + 1] = !((key >> 32) as u32);
        symbols[MARKS + term as usize] = i as u32 + 1;
    }
    symbols[END] = 0;
    symbols[BOUNDARY] = symbols[terms + MARKS - 1];
    for id in ids {
        *id = symbols[place_of(*id)];
    }
    true
}

#[inline(always)]
fn place_of(id: u32) -> usize {
    id.wrapping_sub(FIRST) as usize
}

/// How many ids have each place; nothing where one is not below `places`.
fn count_places(ids: &[u32], places: usize) -> Option<Vec<u32>> {
    // Neighbours count apart, since a count that has just been stored is slow to load.
    let mut counts = vec![0; places];
    let mut others = vec![0; places];
    let (pairs, rest) = ids.as_chunks();
    for &[one, other] in pairs {
        *counts.get_mut(place_of(one))? += 1;
        *others.get_mut(place_of(other))? += 1;
    }
    for &id in rest {
        *counts.get_mut(place_of(id))? += 1;
    }
    for (count, other) in counts.iter_mut().zip(others) {
        *count += other;
    }
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    fn run(ids: &[u32], terms: usize) -> Option<(Vec<u32>, Vec<u32>, Vec<u32>)> {
        let mut ids = ids.to_vec();
        let (mut order, mut counts) = (vec![7; terms], vec![7; terms + 1]);
        let done = renumber(Renumbering {
            ids: &mut ids,
            order: &mut order,
            counts: &mut counts,
        });
        done.then_some((ids, order, counts))
    }

    #[test]
    fn symbols_rise_as_counts_fall() {
        let (end, boundary) = (u32::MAX, u32::MAX - 1);
        let ids = [1, 0, 1, boundary, 2, end, boundary, boundary, end];
        let expected = (
            vec![2, 3, 2, 1, 4, 0, 1, 1, 0],
            vec![3, 1, 0, 2],
            vec![2, 3, 2, 1, 1],
        );
        assert_eq!(run(&ids, 4), Some(expected));
        assert_eq!(run(&[], 0), Some((vec![], vec![], vec![0])));
    }

    #[test]
    fn many_ids_keep_their_terms() {
        for length in [1, 2, 1001] {
            let ids = some_numbers(length, 50, length as u32);
            let (symbols, order, counts) = run(&ids, 60).unwrap();
            for (&id, &symbol) in ids.iter().zip(&symbols) {
                assert_eq!(order[symbol as usize - 1], id);
            }
            for (symbol, &count) in counts.iter().enumerate() {
                let found = symbols.iter().filter(|&&other| other == symbol as u32);
                assert_eq!(found.count(), count as usize);
            }
            let pairs: Vec<_> = counts[1..].iter().zip(&order).collect();
            let falls = |pair: &[(&u32, &u32)]| {
                pair[0].0 > pair[1].0 || pair[0].0 == pair[1].0 && pair[0].1 < pair[1].1
            };
            assert!(pairs.windows(2).all(falls));
        }
    }

    #[test]
    fn other_ids_are_refused() {
        assert_eq!(run(&[0, 1, 2], 2), None);
        assert_eq!(run(&[0, u32::MAX - 2], 2), None);
        assert_eq!(run(&[u32::MAX - 1], 0), None);
        assert_eq!(run(&[0], 0), None);
    }
}
