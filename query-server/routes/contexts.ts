// GET /v1/contexts: where a phrase stands in the corpus, with the text around it.

import { IndexError } from '../../errors.ts';
import { MemoryPlace } from '../../library/questions/memory-place.ts';
import { PhraseContexts } from '../../library/questions/phrase-contexts.ts';
import { ContextQuery, Contexts } from '../../schemas/contexts.ts';
import { phraseTooLong } from '../answering/answer-batch.ts';
import { remarkHeaders, remarksOn } from '../answering/remarks.ts';
import type { WorkTurns } from '../answering/work-turns.ts';
import type { AppContext } from '../app-context.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import type { RequestWork } from '../http/request-work.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import type { PlaceQueue } from '../server-wide.ts';

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
      const sought = new PhraseContexts(snapshot, phrase);
      const etag = makeEtag(snapshot, version);
      reply.header(snapshotHeader, snapshot.name);
      reply.headers(remarkHeaders(remarksOn(snapshot, phrase)));
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      const answer = await readContexts(sought, request.query, { running, turns, reads });
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
  sought: PhraseContexts,
  { order, limit, from_step: fromStep, to_step: toStep }: ContextQuery,
  { running: { signal }, turns, reads }: ContextWork,
): Promise<Contexts> {
  using place = new MemoryPlace(reads, signal);
  // The first piece too: many requests that come at once would each have one in the same round.
  await turns.next();
  signal.throwIfAborted();
  return await turns.run(place.waitIn(sought.walk({ order, limit, fromStep, toStep })), signal);
}
