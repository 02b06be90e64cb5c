//! A formula over intervals of the sorted suffixes -> the records that it does not exclude, in order.
//!
//! One walk down the rank wavelet for all leaves at once (Gagie, Navarro, Puglisi, "New algorithms on
//! wavelet trees", 2012). A node has the intervals that are not empty there; a child is entered only
//! where the formula can hold in it. Its twin is store/segment/walk-formula.ts.
//!
//! Nodes that wait are on a stack, the next ones in order on top. Where few records are wanted, some are
//! taken at a time (`node_walk.rs`). Where many are, nodes are divided down to their records a level
//! at a time (`level_walk.rs`), which costs less for each record, but has none before all. Leaves of
//! very many records have bitmaps (`record_maps.rs`), and need no intervals in nodes then; where all
//! leaves have them, nothing is walked (`map_scan.rs`). Nor is it where leaves of few rows bound the formula:
//! their records are listed and tested (`row_lists.rs`).

mod division;
mod level_walk;
mod map_scan;
mod node_walk;
mod record_maps;
mod row_lists;

use crate::store::find_records::division::Question;
use crate::store::find_records::level_walk::LevelWalk;
use crate::store::find_records::map_scan::scan_maps;
use crate::store::find_records::node_walk::{NodeWalk, Stack};
use crate::store::find_records::record_maps::{RecordMap, RecordMaps};
use crate::store::find_records::row_lists::{Listed, RowLists};
use crate::store::formula::Formula;
use crate::store::pages::Pages;
use crate::store::places::RankPlaces;

/// Nodes that are taken at a time, at most; it begins with one, as the first record may be all.
const MAX_TOGETHER: usize = 32;

/// What is looked for, and where it goes.
pub struct Wanted<'a> {
    pub formula: Formula<'a>,
    /// Records from `start` up to `end`, not included.
    pub start: u32,
    pub end: u32,
    pub is_falling: bool,
    /// Intervals after whose division the walk stops, about. Unless it is the first call of the walk, or its
    /// nodes are in the memory, it has come further by then: so walks that take turns end.
    pub budget: usize,
    pub is_first: bool,
    /// The number of the walk: calls of one number differ in what they have found so far, and in `widest`.
    pub walk: u32,
    /// Intervals of a level that may be divided together; 0: the first record is wanted soon.
    pub widest: usize,
    /// Records that are walked for, at most.
    pub most: usize,
    /// Where leaves of so many rows bound the formula, their records are listed; all that fit are wanted.
    pub few: u32,
    /// Become the records, as many as fit, and for each 1 where the formula is true, else 0.
    pub records: &'a mut [u32],
    pub certain: &'a mut [u8],
    /// Become words of pages that have to be checked before the walk can go on.
    pub pages: &'a mut [u32],
}

/// How far a walk came.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    pub records: usize,
    /// Pages that are to be checked.
    pub pages: usize,
    /// The records that are left: [start, end).
    pub start: u32,
    pub end: u32,
}

/// Memory of walks, kept from one call to the next. A walk that finds its own nodes there goes on with
/// them; one that does not begins at the root and passes over what was found before.
#[derive(Default)]
pub struct WalkMemory {
    /// The walk whose nodes wait, if any.
    walk: Option<u32>,
    parts: Parts,
    lists: RowLists,
    /// Whether the records of the walk are in `lists`.
    is_listed: bool,
    maps: RecordMaps,
    /// Of the leaves of the walk; empty: none.
    of_leaves: Vec<Option<RecordMap>>,
    /// Whether maps were made for the walk, as many of its records are wanted.
    has_made: bool,
}

impl WalkMemory {
    /// Lists the records of the formula where leaves of few rows bound it. Forgets the walk before. Gives how
    /// many pages are lacking, as `make_maps`.
    #[inline(always)]
    fn begin(&mut self, question: &Question, few: u32, pages: &mut [u32]) -> usize {
        (self.walk, self.has_made) = (None, false);
        self.of_leaves = self.maps.kept_of_leaves(question);
        let maps = &self.of_leaves;
        let question = Question { maps, ..*question };
        let listed = self.lists.find(&question, few.into(), pages);
        self.is_listed = matches!(listed, Listed::Done);
        match listed {
            Listed::Lacking(pages) => pages,
            _ => 0,
        }
    }

    /// Makes bitmaps of leaves where many records are wanted (`widest`, as of `Wanted`); the walk begins
    /// anew then. Gives how many pages are lacking: 0, or the walk cannot go on before they are checked.
    #[inline(always)]
    fn make_maps(&mut self, question: &Question, widest: usize, pages: &mut [u32]) -> usize {
        if widest == 0 || self.has_made {
            return 0;
        }
        let maps = &mut self.of_leaves;
        let made = self.maps.make_missing(question, maps, pages);
        self.has_made = made.is_ok();
        if made != Ok(0) {
            self.walk = None;
        }
        made.err().unwrap_or(0)
    }

    /// Walks on, or begins.
    #[inline(always)]
    fn walk_on(
        &mut self,
        question: Question,
        limits: Limits,
        (output, pages): (&mut Output, &mut [u32]),
    ) -> Found {
        let maps = &self.of_leaves;
        let question = Question { maps, ..question };
        let parts = &mut self.parts;
        if self.walk.is_none() {
            parts.begin(&question);
        }
        let mut found = Found::default();
        [found.start, found.end] = if question.has_maps_only() {
            scan_maps(&question, output)
        } else {
            let mut walk = Walk {
                question,
                limits,
                parts,
            };
            let stop = walk.run(output);
            if matches!(stop, Stop::Lacking) {
                found.pages = walk.name_pages(pages);
            }
            match stop {
                Stop::Full(record) => walk.question.range_from(record),
                _ => walk.range_left(),
            }
        };
        found
    }
}

/// A walk at work.
#[derive(Default)]
struct Parts {
    stack: Stack,
    nodes: NodeWalk,
    levels: LevelWalk,
}

impl Parts {
    #[inline(always)]
    fn begin(&mut self, question: &Question) {
        self.stack.begin(question);
        self.levels.clear();
    }
}

/// Compiled into its caller, which may count bits in hardware.
#[inline(always)]
pub fn find_records(
    pages: &Pages,
    places: &RankPlaces,
    (wanted, memory): (Wanted, &mut WalkMemory),
) -> Found {
    let question = Question {
        pages,
        places,
        formula: &wanted.formula,
        shape: wanted.formula.shape(),
        start: wanted.start,
        end: wanted.end,
        is_falling: wanted.is_falling,
        maps: &[],
    };
    let whole = Found {
        start: wanted.start,
        end: wanted.end,
        ..Found::default()
    };
    let may_wait = wanted.is_first || memory.walk == Some(wanted.walk);
    if memory.walk != Some(wanted.walk) {
        let pages = memory.begin(&question, wanted.few, wanted.pages);
        if pages > 0 {
            return Found { pages, ..whole };
        }
    }
    let mut output = Output {
        records: wanted.records,
        certain: wanted.certain,
        found: 0,
    };
    let mut found = whole;
    if memory.is_listed {
        [found.start, found.end] = memory.lists.put_found(&question, &mut output);
    } else {
        output.limit(wanted.most);
        found.pages = memory.make_maps(&question, wanted.widest, wanted.pages);
        if found.pages > 0 {
            return found;
        }
        let limits = Limits {
            budget: wanted.budget,
            widest: wanted.widest,
            may_wait,
        };
        found = memory.walk_on(question, limits, (&mut output, wanted.pages));
    }
    found.records = output.found;
    let is_done = found.start >= found.end;
    memory.walk = (!is_done).then_some(wanted.walk);
    found
}

/// Room for records, and how many there are.
struct Output<'a> {
    records: &'a mut [u32],
    certain: &'a mut [u8],
    found: usize,
}

impl Output<'_> {
    /// Leaves room for so many records at most.
    fn limit(&mut self, most: usize) {
        let most = most.min(self.records.len());
        self.records = &mut std::mem::take(&mut self.records)[..most];
    }

    /// False where it does not fit.
    #[inline(always)]
    fn put(&mut self, record: u32, certain: u8) -> bool {
        let Some(place) = self.records.get_mut(self.found) else {
            return false;
        };
        *place = record;
        self.certain[self.found] = certain;
        self.found += 1;
        true
    }
}

/// Why a call ends.
enum Stop {
    /// No budget, nothing left, or no room for what the memory has.
    Done,
    /// No room for this record, which is the next one.
    Full(u32),
    /// The nodes at work need pages that are not checked.
    Lacking,
}

struct Limits {
    budget: usize,
    widest: usize,
    /// Whether it may stop before it has come further.
    may_wait: bool,
}

struct Walk<'a, 'b> {
    question: Question<'a>,
    limits: Limits,
    parts: &'b mut Parts,
}

impl Walk<'_, '_> {
    #[inline(always)]
    fn run(&mut self, output: &mut Output) -> Stop {
        if self.question.places.levels == 0 {
            self.put_only_record(output);
            return Stop::Done;
        }
        let mut together = 1;
        let mut spent = 0;
        loop {
            let parts = &mut *self.parts;
            if !parts.levels.put_found(output) {
                return Stop::Done;
            }
            let question = &self.question;
            if parts.levels.is_at_work()
                || parts
                    .levels
                    .take(question, &mut parts.stack, self.limits.widest)
            {
                if !parts.levels.divide(question) {
                    return Stop::Lacking;
                }
                spent += parts.levels.divided();
            } else if parts.nodes.take(&mut parts.stack, together) {
                if !parts.nodes.divide(question) {
                    return Stop::Lacking;
                }
                if let Err(record) = parts.nodes.finish(question, &mut parts.stack, output) {
                    return Stop::Full(record);
                }
                spent += parts.nodes.divided();
                together = MAX_TOGETHER.min(2 * together);
            } else {
                return Stop::Done;
            }
            if spent >= self.limits.budget && (self.limits.may_wait || self.has_advanced()) {
                return Stop::Done;
            }
        }
    }

    /// Writes the pages that the nodes at work need, as many as fit; the nodes wait.
    #[cold]
    fn name_pages(&mut self, pages: &mut [u32]) -> usize {
        let parts = &mut *self.parts;
        if parts.levels.is_at_work() {
            return parts.levels.name_pages(&self.question, pages);
        }
        let named = parts.nodes.name_pages(&self.question, pages);
        parts.nodes.put_back(&mut parts.stack);
        named
    }

    /// With one record there is no level: all leaves that have a row stand in it.
    fn put_only_record(&mut self, output: &mut Output) {
        let Question { start, end, .. } = self.question;
        let formula = self.question.formula;
        let present = |leaf: usize| u64::from(formula.rows_of(leaf) > 0);
        let truth = formula.evaluate(present, true, &mut Vec::new());
        if start == 0 && end > 0 && truth.possible & 1 != 0 {
            output.put(0, truth.certain as u8 & 1);
        }
        self.parts.stack.clear();
    }

    /// Whether a walk that began anew would have less to do.
    fn has_advanced(&self) -> bool {
        self.range_left() != [self.question.start, self.question.end]
    }

    /// The records from the next one in order on.
    fn range_left(&self) -> [u32; 2] {
        let next = self.parts.levels.next(&self.question);
        match next.or_else(|| self.parts.stack.next(&self.question)) {
            None => [self.question.start; 2],
            Some(record) => self.question.range_from(record),
        }
    }
}

#[cfg(test)]
mod tests;
