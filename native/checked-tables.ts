// Validates the arguments of the verbs that find bigrams and sort terms, for the Rust kernel and its
// TypeScript twin. An argument that does not fit is a bug of the caller: a plain RangeError.

import { wordsPerFilterBlock } from './bigram-filter.ts';
import { wordsPerBigram } from './bigram-table.ts';
import { check, checkApart, checkRising, isCount } from './check-arguments.ts';
import type {
  BigramFilterArguments,
  BigramTableArguments,
  FindBigramsArguments,
  FoundBigrams,
  SortTermsArguments,
  TableVerbs,
} from './table-verbs.ts';

/** The verbs with their arguments validated: they throw where they would say that one does not fit. */
export interface CheckedTables extends Omit<TableVerbs, 'findBigrams'> {
  findBigrams(given: FindBigramsArguments): FoundBigrams;
}

export function checkedTables(verbs: TableVerbs): CheckedTables {
  return {
    findBigrams(given) {
      checkScan(given);
      const found = verbs.findBigrams(given);
      if (found === null) throw new RangeError('expected every symbol below the alphabet');
      return found;
    },
    fillBigramTable(given) {
      checkTable(given);
      verbs.fillBigramTable(given);
    },
    fillBigramFilter(given) {
      checkFilter(given);
      verbs.fillBigramFilter(given);
    },
    sortTerms(given) {
      checkTerms(given);
      verbs.sortTerms(given);
    },
  };
}

function checkScan({ bwt, firstRows, minCount, found, filterKeys }: FindBigramsArguments): void {
  check(isCount(bwt.length), `fewer than 2^31 rows, found ${bwt.length}`);
  check(isCount(minCount) && minCount > 0, 'a count from 1 to 2^31 - 1');
  check(firstRows[0] === 0, 'first rows that begin with 0');
  checkRising(firstRows, 'first rows');
  check(firstRows.at(-1) === bwt.length, `first rows up to ${bwt.length}`);
  const most = Math.floor(bwt.length / minCount);
  check(found.length >= most * wordsPerBigram, `room for ${most} bigrams`);
  if (filterKeys === undefined) {
    checkApart([bwt, firstRows, found]);
    return;
  }
  const { termHashes, keys } = filterKeys;
  check(termHashes.length >= firstRows.length - 1, 'a hash for each symbol');
  check(keys.length >= bwt.length, 'room for a key for each row');
  checkApart([bwt, firstRows, found, termHashes, keys]);
}

function checkTable({ found, slots }: BigramTableArguments): void {
  check(found.length % wordsPerBigram === 0, 'whole bigrams');
  check(slots.length > found.length, 'more slots than bigrams');
  check(slots.length % (4 * wordsPerBigram) === 0, 'a multiple of four slots');
  for (let end = wordsPerBigram - 1; end < found.length; end += wordsPerBigram) {
    check(found[end] !== 0, 'bigrams with rows');
  }
  checkApart([found, slots]);
}

function checkFilter({ keys, filter }: BigramFilterArguments): void {
  check(filter.length > 0, 'a block at least');
  check(filter.length % wordsPerFilterBlock === 0, 'whole blocks');
  checkApart([keys, filter]);
}

function checkTerms({ bytes, starts, order }: SortTermsArguments): void {
  checkRising(starts, 'starts');
  check((starts.at(-1) ?? 0) <= bytes.length, 'starts up to the end of the bytes');
  check(order.length >= starts.length - 1, 'room for the symbols from 1 on');
  checkApart([bytes, starts, order]);
}
