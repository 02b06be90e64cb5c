// Exports into a real cluster: what is there, what is sent again, and what is refused.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { exportIndex } from '../../library/export-index.ts';
import { boundaryTerm, encodeToken } from '../../opensearch/documents/encode-token.ts';
import { needs } from '../needs.ts';
import { buildCorpus, type SteppedRecord } from '../search/records/some-corpora.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { startNode } from './start-cluster.ts';

const launcher = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

function someRecords(count: number): SteppedRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    tokens: ['a', i % 2 === 0 ? 'b' : 'c', 'ab'],
    step: Math.floor(i / 4) + 1,
  }));
}

t.test('exports', { skip: needs.opensearch.skip() }, async (t) => {
  const { url } = await startNode(t);
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}/${path}`)).json();
  const count = async (name: string) => {
    await fetch(`${url}/${name}/_refresh`, { method: 'POST' });
    const { count = 0 } = (await get(`${name}/_count`)) as { count?: number };
    return count;
  };

  await t.test('one document a record, and what is there is not sent again', async (t) => {
    const folder = temporaryFolder(t);
    const corpus = { kind: 'words', records: someRecords(30), cuts: [12] } as const;
    const directory = await buildCorpus(folder, corpus);
    const options = { opensearch: url, name: 'plain', replicas: 0 };
    t.match(await exportIndex(directory, options), { name: 'plain', records: 30, sent: 30 });
    t.equal(await count('plain'), 30);
    t.match(await get('plain/_doc/12'), {
      _source: { rank: 12, step: 4, length: 3, id: 'id 1 0', tokens: ['a b ab'] },
    });
    t.match(await exportIndex(directory, options), { records: 30, sent: 0 });
    for (const id of [7, 20]) await fetch(`${url}/plain/_doc/${id}`, { method: 'DELETE' });
    t.match(await exportIndex(directory, options), { records: 30, sent: 23 }, 'from the gap on');
    t.equal(await count('plain'), 30);
    t.equal(await count('plain-terms'), 1);
  });

  await t.test('an export that is killed is continued, and nothing is there twice', async (t) => {
    const folder = temporaryFolder(t);
    const records = someRecords(20_000);
    const directory = await buildCorpus(folder, { kind: 'words', records, cuts: [] });
    const args = ['export', directory, '--opensearch', url, '--name', 'killed', '--replicas', '0'];
    let sent = 0;
    for (let kills = 0; kills < 2; kills++) {
      const child = spawn(process.execPath, [launcher, ...args], { stdio: 'ignore' });
      const exit = once(child, 'exit');
      const before = sent;
      while (child.exitCode === null && sent < before + 4000) sent = await count('killed');
      child.kill('SIGKILL');
      await exit;
      t.equal(child.signalCode, 'SIGKILL', `killed with ${sent} documents there`);
    }
    t.ok(sent > 0 && sent < records.length, `${sent} of ${records.length}`);
    const summary = await exportIndex(directory, { opensearch: url, name: 'killed' });
    t.equal(summary.records, records.length);
    t.ok(summary.sent < records.length, `${summary.sent} were sent by the last run`);
    t.equal(await count('killed'), records.length);
  });

  await t.test('a signal stops an export, which goes on later', async (t) => {
    const folder = temporaryFolder(t);
    const corpus = { kind: 'words', records: someRecords(9000), cuts: [] } as const;
    const directory = await buildCorpus(folder, corpus);
    const controller = new AbortController();
    const options = { opensearch: url, name: 'stopped', replicas: 0 };
    const onProgress = ({ done }: { done: number }) => {
      if (done > 0) controller.abort();
    };
    const { signal } = controller;
    await t.rejects(exportIndex(directory, { ...options, signal, onProgress }), {
      code: 'interrupted',
      message: /the same call sends the rest/,
    });
    const before = await count('stopped');
    t.ok(before > 0 && before < 9000, `${before} documents`);
    let first: number | undefined;
    const summary = await exportIndex(directory, {
      ...options,
      onProgress: ({ done, total }) => {
        first ??= done;
        t.ok(done <= total);
      },
    });
    t.equal(summary.sent, 9000 - (first ?? 0));
    t.equal(await count('stopped'), 9000);
  });

  await t.test('boundaries divide the tokens, and odd tokens stay one term', async (t) => {
    const folder = temporaryFolder(t);
    const tokens = ['a', 'of', null, 'and', 'a', null, 'of', 'of', 'a'];
    const directory = await buildCorpus(folder, {
      kind: 'decoded',
      records: [{ tokens, step: 1 }],
      cuts: [],
    });
    await exportIndex(directory, { opensearch: url, name: 'parts', replicas: 0 });
    t.match(await get('parts/_doc/0'), {
      _source: { length: 9, tokens: [`a of ${boundaryTerm}`, `and a ${boundaryTerm}`, 'of of a'] },
    });
    const odd = [' \u0301', '\u0001', `${'\u0001'}0020\u0301`, 'x'.repeat(255), 'x'.repeat(300)];
    const body = { analyzer: 'whitespace', text: odd.map(encodeToken).join(' ') };
    const analyzed = await fetch(`${url}/_analyze`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { tokens: terms } = (await analyzed.json()) as { tokens: { token: string }[] };
    t.same(
      terms.map(({ token }) => token),
      odd.map(encodeToken),
    );
    t.equal(new Set(terms.map(({ token }) => token)).size, odd.length);
    t.equal(encodeToken("don't"), "don't");
  });

  await t.test('a grown index adds its records; another index is refused', async (t) => {
    const records = someRecords(40);
    const kind = 'words' as const;
    const folder = temporaryFolder(t);
    const options = { opensearch: url, name: 'grown', replicas: 0 };
    const young = await buildCorpus(join(folder), {
      kind,
      records: records.slice(0, 25),
      cuts: [],
    });
    t.match(await exportIndex(young, options), { records: 25, sent: 25 });
    const grown = await buildCorpus(folder, { kind, records, cuts: [25] });
    t.match(await exportIndex(grown, options), { records: 40, sent: 15 });
    t.equal(await count('grown'), 40);
    t.equal(await count('grown-terms'), 1, 'blocks of the snapshot before are gone');
    const mismatch = {
      code: 'export_mismatch',
      message: /grown in the cluster: it has a record of rank 39/,
    };
    const again = await buildCorpus(folder, { kind, records: records.slice(0, 25), cuts: [] });
    await t.rejects(exportIndex(again, options), mismatch);
    const other = records.map((record) => ({ ...record, tokens: [...record.tokens, 'c'] }));
    const foreign = await buildCorpus(folder, { kind, records: other, cuts: [] });
    const isNot = {
      code: 'export_mismatch',
      message: /record of rank 0 is not that of this index/,
    };
    await t.rejects(exportIndex(foreign, options), isNot);
    const cased = await buildCorpus(folder, { kind: 'cased', records, cuts: [] });
    await t.rejects(exportIndex(cased, options), {
      message: /the analyzer words, this index cased/,
    });
    await fetch(`${url}/foreign`, { method: 'PUT' });
    await t.rejects(exportIndex(grown, { ...options, name: 'foreign' }), {
      code: 'export_mismatch',
      message: /it is not an export of firstseen/,
    });
    await t.rejects(exportIndex(grown, { ...options, name: 'Upper' }), {
      code: 'cluster_refused',
      message: /must be lowercase/,
    });
    t.equal(await count('grown'), 40, 'nothing was written');
  });

  await t.test('an index of steps, and wrong options, are refused', async (t) => {
    const folder = temporaryFolder(t);
    const corpus = { kind: 'words', records: someRecords(3), cuts: [] } as const;
    const directory = await buildCorpus(folder, corpus, { resolution: 'step' });
    const options = { opensearch: url, name: 'steps' };
    await t.rejects(exportIndex(directory, options), { code: 'records_not_indexed' });
    const usage = { code: 'bad_argument' };
    await t.rejects(exportIndex(directory, { ...options, opensearch: 'localhost:9200' }), usage);
    await t.rejects(exportIndex(directory, { ...options, name: '' }), usage);
  });
});

t.test('a cluster that does not answer is an error with its address', async (t) => {
  const folder = temporaryFolder(t);
  const corpus = { kind: 'words', records: someRecords(3), cuts: [] } as const;
  const directory = await buildCorpus(folder, corpus);
  const opensearch = 'http://user:secret@127.0.0.1:9';
  await t.rejects(exportIndex(directory, { opensearch, name: 'nowhere' }), {
    code: 'cluster_unavailable',
    message: /^no answer from the cluster at http:\/\/127\.0\.0\.1:9: /,
  });
});
