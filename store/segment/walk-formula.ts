// The records that a formula does not exclude, page by page: the twin of native/src/store/find_records.rs.
//
// One walk down the rank wavelet for all leaves at once. A node has the intervals that are not empty
// there; a child is entered only where the formula can hold in it. The bottom is a record.

import type { LocalRecord } from '../ids.ts';
import { evaluate } from './formula-truth.ts';
import type { Interval } from './interval.ts';
import type { Digit } from './quad-level.ts';
import type { RankWavelet } from './rank-wavelet.ts';
import type { RecordFormula } from './record-formula.ts';

interface Node {
  readonly level: number;
  /** Its records are [first, first + size). */
  readonly first: LocalRecord;
  readonly size: number;
  readonly items: readonly Item[];
}

/** An interval of a leaf in a node. */
interface Item {
  readonly leaf: number;
  readonly at: Interval;
}

interface FoundRecord {
  readonly record: LocalRecord;
  /** 1 where the formula holds, 0 where the symbols of the record decide. */
  readonly certain: number;
}

interface FormulaRange {
  /** Local records [start, end). */
  readonly start: LocalRecord;
  readonly end: LocalRecord;
  readonly descending: boolean;
}

/** Intervals that are divided without a pause: a millisecond of work, about. */
const dividedAtOnce = 1000;

const rising: readonly Digit[] = [0, 1, 2, 3];
const falling: readonly Digit[] = [3, 2, 1, 0];

/** The records in order, with `undefined` where a caller can pause. */
export function* walkFormula(
  ranks: RankWavelet,
  formula: RecordFormula,
  { start, end, descending }: FormulaRange,
): Generator<FoundRecord | undefined, void, undefined> {
  const present = new Uint8Array(formula.ends.length);
  // What is entered last comes first.
  const order = descending ? rising : falling;
  const waiting: Node[] = start < end ? [rootOf(ranks, formula)] : [];
  let divided = 0;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { level, first, size, items } = node;
    if (level === ranks.levels) {
      present.fill(0);
      for (const { leaf } of items) present[leaf] = 1;
      const { possible, certain } = evaluate(formula, present, true);
      if ((possible & 1) !== 0) yield { record: first, certain: certain & 1 };
      continue;
    }
    const splits = items.map(({ at }) => ranks.split(level, at));
    present.fill(0);
    splits.forEach((children, i) => {
      const { leaf } = items[i] as Item;
      for (const digit of rising) {
        const { start, end } = children[digit];
        if (start < end) present[leaf] = (present[leaf] as number) | (1 << digit);
      }
    });
    const { possible } = evaluate(formula, present, false);
    const childSize = size / 4;
    for (const digit of order) {
      const childFirst = first + digit * childSize;
      const isIn = childFirst < end && childFirst + childSize > start;
      if (!isIn || (possible & (1 << digit)) === 0) continue;
      const own = splits.flatMap((children, i): Item[] => {
        const at = children[digit];
        return at.start < at.end ? [{ leaf: (items[i] as Item).leaf, at }] : [];
      });
      waiting.push({ level: level + 1, first: childFirst, size: childSize, items: own });
    }
    divided += items.length + 1;
    if (divided >= dividedAtOnce) {
      divided = 0;
      yield undefined;
    }
  }
}

function rootOf(ranks: RankWavelet, { ends, rows }: RecordFormula): Node {
  const items: Item[] = [];
  let interval = 0;
  ends.forEach((end, leaf) => {
    for (; interval < end; interval++) {
      const start = rows[2 * interval] as number;
      items.push({ leaf, at: { start, end: rows[2 * interval + 1] as number } });
    }
  });
  return { level: 0, first: 0, size: 4 ** ranks.levels, items };
}
