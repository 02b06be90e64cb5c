// `firstseen serve`: the HTTP server, until it is stopped.

import { serve } from '../../query-server/serve.ts';
import type { ServeOptions } from './serve-command.ts';

export async function runServe(directory: string, options: ServeOptions): Promise<void> {
  const { host, port, tokenFile, auth, wait, logLevel } = options;
  const { allowHost, basePath, trustProxy, processes } = options;
  const { deadline, maxBody, maxResults, maxPhrases, maxPhraseLength, rateLimit } = options;
  const stopped = untilStopped();
  const server = await serve(directory, {
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
    logger: { level: logLevel, stream: process.stderr },
  });
  process.stdout.write(`firstseen answers at ${server.address}\n`);
  try {
    await Promise.race([stopped, server.failed]);
  } finally {
    await server.close();
  }
}

/** Resolves at SIGTERM or SIGINT. A second signal ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
}
