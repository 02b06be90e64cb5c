// The truth of a formula (record-formula.ts) in a node of the rank wavelet: see native/src/store/formula.rs,
// whose twin it is.

import { operationBits, operations, type RecordFormula } from './record-formula.ts';

/** Of four digits, a bit each: `certain` ones are true, `possible` ones are not false. */
export interface Truth {
  readonly possible: number;
  readonly certain: number;
}

const all = 0b1111;

/** Leaf i stands below the digits present[i], which is certain at the last level only. */
export function evaluate(
  { operations: steps }: Pick<RecordFormula, 'operations'>,
  present: ArrayLike<number>,
  isLast: boolean,
): Truth {
  const stack: Truth[] = [];
  for (const step of steps) {
    const number = step >>> operationBits;
    const kind = step & ((1 << operationBits) - 1);
    if (kind === operations.leaf) {
      const possible = present[number] ?? 0;
      stack.push({ possible, certain: isLast ? possible : 0 });
      continue;
    }
    const takes = kind === operations.and || kind === operations.or ? number : 1;
    stack.push(join(kind, stack.splice(-takes)));
  }
  return stack[0] ?? { possible: 0, certain: 0 };
}

function join(kind: number, values: readonly Truth[]): Truth {
  const [{ possible, certain } = { possible: 0, certain: 0 }] = values;
  if (kind === operations.not) return { possible: ~certain & all, certain: ~possible & all };
  if (kind === operations.unsure) return { possible, certain: 0 };
  return values.reduce((one, other) =>
    kind === operations.and
      ? { possible: one.possible & other.possible, certain: one.certain & other.certain }
      : { possible: one.possible | other.possible, certain: one.certain | other.certain },
  );
}
