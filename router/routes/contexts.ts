// GET /v1/contexts over shards: every shard is asked for as many as are wanted.

import { phraseTooLong } from '../../query-server/answering/answer-batch.ts';
import { remarkHeaders, remarksOn } from '../../query-server/answering/remarks.ts';
import { isFresh, makeEtag, setEtag } from '../../query-server/http/etags.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../../query-server/http/response-headers.ts';
import { responses } from '../../query-server/http/responses.ts';
import { ContextQuery, Contexts } from '../../schemas/contexts.ts';
import { mergeContexts } from '../../shards/merge-contexts.ts';
import { queryOf } from '../query-of.ts';
import type { RouterContext } from '../router-context.ts';

export function addContextRoute(app: App, context: RouterContext): void {
  const { shards, work, limits, metrics, version } = context;
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
      const { phrase, order } = request.query;
      if (phrase.length > limits.maxPhraseLength) {
        throw phraseTooLong(phrase, limits.maxPhraseLength);
      }
      using running = work.begin(reply);
      const path = `/v1/contexts${queryOf(request.query)}`;
      const { whole, answer } = await shards.onOneWhole(async (whole) => {
        const texts = await shards.askAll(whole, { path }, running.signal);
        const answers = texts.map((text): Contexts => JSON.parse(text));
        return { whole, answer: mergeContexts(answers, whole.joined, order) };
      });
      const name = whole.joined.snapshot;
      const etag = makeEtag({ name }, version);
      reply.header(snapshotHeader, name);
      reply.headers(remarkHeaders(remarksOn(whole.joined, phrase)));
      setEtag(reply, etag);
      metrics.countPhrases(1);
      if (isFresh(request, etag)) return reply.code(304).send();
      return reply.type(jsonType).send(JSON.stringify(answer));
    },
  );
}
