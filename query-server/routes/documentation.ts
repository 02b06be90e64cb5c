// /openapi.json, and /docs and /docs/problems, which are made from it and from the table of codes.
//
// Plain HTML that needs no script: it works without internet and under the strictest policy. A library
// for this brings 2 MB of scripts and needs inline styles.

import { renderOperations } from '../docs/render-operations.ts';
import { renderProblems } from '../docs/render-problems.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType, pageHeaders } from '../http/response-headers.ts';

export function addDocumentation(app: App): void {
  let known: { readonly json: string; readonly html: string } | undefined;
  const documents = () => {
    if (known === undefined) {
      const json = `${JSON.stringify(app.swagger(), null, 2)}\n`;
      known = { json, html: renderOperations(JSON.parse(json)) };
    }
    return known;
  };
  const hidden = { schema: { hide: true }, config: { open: true } };
  app.get('/openapi.json', hidden, (_request, reply) => {
    reply.header('cache-control', 'no-cache').type(jsonType).send(documents().json);
  });
  const headers = pageHeaders();
  const page = (path: string, html: () => string) =>
    app.get(path, hidden, (_request, reply) => {
      reply.headers(headers).header('cache-control', 'no-cache');
      reply.type('text/html; charset=utf-8').send(html());
    });
  page('/docs', () => documents().html);
  page('/docs/problems', renderProblems);
}
