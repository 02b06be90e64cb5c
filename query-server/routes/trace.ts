// POST /v1/trace: the spans of a text that stand in the corpus, and since when.

import type { TraceOptions } from '../../library/index-questions.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { walkTrace } from '../../library/questions/traced-text.ts';
import { Trace, TraceBody } from '../../schemas/trace.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** What the route takes and answers. */
export const traceSchema = {
  operationId: 'postTrace',
  summary: 'Which spans of a text stand in the corpus, and since when',
  body: { content: { 'application/json': { schema: TraceBody } } },
  response: responses('The trace', { 'application/json': Trace }, { remarked: true }),
};

export function addTraceRoute(app: App, { work, turns }: AppContext): void {
  app.post<{ Body: TraceBody }>(
    '/v1/trace',
    {
      config: { long: true },
      preValidation: [requireBody, requireJson],
      schema: traceSchema,
    },
    async ({ body }, reply) => {
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { snapshot, signal } = running;
      const question = decodeQuestion(body);
      const found = await turns.run(walkTrace(snapshot, body.text, question), signal);
      const { at = [], until } = question;
      const steps = until === undefined ? at : [...at, until];
      reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
      reply.headers(remarkHeaders(remarksOnSteps({ at: steps }, snapshot))).type(jsonType);
      owned.move();
      return await sendChunks(reply, turns.stream([found.write()], signal), running);
    },
  );
}

function decodeQuestion({ min_tokens: minTokens, at, until, rarest }: TraceBody): TraceOptions {
  return { minTokens, at, until, rarest: decodeLimit(rarest) };
}

/** `5%`; the schema has seen to its form. */
export function decodeLimit(rarest: TraceBody['rarest']): TraceOptions['rarest'] {
  if (typeof rarest !== 'string') return rarest;
  return { share: Number(rarest.slice(0, -1)) / 100 };
}
