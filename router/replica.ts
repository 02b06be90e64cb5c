// One server of a shard: requests to it, and how quickly it answers.
//
// Whatever keeps it from answering is `shard_unavailable` with its address. Answers of any status are the
// caller's to look at.

import { type Dispatcher, Pool } from 'undici';
import { IndexError } from '../errors.ts';
import { joinChunks } from '../query-server/http/join-chunks.ts';
import { CountsConnections } from './counts-connections.ts';

export interface ShardRequest {
  /** From the root of the server on, with its query. */
  readonly path: string;
  /** Undefined: a GET. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** It asks for exposures as counts, so it may go without HTTP. */
  readonly asksForCounts?: boolean;
}

export interface ReplyHead {
  readonly address: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An answer that is there. */
export interface ShardReply extends ReplyHead {
  readonly bytes: Buffer;
}

/** An answer whose body is still to be read, or to be destroyed. */
export interface OpenReply extends ReplyHead {
  readonly body: Dispatcher.ResponseData['body'];
}

/** Connections to one server at most. */
const connections = 16;
/** Milliseconds until a connection must be there. */
const connectMs = 2000;

export class Replica implements AsyncDisposable {
  readonly address: string;
  /** The usual time of an answer in milliseconds: a mean in which the newest counts most. */
  usualMs = 50;
  failures = 0;
  requests = 0;
  #pool: Pool;
  #prefix: string;
  #own: Readonly<Record<string, string>>;
  #counts: CountsConnections;

  constructor(address: string, token: string | undefined) {
    const { origin, pathname } = new URL(address);
    this.address = address;
    this.#prefix = pathname === '/' ? '' : pathname;
    this.#own = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#pool = new Pool(origin, { connections, connect: { timeout: connectMs } });
    this.#counts = new CountsConnections({ origin, prefix: this.#prefix, headers: this.#own });
  }

  /** Rejects with the signal's reason, and with `shard_unavailable`. */
  async ask(request: ShardRequest, signal: AbortSignal): Promise<ShardReply> {
    const start = performance.now();
    this.requests++;
    const reply = await this.#guard(async () => {
      const { asksForCounts, body } = request;
      const counts =
        asksForCounts && body !== undefined ? await this.#counts.ask(body, signal) : undefined;
      return counts ?? (await this.#receive(request, signal));
    }, signal);
    this.usualMs += (performance.now() - start - this.usualMs) / 16;
    return { address: this.address, ...reply };
  }

  /** A stream of an answer that comes whole would cost more than the rest of the request. */
  #receive(request: ShardRequest, signal: AbortSignal): Promise<Omit<ShardReply, 'address'>> {
    const { promise, resolve, reject } = Promise.withResolvers<Omit<ShardReply, 'address'>>();
    let controller: Dispatcher.DispatchController | undefined;
    const stop = () => {
      controller?.abort(signal.reason);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    let head: Omit<ReplyHead, 'address'> = { status: 0, headers: {} };
    const chunks: Buffer[] = [];
    this.#pool.dispatch(this.#describe(request), {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) started.abort(signal.reason);
      },
      onResponseStart(_, status, headers) {
        head = { status, headers };
      },
      onResponseData(_, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener('abort', stop);
        resolve({ ...head, bytes: joinChunks(chunks) });
      },
      onResponseError(_, error) {
        signal.removeEventListener('abort', stop);
        reject(error);
      },
    });
    return promise;
  }

  #describe({ path, body, headers = {} }: ShardRequest) {
    return {
      path: this.#prefix + path,
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...this.#own },
      ...(body !== undefined && { body }),
    };
  }

  /** The same, with an answer of which nothing is read yet. */
  async open(request: ShardRequest, signal: AbortSignal): Promise<OpenReply> {
    this.requests++;
    const answer = await this.#guard(
      () => this.#pool.request({ ...this.#describe(request), signal }),
      signal,
    );
    const { statusCode: status } = answer;
    // Whoever reads it sees the error; a body that is destroyed unread has nobody to tell.
    answer.body.on('error', () => {});
    return { address: this.address, status, headers: answer.headers, body: answer.body };
  }

  /** The bytes of an open answer; throws as `ask` rejects where they do not come to their end. */
  async *read({ body }: OpenReply, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const chunks = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await this.#guard(() => chunks.next(), signal);
        if (done === true) return;
        yield value;
      }
    } finally {
      body.destroy();
    }
  }

  async #guard<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      this.failures++;
      throw unavailable(this.address, reasonOf(error), { cause: error });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#counts[Symbol.dispose]();
    await this.#pool.destroy();
  }
}

/** `reason` is a part of a sentence; `status`: that of its answer, where it has one. */
export function unavailable(
  address: string,
  reason: string,
  { status, cause }: { readonly status?: number; readonly cause?: unknown } = {},
): IndexError {
  return new IndexError(
    'shard_unavailable',
    `the shard at ${address} does not answer: ${reason}`,
    { shard: address, ...(status !== undefined && { status }) },
    cause,
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
