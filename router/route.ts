// A listening router, which closes in order when its owner says so. Signals are the caller's.

import type { FastifyBaseLogger } from 'fastify';
import { IndexError } from '../errors.ts';
import { readToken } from '../library/read-token.ts';
import { drain } from '../query-server/drain.ts';
import { decodeAccess } from '../query-server/http/access.ts';
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
}

export interface Router {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * `shards` are addresses of servers in the order of training, those of replicas with commas between. Throws
 * `shard_unavailable`, `shards_mismatch`, `address_in_use`, and `bad_argument` for an open address.
 */
export async function route(
  shards: readonly string[],
  options: RouteOptions = {},
): Promise<Router> {
  const { host = defaultHost, port = defaultPort, limits, logger } = options;
  const { drainMs = defaultDrain, shardTokenFile } = options;
  const access = decodeAccess(options);
  let log: FastifyBaseLogger | undefined;
  const live = await LiveShards.open(shards.map(parseReplicas), {
    token: shardTokenFile === undefined ? undefined : readToken(shardTokenFile),
    onEvent: describeEvents(() => log),
  });
  try {
    const built = await buildRouter({
      ...{ shards: live, ...access },
      ...(limits !== undefined && { limits }),
      ...(logger !== undefined && { logger }),
    });
    log = built.app.log;
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

/** A line for each new whole, and for the first of a row of failures. */
function describeEvents(log: () => FastifyBaseLogger | undefined): (event: ShardEvent) => void {
  let failing = '';
  return (event) => {
    if (event.kind === 'joined') {
      failing = '';
      const { snapshot, records, shards } = event.whole.joined;
      log()?.info({ snapshot, records, shards: shards.length }, 'shards joined');
      return;
    }
    const { error } = event;
    const reason = error instanceof IndexError ? error.message : String(error);
    if (reason === failing) return;
    failing = reason;
    log()?.warn(
      { code: error instanceof IndexError ? error.code : undefined, reason },
      'cannot look at the shards, will try again',
    );
  };
}
