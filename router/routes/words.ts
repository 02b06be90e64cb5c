// /v1/words over shards: the vocabularies of all as one, streamed, and the numbers of given terms.
//
// Each shard streams its terms. Some hundred of them are looked up in all shards together; those that an
// earlier shard has were given with it.

import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { parseSteps } from '../../query-server/answering/read-batch.ts';
import { remarkHeaders } from '../../query-server/answering/remarks.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { negotiate } from '../../query-server/http/negotiate.ts';
import {
  jsonType,
  ndjsonType,
  snapshotHeader,
  streamHeaders,
} from '../../query-server/http/response-headers.ts';
import { sendChunks } from '../../query-server/http/send-chunks.ts';
import { termsRoute, wordsRoute } from '../../query-server/routes/words.ts';
import type { TermBody, Word } from '../../schemas/words.ts';
import { mergeInOrder } from '../../shards/merge-words.ts';
import { askTerms } from '../ask-terms.ts';
import { linesOf } from '../lines-of.ts';
import type { LiveShards, Whole } from '../live-shards.ts';
import { queryOf } from '../query-of.ts';
import type { RouterContext } from '../router-context.ts';

export function addWordRoutes(app: App, context: RouterContext): void {
  addWords(app, context);
  addTerms(app, context);
}

function addWords(app: App, { work, shards }: RouterContext): void {
  app.get('/v1/words', wordsRoute, async (request, reply) => {
    negotiate(request.headers.accept, ['application/x-ndjson']);
    const { at, min_count: minCount = 1, prefix } = request.query;
    const steps = at === undefined ? undefined : parseSteps(at);
    using owned = new DisposableStack();
    const running = owned.use(work.begin(reply));
    const { signal } = running;
    const { whole, text } = await shards.onOneWhole(async (whole) => {
      const asked = { whole, prefix, at: steps, minCount };
      const words = walkLines(shards, asked, signal);
      const first = await words.next();
      return { whole, text: startingWith(first, words) };
    });
    reply.header(snapshotHeader, whole.joined.snapshot).header('cache-control', 'no-store');
    reply.headers(streamHeaders).type(ndjsonType);
    owned.move();
    return await sendChunks(reply, text, running);
  });
}

function addTerms(app: App, { work, shards }: RouterContext): void {
  app.post<{ Body: TermBody }>('/v1/words', termsRoute, async ({ body }, reply) => {
    using running = work.begin(reply);
    const { whole, found } = await shards.onOneWhole(async (whole) => {
      return { whole, found: await askTerms(shards, { ...body, whole }, running.signal) };
    });
    const { joined } = whole;
    reply.header(snapshotHeader, joined.snapshot).header('cache-control', 'no-store');
    reply.headers(remarkHeaders(remarksOnSteps({ at: body.at }, joined))).type(jsonType);
    const words = found.map((one) => one?.word ?? null);
    return reply.send(JSON.stringify({ snapshot: joined.snapshot, words }));
  });
}

interface AskedWords {
  readonly whole: Whole;
  readonly prefix: string | undefined;
  readonly at: readonly number[] | undefined;
  readonly minCount: number;
}

/** Terms that are looked up together. */
const termsAtOnce = 500;
/** UTF-16 code units of a chunk. */
const chunkLength = 64 << 10;

async function* walkLines(
  shards: LiveShards,
  asked: AskedWords,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const placed = asked.whole.joined.shards.map(({ description }, shard) => {
    const { first_step, records } = description;
    const walk = () => newWords(shards, { ...asked, shard }, signal);
    return { firstStep: first_step, records, walk };
  });
  let text = '';
  for await (const word of mergeInOrder(placed.filter(({ records }) => records > 0))) {
    text += `${JSON.stringify(word)}\n`;
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** The terms of a shard that no shard before it has, with the numbers of the whole. */
async function* newWords(
  shards: LiveShards,
  { whole, shard, prefix, at, minCount }: AskedWords & { readonly shard: number },
  signal: AbortSignal,
): AsyncGenerator<Word, void, undefined> {
  const path = `/v1/words${queryOf({ prefix })}`;
  using stream = await shards.openOne({ whole, shard }, { path }, signal);
  for await (const lines of linesOf(stream.chunks, termsAtOnce)) {
    const terms = lines.map((line): string => (JSON.parse(line) as Word).term);
    for (const found of await askTerms(shards, { terms, at, whole }, signal)) {
      if (found?.shard === shard && found.word.count >= minCount) yield found.word;
    }
  }
}

async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
