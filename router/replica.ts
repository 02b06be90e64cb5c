// One server of a shard: requests to it, and how quickly it answers.
//
// Whatever keeps it from answering is `shard_unavailable` with its address. Answers of any status are the
// caller's to look at.

import { Pool } from 'undici';
import { IndexError } from '../errors.ts';

export interface ShardRequest {
  /** From the root of the server on, with its query. */
  readonly path: string;
  /** Undefined: a GET. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ShardReply {
  readonly address: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
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
  #token: string | undefined;

  constructor(address: string, token: string | undefined) {
    const { origin, pathname } = new URL(address);
    this.address = address;
    this.#prefix = pathname === '/' ? '' : pathname;
    this.#token = token;
    this.#pool = new Pool(origin, { connections, connect: { timeout: connectMs } });
  }

  /** Rejects with the signal's reason, and with `shard_unavailable`. */
  async ask({ path, body, headers = {} }: ShardRequest, signal: AbortSignal): Promise<ShardReply> {
    this.requests++;
    const start = performance.now();
    try {
      const answer = await this.#pool.request({
        path: this.#prefix + path,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...headers,
          ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        },
        ...(body !== undefined && { body }),
        signal,
      });
      const text = await answer.body.text();
      this.usualMs += (performance.now() - start - this.usualMs) / 16;
      return { address: this.address, status: answer.statusCode, headers: answer.headers, text };
    } catch (error) {
      signal.throwIfAborted();
      this.failures++;
      throw unavailable(this.address, reasonOf(error), error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

/** `reason` is a part of a sentence. */
export function unavailable(address: string, reason: string, cause?: unknown): IndexError {
  return new IndexError(
    'shard_unavailable',
    `the shard at ${address} does not answer: ${reason}`,
    { shard: address },
    cause,
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
