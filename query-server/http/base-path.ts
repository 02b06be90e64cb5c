// The path under which a proxy shows the server, where the proxy leaves it in the requests.
//
// Everything that the server sends names its addresses relative to the request's, so a proxy that
// strips its path needs none of this. Paths without the base path are answered too: who watches
// the server need not go through the proxy.

import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import type { App } from './fastify-app.ts';
import { commonHeaders } from './response-headers.ts';

/** "/x/" -> "/x", "/" -> "". Throws `bad_argument` for what is not the path of an address. */
export function decodeBasePath(text: string): string {
  const path = text.replace(/\/$/, '');
  const isPath = /^(\/([\w.~!$&'()*+,;=:@-]|%[0-9a-f]{2})+)*$/i.test(path);
  if (isPath && !path.split('/').some((part) => part === '.' || part === '..')) return path;
  const message = sentence({
    where: '--base-path',
    expected: 'a path that starts with a slash and is percent-encoded, such as /firstseen',
    found: JSON.stringify(text),
  });
  throw new IndexError('bad_argument', message, { found: text });
}

/** For Fastify's `rewriteUrl`: the address of a request without the base path. */
export function stripBasePath(basePath: string): (request: { url?: string | undefined }) => string {
  return ({ url = '/' }) => {
    if (!url.startsWith(basePath)) return url;
    const rest = url.slice(basePath.length);
    if (rest.startsWith('/')) return rest;
    return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
  };
}

/**
 * Sends /x on to /x/, as relative addresses need it. The new address is relative too: another proxy
 * before this one may have a path of its own. Has to come before the guards.
 */
export function addBasePathRedirect(app: App, basePath: string): void {
  const last = basePath.slice(basePath.lastIndexOf('/') + 1);
  app.addHook('onRequest', (request, reply, done) => {
    const [path, ...query] = request.originalUrl.split('?');
    if (path !== basePath) return done();
    const search = query.length === 0 ? '' : `?${query.join('?')}`;
    reply.headers(commonHeaders).header('location', `./${last}/${search}`);
    reply.code(307).send();
  });
}
