// GET /v1/watches/NAME/events: the events of a list as server-sent events, from any of them on.

import { Readable } from 'node:stream';
import { readPosition } from '../../library/watches/event-position.ts';
import { EventStream, EventsQuery, WatchName } from '../../schemas/watches.ts';
import type { AppContext } from '../app-context.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import { streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { requireWatches } from './watches.ts';

const eventStream = 'text/event-stream';

/** Bytes that wait for a client that does not read; what follows stays in the log. */
const maxWaitingBytes = 64 << 10;

export function addWatchEvents(app: App, context: AppContext): void {
  app.get<{ Params: WatchName; Querystring: EventsQuery }>(
    '/v1/watches/:name/events',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'getWatchEvents',
        summary: 'The events of a watch list as they come; those before first',
        params: WatchName,
        querystring: EventsQuery,
        headers: {
          type: 'object',
          properties: {
            'last-event-id': {
              type: 'string',
              description: 'the id of the last event that the client has: the stream goes on there',
            },
          },
        },
        response: responses('Server-sent events', { [eventStream]: EventStream }),
      },
    },
    async ({ params: { name }, query, headers }, reply) => {
      negotiate(headers.accept, [eventStream]);
      const watch = requireWatches(context).find(name);
      const lastId = [headers['last-event-id']].flat()[0] ?? query.last_event_id;
      const position = readPosition(watch, lastId);
      const signal = context.streams.enter(reply);
      const stream = Readable.from(context.streams.write(watch, position, signal), {
        objectMode: false,
        highWaterMark: maxWaitingBytes,
      });
      // Also one that is blocked by a client that does not read.
      signal.addEventListener('abort', () => endSoon(stream), { once: true });
      reply.headers(streamHeaders).header('cache-control', 'no-store, no-transform');
      return reply.type(`${eventStream}; charset=utf-8`).send(stream);
    },
  );
}

/** A stream ends by itself where its client reads. */
function endSoon(stream: Readable): void {
  const timer = setTimeout(() => stream.destroy(), 500);
  timer.unref();
  stream.once('close', () => clearTimeout(timer));
}
