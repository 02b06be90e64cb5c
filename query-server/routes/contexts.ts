// GET /v1/contexts: where a phrase stands in the corpus, with the text around it.

import { IndexError } from '../../errors.ts';
import { type SoughtPhrase, seekPhrase } from '../../exposure/answer-phrase.ts';
import { countInSteps, walkContexts } from '../../exposure/find-contexts.ts';
import { rowsOfAll } from '../../exposure/find-phrases.ts';
import { needsMemory } from '../../exposure/text-window.ts';
import type { Context } from '../../schemas/answer.ts';
import { ContextQuery, Contexts } from '../../schemas/contexts.ts';
import { phraseTooLong } from '../answering/answer-batch.ts';
import { remarkHeaders, remarksOn } from '../answering/remarks.ts';
import { startPiece, type WorkTurns } from '../answering/work-turns.ts';
import type { App, AppContext } from '../app-context.ts';
import { etagOf, isFresh, setEtag } from '../http/etags.ts';
import { LargeReads } from '../http/large-reads.ts';
import type { RequestWork } from '../http/request-work.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';

const defaultLimit = 20;

export function addContextRoute(app: App, context: AppContext): void {
  const { work, turns, limits, metrics, version } = context;
  const reads = new LargeReads();
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
      const sought = seekPhrase(snapshot, phrase);
      const etag = etagOf(snapshot, version);
      reply.header(snapshotHeader, snapshot.name);
      reply.headers(remarkHeaders(remarksOn(snapshot, phrase)));
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      const answer = await readContexts(running, { turns, reads }, request.query, sought);
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

async function readContexts(
  { snapshot, signal }: RequestWork,
  { turns, reads }: { readonly turns: WorkTurns; readonly reads: LargeReads },
  query: ContextQuery,
  { tokens, counted }: SoughtPhrase,
): Promise<Contexts> {
  const { phrase, order = 'first', limit = defaultLimit, from_step, to_step } = query;
  const rows = rowsOfAll(snapshot, counted);
  const sought = counted.map((tokens, i) => ({ tokens, rows: rows[i] ?? [] }));
  const steps = {
    ...(from_step !== undefined && { fromStep: from_step }),
    ...(to_step !== undefined && { toStep: to_step }),
  };
  const contexts: Context[] = [];
  const walk = { ...steps, limit, lastFirst: order === 'last' };
  using held = new DisposableStack();
  let isLarge = false;
  // The first piece too: many requests that come at once would each have one in the same round.
  await turns.next();
  signal.throwIfAborted();
  let piece = startPiece();
  for (const context of walkContexts(snapshot, sought, walk)) {
    if (typeof context === 'object') contexts.push(context);
    if (context === needsMemory && !isLarge) {
      held.use(await reads.take(signal));
      isLarge = true;
    }
    if (!piece.over()) continue;
    await turns.next();
    signal.throwIfAborted();
    piece = startPiece();
  }
  const count = countInSteps(snapshot, sought, steps);
  const truncated = count > contexts.length;
  return { phrase, tokens: [...tokens], count, truncated, limit, contexts };
}
