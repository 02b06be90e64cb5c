// Answers of a real cluster against those of the index, which the search tests hold against brute force.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openIndex } from '../../firstseen.ts';
import { exportIndex } from '../../library/export-index.ts';
import { searchCluster } from '../../library/search-cluster.ts';
import { runCli } from '../cli/run-cli.ts';
import { needs } from '../needs.ts';
import { runsOf, testSeed } from '../runs.ts';
import { buildCorpus } from '../search/records/some-corpora.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { someCorpus, someQueries } from './random-queries.ts';
import { startNode } from './start-cluster.ts';

/** Of each kind of corpus. */
const queriesOfKind = runsOf(75);

t.test('searches', { skip: needs.opensearch.skip() }, async (t) => {
  const { url: opensearch } = await startNode(t);

  for (const [k, kind] of (['words', 'cased', 'ids', 'decoded'] as const).entries()) {
    await t.test(`random queries of ${kind} are answered as by the index`, async (t) => {
      const folder = temporaryFolder(t);
      const directory = await buildCorpus(folder, someCorpus(kind, 200, 4 * testSeed + k));
      await exportIndex(directory, { opensearch, name: kind, shards: 2, replicas: 0 });
      const queries = someQueries(kind, queriesOfKind, 4 * testSeed + k);
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

  await t.test('what the cluster has limits for is answered too', async (t) => {
    const folder = temporaryFolder(t);
    const numbers = Array.from({ length: 2500 }, (_, i) => i);
    const records = numbers.map((i) => ({
      tokens: ['a', `w${i}`, i % 3 === 0 ? 'b' : 'c', `w${(i * 7) % 2500}`, ` \u0301${i % 2}`],
      step: i + 1,
    }));
    const long = 'x'.repeat(400);
    records.push({ tokens: ['a', long, 'b', '\u0001\u0301', 'c'], step: 2600 });
    const directory = await buildCorpus(folder, { kind: 'words', records, cuts: [1000] });
    await exportIndex(directory, { opensearch, name: 'limits', replicas: 0 });
    const deep = numbers.slice(0, 45).reduce((text, i) => `((${text}) w${i} OR w${i + 1})`, 'a');
    const queries = [
      ...[
        'w*',
        '"a w*"',
        '"w* b"',
        '"w* c w*"',
        'w* NEAR/2 b',
        '/w\\d+/ BEFORE/0 c',
        'w1~1',
        'w12~2',
      ],
      ...[
        '"a ? b"',
        '"b ?"',
        '"? c"',
        '"b w* ?"',
        'a NEAR/5000 c',
        '"w7 ? 1"',
        '"w5 c" NEAR/3 w3*',
      ],
      ...[
        '"(w1|w2|w3 b|w4) ? (b|c|w* w*|w*)"',
        'x*',
        '/x{400}/',
        long,
        `"a ${long} b"`,
        `${long}~1`,
      ],
      ...[
        'a NOT w*',
        'a NOT "b ?"',
        'a AND NOT (w1 NEAR/1 c)',
        '"\u0001\u0301 c"',
        'nowhere*',
        deep,
      ],
      '"(a|b|c) (w1|w2|w3|w4) (a|b|c) (w7|w14|w21|x)"',
      numbers
        .slice(0, 950)
        .map((i) => `w${i}`)
        .join(' OR '),
      numbers
        .slice(0, 450)
        .map((i) => `"a w${i}"`)
        .join(' OR '),
      `a ${numbers
        .slice(0, 900)
        .map((i) => `NOT w${i}`)
        .join(' ')}`,
    ];
    using index = openIndex(directory);
    const question = { at: [10, 3000], timeline: 30_000 };
    const answers = await searchCluster(queries, { opensearch, name: 'limits', ...question });
    let found = 0;
    for (const [i, query] of queries.entries()) {
      const expected = index.search(query, question);
      found += expected.records > 0 ? 1 : 0;
      assert.deepEqual(answers[i], expected, query.slice(0, 80));
    }
    t.ok(found > queries.length - 3, `${found} of ${queries.length} found records`);
  });

  await t.test('an answer is of the export that was finished', async (t) => {
    const folder = temporaryFolder(t);
    const kind = 'words' as const;
    const records = someCorpus(kind, 60, 5).records;
    const place = { opensearch, name: 'growing' };
    const young = await buildCorpus(folder, { kind, records: records.slice(0, 40), cuts: [] });
    await exportIndex(young, { ...place, replicas: 0 });
    const [before] = await searchCluster(['a*'], place);
    const stray = { rank: 40, step: 99, length: 1, id: null, facet: '', tokens: ['a'] };
    await fetch(`${opensearch}/growing/_doc/40?refresh=true`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(stray),
    });
    t.same(await searchCluster(['a*'], place), [before], 'a record of an export under way');
    const grown = await buildCorpus(folder, { kind, records, cuts: [40] });
    await fetch(`${opensearch}/growing/_doc/40?refresh=true`, { method: 'DELETE' });
    await exportIndex(grown, { ...place, replicas: 0 });
    using index = openIndex(grown);
    t.same(await searchCluster(['a*', 'b NEAR/1 c'], place), [
      index.search('a*'),
      index.search('b NEAR/1 c'),
    ]);
    await fetch(`${opensearch}/growing-terms/_doc/x?refresh=true`, { method: 'DELETE' });
    const blocks = await fetch(`${opensearch}/growing-terms/_search`);
    const { hits } = (await blocks.json()) as { hits: { hits: { _id: string }[] } };
    const id = encodeURIComponent(hits.hits[0]?._id ?? '');
    await fetch(`${opensearch}/growing-terms/_doc/${id}?refresh=true`, { method: 'DELETE' });
    await t.rejects(searchCluster(['a*'], place), {
      code: 'cluster_unavailable',
      message: /has 0 blocks of terms of this export: expected 1/,
    });
    t.match(await searchCluster(['a'], place), [{ query: 'a' }], 'words need no blocks');
  });

  await t.test('what cannot be asked is refused by name', async (t) => {
    const folder = temporaryFolder(t);
    const kind = 'words' as const;
    const tokens = Array.from({ length: 10_001 }, (_, i) => `a${i}`);
    const directory = await buildCorpus(folder, { kind, records: [{ tokens, step: 1 }], cuts: [] });
    await exportIndex(directory, { opensearch, name: 'refused', replicas: 0 });
    const place = { opensearch, name: 'refused' };
    const queries = ['a1 AND', 'b OR "c a*"', 'b OR /a.*/', 'a1'];
    t.match(await searchCluster(queries, place), [
      { query: 'a1 AND', error: { code: 'bad_query', offset: 6 } },
      {
        error: {
          code: 'too_many_terms',
          message: /offset 5: a\* stands for 10,001 terms/,
          offset: 5,
        },
      },
      { error: { code: 'too_many_terms', message: /offset 5: \/a\.\*\//, offset: 5 } },
      { query: 'a1', records: 1 },
    ]);
    await t.rejects(searchCluster(['a'], { ...place, name: 'gone' }), {
      code: 'index_not_found',
      message: /no index gone in the cluster/,
    });
    await fetch(`${opensearch}/other`, { method: 'PUT' });
    await t.rejects(searchCluster(['a'], { ...place, name: 'other' }), { code: 'export_mismatch' });
    await t.rejects(searchCluster(['a'], { ...place, at: [-1] }), { code: 'bad_argument' });
    // @ts-expect-error the cluster has no texts
    await t.rejects(searchCluster(['a'], { ...place, contexts: 1 }), { code: 'bad_argument' });
    const mapping = `${opensearch}/refused/_mapping`;
    const { refused } = (await (await fetch(mapping)).json()) as {
      refused: { mappings: { _meta: { firstseen: object } } };
    };
    const state = { ...refused.mappings._meta.firstseen, whole: null };
    await fetch(mapping, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ _meta: { firstseen: state } }),
    });
    await t.rejects(searchCluster(['a'], place), { code: 'export_incomplete' });
  });

  await t.test('the command prints the answers of the index', async (t) => {
    const folder = temporaryFolder(t);
    await buildCorpus(folder, someCorpus('words', 60, 9));
    const run = async (...args: string[]) => await runCli(folder, args);
    const at = ['--opensearch', opensearch, '--name', 'command'];
    const exported = await run('export', 'index', ...at, '--replicas', '0', '--json');
    t.match(JSON.parse(exported.stdout), { name: 'command', records: 60, sent: 60 });
    const asked = ['"a b"', 'b NEAR/1 c', '--at', '1,20', '--timeline', '4', '--by-facet'];
    for (const form of [['--json'], []]) {
      const own = await run('search', 'index', ...asked, ...form);
      const theirs = await run('search', ...at, ...asked, ...form);
      t.equal(theirs.stderr, own.stderr);
      t.equal(theirs.stdout, own.stdout);
      t.equal(theirs.code, 0);
    }
    writeFileSync(join(folder, 'queries.txt'), 'a\na AND\nb*\n');
    const list = ['--queries', 'queries.txt', '--json'];
    t.equal(
      (await run('search', ...at, ...list)).stdout,
      (await run('search', 'index', ...list)).stdout,
    );
    t.match(await run('search', ...at, 'a AND'), { code: 2, stderr: /offset 5/ });
    t.match(await run('search', ...at), { code: 2, stderr: /no query to ask/ });
    t.match(await run('search', '--opensearch', opensearch, 'a'), { code: 2, stderr: /--name/ });
    t.match(await run('search'), { code: 2, stderr: /no index to ask/ });
    t.match(await run('search', 'index', 'a', '--name', 'x'), {
      code: 2,
      stderr: /without --opensearch/,
    });
    t.match(await run('search', ...at, 'a', '--contexts', '1'), { code: 2, stderr: /--contexts/ });
  });
});
