// A router over servers of shards in this process, and one server of the whole corpus, for tests.

import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { type BuiltApp, buildApp } from '../../query-server/app.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { LiveShards } from '../../router/live-shards.ts';
import { type BuiltRouter, buildRouter } from '../../router/router-app.ts';
import { type BuiltParts, buildParts, type SplitCorpus } from '../shards/split-corpus.ts';

export interface SmallRouter extends AsyncDisposable {
  readonly parts: BuiltParts;
  readonly whole: BuiltApp;
  readonly router: BuiltRouter;
  readonly shards: LiveShards;
  /** Of the servers of the shards. */
  readonly addresses: readonly string[];
}

/** A server of an index at a free port. */
export async function listenAt(directory: string, owned: AsyncDisposableStack) {
  const index = LiveIndex.open(directory, { pollMs: 20 });
  const built = await buildApp({ index });
  owned.defer(async () => {
    built.app.server.closeAllConnections();
    await built.app.close();
    index.close();
  });
  return { ...built, address: await built.app.listen({ host: '127.0.0.1', port: 0 }) };
}

/** `replicas`: servers of each shard. */
export async function smallRouter(corpus: SplitCorpus, replicas = 1): Promise<SmallRouter> {
  await using owned = new AsyncDisposableStack();
  const parts = owned.use(await buildParts(corpus));
  const whole = await listenAt(parts.whole, owned);
  const addresses: string[][] = [];
  for (const directory of parts.shards) {
    const of: string[] = [];
    for (let i = 0; i < replicas; i++) of.push((await listenAt(directory, owned)).address);
    addresses.push(of);
  }
  const shards = owned.use(await LiveShards.open(addresses, { pollMs: 100_000 }));
  const router = await buildRouter({ shards });
  owned.defer(() => router.app.close());
  const moved = owned.move();
  return {
    ...{ parts, whole, router, shards, addresses: addresses.flat() },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

export interface Request {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** All that a client sees of an answer but the name of the snapshot. */
export async function see(app: App, { method = 'GET', url, headers = {}, body }: Request) {
  const answer = await app.inject({ method, url, headers, ...(body !== undefined && { body }) });
  const { 'firstseen-snapshot': snapshot, 'firstseen-remarks': remarks } = answer.headers;
  const records = answer.headers['firstseen-records'];
  const text = answer.body.replaceAll(`"snapshot":"${String(snapshot)}"`, '"snapshot":""');
  return {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    remarks,
    records,
    text,
  };
}
