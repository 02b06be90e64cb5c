// A process with an empty Fastify route and the real server, for scripts/bench-server.ts.
//
// Says both addresses when they listen, and its memory and processor time whenever it is asked.

import fastify from 'fastify';
import { serve } from '../../query-server/serve.ts';

const empty = fastify();
// The same paths as the questions, so that both parse the same bytes.
empty.get('/v1/exposures', (_request, reply) => {
  reply.send({ hello: 'world' });
});

const [, , directory = ''] = process.argv;
const logger = { level: 'info', stream: process.stderr };
const server = await serve(directory, { port: 0, logger });
const addresses = {
  empty: await empty.listen({ host: '127.0.0.1', port: 0 }),
  ours: server.address,
};

let peakBytes = 0;
setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 20).unref();

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  process.send?.({ cpuUs: user + system, rssBytes, peakBytes: Math.max(peakBytes, rssBytes) });
  peakBytes = 0;
});
process.on('disconnect', () => process.exit(0));
process.send?.(addresses);
