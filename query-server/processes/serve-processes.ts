// A server of several processes: this one owns the port and answers nothing, the others answer.
//
// They share the mapped pages of the index, and each follows its commits by itself.

import { decodeAccess } from '../http/access.ts';
import { createLog } from '../http/create-log.ts';
import { describeListenError } from '../http/listen-error.ts';
import {
  defaultDrain,
  defaultHost,
  defaultPort,
  type ServeOptions,
  type Server,
} from '../serve-options.ts';
import type { AnsweringChild, ChildEvents } from './child-process.ts';
import { ConnectionQueue } from './connection-queue.ts';
import { type Listening, listenAt } from './listen-at.ts';
import type { ProcessOptions } from './process-messages.ts';
import { ProcessPool } from './process-pool.ts';
import { ServerDesk } from './server-desk.ts';

/** Throws what a server of one process throws, and `process_ended`. */
export async function serveProcesses(directory: string, options: ServeOptions): Promise<Server> {
  const { host = defaultHost, port = defaultPort, drainMs = defaultDrain } = options;
  const { limits, logger, processes: count = 1 } = options;
  const access = decodeAccess(options);
  const log = createLog(logger);
  const queue = new ConnectionQueue();
  const desk = new ServerDesk(limits?.rateLimit);
  const start = processOptions(directory, options, access.tokens?.digests);
  const pool = new ProcessPool({ count, start, log, events: connect(queue, desk) });
  await pool.start();
  let listening: Listening;
  try {
    listening = await listenAt(host, port, (socket) => queue.give(socket));
  } catch (error) {
    await pool.close(drainMs);
    throw describeListenError(error, host, port);
  }
  for (const address of listening.addresses) log.info(`Server listening at ${address}`);
  let closing: Promise<void> | undefined;
  const close = async () => {
    // Until they have ended, they tell new clients that the server shuts down.
    await pool.close(drainMs);
    listening.close();
    queue.close();
  };
  return {
    address: listening.addresses[0] + access.basePath,
    failed: pool.failed,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function processOptions(
  directory: string,
  { logger, ...options }: ServeOptions,
  tokenDigests: readonly string[] | undefined,
): ProcessOptions {
  const { host, noAuth, basePath, trustProxy, allowHosts, limits, wait, drainMs } = options;
  return {
    ...{ directory, tokenDigests, logLevel: logger?.level },
    ...(host !== undefined && { host }),
    ...(noAuth !== undefined && { noAuth }),
    ...(basePath !== undefined && { basePath }),
    ...(trustProxy !== undefined && { trustProxy }),
    ...(allowHosts !== undefined && { allowHosts }),
    ...(limits !== undefined && { limits }),
    ...(wait !== undefined && { wait }),
    ...(drainMs !== undefined && { drainMs }),
  };
}

function connect(queue: ConnectionQueue, desk: ServerDesk): ChildEvents {
  return {
    onReady: (child) => {
      desk.add(child);
      queue.add(child);
    },
    onMessage: (child: AnsweringChild, message) => {
      if (message.kind === 'taken') queue.taken(child);
      else if (message.kind === 'leaving') {
        // One that is on its way arrives before this message.
        queue.leave(child);
        child.send({ kind: 'left' });
      } else if (message.kind === 'closed') queue.ended(child, message.connections);
      else desk.receive(child, message);
    },
    onEnd: (child) => {
      queue.remove(child);
      desk.remove(child);
    },
  };
}
