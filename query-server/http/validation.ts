// Validators from schemas: nothing is removed, and only a query string's text becomes numbers.
//
// Fastify's default would drop unknown fields in silence and turn a body's "7" into 7. Verbose: an
// error has what was found, and the schema it does not fit.

import { Ajv } from 'ajv';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';

const options = { removeAdditional: false, allErrors: false, verbose: true };
const body = new Ajv({ ...options, coerceTypes: false });
const text = new Ajv({ ...options, coerceTypes: true });

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? body : text).compile(schema);

/** Whether a value fits a schema; `errors` are of the last value that did not. */
export interface ValueCheck<T> {
  (value: unknown): value is T;
  readonly errors?: readonly FastifySchemaValidationError[] | null;
}

/** For a part of a body, which Fastify does not check. */
export function compileCheck<T>(schema: TSchema): ValueCheck<T> {
  return body.compile<T>(schema);
}
