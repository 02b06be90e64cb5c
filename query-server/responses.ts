// What the routes declare as answers: their own, and the problems that all of them have.
//
// For openapi.json only. Answers are serialised by JSON.stringify, as the command line does it.

import { remarksHeader } from './remarks.ts';
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

const problems = {
  400: problem('The question is not as expected'),
  401: problem('The token is missing or wrong'),
  404: problem('The index is not there any more'),
  405: problem('The route has no such method'),
  406: problem('The route has no such answer'),
  413: problem('The body is too large'),
  415: problem('The body has another content type'),
  421: problem('The server does not go by that name'),
  429: problem('The rate limit is used up'),
  431: problem('The headers are too large'),
  500: problem('The index is damaged, or a bug'),
  503: problem('Not now: not ready, shutting down, busy, or not in time'),
};

/** Answers of a route by content type, with everything that may go wrong. */
export function responses(
  description: string,
  types: Readonly<Record<string, unknown>>,
  { cached = false, remarked = false } = {},
): Readonly<Record<number, unknown>> {
  const content = Object.fromEntries(
    Object.entries(types).map(([type, schema]) => [type, { schema }]),
  );
  return {
    200: { description, ...(remarked && { headers: answerHeaders }), content },
    ...(cached && {
      304: { description: 'The client has it: same URL, same snapshot', type: 'null' },
    }),
    ...problems,
  };
}
