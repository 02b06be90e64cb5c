// GET /v1/index and GET /v1/axis: what is in the index, and what its steps amount to.

import { IndexError } from '../../errors.ts';
import { planAxis, readIndexAxis } from '../../library/questions/read-axis.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { Axis, AxisQuery } from '../../schemas/axis.ts';
import { IndexDescription } from '../../schemas/index-description.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import { decodeQuery, parseSteps } from '../answering/read-batch.ts';
import type { AppContext } from '../app-context.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';

const defaultBins = 100;

export function addDescriptionRoutes(app: App, context: AppContext): void {
  addIndex(app, context);
  addAxis(app, context);
}

function addIndex(app: App, { index, version }: AppContext): void {
  let known: { description: IndexDescription; text: string } | undefined;
  const describe = () => {
    const { description } = index;
    if (known?.description !== description) {
      known = { description, text: JSON.stringify(description) };
    }
    return known;
  };
  app.get(
    '/v1/index',
    {
      schema: {
        operationId: 'getIndex',
        summary: 'Contents of the index: amounts, sources, skipped records, the run',
        querystring: NoQuery,
        response: responses(
          'The index',
          { 'application/json': IndexDescription },
          { cached: true },
        ),
      },
    },
    (request, reply) => {
      const {
        description: { snapshot },
        text,
      } = describe();
      const etag = makeEtag({ name: snapshot }, version);
      reply.header(snapshotHeader, snapshot);
      setEtag(reply, etag);
      if (isFresh(request, etag)) reply.code(304).send();
      else reply.type(jsonType).send(text);
    },
  );
}

function addAxis(app: App, { index, version }: AppContext): void {
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
    (request, reply) => {
      const { snapshot } = index;
      const edges = readEdges(request.query, snapshot);
      const etag = makeEtag(snapshot, version);
      reply.header(snapshotHeader, snapshot.name);
      setEtag(reply, etag);
      if (isFresh(request, etag)) reply.code(304).send();
      else reply.type(jsonType).send(JSON.stringify(readIndexAxis(snapshot, edges)));
    },
  );
}

function readEdges(query: AxisQuery, snapshot: OpenSnapshot): number[] {
  const { at, ...timeline } = query;
  if (at === undefined) {
    const bins = timeline.bins ?? defaultBins;
    return planAxis(snapshot, { ...decodeQuery(timeline), timeline: bins });
  }
  const [other] = Object.keys(timeline);
  if (other === undefined) return parseSteps(at);
  throw new IndexError(
    'bad_argument',
    `query: at names the steps, and ${other} those of a timeline: expected one of the two, found both`,
    { at: `query/${other}` },
  );
}
