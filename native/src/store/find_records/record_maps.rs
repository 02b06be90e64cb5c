//! The records of frequent leaves as bitmaps, a bit a record, kept from one search to the next: words that
//! stand in many records are few, and are asked for again and again.

use std::rc::Rc;

use crate::store::find_records::division::Question;
use crate::store::find_records::{Limits, Output, Parts, Stop, Walk};
use crate::store::formula::{Formula, Shape};

/// Records below it, 64 a word; none stand behind the last word.
pub type RecordMap = Rc<[u64]>;

/// Words of all maps of a file, at most: 2 MiB.
const MAX_WORDS: usize = 1 << 18;
/// Levels of the files that have maps: up to 262,144 records. One takes a millisecond to make.
const MAX_LEVELS: u32 = 9;
/// Maps that are made in a call, at most.
const MAX_MADE: usize = 4;
/// Intervals of a level that are divided together for a map.
const WIDEST: usize = 1 << 14;
/// A leaf of so many rows has a map, and one is made where the formula may hold in so many records: shares of
/// the records that a wavelet of its levels has room for.
const LEAF_SHARE: u64 = 16;
const FORMULA_SHARE: u64 = 64;

#[derive(Default)]
pub struct RecordMaps {
    /// The last one was used last.
    kept: Vec<([u32; 2], RecordMap)>,
    words: usize,
    maker: Parts,
}

impl RecordMaps {
    /// A map for each leaf that has one, or no maps.
    pub fn kept_of_leaves(&mut self, question: &Question) -> Vec<Option<RecordMap>> {
        let mut maps = Vec::new();
        for (leaf, rows) in frequent_leaves(question) {
            if let Some(map) = self.find(rows) {
                maps.resize(question.formula.ends.len(), None);
                maps[leaf] = Some(map);
            }
        }
        maps
    }

    /// Makes maps for leaves that lack them, where they are worth it; how many. The error is how many `pages`
    /// have to be checked first.
    pub fn make_missing(
        &mut self,
        question: &Question,
        maps: &mut Vec<Option<RecordMap>>,
        pages: &mut [u32],
    ) -> Result<usize, usize> {
        let size = 1u64 << (2 * question.places.levels);
        let mut made = 0;
        for (leaf, rows) in frequent_leaves(question) {
            let has = maps.get(leaf).is_some_and(Option::is_some);
            if has || question.formula.most_records(size) < size / FORMULA_SHARE {
                continue;
            }
            let map = make(question, rows, (&mut self.maker, &mut *pages))?;
            self.keep(rows, map.clone());
            maps.resize(question.formula.ends.len(), None);
            maps[leaf] = Some(map);
            made += 1;
            if made == MAX_MADE {
                break;
            }
        }
        Ok(made)
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn find(&mut self, rows: [u32; 2]) -> Option<RecordMap> {
        let place = self.kept.iter().rposition(|(of, _)| *of == rows)?;
        self.kept[place..].rotate_left(1);
        self.kept.last().map(|(_, map)| map.clone())
    }

    fn keep(&mut self, rows: [u32; 2], map: RecordMap) {
        self.words += map.len();
        self.kept.push((rows, map));
        let mut gone = 0;
        while self.words > MAX_WORDS {
            self.words -= self.kept[gone].1.len();
            gone += 1;
        }
        self.kept.drain(..gone);
    }
}

/// Leaves of one interval with very many rows, in files that have maps.
fn frequent_leaves(question: &Question) -> impl Iterator<Item = (usize, [u32; 2])> {
    let formula = question.formula;
    let levels = question.places.levels;
    let least = (1u64 << (2 * levels)) / LEAF_SHARE;
    let has_maps = 0 < levels && levels <= MAX_LEVELS;
    let ends = if has_maps { formula.ends } else { &[] };
    (0..ends.len()).filter_map(move |leaf| {
        let &[[start, end]] = formula.intervals(leaf) else {
            return None;
        };
        let width = u64::from(end.wrapping_sub(start));
        (width >= least).then_some((leaf, [start, end]))
    })
}

/// The records of rows.
fn make(
    question: &Question,
    rows: [u32; 2],
    (parts, pages): (&mut Parts, &mut [u32]),
) -> Result<RecordMap, usize> {
    let size = 1usize << (2 * question.places.levels);
    let formula = Formula {
        operations: &[0],
        ends: &[1],
        rows: &rows,
    };
    let question = Question {
        formula: &formula,
        shape: Shape::All,
        start: 0,
        end: size as u32,
        is_falling: false,
        maps: &[],
        ..*question
    };
    parts.begin(&question);
    let mut walk = Walk {
        question,
        limits: Limits {
            budget: usize::MAX,
            widest: WIDEST,
            may_wait: false,
        },
        parts,
    };
    let mut map = vec![0; size.div_ceil(64)];
    if !mark_records(&mut walk, &mut map) {
        return Err(walk.name_pages(pages));
    }
    let used = map.iter().rposition(|&word| word != 0);
    map.truncate(used.map_or(0, |last| last + 1));
    Ok(map.into())
}

/// Sets the bits of the records that a walk finds; false where pages have to be checked first.
fn mark_records(walk: &mut Walk, map: &mut [u64]) -> bool {
    let (mut records, mut certain) = ([0; 512], [0; 512]);
    loop {
        let mut output = Output {
            records: &mut records,
            certain: &mut certain,
            found: 0,
        };
        let stop = walk.run(&mut output);
        for &record in &output.records[..output.found] {
            map[record as usize / 64] |= 1 << (record % 64);
        }
        match stop {
            Stop::Lacking => return false,
            Stop::Full(record) => walk.question.start = record,
            Stop::Done => {
                let [start, end] = walk.range_left();
                if start >= end {
                    return true;
                }
            }
        }
    }
}
