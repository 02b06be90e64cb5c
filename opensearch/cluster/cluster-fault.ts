// What went wrong between us and a cluster: what may pass, and the errors of what does not.

import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';

/** Too many requests, or a node that cannot answer now. */
const passing = new Set([429, 502, 503, 504]);

const maxReasonLength = 400;

/** Whether the same request may get an answer a moment later. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return passing.has(status);
  const { name = '' } = error instanceof Error ? error : {};
  return ['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError'].includes(name);
}

/** `cluster_refused` of an answer with another status; other errors stay. */
export function refuseRequest(error: unknown): unknown {
  const status = statusOf(error);
  if (status === undefined || error instanceof IndexError) return error;
  const about = status === 401 || status === 403 ? `${accessHint} ` : '';
  const message = `the cluster refused a request with status ${status}: ${about}${reasonOf(error)}`;
  return new IndexError('cluster_refused', message, { status }, error);
}

const accessHint =
  'expected a user who may do so, in OPENSEARCH_USERNAME and OPENSEARCH_PASSWORD or in the address.';

/** `cluster_unavailable` of the last attempt. */
export function unavailable(urls: readonly string[], error: unknown): IndexError {
  const named = urls.map(withoutPassword).join(', ');
  const status = statusOf(error);
  const found = status === undefined ? describe(error) : `status ${status}: ${reasonOf(error)}`;
  return new IndexError(
    'cluster_unavailable',
    `no answer from the cluster at ${named}: ${found}`,
    { found: status ?? causeCode(error) ?? 'no connection' },
    error,
  );
}

/** `cluster_refused` of an answer that is not as this client knows it. */
export function unexpectedAnswer(what: string): IndexError {
  return new IndexError(
    'cluster_refused',
    `the cluster answered ${what} in another way than expected: is it OpenSearch 3?`,
  );
}

/** `cluster_unavailable` of an answer that is not of all shards. */
export function unavailablePart(index: string): IndexError {
  return new IndexError(
    'cluster_unavailable',
    `the cluster did not answer with all shards of ${index}: a node is missing, or it took too long. Ask again later.`,
    { found: index },
  );
}

/** The reasons that the body of an error names, the innermost last. */
function reasonOf(error: unknown): string {
  const reasons = [...new Set(walkReasons(bodyOf(error)))];
  const text = reasons.length > 0 ? reasons.join('; ') : describe(error);
  return text.length > maxReasonLength ? `${text.slice(0, maxReasonLength)}…` : text;
}

function* walkReasons(value: unknown, depth = 0): Generator<string> {
  if (typeof value !== 'object' || value === null || depth > 8) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'reason' && typeof inner === 'string') yield inner;
    else if (key === 'error' && typeof inner === 'string') yield inner;
    else yield* walkReasons(inner, depth + 1);
  }
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode > 0 ? statusCode : undefined;
}

function bodyOf(error: unknown): unknown {
  return error instanceof Error && 'body' in error ? error.body : undefined;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withoutPassword(url: string): string {
  const { protocol = '', host = url } = URL.parse(url) ?? {};
  return `${protocol}//${host}`;
}
