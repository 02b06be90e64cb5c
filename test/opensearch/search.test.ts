// Answers of a real cluster against those of the index, which the search tests hold against brute force.

import assert from 'node:assert/strict';
import t from 'tap';
import { openIndex } from '../../firstseen.ts';
import { exportIndex } from '../../library/export-index.ts';
import { searchCluster } from '../../library/search-cluster.ts';
import { needs } from '../needs.ts';
import { buildCorpus } from '../search/records/some-corpora.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { someCorpus, someQueries } from './random-queries.ts';
import { startNode } from './start-cluster.ts';

/** Of each kind of corpus. A run by hand may ask more. */
const queriesOfKind = Number(process.env['FIRSTSEEN_OPENSEARCH_QUERIES'] ?? 300) / 4;
const seed = Number(process.env['FIRSTSEEN_OPENSEARCH_SEED'] ?? 1);

t.test('searches', { skip: needs.opensearch.skip() }, async (t) => {
  const { url: opensearch } = await startNode(t);

  for (const kind of ['words', 'cased', 'ids', 'decoded'] as const) {
    await t.test(`random queries of ${kind} are answered as by the index`, async (t) => {
      const folder = temporaryFolder(t);
      const directory = await buildCorpus(folder, someCorpus(kind, 200, seed));
      await exportIndex(directory, { opensearch, name: kind, shards: 2, replicas: 0 });
      const queries = someQueries(kind, queriesOfKind, seed);
      t.equal(queries.length, queriesOfKind);
      using index = openIndex(directory);
      const question = { at: [1, 30, 60, 1000], timeline: 7, byFacet: true };
      const answers = await searchCluster(queries, { opensearch, name: kind, ...question });
      let found = 0;
      for (const [i, query] of queries.entries()) {
        const expected = index.search(query, question);
        found += expected.records > 0 ? 1 : 0;
        assert.deepEqual(answers[i], expected, query);
      }
      t.ok(found > queries.length / 3, `${found} of ${queries.length} found records`);
    });
  }
});
