// The servers of one shard: a question goes to one of them, and to the next where that fails or is late.
//
// Only an answer of the snapshot that is asked for counts, so it does not matter which of them gives it.

import { errorTable } from '../errors/table.ts';
import { type ErrorCode, httpStatus, IndexError } from '../errors.ts';
import type { Problem } from '../schemas/problem.ts';
import {
  type OpenReply,
  Replica,
  type ReplyHead,
  type ShardReply,
  type ShardRequest,
  unavailable,
} from './replica.ts';

/** A replica is late after so many times its usual time, and never before `minLateMs`. */
const lateFactor = 4;
const minLateMs = 50;

/** An answer that comes in chunks: what `accept` took of its head, and the bytes. */
export interface ShardStream<Head> extends Disposable {
  readonly head: Head;
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
}

export class ShardServers implements AsyncDisposable {
  /** All addresses, as messages name the shard. */
  readonly name: string;
  readonly replicas: readonly Replica[];
  /** Questions that were sent to a second replica, because the first was late. */
  hedged = 0;

  constructor(addresses: readonly string[], token: string | undefined) {
    this.name = addresses.join(',');
    this.replicas = addresses.map((address) => new Replica(address, token));
  }

  /**
   * The answer of the first replica that has one which `accept` takes. What `accept` refuses, it throws, and
   * that counts as a failure of the replica. Rejects with the error of the last, or the signal's reason.
   */
  async ask<Answer>(
    request: ShardRequest,
    accept: (reply: ShardReply) => Answer,
    signal: AbortSignal,
  ): Promise<Answer> {
    signal.throwIfAborted();
    const [first, ...rest] = this.#inOrder();
    if (first === undefined) throw new Error('a shard has a replica');
    const attempt = async (replica: Replica, until: AbortSignal) => {
      return accept(requireAnswered(await replica.ask(request, until)));
    };
    if (rest.length === 0) return await attempt(first, signal);
    return await this.#race([first, ...rest], attempt, signal);
  }

  /** What each replica answers, or its error, with its address. */
  async askReplicas<Answer>(
    request: ShardRequest,
    accept: (reply: ShardReply) => Answer,
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly answer: Answer | Error }[]> {
    const ask = async (replica: Replica) => {
      try {
        return accept(requireAnswered(await replica.ask(request, signal)));
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    };
    return await Promise.all(
      this.replicas.map(async (replica) => ({ name: replica.address, answer: await ask(replica) })),
    );
  }

  /**
   * An answer that is read while it comes, of the first replica that begins one which `accept` takes. A
   * replica that fails later is an error, as a part of its answer is gone. Rejects as `ask` does.
   */
  async open<Head>(
    request: ShardRequest,
    accept: (reply: ReplyHead) => Head,
    signal: AbortSignal,
  ): Promise<ShardStream<Head>> {
    signal.throwIfAborted();
    let failure: unknown;
    for (const replica of this.#inOrder()) {
      let opened: OpenReply | undefined;
      try {
        const reply = await replica.open(request, signal);
        opened = reply;
        if (reply.status !== 200) {
          const bytes = Buffer.from(await reply.body.bytes());
          requireAnswered({ ...reply, bytes });
        }
        const chunks = replica.read(reply, signal);
        return { head: accept(reply), chunks, [Symbol.dispose]: () => reply.body.destroy() };
      } catch (error) {
        opened?.body.destroy();
        signal.throwIfAborted();
        if (isOfQuestion(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** Those that failed least of late first, of these the quickest. */
  #inOrder(): readonly Replica[] {
    return this.replicas.toSorted((one, other) => one.usualMs - other.usualMs);
  }

  #race<Answer>(
    replicas: readonly Replica[],
    attempt: (replica: Replica, signal: AbortSignal) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const losers = new AbortController();
    const until = AbortSignal.any([signal, losers.signal]);
    const waiting = [...replicas];
    let running = 0;
    let timer: NodeJS.Timeout | undefined;
    const next = () => {
      clearTimeout(timer);
      const replica = waiting.shift();
      if (replica === undefined) return;
      running++;
      attempt(replica, until).then(resolve, (error: unknown) => {
        running--;
        if (isOfQuestion(error)) reject(error);
        else if (waiting.length > 0) next();
        else if (running === 0) reject(error);
      });
      if (waiting.length === 0) return;
      const late = Math.max(minLateMs, lateFactor * replica.usualMs);
      timer = setTimeout(() => {
        this.hedged++;
        next();
      }, late);
    };
    next();
    return promise.finally(() => {
      clearTimeout(timer);
      losers.abort();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica[Symbol.asyncDispose]()));
  }
}

/** The question is wrong, so another replica would say the same. */
function isOfQuestion(error: unknown): boolean {
  return error instanceof IndexError && httpStatus(error.code) < 500;
}

/** The reply, where it is an answer. A question that the shard refuses is refused with the same problem. */
function requireAnswered(reply: ShardReply): ShardReply {
  const { status, address, bytes } = reply;
  if (status === 200 || status === 304) return reply;
  const { code, detail = '', details = {} } = parseProblem(bytes.toString());
  const isRefused = status >= 400 && status < 500 && !ownCodes.has(String(code));
  if (isRefused && isKnown(code)) throw new IndexError(code, detail, details);
  throw unavailable(
    address,
    `it answers ${status}${code === undefined ? '' : ` (${code})`} ${detail}`.trim(),
    { status },
  );
}

/** What a shard refuses of the router, and not of whoever asks it. */
const ownCodes: ReadonlySet<string> = new Set([
  ...['unauthorized', 'wrong_host', 'too_many_requests', 'route_not_found', 'method_not_allowed'],
  ...['request_timeout', 'malformed_request', 'not_acceptable', 'unsupported_media_type'],
]);

function isKnown(code: string | undefined): code is ErrorCode {
  return code !== undefined && code in errorTable;
}

function parseProblem(text: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
