// GET /v1/facets: the values of the field of facets, or the source files.

import { Facets } from '../../schemas/facets.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import type { AppContext } from '../app-context.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';

/** What the route takes and answers. */
export const facetsRoute = {
  schema: {
    operationId: 'getFacets',
    summary: 'The values by which counts by facet are told apart',
    querystring: NoQuery,
    response: responses('The values', { 'application/json': Facets }, { cached: true }),
  },
};

export function addFacetsRoute(app: App, { index, version }: AppContext): void {
  app.get('/v1/facets', facetsRoute, (request, reply) => {
    const { snapshot, description } = index;
    const facets: Facets = { field: description.facet, values: [...snapshot.facetValues] };
    const etag = makeEtag(snapshot, version);
    reply.header(snapshotHeader, snapshot.name);
    setEtag(reply, etag);
    if (isFresh(request, etag)) reply.code(304).send();
    else reply.type(jsonType).send(JSON.stringify(facets));
  });
}
