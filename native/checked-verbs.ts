// Validates the arguments of the verbs over arrays, for the Rust kernel and its TypeScript twin. An
// argument that does not fit is a bug of the caller: a plain RangeError.

import type { ArrayVerbs, RenumberArguments, SortRowsArguments } from './array-verbs.ts';
import { apart, check, checkApart, isCount } from './check-arguments.ts';
import { quadBlockWords, superblockWords } from './quad-blocks.ts';

/** The verbs with their arguments validated: they throw where they would say that one does not fit. */
export interface CheckedVerbs {
  renumberIds(given: RenumberArguments): void;
  sortRows(given: SortRowsArguments): void;
  buildQuadLevel(...given: Parameters<ArrayVerbs['buildQuadLevel']>): void;
  buildQuadHuffmanLevel(...given: Parameters<ArrayVerbs['buildQuadHuffmanLevel']>): number;
}

export function checkedVerbs(verbs: ArrayVerbs): CheckedVerbs {
  return {
    renumberIds(given) {
      const { ids, order, counts } = given;
      checkLength(ids);
      check(isCount(counts.length), 'fewer than 2^31 symbols');
      check(counts.length === order.length + 1, 'a count for each symbol');
      checkApart([ids, order, counts]);
      check(verbs.renumberIds(given), 'ids of terms, or marks');
    },
    sortRows(given) {
      checkSort(given);
      check(verbs.sortRows(given), 'symbols, counts and record ends that fit each other');
    },
    buildQuadLevel(given) {
      checkQuadLevel(given.values, given.shift, given);
      check(verbs.buildQuadLevel(given), 'counts of the values');
    },
    buildQuadHuffmanLevel(given) {
      checkQuadLevel(given.symbols, given.level, given);
      const { codes, lengths, counts } = given;
      check(codes.length === lengths.length, 'a length for each code');
      check((counts ?? codes).length === codes.length, 'a count for each code');
      checkDigits(lengths);
      const kept = verbs.buildQuadHuffmanLevel(given);
      if (kept === null) throw new RangeError('expected symbols with a digit, and their counts');
      return kept;
    },
  };
}

function checkSort({ symbols, counts, recordEnds, bwt, records }: SortRowsArguments): void {
  checkLength(symbols);
  check(isCount(counts.length + recordEnds.length), 'fewer than 2^31 counts and records');
  check(bwt.length === symbols.length, 'a row of bwt for every symbol');
  const valued = symbols.length - recordEnds.length;
  check(records.length === valued, 'a record for every symbol that ends none');
  check(apart(symbols, bwt) && apart(symbols, records), 'symbols in memory of their own');
  check(apart(counts, bwt) && apart(counts, records), 'counts in memory of their own');
  check(apart(recordEnds, bwt) && apart(recordEnds, records), 'ends in memory of their own');
  check(apart(bwt, records), 'bwt and records in memory of their own');
}

/** A loop, because it runs for each level. */
function checkDigits(lengths: Uint8Array): void {
  let most = 0;
  for (let i = 0; i < lengths.length; i++) most = Math.max(most, lengths[i] as number);
  check(most <= 16, 'codes of up to 16 digits');
}

/** `index` is a shift or a level. */
function checkQuadLevel(
  values: Uint32Array,
  index: number,
  level: {
    readonly counts?: Uint32Array;
    readonly next: Uint32Array;
    readonly blocks: Uint32Array;
    readonly superblocks: Uint32Array;
  },
): void {
  const { counts = new Uint32Array(0), next, blocks, superblocks } = level;
  checkLength(values);
  check(isCount(index) && index < 32, 'a shift or level in [0, 32)');
  check(next.length >= values.length, 'room for every value in next');
  const words = quadBlockWords(values.length);
  check(blocks.length >= words, `${words} words of blocks, found ${blocks.length}`);
  const entries = superblockWords(values.length);
  check(superblocks.length >= entries, `${entries} words of superblocks`);
  checkApart([values, counts, next, blocks, superblocks]);
}

function checkLength(ids: Uint32Array): void {
  check(isCount(ids.length), `fewer than 2^31 symbols, found ${ids.length}`);
}
