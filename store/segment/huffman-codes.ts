// Huffman codes of arity 4 in the shape that a wavelet matrix needs.
//
// A wavelet matrix sorts each level by one digit. Symbols whose code has ended must not
// disturb the positions of the others, so on every level the finished ones have to stand last.
// Hence the assignment: the nodes of a level, in the order of the matrix, are all 0-children, then
// all 1-, 2- and 3-children of the level before; the last k of them are the leaves of the k symbols
// whose code has this length (Claude, Navarro and Ordóñez, "The wavelet matrix", 2015, section 5, for bits).

import { IndexError } from '../../errors.ts';

/** Digits of the longest code: code and length share a u32 (see packCode). */
export const maxCodeLength = 14;
/** Most symbols that can have codes. */
const maxSymbols = 4 ** maxCodeLength;

export interface HuffmanCodes {
  /** The code of each symbol, two bits a digit, its first digit the most significant one. */
  readonly codes: Uint32Array;
  /** Digits of each code. */
  readonly lengths: Uint8Array;
  /** Where each symbol's occurrences start among the elements that the level of its last digit has sorted. */
  readonly leafStarts: Uint32Array;
  /** How many elements each level has: the occurrences of symbols whose code is longer than the level. */
  readonly levelLengths: readonly number[];
}

/** Code and length of a symbol in one u32: four low bits of length. */
export function packCode(code: number, length: number): number {
  return code * 16 + length;
}

export function unpackCode(packed: number): { readonly code: number; readonly length: number } {
  return { code: packed >>> 4, length: packed & 15 };
}

/**
 * Codes for symbols that occur counts[symbol] times, each at least once; as short in sum as codes
 * of at most maxCodeLength digits made from (flattened) counts get. One symbol alone has length 0.
 * Throws `index_too_large` where there are more symbols than codes.
 */
export function planCodes(counts: Uint32Array): HuffmanCodes {
  if (counts.length > maxSymbols) {
    throw new IndexError(
      'index_too_large',
      `a segment has ${counts.length} distinct tokens, codes are for ${maxSymbols} at most: give less --memory, which makes segments smaller`,
      { found: counts.length, expected: maxSymbols },
    );
  }
  const order = orderByFallingCount(counts);
  let sorted = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[i] = counts[order[i] as number] as number;
  let lengths = planLengths(sorted);
  // Fibonacci-like counts could ask for longer codes: halve the differences until they do not.
  while ((lengths.at(-1) ?? 0) > maxCodeLength) {
    sorted = sorted.map((count) => Math.ceil(count / 2));
    lengths = planLengths(sorted);
  }
  const inOrder = assignCodes(lengths);
  const codes = new Uint32Array(counts.length);
  const outLengths = new Uint8Array(counts.length);
  for (let i = 0; i < order.length; i++) {
    const symbol = order[i] as number;
    codes[symbol] = inOrder[i] as number;
    outLengths[symbol] = lengths[i] as number;
  }
  return { codes, lengths: outLengths, ...placeLeaves(order, outLengths, counts) };
}

/** Symbols of equal counts in their own order. Sorted as numbers: a callback takes ten times as long. */
function orderByFallingCount(counts: Uint32Array): Uint32Array {
  const keys = new BigUint64Array(counts.length);
  const halves = new Uint32Array(keys.buffer);
  for (let symbol = 0; symbol < counts.length; symbol++) {
    halves[2 * symbol] = symbol;
    halves[2 * symbol + 1] = ~(counts[symbol] as number);
  }
  keys.sort();
  const order = new Uint32Array(counts.length);
  for (let i = 0; i < order.length; i++) order[i] = halves[2 * i] as number;
  return order;
}

/** Finished symbols stand behind the unfinished ones of a level, in order of their codes. */
function placeLeaves(
  order: Uint32Array,
  lengths: Uint8Array,
  counts: Uint32Array,
): Pick<HuffmanCodes, 'leafStarts' | 'levelLengths'> {
  const longest = lengths[order.at(-1) ?? 0] ?? 0;
  const occurrences = new Array<number>(1 + longest).fill(0);
  for (const symbol of order) {
    const length = lengths[symbol] as number;
    occurrences[length] = (occurrences[length] as number) + (counts[symbol] as number);
  }
  // By length: the occurrences of symbols with longer codes.
  const starts: number[] = [];
  let longer = 0;
  for (const count of occurrences.toReversed()) {
    starts.unshift(longer);
    longer += count;
  }
  const levelLengths = starts.slice(0, -1);
  const leafStarts = new Uint32Array(counts.length);
  for (const symbol of order) {
    const length = lengths[symbol] as number;
    leafStarts[symbol] = starts[length] as number;
    starts[length] = (starts[length] as number) + (counts[symbol] as number);
  }
  return { leafStarts, levelLengths };
}

/**
 * Optimal code lengths for falling weights, themselves never falling (two-queue Huffman). A node has
 * four children, the deepest one as many as are left over, two at least.
 */
function planLengths(falling: Float64Array): Uint16Array {
  const leaves = falling.length;
  const nodes = leaves + Math.ceil((leaves - 1) / 3);
  const lengths = new Uint16Array(leaves);
  if (leaves < 2) return lengths;
  const weights = new Float64Array(nodes);
  const parents = new Uint32Array(nodes);
  // Leaves rise: node i is the symbol at leaves - 1 - i.
  weights.set(falling.toReversed());
  let leaf = 0;
  let inner = leaves;
  for (let node = leaves; node < nodes; node++) {
    let weight = 0;
    const children = node === leaves ? 2 + ((leaves - 2) % 3) : 4;
    for (let pick = 0; pick < children; pick++) {
      const takeLeaf =
        leaf < leaves && (inner >= node || (weights[leaf] as number) <= (weights[inner] as number));
      const child = takeLeaf ? leaf++ : inner++;
      weight += weights[child] as number;
      parents[child] = node;
    }
    weights[node] = weight;
  }
  const depths = new Uint16Array(nodes);
  for (let node = nodes - 2; node >= 0; node--) {
    depths[node] = (depths[parents[node] as number] as number) + 1;
    if (node < leaves) lengths[leaves - 1 - node] = depths[node] as number;
  }
  return lengths;
}

/** Codes for lengths that never fall, in the order of the matrix. */
function assignCodes(lengths: Uint16Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  const levels = lengths.at(-1) ?? 0;
  let nodes = new Uint32Array(1);
  let next = 0;
  while (next < lengths.length && lengths[next] === 0) next++;
  for (let level = 1; level <= levels; level++) {
    const children = new Uint32Array(nodes.length * 4);
    for (let i = 0; i < nodes.length; i++) {
      const child = (nodes[i] as number) * 4;
      for (let digit = 0; digit < 4; digit++) children[digit * nodes.length + i] = child + digit;
    }
    let end = next;
    while (end < lengths.length && lengths[end] === level) end++;
    const inner = children.length - (end - next);
    if (inner < 0) throw new Error('code lengths break the Kraft inequality');
    for (let i = inner; next < end; i++, next++) codes[next] = children[i] as number;
    nodes = children.subarray(0, inner);
  }
  return codes;
}
