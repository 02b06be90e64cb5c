// The symbols in the order of their terms' bytes, in TypeScript.

import type { SortTermsArguments } from '../table-verbs.ts';

/** As many bytes as a number holds exactly. */
const keyBytes = 6;

export function sortTerms({ bytes, starts, order }: SortTermsArguments): void {
  const endOf = (symbol: number) => starts[symbol + 1] ?? bytes.length;
  // Most comparisons end with the first bytes, zeros standing for those behind the end.
  const keys = Float64Array.from(starts, (start, symbol) => {
    const end = endOf(symbol);
    let key = 0;
    for (let i = start; i < start + keyBytes; i++) {
      key = key * 256 + (i < end ? (bytes[i] as number) : 0);
    }
    return key;
  });
  const compareBytes = (one: number, other: number) => {
    const [start, otherStart] = [starts[one] as number, starts[other] as number];
    const [length, otherLength] = [endOf(one) - start, endOf(other) - otherStart];
    const shorter = Math.min(length, otherLength);
    for (let i = 0; i < shorter; i++) {
      const difference = (bytes[start + i] as number) - (bytes[otherStart + i] as number);
      if (difference !== 0) return difference;
    }
    return length - otherLength;
  };
  const symbols = order.subarray(0, Math.max(0, starts.length - 1));
  for (let i = 0; i < symbols.length; i++) symbols[i] = i + 1;
  symbols.sort(
    (one, other) =>
      (keys[one] as number) - (keys[other] as number) || compareBytes(one, other) || one - other,
  );
}
