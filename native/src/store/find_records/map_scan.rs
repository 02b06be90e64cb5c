//! The records of a formula all of whose leaves have bitmaps: 64 of them at once.

use crate::store::find_records::Output;
use crate::store::find_records::division::Question;
use crate::store::find_records::record_maps::RecordMap;
use crate::store::formula::{Shape, Truth};

/// Puts the records in range as long as they fit; the range that is left.
#[inline(always)]
pub fn scan_maps(question: &Question, output: &mut Output) -> [u32; 2] {
    let Question { start, end, .. } = *question;
    if start >= end {
        return [start; 2];
    }
    let (first, last) = (start / 64, (end - 1) / 64);
    let mut stack = Vec::new();
    for turn in 0..=last - first {
        let word = if question.is_falling {
            last - turn
        } else {
            first + turn
        };
        let mut truth = evaluate(question, word as usize, &mut stack);
        if word == first {
            truth.possible &= u64::MAX << (start % 64);
        }
        if word == last {
            truth.possible &= u64::MAX >> (63 - (end - 1) % 64);
        }
        if let Err(record) = put_word(question, (word, truth), output) {
            return question.range_from(record);
        }
    }
    [start; 2]
}

#[inline(always)]
fn evaluate(question: &Question, word: usize, stack: &mut Vec<Truth>) -> Truth {
    let of = |map: &Option<RecordMap>| {
        map.as_deref()
            .and_then(|map| map.get(word))
            .copied()
            .unwrap_or(0)
    };
    let possible = match question.shape {
        Shape::All => question
            .maps
            .iter()
            .fold(u64::MAX, |all, map| all & of(map)),
        Shape::Any => question.maps.iter().fold(0, |any, map| any | of(map)),
        Shape::Other => {
            let present = |leaf: usize| of(&question.maps[leaf]);
            return question.formula.evaluate(present, true, stack);
        }
    };
    Truth {
        possible,
        certain: possible,
    }
}

/// The error is the first record that does not fit.
#[inline(always)]
fn put_word(
    question: &Question,
    (word, truth): (u32, Truth),
    output: &mut Output,
) -> Result<(), u32> {
    let mut left = truth.possible;
    while left != 0 {
        let bit = if question.is_falling {
            63 - left.leading_zeros()
        } else {
            left.trailing_zeros()
        };
        left &= !(1 << bit);
        let record = word * 64 + bit;
        if !output.put(record, (truth.certain >> bit & 1) as u8) {
            return Err(record);
        }
    }
    Ok(())
}
