// GET /v1/index, /v1/axis and /v1/facets over shards.

import { IndexError } from '../../errors.ts';
import { requireRecordResolution } from '../../library/questions/asked-records.ts';
import { decodeQuery, parseSteps } from '../../query-server/answering/read-batch.ts';
import { isFresh, makeEtag, setEtag } from '../../query-server/http/etags.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../../query-server/http/response-headers.ts';
import { responses } from '../../query-server/http/responses.ts';
import { facetsRoute } from '../../query-server/routes/facets.ts';
import { Axis, AxisQuery } from '../../schemas/axis.ts';
import type { Facets } from '../../schemas/facets.ts';
import { IndexDescription } from '../../schemas/index-description.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import { planEdgesOfWhole } from '../../shards/plan-shard-question.ts';
import type { JoinedShards } from '../../shards/shard.ts';
import { askAxis } from '../ask-axis.ts';
import type { RouterContext } from '../router-context.ts';

const defaultBins = 100;

export function addDescriptionRoutes(app: App, context: RouterContext): void {
  addIndexAndAxis(app, context);
  app.get('/v1/facets', facetsRoute, (request, reply) => {
    const { joined, description } = context.shards.whole;
    requireRecordResolution(description.resolution, 'facets');
    const etag = makeEtag({ name: joined.snapshot }, context.version);
    reply.header(snapshotHeader, joined.snapshot);
    setEtag(reply, etag);
    const facets: Facets = { field: description.facet, values: [...(joined.facets ?? [])] };
    if (isFresh(request, etag)) reply.code(304).send();
    else reply.type(jsonType).send(JSON.stringify(facets));
  });
}

function addIndexAndAxis(app: App, { shards, work, version }: RouterContext): void {
  app.get(
    '/v1/index',
    {
      schema: {
        operationId: 'getIndex',
        summary: 'Contents of all shards together: amounts, sources, skipped records, the run',
        querystring: NoQuery,
        response: responses(
          'The whole',
          { 'application/json': IndexDescription },
          { cached: true },
        ),
      },
    },
    (request, reply) => {
      const { joined, description } = shards.whole;
      const etag = makeEtag({ name: joined.snapshot }, version);
      reply.header(snapshotHeader, joined.snapshot);
      setEtag(reply, etag);
      if (isFresh(request, etag)) reply.code(304).send();
      else reply.type(jsonType).send(JSON.stringify(description));
    },
  );
  app.get(
    '/v1/axis',
    {
      schema: {
        operationId: 'getAxis',
        summary: 'Records, tokens, words and model tokens consumed by the end of steps',
        querystring: AxisQuery,
        response: responses('Amounts by step', { 'application/json': Axis }, { cached: true }),
      },
    },
    async (request, reply) => {
      using running = work.begin(reply);
      const { whole, axis } = await shards.onOneWhole(async (whole) => {
        const edges = readEdges(request.query, whole.joined);
        return { whole, axis: await askAxis(shards, { whole, edges }, running.signal) };
      });
      const name = whole.joined.snapshot;
      const etag = makeEtag({ name }, version);
      reply.header(snapshotHeader, name);
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      return reply.type(jsonType).send(JSON.stringify(axis));
    },
  );
}

function readEdges(query: AxisQuery, joined: JoinedShards): number[] {
  const { at, ...timeline } = query;
  if (at === undefined) {
    const { fromStep, toStep } = decodeQuery(timeline);
    return planEdgesOfWhole({ fromStep, toStep, bins: timeline.bins ?? defaultBins }, joined);
  }
  const [other] = Object.keys(timeline);
  if (other === undefined) return parseSteps(at);
  throw new IndexError(
    'bad_argument',
    `query: at names the steps, and ${other} those of a timeline: expected one of the two, found both`,
    { at: `query/${other}` },
  );
}
