// What the routes declare as answers: their own, and the problems that all of them have.
//
// For openapi.json only. Answers are serialised by JSON.stringify, as the command line does it.

import { errorTable } from '../../errors/table.ts';
import { type ErrorCode, httpStatus } from '../../errors.ts';
import { remarksHeader } from '../answering/remarks.ts';
import { snapshotHeader } from './response-headers.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
});

const answerHeaders = {
  [snapshotHeader]: { type: 'string', description: 'the snapshot of the answer' },
  [remarksHeader]: {
    type: 'string',
    description:
      'JSON in ASCII: an array of {"code","message"}, on phrases with "phrases" and "first" too; absent: no remark',
  },
} as const;

/** Codes that have a status to themselves: it is described by their title. */
const single: readonly ErrorCode[] = [
  ...(['unauthorized', 'method_not_allowed', 'not_acceptable', 'body_too_large'] as const),
  ...(['unsupported_media_type', 'wrong_host', 'too_many_requests', 'headers_too_large'] as const),
];

const problems = {
  400: problem('The question is not as expected'),
  404: problem('The index does not exist any more'),
  500: problem('The index is damaged, or the server has a bug'),
  503: problem('Not now: not ready, shutting down, busy, or not in time'),
  ...Object.fromEntries(single.map((code) => [httpStatus(code), problem(errorTable[code].title)])),
};

interface ResponseOptions {
  readonly cached?: boolean;
  readonly remarked?: boolean;
  /** More headers of an answer that has remarks. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Answers of a route by content type, with everything that may go wrong. */
export function responses(
  description: string,
  types: Readonly<Record<string, unknown>>,
  { cached = false, remarked = false, headers = {} }: ResponseOptions = {},
): Readonly<Record<number, unknown>> {
  const content = Object.fromEntries(
    Object.entries(types).map(([type, schema]) => [type, { schema }]),
  );
  return {
    200: { description, ...(remarked && { headers: { ...answerHeaders, ...headers } }), content },
    ...(cached && {
      304: { description: 'The client has it: same URL, same snapshot', type: 'null' },
    }),
    ...problems,
  };
}
