// The options of @fastify/swagger: the head of openapi.json. The routes bring the rest.

import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { findExample } from './examples.ts';

export function openApi(version: string): FastifyDynamicSwaggerOptions {
  return {
    // It would take the path of a server off the routes, which a relative one has not.
    stripBasePath: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'firstseen',
        version,
        description:
          'When did a language model first see a phrase in pre-training, and how often by any step? Every answer is exact and names its snapshot in the header firstseen-snapshot.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      // Relative to this document, so behind a proxy's path too.
      servers: [{ url: '.', description: 'the server that this document came from' }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'only where the server was started with --token-file',
          },
        },
      },
      security: [{}, { token: [] }],
    },
    transform: ({ schema, url }) => {
      const source = findExample(schema.operationId ?? '');
      if (source === undefined) return { schema, url };
      const samples = [{ lang: 'Shell', label: 'curl', source }];
      return { schema: { ...schema, 'x-codeSamples': samples }, url };
    },
    refResolver: {
      buildLocalReference: (schema, ...[, , i]) => String(schema['$id'] ?? `def-${i}`),
    },
  };
}
