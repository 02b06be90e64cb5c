// A listening router, which closes in order when its owner says so. Signals are the caller's.

import type { FastifyBaseLogger } from 'fastify';
import { IndexError } from '../errors.ts';
import { readToken } from '../library/read-token.ts';
import { drain } from '../query-server/drain.ts';
import { decodeAccess } from '../query-server/http/access.ts';
import { createLog } from '../query-server/http/create-log.ts';
import { describeListenError } from '../query-server/http/listen-error.ts';
import {
  defaultDrain,
  defaultHost,
  defaultPort,
  type ServeOptions,
} from '../query-server/serve-options.ts';
import { LiveShards, type ShardEvent } from './live-shards.ts';
import { buildRouter } from './router-app.ts';
import { parseReplicas } from './shard-address.ts';

export interface RouteOptions extends Omit<ServeOptions, 'wait' | 'processes'> {
  /** File of the token that the servers of the shards need. */
  readonly shardTokenFile?: string;
  /** Listen only once every shard answers, and ask again each second until then. */
  readonly wait?: boolean;
  /** Ends the wait: `route` then rejects with its reason. */
  readonly signal?: AbortSignal;
}

export interface Router {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * `shards` are addresses of servers in the order of training, those of replicas with commas between. Throws
 * `shard_unavailable`, `shards_mismatch`, `address_in_use`, and `bad_argument` for an open address. With
 * `wait`, only what a wait does not cure: `shard_unavailable` then means that a server refuses the router.
 */
export async function route(
  shards: readonly string[],
  options: RouteOptions = {},
): Promise<Router> {
  const { host = defaultHost, port = defaultPort, limits, logger } = options;
  const { drainMs = defaultDrain, shardTokenFile, wait = false, signal } = options;
  const access = decodeAccess(options);
  // There is none of the server yet while shards are awaited.
  const log = createLog(logger);
  const live = await LiveShards.open(shards.map(parseReplicas), {
    token: shardTokenFile === undefined ? undefined : readToken(shardTokenFile),
    onEvent: describeEvents(log),
    ...{ wait, signal },
  });
  try {
    const built = await buildRouter({
      ...{ shards: live, ...access },
      ...(limits !== undefined && { limits }),
      ...(logger !== undefined && { logger }),
    });
    const address = (await built.app.listen({ host, port })) + access.basePath;
    let closing: Promise<void> | undefined;
    return {
      address,
      close() {
        closing ??= drain(built, drainMs).finally(() => live[Symbol.asyncDispose]());
        return closing;
      },
    };
  } catch (error) {
    await live[Symbol.asyncDispose]();
    throw describeListenError(error, host, port);
  }
}

/** A line for each new whole, and one for each kind of failure between two of them. */
function describeEvents(log: FastifyBaseLogger): (event: ShardEvent) => void {
  const failing = new Set<string>();
  let isWaiting = true;
  return (event) => {
    if (event.kind === 'joined') {
      failing.clear();
      isWaiting = false;
      const { snapshot, records, shards } = event.whole.joined;
      log.info({ snapshot, records, shards: shards.length }, 'shards joined');
      return;
    }
    const { error } = event;
    const reason = error instanceof IndexError ? error.message : String(error);
    if (failing.has(reason)) return;
    failing.add(reason);
    log.warn(
      { code: error instanceof IndexError ? error.code : undefined, reason },
      isWaiting ? 'waiting for a shard' : 'cannot look at the shards, will try again',
    );
  };
}
