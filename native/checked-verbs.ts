// Validates the arguments of the verbs over arrays, for the Rust kernel and its TypeScript twin. An
// argument that does not fit is a bug of the caller: a plain RangeError.

import type { ArrayVerbs, GatherRowsArguments, SuffixSortArguments } from './array-verbs.ts';
import { blockWords } from './blocks.ts';
import { apart, check, checkApart, isCount } from './check-arguments.ts';
import { quadBlockWords, superblockWords } from './quad-blocks.ts';

/** The verbs with their arguments validated: they throw where they would say that one does not fit. */
export interface CheckedVerbs {
  suffixSort(given: SuffixSortArguments): void;
  gatherRows(given: GatherRowsArguments): void;
  buildLevel: ArrayVerbs['buildLevel'];
  buildHuffmanLevel(
    ...given: Parameters<ArrayVerbs['buildHuffmanLevel']>
  ): NonNullable<ReturnType<ArrayVerbs['buildHuffmanLevel']>>;
  buildQuadLevel: ArrayVerbs['buildQuadLevel'];
  buildQuadHuffmanLevel(...given: Parameters<ArrayVerbs['buildQuadHuffmanLevel']>): number;
}

export function checkedVerbs(verbs: ArrayVerbs): CheckedVerbs {
  return {
    suffixSort(given) {
      checkSort(given);
      check(verbs.suffixSort(given), 'every id below the alphabet');
    },
    gatherRows(given) {
      checkGather(given);
      check(verbs.gatherRows(given), 'positions in ids in rows');
    },
    buildLevel(given) {
      checkLevel(given.values, given.shift, given);
      return verbs.buildLevel(given);
    },
    buildHuffmanLevel(given) {
      checkLevel(given.symbols, given.level, given);
      check(given.codes.length === given.lengths.length, 'a length for each code');
      const built = verbs.buildHuffmanLevel(given);
      if (built === null) throw new RangeError('expected symbols with a bit at this level');
      return built;
    },
    buildQuadLevel(given) {
      checkQuadLevel(given.values, given.shift, given);
      verbs.buildQuadLevel(given);
    },
    buildQuadHuffmanLevel(given) {
      checkQuadLevel(given.symbols, given.level, given);
      const { codes, lengths } = given;
      check(codes.length === lengths.length, 'a length for each code');
      check(
        lengths.every((length) => length <= 16),
        'codes of up to 16 digits',
      );
      const kept = verbs.buildQuadHuffmanLevel(given);
      if (kept === null) throw new RangeError('expected symbols with a digit at this level');
      return kept;
    },
  };
}

function checkSort({ ids, alphabet, sa }: SuffixSortArguments): void {
  checkLength(ids);
  check(isCount(alphabet), 'an alphabet below 2^31');
  check(sa.length >= ids.length, 'room for every suffix in sa');
  check(apart(ids, sa), 'ids and sa in memory of their own');
}

function checkGather({ ids, rows, recordEnds, firstRow, ranks }: GatherRowsArguments): void {
  checkLength(ids);
  check(rows.length === ids.length, 'a row for every symbol');
  check(isCount(firstRow), 'a first row below 2^31');
  check(ranks.length >= rows.length - firstRow, 'room for the rows from firstRow on in ranks');
  let end = 0;
  for (const next of recordEnds) {
    check(next >= end, 'record ends that never fall');
    end = next;
  }
  check(end === ids.length, `record ends up to ${ids.length}, found ${end}`);
  check(apart(ids, rows) && apart(ids, ranks), 'ids in memory of their own');
  check(apart(ranks, rows), 'ranks in memory of their own');
}

/** `index` is a shift or a level. */
function checkLevel(
  values: Uint32Array,
  index: number,
  { next, blocks }: { readonly next: Uint32Array; readonly blocks: Uint32Array },
): void {
  checkLength(values);
  check(isCount(index) && index < 32, 'a shift or level in [0, 32)');
  check(next.length >= values.length, 'room for every value in next');
  const words = blockWords(values.length);
  check(blocks.length >= words, `${words} words of blocks, found ${blocks.length}`);
  check(apart(values, next) && apart(values, blocks) && apart(next, blocks), 'arrays apart');
}

/** `index` is a shift or a level. */
function checkQuadLevel(
  values: Uint32Array,
  index: number,
  level: {
    readonly next: Uint32Array;
    readonly blocks: Uint32Array;
    readonly superblocks: Uint32Array;
  },
): void {
  const { next, blocks, superblocks } = level;
  checkLength(values);
  check(isCount(index) && index < 32, 'a shift or level in [0, 32)');
  check(next.length >= values.length, 'room for every value in next');
  const words = quadBlockWords(values.length);
  check(blocks.length >= words, `${words} words of blocks, found ${blocks.length}`);
  const entries = superblockWords(values.length);
  check(superblocks.length >= entries, `${entries} words of superblocks`);
  checkApart([values, next, blocks, superblocks]);
}

function checkLength(ids: Uint32Array): void {
  check(isCount(ids.length), `fewer than 2^31 symbols, found ${ids.length}`);
}
