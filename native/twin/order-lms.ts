// From LMS suffixes sorted by their substrings to sorted LMS suffixes (see suffix-sort.ts).
//
// Each substring gets its number in the sorted order, equal ones the same; the text of these
// numbers, sorted, gives the order of the suffixes. Of that text only a part is needed: a
// substring that occurs once is in its place already, and a comparison that meets it ends there.
// So of a run of such substrings the first stays, behind one that is repeated, and the others go.
// In natural language most go, and the text to sort next is a fraction of this one.

type Sorter = (text: Int32Array, alphabet: number, sa: Int32Array) => void;

/** The LMS suffixes of a text: sa[0, count); the rest of sa is scratch. */
export interface LmsSuffixes {
  readonly text: Int32Array;
  readonly sa: Int32Array;
  readonly count: number;
}

/** The kinds of numbers, in text order. */
const dropped = 0;
const boundary = 1;
const repeated = 2;

/** Suffixes that are sorted by their substrings become sorted by themselves. */
export function orderLms(lms: LmsSuffixes, sort: Sorter): void {
  const { text, sa, count } = lms;
  const names = nameLms(lms);
  if (names === count) return;
  const free = sa.subarray(count);
  const slots = free.subarray(0, text.length >>> 1);
  const kinds = new Uint8Array(count);
  const kept = chooseNames(slots, kinds);
  if (2 * kept > free.length) {
    sortAllNames(lms, names, sort);
    return;
  }
  complementUnique(sa, count);
  // The shorter text stands at the end of sa, its suffix array behind the positions.
  const shorter = free.subarray(free.length - kept);
  gatherNames(slots, kinds, shorter);
  const alphabet = renumber(shorter, names);
  const order = free.subarray(0, kept);
  sort(shorter, alphabet, order);
  listLms(text, kinds, shorter);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const position = sa[i] as number;
    if (position < 0) {
      sa[i] = ~position;
      continue;
    }
    let found = -1;
    while (found < 0) found = shorter[order[next++] as number] as number;
    sa[i] = found;
  }
}

/** The kind of every number in text order; returns how many are kept. */
function chooseNames(slots: Int32Array, kinds: Uint8Array): number {
  let kept = 0;
  let index = 0;
  let before = dropped;
  for (let i = 0; i < slots.length; i++) {
    const name = slots[i] as number;
    if (name === 0) continue;
    const kind = name > 0 ? repeated : before === repeated ? boundary : dropped;
    kinds[index++] = kind;
    if (kind !== dropped) kept++;
    before = kind;
  }
  return kept;
}

/** The kept numbers at the end of sa; from the right, so that none is overwritten unread. */
function gatherNames(slots: Int32Array, kinds: Uint8Array, shorter: Int32Array): void {
  let index = kinds.length;
  let end = shorter.length;
  for (let i = slots.length - 1; i >= 0; i--) {
    const name = slots[i] as number;
    if (name === 0) continue;
    if (kinds[--index] !== dropped) shorter[--end] = Math.abs(name);
  }
}

/** Numbers from 0 without gaps, in the same order; returns how many there are. */
function renumber(shorter: Int32Array, names: number): number {
  const numbers = new Int32Array(names + 1);
  for (let i = 0; i < shorter.length; i++) numbers[shorter[i] as number] = 1;
  let next = 0;
  for (let name = 1; name <= names; name++) {
    if (numbers[name] === 1) numbers[name] = next++;
  }
  for (let i = 0; i < shorter.length; i++) shorter[i] = numbers[shorter[i] as number] as number;
  return next;
}

/** Substrings that occur once are in their place: their positions are set apart. */
function complementUnique(sa: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const position = sa[i] as number;
    if ((sa[count + (position >>> 1)] as number) < 0) sa[i] = ~position;
  }
}

/** Where too much is kept for the room in sa: all numbers, and their suffix array in sa[0, count). */
function sortAllNames({ text, sa, count }: LmsSuffixes, names: number, sort: Sorter): void {
  const kinds = new Uint8Array(count).fill(repeated);
  const all = sa.subarray(text.length - count);
  gatherNames(sa.subarray(count, count + (text.length >>> 1)), kinds, all);
  for (let i = 0; i < count; i++) all[i]!--;
  sort(all, names, sa.subarray(0, count));
  listLms(text, kinds, all);
  for (let i = 0; i < count; i++) sa[i] = all[sa[i] as number] as number;
}

/**
 * Numbers the LMS substrings in their order, equal ones alike, and returns how many numbers there
 * are. The number (from 1) of the substring at position j stands at sa[count + (j >>> 1)], two LMS
 * suffixes being never adjacent; it is negative where no other has it.
 */
function nameLms({ text, sa, count }: LmsSuffixes): number {
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
    if (same) {
      sa[count + (earlier >>> 1)] = names;
      sa[slot] = names;
      continue;
    }
    names++;
    earlier = position;
    earlierLength = length;
    sa[slot] = -names;
  }
  return names;
}

/** The positions of the LMS suffixes in text order: -1 for a boundary, none for what was dropped. */
function listLms(text: Int32Array, kinds: Uint8Array, positions: Int32Array): void {
  let index = kinds.length;
  let slot = positions.length;
  let next = text[text.length - 1] as number;
  let smaller = false;
  for (let i = text.length - 2; i >= 0; i--) {
    const symbol = text[i] as number;
    if (symbol < next) {
      smaller = true;
    } else if (symbol > next && smaller) {
      const kind = kinds[--index];
      if (kind !== dropped) positions[--slot] = kind === repeated ? i + 1 : -1;
      smaller = false;
    }
    next = symbol;
  }
}
