// The table of a split by facet, against a count over the records of each facet.

import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { splitFiles } from '../../splits/output/split-files.ts';
import { decodeObjects } from '../../splits/pairs/decode-pairs.ts';
import { splitPairs } from '../../splits/split-pairs.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

const records = [
  ['the cat sits', 'web', 1],
  ['a dog, the cat', 'books, old', 2],
  ['the cat and the cat', 'web', 3],
  ['the dog runs', 'code', 4],
] as const;
const lines = records.map(([text, domain, step]) => ({ text, domain, step }));

t.test('exposures by facet, by the step of the split', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'index');
  await buildIndex(directory, {
    ...{ from: [writeLines(join(folder, 'a.jsonl'), lines)], stepRule: { field: 'step' } },
    ...{ facetField: 'domain', workers: 1, inline: fileOperations },
  });
  const pairs = [
    ['the cat', 'the dog'],
    ['a dog', 'the cats'],
    ['the bird', 'a bird'],
  ].map(([good, bad]) => ({ good, bad }));
  const columns = { phraseGood: 'good', phraseBad: 'bad' };
  const set = await decodeObjects(pairs, { set: 'my set', file: 'my', columns });
  using snapshot = Snapshot.open(directory);
  const expected = {
    2: 'my set,0,web,1,0,1,\nmy set,0,"books, old",1,0,2,\nmy set,1,"books, old",1,0,2,\n',
    4: 'my set,0,web,3,0,1,\nmy set,0,"books, old",1,0,2,\nmy set,0,code,0,1,,4\nmy set,1,"books, old",1,0,2,\n',
  };
  const splits = await splitPairs(snapshot, [set], { at: [2, 4], byFacet: true });
  for (const split of splits) {
    const file = splitFiles(split).find(({ path }) => path === 'exposure_by_facet.csv');
    const rows = [...(file?.chunks() ?? [])].join('');
    const header = 'set,row,facet,good,bad,first_good,first_bad\n';
    t.equal(rows, header + expected[split.at as 2 | 4]);
  }
  const [plain] = await splitPairs(snapshot, [set]);
  t.notOk([...splitFiles(plain as never)].some(({ path }) => path === 'exposure_by_facet.csv'));
});
