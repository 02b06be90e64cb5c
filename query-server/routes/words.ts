// GET /v1/words: the vocabulary as NDJSON, streamed. POST: the numbers of given terms.

import { walkIndexWords, walkTermNumbers } from '../../library/questions/index-words.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { TermAnswers, TermBody, type Word, WordLines, WordQuery } from '../../schemas/words.ts';
import { frameAnswers, jsonFrame } from '../answering/frame-answers.ts';
import { parseSteps } from '../answering/read-batch.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** What GET /v1/words takes and answers, and POST. */
export const wordsRoute = {
  config: { long: true as const },
  schema: {
    operationId: 'getWords',
    summary: 'Every term of the index, by the step in which it was first seen',
    querystring: WordQuery,
    response: responses('One line per term', { 'application/x-ndjson': WordLines }),
  },
};
export const termsRoute = {
  config: { long: true as const },
  preValidation: [requireBody, requireJson],
  schema: {
    operationId: 'postWords',
    summary: 'The numbers of given terms, as they are, without the analyzer',
    body: { content: { 'application/json': { schema: TermBody } } },
    response: responses(
      'One for each term, in order',
      { 'application/json': TermAnswers },
      { remarked: true },
    ),
  },
};

export function addWordRoutes(app: App, context: AppContext): void {
  addWords(app, context);
  addTerms(app, context);
}

function addTerms(app: App, { work, turns }: AppContext): void {
  app.post<{ Body: TermBody }>('/v1/words', termsRoute, async ({ body }, reply) => {
    using owned = new DisposableStack();
    const running = owned.use(work.begin(reply));
    const { snapshot, signal } = running;
    const { terms, at } = body;
    const words = walkTermNumbers(snapshot, terms, { at });
    reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
    reply.headers(remarkHeaders(remarksOnSteps({ at }, snapshot))).type(jsonType);
    owned.move();
    const text = frameAnswers(words, terms.length, jsonFrame(snapshot, 'words'));
    return await sendChunks(reply, turns.stream([text], signal), running);
  });
}

function addWords(app: App, { work, turns }: AppContext): void {
  app.get('/v1/words', wordsRoute, async (request, reply) => {
    negotiate(request.headers.accept, ['application/x-ndjson']);
    const { at, min_count: minCount, prefix } = request.query;
    using owned = new DisposableStack();
    const running = owned.use(work.begin(reply));
    const { snapshot, signal } = running;
    const steps = at === undefined ? undefined : parseSteps(at);
    const words = walkIndexWords(snapshot, { at: steps, minCount, prefix });
    reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
    reply.headers(streamHeaders).type(ndjsonType);
    owned.move();
    return await sendChunks(reply, turns.stream([linesOf(words)], signal), running);
  });
}

/** An empty string is a place to pause. */
function* linesOf(words: Iterable<Word | undefined>): Generator<string> {
  for (const word of words) yield word === undefined ? '' : `${JSON.stringify(word)}\n`;
}
