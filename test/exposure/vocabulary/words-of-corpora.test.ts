// The vocabulary with each analyzer, and of texts with boundaries, against brute force.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { walkWords } from '../../../exposure/vocabulary/walk-words.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { buildCorpus, corpora, type SearchedCorpus } from '../../search/records/some-corpora.ts';
import { readingBothWays } from '../../store/reading-both-ways.ts';
import { temporaryFolder } from '../../store/small-index.ts';

interface Counted {
  readonly term: string;
  readonly count: number;
  readonly records: number;
  readonly first: { readonly step: number; readonly rank: number };
  readonly last: { readonly step: number; readonly rank: number };
  readonly at: Readonly<Record<string, number>>;
}

/** The terms of all records by going through every token; a boundary is null and not a term. */
function countWords({ records }: SearchedCorpus, step: number): Counted[] {
  const terms = new Set(records.flatMap(({ tokens }) => tokens.filter((token) => token !== null)));
  const counted = [...terms].map((term) => {
    const seen = records.flatMap((record, rank) => {
      const count = record.tokens.filter((token) => token === term).length;
      return count === 0 ? [] : [{ step: record.step, rank, count }];
    });
    const [first, last] = [seen[0], seen.at(-1)];
    assert.ok(first !== undefined && last !== undefined);
    const sum = (some: typeof seen) => some.reduce((all, { count }) => all + count, 0);
    return {
      ...{ term, count: sum(seen), records: seen.length },
      first: { step: first.step, rank: first.rank },
      last: { step: last.step, rank: last.rank },
      at: { [String(step)]: sum(seen.filter((one) => one.step <= step)) },
    };
  });
  return counted.sort((a, b) => {
    return a.first.step - b.first.step || Buffer.compare(Buffer.from(a.term), Buffer.from(b.term));
  });
}

readingBothWays('words of every analyzer, and none of a boundary', async (t) => {
  const folder = temporaryFolder(t);
  const kinds = new Set<string>();
  let boundaries = 0;
  await fc.assert(
    fc.asyncProperty(corpora, fc.nat(20), async (corpus, step) => {
      kinds.add(corpus.kind);
      if (corpus.records.some(({ tokens }) => tokens.includes(null))) boundaries++;
      using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
      const found = [...walkWords(snapshot, { at: [step] })]
        .filter((word) => word !== undefined)
        .map(({ first, last, ...word }) => ({
          ...word,
          first: { step: first.step, rank: first.rank },
          last: { step: last.step, rank: last.rank },
        }));
      assert.deepEqual(found, countWords(corpus, step));
    }),
    { numRuns: 40, endOnFailure: true },
  );
  t.equal(kinds.size, 4, 'every kind of corpus was there');
  t.ok(boundaries > 0, `${boundaries} corpora with boundaries`);
});
