// The verbs that decide how fast builds and long lists of phrases are: a native module (Rust), where it was built, or its
// TypeScript twins with the same answers, bit for bit.
//
// Arguments are validated here, and the verbs trust them. `FIRSTSEEN_NATIVE=0` chooses the twins.
// An argument that does not fit is a bug of the caller: a plain RangeError.

import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { checkedSearch, type NativeSearch, type PhraseSearch } from './phrase-search.ts';
import {
  checkedScanner,
  checkTables,
  type NativeScanner,
  type ScanTables,
  type TokenScanner,
} from './token-scanner.ts';
import { bitsPerBlock, wordsPerBlock } from './twin/blocks.ts';
import { buildHuffmanLevel } from './twin/build-huffman-level.ts';
import { buildLevel } from './twin/build-level.ts';
import { gatherRows } from './twin/gather-rows.ts';
import { suffixSort } from './twin/suffix-sort.ts';
import {
  checkedWalker,
  checkUnitTables,
  type NativeUnitWalker,
  type UnitTables,
  type UnitWalker,
} from './unit-walker.ts';

export interface Kernel {
  readonly name: 'native' | 'typescript';

  /**
   * Maps a whole file read-only; undefined where this kernel cannot map: readers then read at
   * positions. The mapping lives as long as the buffer is reachable. Writing to it ends the
   * process. An empty file gives an empty buffer.
   */
  mapFile(path: string): ArrayBuffer | undefined;

  /**
   * The suffix array of ids[0, length) over the alphabet [0, alphabet): sa[i] is where the i-th
   * smallest suffix starts, the end of the text being smaller than every symbol. What `sa` has
   * beyond `length` is working space: 6 * alphabet is good, none is allowed. `ids` may be changed
   * meanwhile and is restored.
   */
  suffixSort(ids: Uint32Array, length: number, alphabet: number, sa: Int32Array): void;

  /**
   * For every row in [0, length): bwt[row] = ids[sa[row] - 1], ids[length - 1] where sa[row] is 0;
   * and for the rows from firstRow on: ranks[row - firstRow] = the record of sa[row]. `bwt` may be
   * the memory of `sa`. `recordEnds` are the exclusive ends of the records in ids: never falling,
   * the last one is `length`.
   */
  gatherRows(
    ids: Uint32Array,
    length: number,
    sa: Int32Array,
    recordEnds: Uint32Array,
    firstRow: number,
    bwt: Uint32Array,
    ranks: Uint32Array,
  ): void;

  /**
   * One level of a wavelet matrix: (values[i] >>> shift) & 1 becomes bit i of `blocks`, and the
   * values go to `next`, those with a zero first, both parts in their order. Returns the number of
   * zeros. `blocks` takes (floor(length / 480) + 1) * 16 words, see twin/blocks.ts.
   */
  buildLevel(
    values: Uint32Array,
    length: number,
    shift: number,
    next: Uint32Array,
    blocks: Uint32Array,
  ): number;

  /**
   * The same for a Huffman-shaped matrix. Bit i is the bit of symbols[i] at `level`, counted from
   * the most significant of its lengths[symbol] bits in codes[symbol]; every symbol has one. Only
   * symbols whose code goes on are kept, in next[0, kept); what `next` holds behind them is not
   * defined. `zeros` counts all zero bits of the level, those
   * of symbols that end here included.
   */
  buildHuffmanLevel(
    symbols: Uint32Array,
    length: number,
    codes: Uint32Array,
    lengths: Uint8Array,
    level: number,
    next: Uint32Array,
    blocks: Uint32Array,
  ): { zeros: number; kept: number };

  /**
   * A scanner for token ids by the tables of text/simple-units.ts; undefined where this kernel has
   * none. Its twin, text/analyze-into.ts, needs what is above this layer.
   */
  createTokenScanner(tables: ScanTables): TokenScanner | undefined;

  /**
   * A walker over the units of texts by the tables of text/encoder/unit-cuts.ts; undefined where this
   * kernel has none. Its twin, text/encoder/unit-counter.ts, is above this layer.
   */
  createUnitWalker(tables: UnitTables, count: (unit: string) => number): UnitWalker | undefined;

  /** Searches of many phrases at once in a mapped file; undefined where this kernel has none. */
  readonly phraseSearch: PhraseSearch | undefined;
}

/** What the native module exports: see native/src/lib.rs. */
interface Binding extends NativeSearch {
  readonly KERNEL_VERSION: number;
  mapFile(path: string): ArrayBuffer;
  suffixSort(ids: Int32Array, length: number, alphabet: number, sa: Int32Array): boolean;
  gatherRows(
    ids: Uint32Array,
    length: number,
    sa: Uint32Array,
    recordEnds: Uint32Array,
    firstRow: number,
    bwt: Uint32Array | undefined,
    ranks: Uint32Array,
  ): boolean;
  buildLevel: Kernel['buildLevel'];
  buildHuffmanLevel(...given: Parameters<Kernel['buildHuffmanLevel']>): [number, number];
  createTokenScanner(
    kinds: Uint8Array,
    joins: Uint16Array,
    bridges: Uint16Array,
    fold: Uint16Array,
  ): NativeScanner;
  createUnitWalker(classes: Uint8Array, allowed: Uint8Array): NativeUnitWalker;
}

const kernelVersion = 4;
const addonPath = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? './firstseen.node' : '../../native/firstseen.node',
    import.meta.url,
  ),
);

const loaded = new Map<Kernel['name'], Kernel>();

/** Whether the native kernel was built; it may still be switched off. */
export function hasNativeKernel(): boolean {
  return existsSync(addonPath);
}

/**
 * The kernel asked for; by default the native one where it was built and FIRSTSEEN_NATIVE is not
 * 0. One that was built but does not load is worth a warning, and the twins.
 */
export function loadKernel(choice?: Kernel['name']): Kernel {
  if (choice !== undefined) return kernelOf(choice);
  if (process.env['FIRSTSEEN_NATIVE'] === '0' || !hasNativeKernel()) return kernelOf('typescript');
  try {
    return kernelOf('native');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`${reason}; going on, slower, without it`, { code: 'FIRSTSEEN_NATIVE' });
    loaded.set('native', kernelOf('typescript'));
    return kernelOf('typescript');
  }
}

function kernelOf(name: Kernel['name']): Kernel {
  let kernel = loaded.get(name);
  if (kernel === undefined) {
    kernel = name === 'native' ? nativeKernel(loadBinding()) : twinKernel();
    loaded.set(name, kernel);
  }
  return kernel;
}

function loadBinding(): Binding {
  let binding: Binding;
  try {
    binding = createRequire(import.meta.url)(addonPath) as Binding;
  } catch (cause) {
    throw new Error(`the native kernel at ${addonPath} cannot be loaded`, { cause });
  }
  if (binding.KERNEL_VERSION !== kernelVersion) {
    throw new Error(
      `the native kernel at ${addonPath} has version ${binding.KERNEL_VERSION}, ` +
        `expected ${kernelVersion}; build it again with: npm run install`,
    );
  }
  return binding;
}

function nativeKernel(binding: Binding): Kernel {
  return {
    name: 'native',
    mapFile(path) {
      // Node's own error, with its code, for a file that cannot be opened.
      const file = openSync(path, 'r');
      try {
        if (fstatSync(file).size === 0) return new ArrayBuffer(0);
        return binding.mapFile(path);
      } finally {
        closeSync(file);
      }
    },
    suffixSort(ids, length, alphabet, sa) {
      checkSort(ids, length, alphabet, sa);
      if (length === 0) return;
      const signed = new Int32Array(ids.buffer, ids.byteOffset, length);
      check(binding.suffixSort(signed, length, alphabet, sa), 'every id below the alphabet');
    },
    gatherRows(ids, length, sa, recordEnds, firstRow, bwt, ranks) {
      const inPlace = checkGather(ids, length, sa, recordEnds, firstRow, bwt, ranks);
      if (length === 0) return;
      const rows = new Uint32Array(sa.buffer, sa.byteOffset, length);
      const out = inPlace ? undefined : bwt;
      check(
        binding.gatherRows(ids, length, rows, recordEnds, firstRow, out, ranks),
        'positions below length in sa',
      );
    },
    buildLevel(values, length, shift, next, blocks) {
      checkLevel(values, length, shift, next, blocks);
      return binding.buildLevel(values, length, shift, next, blocks);
    },
    buildHuffmanLevel(symbols, length, codes, lengths, level, next, blocks) {
      checkLevel(symbols, length, level, next, blocks);
      check(codes.length === lengths.length, 'a length for each code');
      const answer = binding.buildHuffmanLevel(
        symbols,
        length,
        codes,
        lengths,
        level,
        next,
        blocks,
      );
      check(answer[0] >= 0, 'symbols that have a bit at this level');
      return { zeros: answer[0], kept: answer[1] };
    },
    createTokenScanner(tables) {
      checkTables(tables);
      const { kinds, joins, bridges, fold } = tables;
      return checkedScanner(binding.createTokenScanner(kinds, joins, bridges, fold));
    },
    createUnitWalker(tables, count) {
      checkUnitTables(tables);
      return checkedWalker(binding.createUnitWalker(tables.classes, tables.allowed), count);
    },
    phraseSearch: checkedSearch(binding),
  };
}

function twinKernel(): Kernel {
  return {
    name: 'typescript',
    mapFile: () => undefined,
    suffixSort(ids, length, alphabet, sa) {
      checkSort(ids, length, alphabet, sa);
      check(suffixSort(ids, length, alphabet, sa), 'every id below the alphabet');
    },
    gatherRows(ids, length, sa, recordEnds, firstRow, bwt, ranks) {
      checkGather(ids, length, sa, recordEnds, firstRow, bwt, ranks);
      check(
        gatherRows(ids, length, sa, recordEnds, firstRow, bwt, ranks),
        'positions below length in sa',
      );
    },
    buildLevel(values, length, shift, next, blocks) {
      checkLevel(values, length, shift, next, blocks);
      return buildLevel(values, length, shift, next, blocks);
    },
    buildHuffmanLevel(symbols, length, codes, lengths, level, next, blocks) {
      checkLevel(symbols, length, level, next, blocks);
      check(codes.length === lengths.length, 'a length for each code');
      const built = buildHuffmanLevel(symbols, length, codes, lengths, level, next, blocks);
      if (built === undefined) throw new RangeError('expected symbols with a bit at this level');
      return built;
    },
    createTokenScanner: () => undefined,
    createUnitWalker: () => undefined,
    phraseSearch: undefined,
  };
}

function checkSort(ids: Uint32Array, length: number, alphabet: number, sa: Int32Array): void {
  checkLength(ids, length);
  check(
    Number.isInteger(alphabet) && alphabet >= 0 && alphabet < 2 ** 31,
    'an alphabet below 2^31',
  );
  check(sa.length >= length, 'room for every suffix in sa');
  check(apart(ids, sa), 'ids and sa in memory of their own');
}

/** Whether `bwt` is the memory of `sa`. */
function checkGather(
  ids: Uint32Array,
  length: number,
  sa: Int32Array,
  recordEnds: Uint32Array,
  firstRow: number,
  bwt: Uint32Array,
  ranks: Uint32Array,
): boolean {
  checkLength(ids, length);
  check(sa.length >= length && bwt.length >= length, 'a row for every symbol in sa and bwt');
  check(Number.isInteger(firstRow) && firstRow >= 0, 'a first row');
  check(ranks.length >= length - firstRow, 'room for the rows from firstRow on in ranks');
  let end = 0;
  for (const next of recordEnds) {
    check(next >= end, 'record ends that never fall');
    end = next;
  }
  check(end === length, `record ends up to ${length}, found ${end}`);
  check(apart(ids, sa) && apart(ids, bwt) && apart(ids, ranks), 'ids in memory of their own');
  check(apart(ranks, sa) && apart(ranks, bwt), 'ranks in memory of their own');
  const inPlace = bwt.buffer === sa.buffer && bwt.byteOffset === sa.byteOffset;
  check(inPlace || apart(bwt, sa), 'bwt on sa or apart from it');
  return inPlace;
}

/** `index` is a shift or a level. */
function checkLevel(
  values: Uint32Array,
  length: number,
  index: number,
  next: Uint32Array,
  blocks: Uint32Array,
): void {
  checkLength(values, length);
  check(Number.isInteger(index) && index >= 0 && index < 32, 'a shift or level in [0, 32)');
  check(next.length >= length, 'room for every value in next');
  const words = (Math.floor(length / bitsPerBlock) + 1) * wordsPerBlock;
  check(blocks.length >= words, `${words} words of blocks, found ${blocks.length}`);
  check(apart(values, next) && apart(values, blocks) && apart(next, blocks), 'arrays apart');
}

function checkLength(ids: Uint32Array, length: number): void {
  check(Number.isInteger(length) && length >= 0 && length < 2 ** 31, 'a length below 2^31');
  check(ids.length >= length, `${length} symbols, found ${ids.length}`);
}

function apart(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return (
    one.buffer !== other.buffer ||
    one.byteOffset + one.byteLength <= other.byteOffset ||
    other.byteOffset + other.byteLength <= one.byteOffset
  );
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
