// Validators from schemas: nothing is removed, and only a query string's text becomes numbers.
//
// Fastify's default would drop unknown fields in silence and turn a body's "7" into 7. Verbose: an
// error has what was found, and the schema it does not fit.

import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const body = new Ajv({
  removeAdditional: false,
  coerceTypes: false,
  allErrors: false,
  verbose: true,
});
const text = new Ajv({
  removeAdditional: false,
  coerceTypes: true,
  allErrors: false,
  verbose: true,
});

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? body : text).compile(schema);
