// `firstseen serve`: the HTTP server, until it is stopped.

import { join } from 'node:path';
import { serve } from '../../query-server/serve.ts';
import { HeldLog } from '../held-log.ts';
import { untilStopped } from '../until-stopped.ts';
import { openServeIntake } from './open-serve-intake.ts';
import type { ServeOptions } from './serve-command.ts';

type ServerOptions = NonNullable<Parameters<typeof serve>[1]>;
type Server = Awaited<ReturnType<typeof serve>>;

/** Of a server that is stopped: milliseconds for the last commit. */
const maxClosingMs = 20_000;

export async function runServe(directory: string, options: ServeOptions): Promise<void> {
  const stopped = untilStopped(options.stopAtEof === true ? process.stdin : undefined);
  const intake = await openServeIntake(directory, options);
  try {
    const server = await startServer(directory, serverOptions(directory, options, intake));
    try {
      await Promise.race([stopped, server.failed, ...(intake ? [intake.failed] : [])]);
    } finally {
      await server.close();
    }
  } finally {
    await intake?.close(maxClosingMs);
  }
}

type LoggedOptions = ServerOptions & { readonly logger: { readonly level: string } };

function serverOptions(
  directory: string,
  options: ServeOptions,
  intake: ServerOptions['intake'],
): LoggedOptions {
  const { host, port, tokenFile, auth, wait, logLevel } = options;
  const { allowHost, basePath, trustProxy, processes, watches } = options;
  const { deadline, maxBody, maxResults, maxPhrases, maxPhraseLength, rateLimit } = options;
  return {
    host,
    port,
    noAuth: !auth,
    ...(tokenFile !== undefined && { tokenFile }),
    ...(allowHost !== undefined && { allowHosts: allowHost }),
    ...(basePath !== undefined && { basePath }),
    ...(trustProxy !== undefined && { trustProxy }),
    ...(wait === true && { wait }),
    ...(intake !== undefined && { intake }),
    ...((watches !== undefined || intake !== undefined) && {
      watches: watches || join(directory, 'watches'),
    }),
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
  };
}

/** Prints the address, and the log behind it. */
async function startServer(
  directory: string,
  { logger, ...options }: LoggedOptions,
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
