//! Ids of records, side by side: see store/segment/record-table.ts.

use crate::store::pages::{LEFT, Pages};
use crate::store::places::IdPlaces;

const LINE_BYTES: usize = 64;
const LINE_WORDS: usize = LINE_BYTES / 4;

/// Where the ids of records go.
pub struct Ids<'a> {
    /// Where each id ends in `room`; `LEFT`: there is none, a page has not been checked, or it does not fit.
    pub ends: &'a mut [u32],
    pub room: &'a mut [u8],
}

/// A record of a file that has ids.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub pages: Pages<'a>,
    pub places: &'a IdPlaces,
    pub record: u32,
}

/// Copies the id of each record that `wanted` names; it is asked by the number of the end. Returns whether all
/// that were copied are ASCII. Passes over the records, each asking for what the next one reads.
#[inline(always)]
pub fn copy_ids<'a>(wanted: impl Fn(usize) -> Option<Wanted<'a>>, ids: Ids) -> bool {
    let Ids { ends, room } = ids;
    for one in (0..ends.len()).filter_map(&wanted) {
        one.pages
            .prefetch(one.places.starts as usize + one.record as usize);
    }
    for one in (0..ends.len()).filter_map(&wanted) {
        if let Some([start, end]) = place(one)
            && end - start <= room.len()
        {
            for line in start / LINE_BYTES..=end / LINE_BYTES {
                one.pages.prefetch(line * LINE_WORDS);
            }
        }
    }
    let mut used = 0;
    let mut is_ascii = true;
    for (i, end) in ends.iter_mut().enumerate() {
        *end = LEFT;
        let id = wanted(i).and_then(|one| one.pages.bytes(place(one)?));
        if let Some(id) = id
            && let Some(into) = room.get_mut(used..used + id.len())
        {
            into.copy_from_slice(id);
            is_ascii &= id.is_ascii();
            used += id.len();
            *end = used as u32;
        }
    }
    is_ascii
}

/// Asks for the ids of records, for a caller that reads them one by one.
pub fn prefetch_ids<'a>(wanted: impl Iterator<Item = Wanted<'a>> + Clone) {
    for one in wanted.clone() {
        one.pages
            .prefetch(one.places.starts as usize + one.record as usize);
    }
    for one in wanted {
        if let Some([start, _]) = place(one) {
            one.pages.prefetch(start / LINE_BYTES * LINE_WORDS);
        }
    }
}

/// The bytes [start, end) of the file that are an id; `None` where there is none, or a page has not been
/// checked.
fn place(
    Wanted {
        pages,
        places,
        record,
    }: Wanted,
) -> Option<[usize; 2]> {
    let at = places.starts as usize + record as usize;
    let [start, end] = [pages.word(at)? as usize, pages.word(at + 1)? as usize];
    let first = places.bytes as usize;
    // Before the bytes of an id stands one that says that there is an id.
    (start < end).then_some([first + start + 1, first + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: IdPlaces = IdPlaces {
        starts: 1022,
        bytes: 4 * 1028,
    };

    /// The ids "a", none, "", "bcd" and "é"; their starts lie on two pages.
    fn copy(records: &[u32], checked: &[i32], room: usize) -> (Vec<u32>, Vec<u8>, bool) {
        let mut words = vec![0; 2048];
        words[1022..1028].copy_from_slice(&[0, 2, 2, 3, 7, 10]);
        let bytes = b"\x01a\x01\x01bcd\x01\xc3\xa9\0\0";
        for (i, word) in bytes.as_chunks::<4>().0.iter().enumerate() {
            words[1028 + i] = u32::from_le_bytes(*word);
        }
        let pages = Pages {
            words: &words,
            checked,
        };
        let (mut ends, mut room) = (vec![9; records.len()], vec![b'-'; room]);
        let ids = Ids {
            ends: &mut ends,
            room: &mut room,
        };
        let wanted = |i: usize| {
            let (pages, places, record) = (pages, &PLACES, records[i]);
            Some(Wanted {
                pages,
                places,
                record,
            })
        };
        let is_ascii = copy_ids(wanted, ids);
        (ends, room, is_ascii)
    }

    #[test]
    fn ids_lie_side_by_side() {
        let copied = copy(&[3, 1, 0, 2, 3], &[1, 1], 9);
        assert_eq!(
            copied,
            (vec![3, LEFT, 4, 4, 7], b"bcdabcd--".to_vec(), true)
        );
        let copied = copy(&[4, 0], &[1, 1], 3);
        assert_eq!(copied, (vec![2, 3], b"\xc3\xa9a".to_vec(), false));
    }

    #[test]
    fn an_id_that_does_not_fit_or_is_not_checked_is_left() {
        let copied = copy(&[3, 0, 3, 0], &[1, 1], 4);
        assert_eq!(copied, (vec![3, 4, LEFT, LEFT], b"bcda".to_vec(), true));
        for checked in [[0, 1], [1, 0], [0, 0]] {
            assert_eq!(copy(&[0, 1], &checked, 4).0, [LEFT, LEFT]);
        }
        assert_eq!(copy(&[1021, u32::MAX], &[1, 1], 4).0, [LEFT, LEFT]);
    }
}
