// What there is nothing for: 404 for an unknown path, 405 with `allow` for a known one.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { IndexError } from '../../errors.ts';
import { checkThen } from './check-then.ts';
import type { App } from './fastify-app.ts';

/** Has to come before the routes, which it watches. */
export function addAllowedMethods(app: App): void {
  const methods = new Map<string, Set<string>>();
  /** Paths with a name in them. */
  const patterns: (readonly [RegExp, Set<string>])[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    if (url.includes(':') && !methods.has(url)) {
      patterns.push([new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`), known]);
    }
    methods.set(url, known);
  });
  const refuse = (request: FastifyRequest, reply: FastifyReply): never => {
    const [path = ''] = request.url.split('?', 1);
    const allowed = methods.get(path) ?? patterns.find(([pattern]) => pattern.test(path))?.[1];
    if (allowed === undefined) {
      throw new IndexError('route_not_found', 'there is nothing at this path; /docs lists all');
    }
    const allow = [...allowed].sort().join(', ');
    reply.header('allow', allow);
    throw new IndexError(
      'method_not_allowed',
      `expected ${allow} for this path, found ${request.method}`,
      { expected: allow, found: request.method },
    );
  };
  app.setNotFoundHandler(refuse);
  // Before a body is read, which would be refused for reasons of its own.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) done();
    else checkThen(() => refuse(request, reply), done);
  });
}
