// Where the code of each symbol ends in the tree of the BWT: what tells the symbol before a suffix.
//
// Nodes of a level are numbered as FORMAT.md assigns codes: a node's child of digit d has the number
// d * nodes + node, and the last ones of a level are leaves, in order. So a walk down needs one
// multiplication a digit, and no search. It is read from the symbols' codes and checked against them.

import { symbolWords } from './bwt.ts';
import { damaged } from './disk-file.ts';
import { unpackCode } from './huffman-codes.ts';
import type { PageFile } from './page-file.ts';
import { readSection } from './read-words.ts';

export interface SymbolCodes {
  /** Of each level, and behind the last one: the nodes whose codes go on. */
  readonly nodes: Uint32Array;
  /** Of each level but the first, and behind the last one: the leaves of all levels before it. */
  readonly firstLeaves: Uint32Array;
  /** Of each leaf: its symbol, and the first row of the symbol less the start of its leaf, mod 2^32. */
  readonly symbols: Uint32Array;
  readonly shifts: Uint32Array;
}

/** Takes 12 bytes a symbol. Throws `index_damaged` where codes are not assigned as FORMAT.md says. */
export function readSymbolCodes(file: PageFile, levels: number): SymbolCodes {
  const table = readSection(file, 'symbols');
  const alphabet = table.length / symbolWords;
  const leaves = new Uint32Array(levels + 1);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    const { length } = unpackCode(table[symbol * symbolWords] as number);
    if (length > levels) throw damaged(file.path, 'symbols', 'a code is longer than the levels');
    leaves[length] = (leaves[length] as number) + 1;
  }
  const { nodes, firstLeaves } = placeLeaves(leaves);
  const symbols = new Uint32Array(alphabet);
  const shifts = new Uint32Array(alphabet);
  const filled = new Uint8Array(alphabet);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    const at = symbol * symbolWords;
    const { code, length } = unpackCode(table[at] as number);
    const leaf = findLeaf(code, length, nodes);
    const place = (firstLeaves[length] as number) + leaf;
    if (leaf < 0 || leaf >= (leaves[length] as number) || filled[place] === 1) {
      throw damaged(file.path, 'symbols', `the code of symbol ${symbol} is not at its place`);
    }
    filled[place] = 1;
    symbols[place] = symbol;
    shifts[place] = (table[at + 1] as number) - (table[at + 2] as number);
  }
  return { nodes, firstLeaves, symbols, shifts };
}

function placeLeaves(leaves: Uint32Array) {
  const nodes = new Uint32Array(leaves.length);
  const firstLeaves = new Uint32Array(leaves.length);
  nodes[0] = 1 - (leaves[0] as number);
  firstLeaves[0] = 0;
  for (let level = 1; level < leaves.length; level++) {
    nodes[level] = 4 * (nodes[level - 1] as number) - (leaves[level] as number);
    firstLeaves[level] = (firstLeaves[level - 1] as number) + (leaves[level - 1] as number);
  }
  return { nodes, firstLeaves };
}

/** The number of a code among the leaves of its length; not in their range where it is no leaf. */
function findLeaf(code: number, length: number, nodes: Uint32Array): number {
  let node = 0;
  for (let level = 0; level < length; level++) {
    const digit = (code >>> (2 * (length - 1 - level))) & 3;
    if (node >= (nodes[level] as number)) return -1;
    node += digit * (nodes[level] as number);
  }
  return node - (nodes[length] as number);
}
