// Clusters that refuse, are full, or lose a node. Refusals come from a server of the test; the lost
// node is a real one.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Test } from 'tap';
import t from 'tap';
import { Type } from 'typebox';
import { openIndex } from '../../firstseen.ts';
import { exportIndex } from '../../library/export-index.ts';
import { searchCluster } from '../../library/search-cluster.ts';
import { Cluster } from '../../opensearch/cluster/cluster.ts';
import { askShards } from '../../opensearch/cluster/read-body.ts';
import { BulkSender } from '../../opensearch/export/bulk-sender.ts';
import { needs } from '../needs.ts';
import { buildCorpus } from '../search/records/some-corpora.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { someCorpus, someQueries } from './random-queries.ts';
import { startPair } from './start-cluster.ts';

interface Answer {
  readonly status?: number;
  readonly body: object;
}

/** A server that gives the answers in turn, the last one from then on; what it was sent. */
async function serveAnswers(t: Test, answers: readonly ((lines: string[]) => Answer)[]) {
  const requests: string[][] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const lines = text.split('\n').filter((line) => line !== '');
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(lines);
    const { status = 200, body } = answer?.(lines) ?? { body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, requests };
}

const items = (lines: readonly string[], statusOf: (i: number) => number): Answer => {
  const documents = lines.length / 2;
  const statuses = Array.from({ length: documents }, (_, i) => ({
    index: { status: statusOf(i) },
  }));
  return { body: { errors: true, items: statuses } };
};

const documents = (count: number) =>
  Array.from({ length: count }, (_, i) => `{"index":{"_id":"${i}"}}\n{"rank":${i}}\n`);

t.test('documents that a full queue refuses are sent again, and no others', async (t) => {
  const { url, requests } = await serveAnswers(t, [
    () => ({ status: 429, body: { error: 'too busy' } }),
    (lines) => items(lines, (i) => (i % 2 === 0 ? 201 : 429)),
    (lines) => items(lines, () => 201),
  ]);
  await using cluster = await Cluster.open({ urls: [url], pausesMs: [1, 1] });
  let taken = 0;
  const sender = new BulkSender(cluster, {
    index: 'x',
    pausesMs: [1],
    onTaken: (count) => {
      taken += count;
    },
  });
  for (const lines of documents(10)) await sender.add(lines);
  await sender.finish();
  t.equal(taken, 10);
  t.same(
    requests.map((lines) => lines.length / 2),
    [10, 10, 5],
  );
  t.same(requests[2]?.[1], '{"rank":1}');
});

t.test('a queue that stays full, and a document that is refused, are errors', async (t) => {
  const send = async (statusOf: (i: number) => number) => {
    const { url } = await serveAnswers(t, [(lines) => items(lines, statusOf)]);
    await using cluster = await Cluster.open({ urls: [url] });
    const sender = new BulkSender(cluster, { index: 'x', pausesMs: [1, 1] });
    for (const lines of documents(4000)) await sender.add(lines);
    await sender.finish();
  };
  await t.rejects(
    send(() => 429),
    { code: 'cluster_unavailable', message: /no room in its queue/ },
  );
  const refused = { code: 'cluster_refused', message: /the document "7" with status 400/ };
  await t.rejects(
    send((i) => (i === 7 ? 400 : 201)),
    refused,
  );
});

t.test('a part of an answer is never a smaller number', async (t) => {
  const ask = async (body: object) => {
    const { url } = await serveAnswers(t, [() => ({ body })]);
    await using cluster = await Cluster.open({ urls: [url] });
    const count = Type.Object({ count: Type.Integer() });
    return await askShards(cluster, { index: 'x', action: '_count', body: {} }, count);
  };
  const _shards = { failed: 0 };
  t.match(await ask({ count: 3, _shards }), { count: 3 });
  await t.rejects(ask({ count: 3, _shards: { failed: 1 } }), { code: 'cluster_unavailable' });
  await t.rejects(ask({ count: 3, timed_out: true, _shards }), { code: 'cluster_unavailable' });
  await t.rejects(ask({ hello: 'world' }), {
    code: 'cluster_refused',
    message: /is it OpenSearch/,
  });
  await t.rejects(ask({ count: 'three', _shards }), { code: 'cluster_refused' });
});

t.test('a refusal has the reason of the cluster, and where users are named', async (t) => {
  const error = { error: { reason: 'all shards failed', root_cause: [{ reason: 'no' }] } };
  const refuse = async (status: number) => {
    const { url, requests } = await serveAnswers(t, [() => ({ status, body: error })]);
    const found = searchCluster(['a'], { opensearch: url, name: 'x' });
    await t.rejects(found, { code: 'cluster_refused', message: /all shards failed; no/ });
    t.equal(requests.length, 1, 'it is not asked again');
    return await found.catch((error: Error) => error.message);
  };
  t.match(await refuse(401), /OPENSEARCH_USERNAME/);
  t.match(await refuse(400), /status 400/);
});

t.test('one of two nodes is killed', { skip: needs.opensearch.skip() }, async (t) => {
  const [one, two] = await startPair(t);
  const folder = temporaryFolder(t);
  const directory = await buildCorpus(folder, someCorpus('words', 200, 3));
  const opensearch = [one.url, two.url];
  const place = { opensearch, name: 'pair' };
  await exportIndex(directory, { ...place, shards: 2, replicas: 1 });
  const health = `${one.url}/_cluster/health?wait_for_status=green&timeout=60s`;
  t.match(await (await fetch(health)).json(), { status: 'green', timed_out: false });
  const shards = await fetch(`${one.url}/_cat/shards/pair?format=json&h=prirep,node`);
  const primaries = ((await shards.json()) as { prirep: string; node: string }[]).filter(
    ({ prirep, node }) => prirep === 'p' && node === 'two',
  );
  t.ok(primaries.length > 0, 'the node has a primary shard');
  const queries = someQueries('words', 40, 3);
  using index = openIndex(directory);
  const question = { at: [20, 60], timeline: 3, byFacet: true };
  const expected = queries.map((query) => index.search(query, question));
  t.same(await searchCluster(queries, { ...place, ...question }), expected);
  await two.kill();
  t.same(await searchCluster(queries, { ...place, ...question }), expected, 'it is still whole');
  t.match(await exportIndex(directory, place), { records: 200, sent: 0 });
});
