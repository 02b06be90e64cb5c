//! The leaves among whose records those of a formula are, and how many rows they have.

use crate::store::formula::{AND, Formula, LEAF, NOT, OR, parts};

/// Leaves of a formula, a bit each, that bound it: each of its records is a record of one of them.
#[derive(Clone, Copy)]
pub struct Bound {
    pub leaves: u64,
    pub rows: u64,
    /// All leaves of the formula, and those under a NOT.
    all: u64,
    pub negated: u64,
}

const NONE: Bound = Bound {
    leaves: 0,
    rows: u64::MAX,
    all: 0,
    negated: 0,
};

/// Those with the fewest rows; `u64::MAX` rows: no leaves bound it. It has up to 64 leaves.
#[inline(always)]
pub fn bound_of(formula: &Formula, stack: &mut Vec<Bound>) -> Bound {
    stack.clear();
    for &operation in formula.operations {
        let (kind, number) = parts(operation);
        let bound = match kind {
            LEAF => Bound {
                leaves: 1 << number,
                rows: formula.rows_of(number),
                all: 1 << number,
                negated: 0,
            },
            AND => fold(stack, number, |one, other| {
                let rarest = if one.rows <= other.rows { one } else { other };
                (rarest.leaves, rarest.rows)
            }),
            OR => fold(stack, number, |one, other| {
                let rows = one.rows.saturating_add(other.rows);
                (one.leaves | other.leaves, rows)
            }),
            NOT => {
                let all = stack.pop().unwrap_or(NONE).all;
                Bound {
                    all,
                    negated: all,
                    ..NONE
                }
            }
            _ => stack.pop().unwrap_or(NONE),
        };
        stack.push(bound);
    }
    stack.pop().unwrap_or(NONE)
}

#[inline(always)]
fn fold(
    stack: &mut Vec<Bound>,
    count: usize,
    join: impl Fn(&Bound, &Bound) -> (u64, u64),
) -> Bound {
    let mut joined = stack.pop().unwrap_or(NONE);
    for _ in 1..count {
        let one = stack.pop().unwrap_or(NONE);
        let (leaves, rows) = join(&one, &joined);
        joined = Bound {
            leaves,
            rows,
            all: one.all | joined.all,
            negated: one.negated | joined.negated,
        };
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::formula::tests::{NEGATE, UNSURE, and, leaf, or};

    #[test]
    fn a_formula_is_bound_by_its_rarest_parts() {
        let bound = |operations: &[u32]| {
            let formula = Formula {
                operations,
                ends: &[1, 3, 4, 4],
                rows: &[0, 9, 10, 12, 20, 21, 30, 35],
            };
            let Bound { leaves, rows, .. } = bound_of(&formula, &mut Vec::new());
            (rows < u64::MAX).then_some((leaves, rows))
        };
        assert_eq!(bound(&[leaf(0)]), Some((1, 9)));
        assert_eq!(bound(&[leaf(1)]), Some((2, 3)));
        assert_eq!(bound(&[leaf(0), leaf(1), and(2)]), Some((2, 3)));
        assert_eq!(bound(&[leaf(0), leaf(1), or(2)]), Some((3, 12)));
        assert_eq!(bound(&[leaf(0), NEGATE]), None);
        assert_eq!(bound(&[leaf(0), NEGATE, leaf(1), or(2)]), None);
        assert_eq!(bound(&[leaf(0), leaf(1), NEGATE, and(2)]), Some((1, 9)));
        assert_eq!(bound(&[leaf(1), UNSURE, leaf(2), and(2)]), Some((2, 3)));
        assert_eq!(bound(&[leaf(1), leaf(3), and(2)]), Some((8, 0)));
    }
}
