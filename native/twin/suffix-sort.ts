// Suffix sorting by induction (SA-IS: Nong, Zhang and Chan, 2009), in TypeScript.
//
// Terms: a suffix is L when it is larger than the one that starts a symbol later, else S; an S
// suffix behind an L suffix is an LMS suffix. Sorting the LMS suffixes (at most half of all) sorts
// the rest: two scans over the bucket array induce first the L, then the S suffixes. The LMS
// suffixes themselves are sorted by the same scans over the substrings between them and, where
// those are not all different, by sorting the text of their names.
//
// No array of types is kept: when a suffix enters a bucket, the symbol before it is at hand, and an
// entry whose predecessor is not for the scan at hand is stored complemented. So an entry costs one
// random access to the text and one to its bucket. Beyond `sa` it takes two numbers for each
// symbol of the alphabet, at each depth of the recursion; the shorter texts live inside `sa`.

/** False where an id is not below `alphabet`. Only sa[0, length) is used. */
export function suffixSort(
  ids: Uint32Array,
  length: number,
  alphabet: number,
  sa: Int32Array,
): boolean {
  for (let i = 0; i < length; i++) {
    if ((ids[i] as number) >= alphabet) return false;
  }
  // One kind of array at every depth keeps the loops monomorphic.
  const text = new Int32Array(ids.buffer, ids.byteOffset, length);
  sortSuffixes(text, alphabet, sa.subarray(0, length));
  return true;
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
    sortLms(text, sa, count);
    spreadLms(text, starts, cursor, sa, count);
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

/** From LMS suffixes sorted by their substrings to sorted LMS suffixes, in sa[0, count). */
function sortLms(text: Int32Array, sa: Int32Array, count: number): void {
  const n = text.length;
  let written = 0;
  for (let i = 0; written < count; i++) {
    const j = sa[i] as number;
    if (j < 0) sa[written++] = ~j;
  }
  const names = nameLms(text, sa, count);
  if (names === count) return;
  // The text of names, in text order, at the end of sa; two LMS suffixes are never adjacent.
  let end = n;
  for (let i = count + (n >>> 1) - 1; i >= count; i--) {
    const name = sa[i] as number;
    if (name > 0) sa[--end] = name - 1;
  }
  const shorter = sa.subarray(n - count);
  sortSuffixes(shorter, names, sa.subarray(0, count));
  listLms(text, shorter);
  for (let i = 0; i < count; i++) sa[i] = shorter[sa[i] as number] as number;
}

/**
 * Numbers the LMS substrings in their order, equal ones alike, and returns how many numbers there
 * are. The number (plus one) of the substring at position j stands at sa[count + (j >>> 1)].
 */
function nameLms(text: Int32Array, sa: Int32Array, count: number): number {
  const n = text.length;
  sa.fill(0, count, count + (n >>> 1));
  // First the length of each, up to and with the symbol that starts the next. The last one ends
  // with the text and equals no other.
  let following = -1;
  let next = text[n - 1] as number;
  let smaller = false;
  for (let i = n - 2; i >= 0; i--) {
    const symbol = text[i] as number;
    if (symbol < next) {
      smaller = true;
    } else if (symbol > next && smaller) {
      sa[count + ((i + 1) >>> 1)] = following < 0 ? -1 : following - i;
      following = i + 1;
      smaller = false;
    }
    next = symbol;
  }
  let names = 0;
  let earlier = 0;
  let earlierLength = -1;
  for (let i = 0; i < count; i++) {
    const position = sa[i] as number;
    const slot = count + (position >>> 1);
    const length = sa[slot] as number;
    let same = length === earlierLength && length > 0;
    for (let k = 0; same && k < length; k++) same = text[position + k] === text[earlier + k];
    if (!same) {
      names++;
      earlier = position;
      earlierLength = length;
    }
    sa[slot] = names;
  }
  return names;
}

/** The positions of the LMS suffixes in text order. */
function listLms(text: Int32Array, positions: Int32Array): void {
  let slot = positions.length;
  let next = text[text.length - 1] as number;
  let smaller = false;
  for (let i = text.length - 2; i >= 0; i--) {
    const symbol = text[i] as number;
    if (symbol < next) {
      smaller = true;
    } else if (symbol > next && smaller) {
      positions[--slot] = i + 1;
      smaller = false;
    }
    next = symbol;
  }
}

/** Moves the sorted LMS suffixes sa[0, count) to the ends of their buckets. */
function spreadLms(
  text: Int32Array,
  starts: Int32Array,
  cursor: Int32Array,
  sa: Int32Array,
  count: number,
): void {
  placeEnds(starts, text.length, cursor);
  sa.fill(0, count);
  for (let i = count - 1; i >= 0; i--) {
    const j = sa[i] as number;
    sa[i] = 0;
    sa[--cursor[text[j] as number]!] = j;
  }
}
