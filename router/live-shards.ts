// All shards as one whole, followed: the snapshot of each, and what they are together.
//
// Looks at GET /v1/index of each shard every second, and at once where an answer has another snapshot than
// the whole. The whole is replaced, never changed, so that a request keeps the one it began with.

import { setTimeout as delay } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import { remarksHeader } from '../query-server/answering/remarks.ts';
import { snapshotHeader } from '../query-server/http/response-headers.ts';
import type { Facets } from '../schemas/facets.ts';
import type { IndexDescription } from '../schemas/index-description.ts';
import { joinShards } from '../shards/join-shards.ts';
import { type JoinedDescription, mergeDescriptions } from '../shards/merge-descriptions.ts';
import { requireReplicas, requireSameIndex } from '../shards/same-index.ts';
import type { JoinedShards, Shard } from '../shards/shard.ts';
import { type ReplyHead, type ShardReply, type ShardRequest, unavailable } from './replica.ts';
import { ShardServers, type ShardStream } from './shard-servers.ts';

/** The whole as of one snapshot of each shard. */
export interface Whole {
  readonly joined: JoinedShards;
  /** Of the whole, as GET /v1/index answers. */
  readonly description: JoinedDescription;
  /** Of the shards, in their order. */
  readonly parts: readonly IndexDescription[];
  /** The snapshots of the shards, in their order. */
  readonly snapshots: readonly string[];
}

export type ShardEvent =
  | { readonly kind: 'joined'; readonly whole: Whole }
  | { readonly kind: 'failed'; readonly error: unknown };

interface LiveShardsOptions {
  readonly token?: string | undefined;
  readonly pollMs?: number;
  readonly onEvent?: (event: ShardEvent) => void;
  /** At the start: look again until every shard answers. */
  readonly wait?: boolean;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** A request, and what is read of the answer of the shard `i`. */
interface ReadRequest<Read> extends ShardRequest {
  readonly read: (reply: ShardReply, i: number) => Read;
}

/** Milliseconds between two looks. */
const defaultPollMs = 1000;
/** Milliseconds that a look at a shard may take. */
const lookMs = 5000;

export class LiveShards implements AsyncDisposable {
  readonly servers: readonly ShardServers[];
  /** Why the last look failed; undefined: it did not. */
  problem: IndexError | undefined;
  #whole: Whole | undefined;
  #descriptions: FullDescription[] = [];
  #looking: Promise<void> | undefined;
  #ended = new AbortController();
  #onEvent: (event: ShardEvent) => void;

  private constructor(shards: readonly (readonly string[])[], options: LiveShardsOptions) {
    this.servers = shards.map((addresses) => new ShardServers(addresses, options.token));
    this.#onEvent = options.onEvent ?? (() => {});
  }

  /** Rejects with `shard_unavailable` and `shards_mismatch`, and with the reason of the signal. */
  static async open(
    shards: readonly (readonly string[])[],
    options: LiveShardsOptions = {},
  ): Promise<LiveShards> {
    const live = new LiveShards(shards, options);
    try {
      await live.#start(options);
    } catch (error) {
      await live[Symbol.asyncDispose]();
      throw error;
    }
    void live.#follow(options.pollMs ?? defaultPollMs);
    return live;
  }

  /** The newest whole. */
  get whole(): Whole {
    if (this.#whole === undefined) throw new Error('it is opened before it is used');
    return this.#whole;
  }

  /** For work that begins; nothing has to be given back. */
  borrow(): Disposable & { readonly snapshot: Whole } {
    return { snapshot: this.whole, [Symbol.dispose]() {} };
  }

  /**
   * Asks every shard the same, and takes answers of the snapshots of `whole` only. Rejects with
   * `shard_unavailable`, with `shard_changed`, and with what a shard finds wrong with the question.
   */
  async askAll(whole: Whole, request: ShardRequest, signal: AbortSignal): Promise<string[]> {
    return await this.askEach(whole, { ...request, read: textOf }, signal);
  }

  /** The same with another way to read an answer. Where that throws, the next replica is asked. */
  async askEach<Read>(
    whole: Whole,
    asked: ReadRequest<Read>,
    signal: AbortSignal,
  ): Promise<Read[]> {
    signal.throwIfAborted();
    const rest = new AbortController();
    // Cheaper than AbortSignal.any, whose signals stay until they are collected.
    const stop = () => rest.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const { read, ...request } = asked;
    const each = this.servers.map((servers, i) => {
      const accept = (reply: ShardReply) =>
        read(requireSnapshot(reply, whole.snapshots[i] ?? ''), i);
      return servers.ask(request, accept, rest.signal);
    });
    try {
      return await Promise.all(each);
    } catch (error) {
      // One is missing, so the others are not needed.
      rest.abort();
      await Promise.allSettled(each);
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** The same of one shard. */
  async askOne(
    { whole, shard }: { readonly whole: Whole; readonly shard: number },
    request: ShardRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const servers = this.servers[shard];
    if (servers === undefined) throw new Error('the whole has this shard');
    const accept = (reply: ShardReply) =>
      textOf(requireSnapshot(reply, whole.snapshots[shard] ?? ''));
    return await servers.ask(request, accept, signal);
  }

  /**
   * Asks one shard, of the snapshot that `whole` has of it; gives the remarks and the bytes of the answer.
   * Rejects as askAll does.
   */
  async openOne(
    { whole, shard }: { readonly whole: Whole; readonly shard: number },
    request: ShardRequest,
    signal: AbortSignal,
  ): Promise<ShardStream<string | undefined>> {
    const servers = this.servers[shard];
    if (servers === undefined) throw new Error('the whole has this shard');
    const accept = (reply: ReplyHead) => {
      requireSnapshot(reply, whole.snapshots[shard] ?? '');
      const { [remarksHeader]: remarks } = reply.headers;
      return typeof remarks === 'string' ? remarks : undefined;
    };
    return await servers.open(request, accept, signal);
  }

  /**
   * Runs work on the newest whole, and again where a shard had a newer snapshot. Rejects with what the
   * work rejects with.
   */
  async onOneWhole<Result>(work: (whole: Whole) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await work(this.whole);
      } catch (error) {
        const isChanged = error instanceof IndexError && error.code === 'shard_changed';
        if (!isChanged || tries === maxTries) throw error;
        await this.refresh();
      }
    }
  }

  /** Looks at all shards at once; rejects with what goes wrong. */
  async refresh(): Promise<void> {
    this.#looking ??= this.#lookAgain().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.servers.map((servers) => servers[Symbol.asyncDispose]()));
  }

  async #start({ wait = false, pollMs = defaultPollMs, signal }: LiveShardsOptions): Promise<void> {
    using _ = onAbort(signal, () => this.#ended.abort());
    for (;;) {
      try {
        await this.#look();
        await this.#requireReplicas();
        signal?.throwIfAborted();
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof IndexError) || !mayStartYet(error)) throw error;
        if (!wait) throw withAdvice(error);
        this.#onEvent({ kind: 'failed', error });
      }
      await delay(pollMs, undefined, { signal: this.#ended.signal }).catch(() => {});
      signal?.throwIfAborted();
    }
  }

  async #follow(pollMs: number): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await delay(pollMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.refresh().catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(lookMs)]);
    const asked = this.servers.map((servers, i) => this.#describe(servers, i, signal));
    const descriptions = await Promise.all(asked);
    if (this.#ended.signal.aborted) return;
    const isNew = descriptions.some((one, i) => one !== this.#descriptions[i]);
    if (isNew) this.#join(descriptions);
  }

  /** Of each shard, those that answer; of the others the log says why not. */
  async #requireReplicas(): Promise<void> {
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(lookMs)]);
    const asked = this.servers
      .filter(({ replicas }) => replicas.length > 1)
      .map(async (servers) => {
        const each = await servers.askReplicas({ path: '/v1/index' }, readDescription, signal);
        const named: Shard[] = [];
        for (const { name, answer } of each) {
          if (answer instanceof Error) this.#onEvent({ kind: 'failed', error: answer });
          else named.push({ name, description: answer });
        }
        requireReplicas(named);
      });
    await Promise.all(asked);
  }

  async #lookAgain(): Promise<void> {
    try {
      await this.#look();
      this.problem = undefined;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.problem = error instanceof IndexError ? error : undefined;
      this.#onEvent({ kind: 'failed', error });
      throw error;
    }
  }

  #join(descriptions: FullDescription[]): void {
    const named = descriptions.map((description, i) => {
      return { name: this.servers[i]?.name ?? '', description };
    });
    const joined = joinShards(named);
    const snapshots = descriptions.map(({ snapshot }) => snapshot);
    this.#descriptions = descriptions;
    const parts = descriptions.map(({ facet_values: _, ...description }) => description);
    const description = mergeDescriptions(parts, joined);
    this.#whole = { joined, description, parts, snapshots };
    this.#onEvent({ kind: 'joined', whole: this.#whole });
  }

  /** The same object where nothing has changed. */
  async #describe(servers: ShardServers, i: number, signal: AbortSignal): Promise<FullDescription> {
    const known = this.#descriptions[i];
    // A replica that has another index is passed by, as one that fails is.
    const accept = (reply: ShardReply) => {
      const found = readDescription(reply);
      if (known !== undefined && known.snapshot !== found.snapshot) {
        requireSameIndex(reply.address, known, found);
      }
      return found;
    };
    try {
      const found = await servers.ask({ path: '/v1/index' }, accept, signal);
      if (known?.snapshot === found.snapshot) return known;
      if (found.resolution === 'step') return found;
      const acceptFacets = (reply: ShardReply): Facets => {
        return JSON.parse(textOf(requireSnapshot(reply, found.snapshot)));
      };
      const { values } = await servers.ask({ path: '/v1/facets' }, acceptFacets, signal);
      return { ...found, facet_values: values };
    } catch (error) {
      if (error instanceof IndexError) throw error;
      if (signal.aborted) {
        throw unavailable(servers.name, `no answer within ${lookMs / 1000} s`, { cause: error });
      }
      const reason = 'its answer is not one of `firstseen serve`';
      throw unavailable(servers.name, reason, { status: 200, cause: error });
    }
  }
}

/** A server that refuses the question, or is another program, does not change by waiting. */
function mayStartYet({ code, details }: IndexError): boolean {
  const { status = 503 } = details;
  return code === 'shard_unavailable' && Number(status) >= 500;
}

function withAdvice({ code, message, details, cause }: IndexError): IndexError {
  const found = message.replace(/\.$/, '');
  const advice =
    'Start `firstseen serve` there, correct the address, or pass --wait to wait for it.';
  return new IndexError(code, `${found}. ${advice}`, details, cause);
}

function onAbort(signal: AbortSignal | undefined, act: () => void): Disposable {
  signal?.addEventListener('abort', act, { once: true });
  if (signal?.aborted) act();
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', act) };
}

type FullDescription = IndexDescription & { readonly facet_values?: readonly string[] };

/** Looks at a whole before a request is given up whose shards change all the time. */
const maxTries = 3;

function readDescription(reply: ShardReply): IndexDescription {
  return JSON.parse(textOf(reply));
}

function textOf({ bytes }: ShardReply): string {
  return bytes.toString();
}

function requireSnapshot<Reply extends ReplyHead>(reply: Reply, expected: string): Reply {
  const { headers, address } = reply;
  const { [snapshotHeader]: found } = headers;
  if (found === expected) return reply;
  throw new IndexError(
    'shard_changed',
    `the shard at ${address} answers from the snapshot ${found}: expected ${expected}. Ask again.`,
    { shard: address },
  );
}
