// Validators from schemas: nothing is removed, and only a query string's text becomes numbers.
//
// Fastify's default would drop unknown fields in silence and turn a body's "7" into 7. Verbose: an
// error has what was found, and the schema it does not fit.

import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const options = { removeAdditional: false, allErrors: false, verbose: true };
const body = new Ajv({ ...options, coerceTypes: false });
const text = new Ajv({ ...options, coerceTypes: true });

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? body : text).compile(schema);
