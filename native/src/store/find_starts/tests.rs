use super::*;
use crate::numbers::some_numbers;
use crate::store::dictionary::hash;
use crate::store::small_file::{SmallFile, TERMS};

/// A symbol of no record.
const NOWHERE: u32 = 9;

/// 40 records of up to 50 of the four terms.
fn records() -> Vec<Vec<u32>> {
    let lengths = some_numbers(40, 50, 1);
    let symbols = |(length, seed)| some_numbers(length as usize, 4, seed);
    let records = lengths.into_iter().zip(2..).map(symbols);
    records
        .map(|record| record.into_iter().map(|symbol| symbol + 1).collect())
        .collect()
}

/// Two records with a term between them that no record has, and some other symbols.
fn text(records: &[Vec<u32>]) -> Vec<u32> {
    let other = some_numbers(60, 4, 99).into_iter().map(|symbol| symbol + 1);
    [&records[3][..], &[NOWHERE], &records[8]]
        .concat()
        .into_iter()
        .chain(other)
        .collect()
}

/// Starts and rows, from fresh walks at every place.
fn find(file: &SmallFile, text: &[u32], (floor, bound): (u32, u32)) -> (Vec<u32>, Vec<[u32; 2]>) {
    let terms = text.iter().map(|&symbol| match symbol {
        NOWHERE => "nowhere",
        _ => TERMS[symbol as usize - 1],
    });
    let terms: Vec<&str> = terms.collect();
    let bytes = terms.join("\n");
    let starts = terms.iter().scan(0, |start, term| {
        *start += term.len() as u32 + 1;
        Some(*start)
    });
    let positions: Vec<u32> = (0..=text.len() as u32).collect();
    let mut found = positions.clone();
    let mut rows = vec![0; 2 * positions.len()];
    let mut wanted = Starts {
        terms: Terms {
            bytes: bytes.as_bytes(),
            starts: &std::iter::once(0).chain(starts).collect::<Vec<_>>(),
            hashes: &terms
                .iter()
                .map(|term| hash(term.as_bytes()))
                .collect::<Vec<_>>(),
        },
        positions: &positions,
        floors: &vec![floor; positions.len()],
        starts: &mut found,
        rows: &mut rows,
        bound,
    };
    find_starts(&file.pages(), &file.places, &mut wanted);
    (found, rows.as_chunks().0.to_vec())
}

/// Rows of the ranks whose suffix begins with the phrase and whose records have one below the bound.
fn rows_of(file: &SmallFile, all: &[u32], phrase: &[u32], bound: u32) -> Vec<u32> {
    let ends = file.places.ends;
    let rows: Vec<u32> = (ends..all.len() as u32)
        .filter(|&row| all[file.starts[row as usize]..].starts_with(phrase))
        .map(|row| row - ends)
        .collect();
    let has_below = rows.iter().any(|&row| file.records[row as usize] < bound);
    if has_below { rows } else { Vec::new() }
}

#[test]
fn a_start_is_the_least_from_which_the_text_stands_in_a_record() {
    let records = records();
    let text = text(&records);
    let all: Vec<u32> = records
        .iter()
        .flat_map(|record| [record, &[0][..]].concat())
        .collect();
    for filter_blocks in [2, 0] {
        let mut file = SmallFile::new(&records);
        file.places.bigrams.filter_blocks = filter_blocks;
        for (floor, bound) in [(0, LEFT), (10, LEFT), (0, 9), (0, 4), (0, 0)] {
            let (starts, rows) = find(&file, &text, (floor, bound));
            for end in 0..=text.len() {
                let from = (floor as usize).min(end);
                let stands = |&start: &usize| {
                    start == end || !rows_of(&file, &all, &text[start..end], bound).is_empty()
                };
                let expected = (from..=end).find(stands).unwrap();
                assert_eq!(
                    starts[end] as usize, expected,
                    "{end} from {floor} below {bound}"
                );
                let [first, last] = rows[end];
                if expected == end {
                    assert_eq!([first, last], [0, 0]);
                } else {
                    let expected = rows_of(&file, &all, &text[expected..end], bound);
                    assert_eq!((first..last).collect::<Vec<_>>(), expected);
                }
            }
        }
    }
}

#[test]
fn what_needs_an_unchecked_page_is_left() {
    let mut file = SmallFile::new(&records());
    file.checked.fill(0);
    let (starts, rows) = find(&file, &[1, 2, 3], (0, LEFT));
    assert_eq!(starts, [0, LEFT, LEFT, LEFT]);
    assert_eq!(rows, [[0, 0]; 4]);
    file.checked.fill(1);
    file.places.ranks.blocks = 1 << 40;
    assert_eq!(find(&file, &[1, 2, 3], (0, 3)).0, [0, LEFT, LEFT, LEFT]);
    assert_eq!(find(&file, &[1, 2, 3], (0, LEFT)).0[1], 0);
}
