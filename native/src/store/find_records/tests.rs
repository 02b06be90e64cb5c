use super::*;
use crate::numbers::some_numbers;
use crate::store::formula::tests::{NEGATE, UNSURE, and, leaf, or};
use crate::store::small_file::SmallFile;

fn file(records: usize) -> SmallFile {
    let symbols = some_numbers(records * 9, 4, 9);
    let records = symbols
        .chunks(9)
        .map(|record| record.iter().map(|symbol| symbol + 1));
    SmallFile::new(&records.map(Iterator::collect).collect::<Vec<_>>())
}

/// Three leaves: of one interval, of two, of many that are narrow.
fn leaves(rows: u32) -> (Vec<u32>, Vec<u32>) {
    let narrow = some_numbers(12, rows / 12 - 3, 5);
    let narrow = (0..).zip(narrow).flat_map(|(i, start)| {
        let start = i * (rows / 12) + start;
        [start, start + 1 + i % 3]
    });
    let wide = [rows / 5, rows / 2, 0, rows / 9, rows / 2, rows];
    (vec![1, 3, 15], wide.into_iter().chain(narrow).collect())
}

/// Leaves of one interval: two that are wide, and where there are three a narrow one.
fn single_leaves(rows: u32, count: u32) -> (Vec<u32>, Vec<u32>) {
    let rows = [rows / 5, rows / 2, rows / 3, rows, rows / 4, rows / 4 + 3];
    ((1..=count).collect(), rows[..2 * count as usize].to_vec())
}

struct Asked<'a> {
    /// Of one interval each: so many; `None`: those of `leaves`.
    singles: Option<u32>,
    /// Whether each call is of a walk of its own, which finds nothing in the memory.
    begins_anew: bool,
    operations: &'a [u32],
    range: [u32; 2],
    is_falling: bool,
    room: usize,
    budget: usize,
    /// In calls after the first one.
    widest: usize,
    /// Records that are walked for in a call, at most.
    most: usize,
    few: u32,
    /// Whether maps are made before.
    has_maps: bool,
}

impl Asked<'_> {
    fn leaves(&self, rows: u32) -> (Vec<u32>, Vec<u32>) {
        match self.singles {
            Some(count) => single_leaves(rows, count),
            None => leaves(rows),
        }
    }
}

/// Records and certainty, by as many calls as it takes, and the pages that were asked for.
fn find(file: &mut SmallFile, asked: &Asked) -> (Vec<(u32, u8)>, usize) {
    let (ends, rows) = asked.leaves(file.records.len() as u32);
    let mut memory = WalkMemory::default();
    if asked.has_maps {
        make_maps(file, asked, &mut memory);
    }
    let mut all = Vec::new();
    let mut checked = 0;
    let mut walk = 0;
    let mut is_first = true;
    let [mut start, mut end] = asked.range;
    while start < end {
        let mut records = vec![0; asked.room];
        let mut certain = vec![9; asked.room];
        let mut pages = vec![0; 2];
        let wanted = Wanted {
            formula: Formula {
                operations: asked.operations,
                ends: &ends,
                rows: &rows,
            },
            start,
            end,
            is_falling: asked.is_falling,
            budget: asked.budget,
            is_first,
            walk,
            widest: asked.widest,
            most: asked.most,
            few: asked.few,
            records: &mut records,
            certain: &mut certain,
            pages: &mut pages,
        };
        let places = &file.places.ranks;
        let found = find_records(&file.pages(), places, (wanted, &mut memory));
        let progress = found.records + found.pages > 0 || [found.start, found.end] != [start, end];
        let may_wait = is_first || !asked.begins_anew;
        assert!(progress || may_wait, "a walk goes on");
        is_first = false;
        let own = records.into_iter().zip(certain).take(found.records);
        all.extend(own);
        checked += found.pages;
        for &page in &pages[..found.pages] {
            file.checked[page as usize] = 1;
        }
        [start, end] = [found.start, found.end];
        walk += u32::from(asked.begins_anew);
    }
    (all, checked)
}

/// Asks for the records of any leaf, in another walk.
fn make_maps(file: &mut SmallFile, asked: &Asked, memory: &mut WalkMemory) {
    let (ends, rows) = asked.leaves(file.records.len() as u32);
    let pages = file.checked.len();
    let checked = std::mem::replace(&mut file.checked, vec![1; pages]);
    let mut any: Vec<u32> = (0..ends.len() as u32).map(leaf).collect();
    any.push(or(any.len() as u32));
    let wanted = Wanted {
        formula: Formula {
            operations: &any,
            ends: &ends,
            rows: &rows,
        },
        start: 0,
        end: 170,
        is_falling: false,
        budget: 1 << 30,
        is_first: true,
        walk: u32::MAX,
        widest: 1000,
        most: 170,
        few: 0,
        records: &mut [0; 170],
        certain: &mut [0; 170],
        pages: &mut [],
    };
    find_records(&file.pages(), &file.places.ranks, (wanted, memory));
    file.checked = checked;
    assert!(!memory.maps.is_empty());
}

/// The same, record by record.
fn expect(file: &SmallFile, asked: &Asked) -> Vec<(u32, u8)> {
    let (ends, rows) = asked.leaves(file.records.len() as u32);
    let formula = Formula {
        operations: asked.operations,
        ends: &ends,
        rows: &rows,
    };
    let mut expected = Vec::new();
    for record in asked.range[0]..asked.range[1] {
        let mut first = 0;
        let present: Vec<u64> = ends
            .iter()
            .map(|&end| {
                let own = &rows.as_chunks::<2>().0[first..end as usize];
                first = end as usize;
                let holds = own.iter().any(|&[start, end]| {
                    file.records[start as usize..end as usize].contains(&record)
                });
                u64::from(holds)
            })
            .collect();
        let truth = formula.evaluate(|leaf| present[leaf], true, &mut Vec::new());
        if truth.possible & 1 != 0 {
            expected.push((record, (truth.certain & 1) as u8));
        }
    }
    if asked.is_falling {
        expected.reverse();
    }
    expected
}

const FORMULAS: [&[u32]; 8] = [
    &[0, 1 << 3, 3, 2 << 3 | 1, 2 << 3, 2 << 3 | 1],
    &[0],
    &[0, 1 << 3, 2 << 3, 3 << 3 | 1],
    &[0, 1 << 3, 2 << 3, 3 << 3 | 2],
    &[0, 1 << 3, 3, 2 << 3 | 1],
    &[0, 2 << 3, 4, 2 << 3 | 1],
    &[0, 3],
    &[0, 1 << 3, 2 << 3, 3 << 3 | 1, 4],
];

#[test]
fn formulas_are_made_of_operations() {
    let unsure = [leaf(0), leaf(2), UNSURE, and(2)];
    assert_eq!(FORMULAS[5], unsure);
    let all_unsure = [leaf(0), leaf(1), leaf(2), and(3), UNSURE];
    assert_eq!(FORMULAS[7], all_unsure);
    assert_eq!(FORMULAS[4], [leaf(0), leaf(1), NEGATE, and(2)]);
    assert_eq!(FORMULAS[3], [leaf(0), leaf(1), leaf(2), or(3)]);
}

/// `widest`, `few` and whether maps are made before.
const WAYS: [(usize, u32, bool); 10] = [
    (0, 0, false),
    (1, 0, false),
    (9, 0, false),
    (60, 0, false),
    (1000, 0, false),
    (0, 0, true),
    (60, 0, true),
    (0, 50, false),
    (60, 2000, false),
    (0, 2000, true),
];

/// Asks in all ways: node by node, by levels of some width, by lists, in one call or many, forth and back.
fn check(file: &mut SmallFile, singles: Option<u32>, operations: &[u32]) {
    for range in [[0, 170], [31, 137], [5, 6], [9, 9]] {
        for (room, budget) in [(1000, 1 << 30), (1, 1 << 30), (7, 1)] {
            for (is_falling, begins_anew) in
                [(false, false), (true, false), (false, true), (true, true)]
            {
                for (widest, few, has_maps) in WAYS {
                    let asked = Asked {
                        singles,
                        begins_anew,
                        operations,
                        range,
                        is_falling,
                        room,
                        budget,
                        widest,
                        most: room.div_ceil(2),
                        few,
                        has_maps: has_maps && singles.is_some(),
                    };
                    let expected = expect(file, &asked);
                    assert_eq!(find(file, &asked).0, expected);
                }
            }
        }
    }
}

#[test]
fn records_are_those_that_the_formula_does_not_exclude() {
    let mut file = file(170);
    for operations in FORMULAS {
        check(&mut file, None, operations);
    }
}

#[test]
fn leaves_of_many_rows_have_maps() {
    let mut file = file(170);
    for (count, operations) in [
        (1, &[leaf(0)][..]),
        (1, &[leaf(0), NEGATE]),
        (2, &[leaf(0), leaf(1), and(2)]),
        (2, &[leaf(0), leaf(1), or(2)]),
        (2, &[leaf(0), leaf(1), NEGATE, and(2)]),
        (2, &[leaf(0), leaf(1), UNSURE, or(2)]),
        (3, &[leaf(0), leaf(1), leaf(2), and(3)]),
        (3, &[leaf(0), leaf(1), leaf(2), or(3)]),
        (3, &[leaf(0), leaf(1), or(2), leaf(2), NEGATE, and(2)]),
        (
            3,
            &[leaf(2), leaf(0), UNSURE, and(2), leaf(1), NEGATE, or(2)],
        ),
    ] {
        check(&mut file, Some(count), operations);
    }
}

#[test]
fn pages_that_are_not_checked_are_asked_for() {
    let mut file = file(900);
    for (is_falling, widest, few) in [
        (false, 0, 0),
        (true, 0, 0),
        (false, 500, 0),
        (true, 10_000, 0),
        (false, 0, 1 << 20),
        (true, 60, 1 << 20),
    ] {
        file.checked.fill(0);
        let asked = Asked {
            singles: is_falling.then_some(3),
            begins_anew: is_falling,
            operations: FORMULAS[if few > 0 { 0 } else { 3 }],
            range: [0, 900],
            is_falling,
            room: 64,
            budget: 1 << 30,
            widest,
            most: 1000,
            few,
            has_maps: false,
        };
        let expected = expect(&file, &asked);
        let (found, checked) = find(&mut file, &asked);
        assert_eq!(found, expected);
        assert!(checked > 2);
        for page in 0..file.checked.len() {
            file.checked.fill(1);
            file.checked[page] = 0;
            assert_eq!(find(&mut file, &asked).0, expected, "without page {page}");
        }
    }
}

#[test]
fn the_only_record_of_a_file_has_all_leaves() {
    let mut file = SmallFile::new(&[vec![1, 2]]);
    file.places.ranks.levels = 0;
    for (operations, expected) in [(FORMULAS[1], vec![(0, 1)]), (FORMULAS[6], vec![])] {
        let (mut records, mut certain) = ([9], [9]);
        let wanted = Wanted {
            formula: Formula {
                operations,
                ends: &[1],
                rows: &[0, 1],
            },
            start: 0,
            end: 1,
            is_falling: false,
            budget: 9,
            is_first: true,
            walk: 1,
            widest: 0,
            most: 1,
            few: 0,
            records: &mut records,
            certain: &mut certain,
            pages: &mut [],
        };
        let memory = &mut WalkMemory::default();
        let found = find_records(&file.pages(), &file.places.ranks, (wanted, memory));
        let all = [(records[0], certain[0])];
        assert_eq!(all[..found.records], expected);
    }
}
