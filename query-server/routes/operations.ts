// GET /health, /ready and /metrics: for the operator of the server. Only /metrics needs a token.

import { Type } from 'typebox';
import { IndexError } from '../../errors.ts';
import type { LiveIndex } from '../../library/snapshots/live-index.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import type { AppContext } from '../app-context.ts';
import type { App } from '../http/fastify-app.ts';
import { responses } from '../http/responses.ts';
import { renderReports } from '../metrics.ts';

const Health = Type.Object({ status: Type.Literal('ok') }, { additionalProperties: false });

export const Ready = Type.Object(
  { status: Type.Literal('ready'), snapshot: Type.String() },
  { additionalProperties: false },
);

/** The server still answers from its open snapshot, but should get no new clients. */
function requireFolder({ problem, snapshot }: LiveIndex): void {
  // A catalogue that is busy for a moment says nothing of the folder.
  if (problem === undefined || problem.kind === 'busy') return;
  const isGone = problem.code === 'index_not_found' || problem.code === 'not_an_index';
  const found = isGone
    ? 'the folder of the index was deleted or moved'
    : `the index in its folder cannot be read any more (${problem.code})`;
  throw new IndexError(
    'not_ready',
    `${found}. The server still answers from the snapshot ${snapshot.name}, which it has open, and cannot see new commits. Put the index back, or stop the server; its log says more.`,
    { snapshot: snapshot.name, problem: problem.code },
    problem,
  );
}

export function addOperationRoutes(app: App, context: AppContext): void {
  addHealth(app);
  addReady(app, context);
  addMetrics(app, context);
}

export function addHealth(app: App): void {
  app.get(
    '/health',
    {
      config: { open: true, uncounted: true },
      schema: {
        operationId: 'getHealth',
        summary: 'The process answers',
        querystring: NoQuery,
        response: responses('It does', { 'application/json': Health }),
      },
    },
    (_request, reply) => {
      reply.header('cache-control', 'no-store').send({ status: 'ok' });
    },
  );
}

function addReady(app: App, { index }: AppContext): void {
  app.get(
    '/ready',
    {
      config: { open: true, uncounted: true },
      schema: {
        operationId: 'getReady',
        summary: 'The index is open and questions are answered',
        querystring: NoQuery,
        response: responses('They are', { 'application/json': Ready }),
      },
    },
    (_request, reply) => {
      if (!index.ready) throw new IndexError('not_ready', 'the index has no commit yet');
      requireFolder(index);
      reply.header('cache-control', 'no-store');
      reply.send({ status: 'ready', snapshot: index.snapshot.name });
    },
  );
}

interface MetricsContext {
  readonly metrics: Pick<AppContext['metrics'], 'registry'>;
  readonly serverWide: Pick<AppContext['serverWide'], 'reports'>;
}

export function addMetrics(app: App, { metrics, serverWide }: MetricsContext): void {
  app.get(
    '/metrics',
    {
      config: { uncounted: true },
      schema: {
        operationId: 'getMetrics',
        summary: 'Prometheus metrics',
        querystring: NoQuery,
        response: responses('The text format of Prometheus', { 'text/plain': Type.String() }),
      },
    },
    async (_request, reply) => {
      const text = await renderReports(await serverWide.reports());
      return reply
        .header('cache-control', 'no-store')
        .type(metrics.registry.contentType)
        .send(text);
    },
  );
}
