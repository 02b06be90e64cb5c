// `firstseen serve`: the HTTP server, until it is stopped.

import { serve } from '../../query-server/serve.ts';
import { HeldLog } from '../held-log.ts';
import { untilStopped } from '../until-stopped.ts';
import type { ServeOptions } from './serve-command.ts';

type ServerOptions = NonNullable<Parameters<typeof serve>[1]>;
type Server = Awaited<ReturnType<typeof serve>>;

export async function runServe(directory: string, options: ServeOptions): Promise<void> {
  const { host, port, tokenFile, auth, wait, logLevel } = options;
  const { allowHost, basePath, trustProxy, processes } = options;
  const { deadline, maxBody, maxResults, maxPhrases, maxPhraseLength, rateLimit } = options;
  const stopped = untilStopped(options.stopAtEof === true ? process.stdin : undefined);
  const server = await startServer(directory, {
    host,
    port,
    noAuth: !auth,
    ...(tokenFile !== undefined && { tokenFile }),
    ...(allowHost !== undefined && { allowHosts: allowHost }),
    ...(basePath !== undefined && { basePath }),
    ...(trustProxy !== undefined && { trustProxy }),
    ...(wait === true && { wait }),
    processes,
    limits: {
      deadlineMs: deadline * 1000,
      maxBodyBytes: maxBody,
      maxResultsBytes: maxResults,
      maxPhrases,
      maxPhraseLength,
      rateLimit,
    },
    logger: { level: logLevel },
  });
  try {
    await Promise.race([stopped, server.failed]);
  } finally {
    await server.close();
  }
}

/** Prints the address, and the log behind it. */
async function startServer(
  directory: string,
  { logger, ...options }: ServerOptions & { readonly logger: { readonly level: string } },
): Promise<Server> {
  const log = new HeldLog(process.stderr);
  try {
    const server = await serve(directory, { ...options, logger: { ...logger, stream: log } });
    process.stdout.write(`firstseen answers at ${server.address}\n`);
    return server;
  } finally {
    log.release();
  }
}
