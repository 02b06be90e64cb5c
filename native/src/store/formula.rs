//! Which records a search wants: a formula over leaves, in postfix order, as
//! store/segment/record-formula.ts declares it.

/// The low bits of an operation: what it is. The other ones are its number.
const OPERATION_BITS: u32 = 3;
pub const LEAF: u32 = 0;
pub const AND: u32 = 1;
pub const OR: u32 = 2;
pub const NOT: u32 = 3;

/// What an operation is, and its number.
#[inline(always)]
pub fn parts(operation: u32) -> (u32, usize) {
    let kind = operation & ((1 << OPERATION_BITS) - 1);
    (kind, (operation >> OPERATION_BITS) as usize)
}

pub struct Formula<'a> {
    /// Operands before what takes them; at the end one value is left. JavaScript has checked that.
    pub operations: &'a [u32],
    /// The intervals of leaf i end before interval ends[i]. A leaf may have none.
    pub ends: &'a [u32],
    /// Interval i is [rows[2 * i], rows[2 * i + 1]).
    pub rows: &'a [u32],
}

/// The truth of up to 64 digits, a bit each: `certain` ones are true, `possible` ones are not false.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    pub possible: u64,
    pub certain: u64,
}

/// What a formula is, where that decides faster than its operations do.
#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    /// True where all leaves stand.
    All,
    /// True where any leaf stands.
    Any,
    Other,
}

impl Formula<'_> {
    pub fn shape(&self) -> Shape {
        let Some((&last, before)) = self.operations.split_last() else {
            return Shape::Other;
        };
        let leaves = self.ends.len() as u32;
        let is_list = |list: &[u32]| {
            list.len() == self.ends.len()
                && (0..)
                    .zip(list)
                    .all(|(i, &one)| one == i << OPERATION_BITS | LEAF)
        };
        if is_list(self.operations) && leaves == 1 {
            return Shape::All;
        }
        match last {
            _ if !is_list(before) => Shape::Other,
            _ if last == leaves << OPERATION_BITS | AND => Shape::All,
            _ if last == leaves << OPERATION_BITS | OR => Shape::Any,
            _ => Shape::Other,
        }
    }

    /// In how many of some records it holds, at most.
    pub fn most_records(&self, records: u64) -> u64 {
        let mut stack = Vec::new();
        for &operation in self.operations {
            let (kind, number) = parts(operation);
            let operands = match kind {
                LEAF => {
                    stack.push(self.rows_of(number).min(records));
                    continue;
                }
                AND | OR => stack.len() - number..,
                _ => stack.len() - 1..,
            };
            let operands: Vec<u64> = stack.drain(operands).collect();
            let most = match kind {
                AND => operands.iter().copied().min().unwrap_or(records),
                NOT => records,
                _ => operands.iter().sum::<u64>().min(records),
            };
            stack.push(most);
        }
        stack.pop().unwrap_or(records)
    }

    #[inline(always)]
    pub fn intervals(&self, leaf: usize) -> &[[u32; 2]] {
        let first = if leaf == 0 { 0 } else { self.ends[leaf - 1] };
        &self.rows.as_chunks().0[first as usize..self.ends[leaf] as usize]
    }

    /// Rows of all intervals of a leaf.
    #[inline(always)]
    pub fn rows_of(&self, leaf: usize) -> u64 {
        self.intervals(leaf)
            .iter()
            .map(|[start, end]| u64::from(end.wrapping_sub(*start)))
            .sum()
    }

    /// The truth where leaf i stands below the digits present(i): it is certain at the last level only.
    /// Bits of no digit mean nothing.
    #[inline(always)]
    pub fn evaluate(
        &self,
        present: impl Fn(usize) -> u64,
        is_last: bool,
        stack: &mut Vec<Truth>,
    ) -> Truth {
        let truth_of = |leaf: usize| {
            let possible = present(leaf);
            let certain = if is_last { possible } else { 0 };
            Truth { possible, certain }
        };
        self.evaluate_known(truth_of, stack)
    }

    /// The same where each leaf has a truth of its own.
    #[inline(always)]
    pub fn evaluate_known(
        &self,
        truth_of: impl Fn(usize) -> Truth,
        stack: &mut Vec<Truth>,
    ) -> Truth {
        stack.clear();
        for &operation in self.operations {
            let (kind, number) = parts(operation);
            let truth = match kind {
                LEAF => truth_of(number),
                AND => fold(stack, number, |one, other| one & other),
                OR => fold(stack, number, |one, other| one | other),
                NOT => {
                    let Truth { possible, certain } = pop(stack);
                    Truth {
                        possible: !certain,
                        certain: !possible,
                    }
                }
                _ => Truth {
                    certain: 0,
                    ..pop(stack)
                },
            };
            stack.push(truth);
        }
        pop(stack)
    }
}

#[inline(always)]
fn pop(stack: &mut Vec<Truth>) -> Truth {
    stack.pop().expect("a value that an operation takes")
}

#[inline(always)]
fn fold(stack: &mut Vec<Truth>, count: usize, join: impl Fn(u64, u64) -> u64) -> Truth {
    let mut all = pop(stack);
    for _ in 1..count {
        let one = pop(stack);
        all.possible = join(all.possible, one.possible);
        all.certain = join(all.certain, one.certain);
    }
    all
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn leaf(number: u32) -> u32 {
        number << OPERATION_BITS | LEAF
    }
    pub fn and(count: u32) -> u32 {
        count << OPERATION_BITS | AND
    }
    pub fn or(count: u32) -> u32 {
        count << OPERATION_BITS | OR
    }
    pub const NEGATE: u32 = NOT;
    pub const UNSURE: u32 = 4;

    fn evaluate(operations: &[u32], present: &[u64], is_last: bool) -> [u64; 2] {
        let formula = Formula {
            operations,
            ends: &[],
            rows: &[],
        };
        let stack = &mut Vec::new();
        let truth = formula.evaluate(|leaf| present[leaf], is_last, stack);
        [truth.possible & 15, truth.certain & 15]
    }

    #[test]
    fn lists_of_leaves_have_a_shape() {
        let shape = |operations: &[u32], leaves: usize| {
            let formula = Formula {
                operations,
                ends: &[1, 2, 3][..leaves],
                rows: &[],
            };
            match formula.shape() {
                Shape::All => "all",
                Shape::Any => "any",
                Shape::Other => "other",
            }
        };
        assert_eq!(shape(&[leaf(0)], 1), "all");
        assert_eq!(shape(&[leaf(0), leaf(1), and(2)], 2), "all");
        assert_eq!(shape(&[leaf(0), leaf(1), leaf(2), or(3)], 3), "any");
        assert_eq!(shape(&[leaf(0), leaf(1), NEGATE, and(2)], 2), "other");
        assert_eq!(shape(&[leaf(0), UNSURE], 1), "other");
        assert_eq!(
            shape(&[leaf(0), leaf(1), and(2), leaf(2), or(2)], 3),
            "other"
        );
        assert_eq!(shape(&[leaf(1), leaf(0), or(2)], 2), "other");
    }

    #[test]
    fn truth_has_three_values() {
        let present = [0b1100, 0b1010];
        let one_of = [leaf(0), leaf(1), or(2)];
        let both = [leaf(0), leaf(1), and(2)];
        let without = [leaf(0), leaf(1), NEGATE, and(2)];
        assert_eq!(evaluate(&one_of, &present, true), [0b1110, 0b1110]);
        assert_eq!(evaluate(&one_of, &present, false), [0b1110, 0]);
        assert_eq!(evaluate(&both, &present, true), [0b1000, 0b1000]);
        assert_eq!(evaluate(&without, &present, true), [0b0100, 0b0100]);
        assert_eq!(evaluate(&without, &present, false), [0b1100, 0]);
        let unsure = [leaf(0), UNSURE, NEGATE];
        assert_eq!(evaluate(&unsure, &present, true), [0b1111, 0b0011]);
    }
}
