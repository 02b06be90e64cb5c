//! Suffix sorting by libsais.

use libsais_sys::libsais::libsais_int;

/// False where an id is not below `alphabet`. Both are below 2^31; `sa` holds at least `ids.len()` entries; what it has more is libsais' working space.
pub fn suffix_sort(ids: &mut [u32], alphabet: u32, sa: &mut [u32]) -> bool {
    if ids.is_empty() {
        return true;
    }
    let largest = ids.iter().fold(0, |largest, &id| largest.max(id));
    if largest >= alphabet {
        return false;
    }
    let extra = (sa.len() - ids.len()).min(i32::MAX as usize - ids.len());
    // SAFETY: the lengths are those of the arrays, which are apart, each exclusively borrowed; ids
    // are in [0, alphabet), as libsais trusts; both, and all positions, fit its i32. It changes `ids` and restores them.
    let code = unsafe {
        libsais_int(
            ids.as_mut_ptr().cast(),
            sa.as_mut_ptr().cast(),
            ids.len() as i32,
            alphabet as i32,
            extra as i32,
        )
    };
    code == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::some_numbers;

    #[test]
    fn suffixes_are_in_order_and_the_text_is_restored() {
        for length in [0, 1, 2, 50, 300] {
            for alphabet in [1, 2, 5, 1000] {
                let text = some_numbers(length, alphabet, alphabet);
                let mut expected: Vec<u32> = (0..length as u32).collect();
                expected.sort_by_key(|&start| &text[start as usize..]);
                for room in [0, 6 * alphabet as usize] {
                    let mut ids = text.clone();
                    let mut sa = vec![0; length + room];
                    assert!(suffix_sort(&mut ids, alphabet, &mut sa));
                    assert_eq!(sa[..length], expected);
                    assert_eq!(ids, text);
                }
            }
        }
    }

    #[test]
    fn an_id_outside_the_alphabet_is_refused() {
        assert!(!suffix_sort(&mut [1, 5, 2], 5, &mut [0; 3]));
        assert!(!suffix_sort(&mut [1, u32::MAX, 2], 5, &mut [0; 3]));
        assert!(suffix_sort(&mut [], 0, &mut []));
    }
}
