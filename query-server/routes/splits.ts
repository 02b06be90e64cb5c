// POST /v1/splits: minimal pairs in, split by exposure out: rows as NDJSON, or the folder as a zip.

import { SplitSummary } from '../../schemas/split.ts';
import { SplitBody, SplitLines } from '../../schemas/split-request.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { responses } from '../http/responses.ts';
import { negotiateSplit, readSplitBody, sendSplits, startSplits } from '../splits/answer-splits.ts';
import { splitBodies } from '../splits/read-split-request.ts';

/** What the route takes and answers; `maxBodyBytes` as of other bodies. */
export function splitRoute(maxBodyBytes: number) {
  return {
    config: { long: true as const },
    bodyLimit: splitBodies * maxBodyBytes,
    preValidation: [requireBody, requireJson],
    schema: {
      operationId: 'postSplit',
      summary: 'Split minimal pairs by whether their critical phrases were exposed',
      body: { content: { ['application/json']: { schema: SplitBody } } },
      response: responses(
        'The split',
        {
          ['application/x-ndjson']: SplitLines,
          ['application/zip']: {
            type: 'string',
            format: 'binary',
            description: 'the folder of `split`',
          },
          ['application/json']: {
            type: 'array',
            items: SplitSummary,
            description: 'split.json of each step',
          },
        },
        { remarked: true },
      ),
    },
  };
}

export function addSplitRoute(app: App, context: AppContext): void {
  const { work, turns, metrics, limits } = context;
  app.post<{ Body: SplitBody }>(
    '/v1/splits',
    splitRoute(limits.maxBodyBytes),
    async ({ headers, body }, reply) => {
      const type = negotiateSplit(headers.accept);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { snapshot, signal } = running;
      const pairs = await readSplitBody(body, turns.pause(signal));
      const splits = await startSplits(snapshot, pairs, { signal, turns });
      metrics.countPhrases(2 * splits.first.pairs);
      owned.move();
      return await sendSplits(
        reply,
        { type, body, splits: splits.all },
        { snapshot, running, turns },
      );
    },
  );
}
