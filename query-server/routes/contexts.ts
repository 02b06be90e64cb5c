// GET /v1/contexts: where a phrase stands in the corpus, with the text around it.

import { IndexError } from '../../errors.ts';
import { countInSteps, walkContexts } from '../../exposure/find-contexts.ts';
import { locatePhrases } from '../../exposure/find-phrases.ts';
import type { PhraseVariant } from '../../exposure/phrase-ids.ts';
import { chooseCounted, chooseOwn, seekVariants } from '../../exposure/phrase-variants.ts';
import type { ContextWalk } from '../../exposure/record-contexts.ts';
import { requireRecords } from '../../exposure/require-records.ts';
import type { needsMemory } from '../../exposure/text-window.ts';
import type { Context } from '../../schemas/answer.ts';
import { ContextQuery, Contexts } from '../../schemas/contexts.ts';
import { phraseTooLong } from '../answering/answer-batch.ts';
import { MemoryPlace } from '../answering/memory-place.ts';
import { remarkHeaders, remarksOn } from '../answering/remarks.ts';
import type { WorkTurns } from '../answering/work-turns.ts';
import type { AppContext } from '../app-context.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import type { RequestWork } from '../http/request-work.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import type { PlaceQueue } from '../server-wide.ts';

const defaultLimit = 20;

export function addContextRoute(app: App, context: AppContext): void {
  const { work, turns, limits, metrics, version, serverWide } = context;
  const reads = serverWide.places.largeRecords;
  app.get(
    '/v1/contexts',
    {
      config: { long: true },
      schema: {
        operationId: 'getContexts',
        summary: 'Where a phrase occurs, with the text around it',
        querystring: ContextQuery,
        response: responses(
          'Contexts',
          { 'application/json': Contexts },
          { cached: true, remarked: true },
        ),
      },
    },
    async (request, reply) => {
      const { phrase, from_step, to_step } = request.query;
      if (phrase.length > limits.maxPhraseLength) {
        throw phraseTooLong(phrase, limits.maxPhraseLength);
      }
      requireRange(from_step, to_step);
      using running = work.begin(reply);
      const { snapshot } = running;
      requireRecords(snapshot, 'contexts');
      const variants = seekVariants(snapshot, phrase);
      const etag = makeEtag(snapshot, version);
      reply.header(snapshotHeader, snapshot.name);
      reply.headers(remarkHeaders(remarksOn(snapshot, phrase)));
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      const answer = await readContexts(variants, request.query, { running, turns, reads });
      metrics.countPhrases(1);
      return reply.type(jsonType).send(JSON.stringify(answer));
    },
  );
}

function requireRange(from = 0, to = Number.POSITIVE_INFINITY): void {
  if (from <= to) return;
  throw new IndexError(
    'bad_argument',
    `query: from_step ${from} is after to_step ${to}: expected steps in between, both ends included`,
    { at: 'query/from_step' },
  );
}

interface ContextWork {
  readonly running: RequestWork;
  readonly turns: WorkTurns;
  readonly reads: PlaceQueue;
}

async function readContexts(
  variants: readonly PhraseVariant[],
  query: ContextQuery,
  { running: { snapshot, signal }, turns, reads }: ContextWork,
): Promise<Contexts> {
  const { phrase, order, limit = defaultLimit, from_step, to_step } = query;
  const counted = chooseCounted(variants).map(({ tokens }) => tokens);
  const located = locatePhrases(snapshot, counted);
  const sought = counted.map((tokens, i) => ({ tokens, places: located[i] ?? [] }));
  const steps = { fromStep: from_step, toStep: to_step };
  using place = new MemoryPlace(reads, signal);
  // The first piece too: many requests that come at once would each have one in the same round.
  await turns.next();
  signal.throwIfAborted();
  const walk = walkContexts(snapshot, sought, { ...steps, limit, lastFirst: order === 'last' });
  const contexts = await turns.run(place.waitIn(collectContexts(walk)), signal);
  const count = countInSteps(sought, steps);
  const tokens = [...chooseOwn(phrase, variants).tokens];
  return { phrase, tokens, count, truncated: count > contexts.length, limit, contexts };
}

function* collectContexts(
  walk: ContextWalk,
): Generator<undefined | typeof needsMemory, Context[], undefined> {
  const contexts: Context[] = [];
  for (const context of walk) {
    if (typeof context === 'object') contexts.push(context);
    yield typeof context === 'object' ? undefined : context;
  }
  return contexts;
}
