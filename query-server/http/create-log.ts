// A log without a server that listens: of a parent of processes, and of a router that waits.

import fastify, { type FastifyBaseLogger } from 'fastify';
import type { LogOptions } from '../serve-options.ts';

/** The log of a Fastify server, so that all lines are of one kind. */
export function createLog(logger: LogOptions | undefined): FastifyBaseLogger {
  return fastify(logger === undefined ? {} : { logger }).log;
}
