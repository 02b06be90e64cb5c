// PUT, GET and DELETE /v1/watches: lists of phrases and queries that are watched while an index grows.

import { Type } from 'typebox';
import { IndexError } from '../../errors.ts';
import { summariseWatch, writeWatch } from '../../library/watches/watch-answers.ts';
import type { WatchDesk } from '../../library/watches/watch-desk.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import {
  WatchBody,
  WatchName,
  WatchState,
  WatchSummaries,
  WatchSummary,
} from '../../schemas/watches.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { splitBodies } from '../splits/read-split-request.ts';
import { readWatchBody } from '../watches/read-watch-body.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route changes what the server keeps: where tokens have roles, it needs one that may write. */
    writes?: boolean;
  }
}

const json = 'application/json';

export function addWatchRoutes(app: App, context: AppContext): void {
  addList(app, context);
  addPut(app, context);
  addOne(app, context);
  addRemoval(app, context);
}

/** Throws `watches_off` where the server keeps no lists. */
export function requireWatches({ watches }: Pick<AppContext, 'watches'>): WatchDesk {
  if (watches !== undefined) return watches;
  throw new IndexError(
    'watches_off',
    'this server keeps no watch lists: start it with --watches, and with one process',
  );
}

function addList(app: App, context: AppContext): void {
  app.get(
    '/v1/watches',
    {
      schema: {
        operationId: 'getWatches',
        summary: 'The watch lists, and how many of their items were seen',
        querystring: NoQuery,
        response: responses('All lists, by name', { [json]: WatchSummaries }),
      },
    },
    (_request, reply) => {
      const desk = requireWatches(context);
      const watches = desk.lists.map(({ definition }) => summariseWatch(desk, definition.name));
      reply.header('cache-control', 'no-store').send({ watches });
    },
  );
}

function addPut(app: App, context: AppContext): void {
  const { limits, turns, metrics } = context;
  app.put<{ Params: WatchName; Body: WatchBody }>(
    '/v1/watches/:name',
    {
      config: { long: true, writes: true },
      bodyLimit: splitBodies * limits.maxBodyBytes,
      onRequest: async () => void requireWatches(context),
      preValidation: [requireBody, requireJson],
      schema: {
        operationId: 'putWatch',
        summary: 'Watch phrases, groups, queries or the phrases of pairs',
        params: WatchName,
        querystring: NoQuery,
        body: { content: { [json]: { schema: WatchBody } } },
        response: {
          ...responses('There is such a list already: nothing changed', { [json]: WatchSummary }),
          201: {
            description: 'The list is new, or replaces the one of this name',
            content: { [json]: { schema: WatchSummary } },
          },
        },
      },
    },
    async ({ params: { name }, body }, reply) => {
      const desk = requireWatches(context);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const pause = turns.pause(gone.signal);
      const snapshot = () => context.index.snapshot;
      const content = await readWatchBody(body, { limits, snapshot, pause });
      const { outcome, watch } = await desk.put(name, content);
      metrics.countPhrases(outcome === 'unchanged' ? 0 : watch.items);
      reply.code(outcome === 'unchanged' ? 200 : 201).header('cache-control', 'no-store');
      return reply.send(summariseWatch(desk, name));
    },
  );
}

function addOne(app: App, context: AppContext): void {
  const { turns } = context;
  app.get<{ Params: WatchName }>(
    '/v1/watches/:name',
    {
      schema: {
        operationId: 'getWatch',
        summary: 'A watch list, and when each of its items was first seen',
        params: WatchName,
        querystring: NoQuery,
        response: responses('The list', { [json]: WatchState }),
      },
    },
    async ({ params: { name } }, reply) => {
      const desk = requireWatches(context);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      let text = '';
      for await (const chunk of turns.stream([writeWatch(desk, name)], gone.signal)) text += chunk;
      return reply.header('cache-control', 'no-store').type(jsonType).send(text);
    },
  );
}

function addRemoval(app: App, context: AppContext): void {
  const Removed = Type.Object({ removed: Type.String() }, { additionalProperties: false });
  app.delete<{ Params: WatchName }>(
    '/v1/watches/:name',
    {
      config: { writes: true },
      schema: {
        operationId: 'deleteWatch',
        summary: 'Remove a watch list with its events; its streams end',
        params: WatchName,
        querystring: NoQuery,
        response: responses('It is removed', { [json]: Removed }),
      },
    },
    async ({ params: { name } }, reply) => {
      await requireWatches(context).remove(name);
      return reply.header('cache-control', 'no-store').send({ removed: name });
    },
  );
}
