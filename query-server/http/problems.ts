// Whatever goes wrong -> a problem document (RFC 9457) with a stable code.
//
// An IndexError has its code. What Fastify and Node refuse is given one here. Anything else is a
// bug: it is logged with its stack, and the client learns no more than that.

import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorTable } from '../../errors/table.ts';
import { type ErrorCode, httpStatus, IndexError } from '../../errors.ts';
import type { Problem } from '../../schemas/problem.ts';
import { describeRefusal } from './describe-refusal.ts';
import { ClientGone } from './request-work.ts';

export const problemType = 'application/problem+json';

/** Where a code is explained, from the root of the server on. */
export function helpPath(code: ErrorCode): string {
  return `docs/problems#${code}`;
}

/** The same relative to the request's address, so that it leads there behind a proxy's path too. */
function helpFrom(url: string, code: ErrorCode): string {
  const [path = ''] = url.split('?', 1);
  const depth = Math.max(0, path.split('/').length - 2);
  return '../'.repeat(depth) + helpPath(code);
}

/** `type` is the address where the code is explained. */
export function makeProblem(
  { code, message, details }: Pick<IndexError, 'code' | 'message' | 'details'>,
  type: string,
): Problem {
  return {
    type,
    title: errorTable[code].title,
    status: httpStatus(code),
    detail: message.toWellFormed(),
    code,
    ...(Object.keys(details).length > 0 && { details: plainDetails(details) }),
  };
}

/** Lists are of errors that a server does not have. */
function plainDetails(details: IndexError['details']): NonNullable<Problem['details']> {
  const entries = Object.entries(details);
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, PlainDetail] => typeof entry[1] !== 'object' || entry[1] === null,
    ),
  );
}

type PlainDetail = NonNullable<Problem['details']>[string];

/** The error as an IndexError; a bug is `internal_error` with the bug as its cause. */
function describeError(error: unknown): IndexError {
  if (error instanceof IndexError) return error;
  if (error instanceof URIError) {
    return new IndexError('malformed_request', 'the path is not percent-encoded UTF-8', {}, error);
  }
  const refused: Partial<FastifyError> = error instanceof Error ? error : {};
  const { code, statusCode, validation, validationContext, message } = refused;
  if (validation !== undefined) return describeRefusal(validation, validationContext);
  const known = code === undefined ? undefined : frameworkCodes[code];
  if (known !== undefined) return new IndexError(known[0], known[1], {}, error);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new IndexError('malformed_request', `the request was refused: ${message}`, {}, error);
  }
  return new IndexError(
    'internal_error',
    'this is a bug of the server: its log has the details, please report them',
    {},
    error,
  );
}

/** Fastify's codes for what it refuses itself. */
const frameworkCodes: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'body_too_large',
    'the body is larger than the server takes: send fewer phrases or pairs per request, or start it with a larger --max-body',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    'expected a body of content-type application/json or, for a list of phrases, application/x-ndjson',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'malformed_request',
    'the body is not as long as its content-length says',
  ],
  FST_ERR_BAD_URL: ['malformed_request', 'the path is not percent-encoded UTF-8'],
  FST_ERR_HANDLER_TIMEOUT: ['deadline_exceeded', 'the answer was not ready in time'],
};

/** What a request is answered that went wrong, and what its log needs. */
interface ProblemAnswer {
  readonly described: IndexError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Whether the operator has to know. */
  readonly isLogged: boolean;
}

/** `url`: of the request. */
export function describeProblem(error: unknown, url: string): ProblemAnswer {
  const described = describeError(error);
  const { code, details, kind } = described;
  const problem = makeProblem(described, helpFrom(url, code));
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'content-type': `${problemType}; charset=utf-8`,
  };
  if (code === 'server_busy' || code === 'not_ready') headers['retry-after'] = '1';
  const { retry_after } = details;
  if (retry_after !== undefined) headers['retry-after'] = String(retry_after);
  if (code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  if (closingCodes.has(code)) headers['connection'] = 'close';
  const { status } = problem;
  const isLogged = status >= 500 && kind !== 'busy';
  return { described, status, headers, text: JSON.stringify(problem), isLogged };
}

/** Logs what the operator has to know: the cause of a bug has the stack; no message of ours holds corpus text. */
export function logProblem(
  log: Pick<FastifyBaseLogger, 'error'>,
  { described, isLogged }: ProblemAnswer,
  route: string | undefined,
): void {
  if (!isLogged) return;
  const { code, cause } = described;
  log.error({ err: code === 'internal_error' ? cause : described, code, route }, 'failed');
}

/** Fastify's error handler: logs what the operator has to know, answers with a problem. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof ClientGone) {
    reply.code(clientClosedRequest).send('');
    return;
  }
  const problem = describeProblem(error, request.url);
  logProblem(request.log, problem, request.routeOptions.url);
  reply.code(problem.status).headers(problem.headers).send(problem.text);
}

/** Not a status of HTTP: only the metrics show it. */
export const clientClosedRequest = 499;

/** After these the rest of the request is not read. */
const closingCodes: ReadonlySet<ErrorCode> = new Set([
  'body_too_large',
  'shutting_down',
  'request_timeout',
]);
