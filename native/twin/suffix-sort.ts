// Suffix sorting by induction (SA-IS: Nong, Zhang and Chan, 2009), in TypeScript.
//
// Terms: a suffix is L when it is larger than the one that starts a symbol later, else S; an S
// suffix behind an L suffix is an LMS suffix. Sorting the LMS suffixes (at most half of all) sorts
// the rest: two scans over the bucket array induce first the L, then the S suffixes. The LMS
// suffixes themselves are sorted by the same scans over the substrings between them and, where
// those are not all different, as order-lms.ts says.
//
// No array of types is kept: when a suffix enters a bucket, the symbol before it is at hand, and an
// entry whose predecessor is not for the scan at hand is stored complemented. So an entry costs one
// random access to the text and one to its bucket. Beyond `starts` it takes two numbers for each
// symbol of the alphabet, at each depth of the recursion; the shorter texts live inside `starts`.

import { type LmsSuffixes, orderLms } from './order-lms.ts';

export interface SuffixSortArguments {
  /** Symbols of the text. They are changed meanwhile and restored. */
  readonly ids: Uint32Array;
  /** Every id is below it. */
  readonly alphabet: number;
  /** starts[i] becomes where the i-th smallest suffix starts; the text's end is the smallest symbol. */
  readonly starts: Uint32Array;
}

export function suffixSort({ ids, alphabet, starts }: SuffixSortArguments): void {
  const { length } = ids;
  // One kind of array at every depth keeps the loops monomorphic.
  const text = new Int32Array(ids.buffer, ids.byteOffset, length);
  sortSuffixes(text, alphabet, new Int32Array(starts.buffer, starts.byteOffset, length));
}

function sortSuffixes(text: Int32Array, alphabet: number, sa: Int32Array): void {
  const n = text.length;
  if (n <= 1) {
    if (n === 1) sa[0] = 0;
    return;
  }
  const starts = bucketStarts(text, alphabet);
  const cursor = new Int32Array(alphabet);
  sa.fill(0);
  placeEnds(starts, n, cursor);
  const count = placeLms(text, cursor, sa);
  if (count > 1) {
    cursor.set(starts);
    induceLargerOfSubstrings(text, cursor, sa);
    placeEnds(starts, n, cursor);
    induceSmallerOfSubstrings(text, cursor, sa);
    compactLms(sa, count);
    const lms = { text, sa, count };
    orderLms(lms, sortSuffixes);
    placeEnds(starts, n, cursor);
    spreadLms(lms, cursor);
  }
  cursor.set(starts);
  induceLarger(text, cursor, sa);
  placeEnds(starts, n, cursor);
  induceSmaller(text, cursor, sa);
}

function bucketStarts(text: Int32Array, alphabet: number): Int32Array {
  const starts = new Int32Array(alphabet);
  for (let i = 0; i < text.length; i++) starts[text[i] as number]!++;
  let sum = 0;
  for (let symbol = 0; symbol < alphabet; symbol++) {
    const size = starts[symbol] as number;
    starts[symbol] = sum;
    sum += size;
  }
  return starts;
}

/** The end of each bucket is the start of the next. */
function placeEnds(starts: Int32Array, length: number, cursor: Int32Array): void {
  cursor.set(starts.subarray(1));
  cursor[cursor.length - 1] = length;
}

/** Each LMS suffix at the end of its bucket, in any order; returns how many there are. */
function placeLms(text: Int32Array, ends: Int32Array, sa: Int32Array): number {
  let count = 0;
  let next = text[text.length - 1] as number;
  let smaller = false; // whether the suffix at i + 1 is S
  for (let i = text.length - 2; i >= 0; i--) {
    const symbol = text[i] as number;
    if (symbol < next) {
      smaller = true;
    } else if (symbol > next && smaller) {
      sa[--ends[next]!] = i + 1;
      count++;
      smaller = false;
    }
    next = symbol;
  }
  return count;
}

// The scans. An entry j > 0 is to be taken: the suffix j - 1 belongs to this scan and goes to the
// next free place of its bucket. While substrings are sorted a taken entry is cleared, so that only
// the LMS suffixes remain; in the final sort it stays.

function induceLargerOfSubstrings(text: Int32Array, cursor: Int32Array, sa: Int32Array): void {
  const n = text.length;
  const last = text[n - 1] as number;
  sa[cursor[last]!++] = (text[n - 2] as number) < last ? ~(n - 1) : n - 1;
  for (let i = 0; i < n; i++) {
    let j = sa[i] as number;
    if (j > 0) {
      sa[i] = 0;
      j--;
      const symbol = text[j] as number;
      const place = cursor[symbol] as number;
      cursor[symbol] = place + 1;
      sa[place] = j > 0 && (text[j - 1] as number) < symbol ? ~j : j;
    } else if (j < 0) {
      sa[i] = ~j;
    }
  }
}

/** Leaves the LMS suffixes complemented, sorted by the substrings that they start. */
function induceSmallerOfSubstrings(text: Int32Array, cursor: Int32Array, sa: Int32Array): void {
  for (let i = text.length - 1; i >= 0; i--) {
    let j = sa[i] as number;
    if (j > 0) {
      sa[i] = 0;
      j--;
      const symbol = text[j] as number;
      const place = (cursor[symbol] as number) - 1;
      cursor[symbol] = place;
      sa[place] = j > 0 && (text[j - 1] as number) > symbol ? ~j : j;
    }
  }
}

function induceLarger(text: Int32Array, cursor: Int32Array, sa: Int32Array): void {
  const n = text.length;
  const last = text[n - 1] as number;
  sa[cursor[last]!++] = (text[n - 2] as number) < last ? ~(n - 1) : n - 1;
  for (let i = 0; i < n; i++) {
    let j = sa[i] as number;
    sa[i] = ~j;
    if (j > 0) {
      j--;
      const symbol = text[j] as number;
      const place = cursor[symbol] as number;
      cursor[symbol] = place + 1;
      sa[place] = j > 0 && (text[j - 1] as number) < symbol ? ~j : j;
    }
  }
}

function induceSmaller(text: Int32Array, cursor: Int32Array, sa: Int32Array): void {
  for (let i = text.length - 1; i >= 0; i--) {
    let j = sa[i] as number;
    if (j > 0) {
      j--;
      const symbol = text[j] as number;
      const place = (cursor[symbol] as number) - 1;
      cursor[symbol] = place;
      sa[place] = j === 0 || (text[j - 1] as number) > symbol ? ~j : j;
    } else {
      sa[i] = ~j;
    }
  }
}

/** The LMS suffixes that the scans left, to sa[0, count). */
function compactLms(sa: Int32Array, count: number): void {
  let written = 0;
  for (let i = 0; written < count; i++) {
    const j = sa[i] as number;
    if (j < 0) sa[written++] = ~j;
  }
}

/** Moves the sorted LMS suffixes sa[0, count) to the ends of their buckets. */
function spreadLms({ text, sa, count }: LmsSuffixes, ends: Int32Array): void {
  sa.fill(0, count);
  for (let i = count - 1; i >= 0; i--) {
    const j = sa[i] as number;
    sa[i] = 0;
    sa[--ends[text[j] as number]!] = j;
  }
}
