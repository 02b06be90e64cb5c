// GET /v1/words: the vocabulary as NDJSON, streamed.

import { walkIndexWords } from '../../library/questions/index-words.ts';
import { type Word, WordLines, WordQuery } from '../../schemas/words.ts';
import { parseSteps } from '../answering/read-batch.ts';
import type { AppContext } from '../app-context.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import { ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

export function addWordRoute(app: App, { work, turns }: AppContext): void {
  app.get(
    '/v1/words',
    {
      config: { long: true },
      schema: {
        operationId: 'getWords',
        summary: 'Every term of the index, by the step in which it was first seen',
        querystring: WordQuery,
        response: responses('One line per term', { 'application/x-ndjson': WordLines }),
      },
    },
    async (request, reply) => {
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
    },
  );
}

/** An empty string is a place to pause. */
function* linesOf(words: Iterable<Word | undefined>): Generator<string> {
  for (const word of words) yield word === undefined ? '' : `${JSON.stringify(word)}\n`;
}
