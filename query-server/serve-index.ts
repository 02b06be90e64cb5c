// The HTTP server, as a program starts and stops it.

import { checkArgument, checkOptions } from '../library/options/check-options.ts';
import { withNamesLater } from '../library/options/name-options.ts';
import { rules } from '../library/options/rules.ts';
import type { Server, ServeOptions as ServerOptions } from './serve-options.ts';

export interface ServeOptions extends Omit<ServerOptions, 'intake'> {
  /** Closes the server once it fires. */
  readonly signal?: AbortSignal;
}

/** A server that listens. `await using` closes it. */
export interface RunningServer extends Server, AsyncDisposable {}

const serveRules = {
  host: rules.text,
  port: rules.number,
  tokenFile: rules.text,
  noAuth: rules.flag,
  basePath: rules.anyText,
  trustProxy: rules.anyTexts,
  allowHosts: rules.anyTexts,
  limits: rules.object,
  logger: rules.object,
  wait: rules.flag,
  drainMs: rules.number,
  watches: rules.text,
  processes: rules.count,
  signal: rules.signal,
};

const limitRules = {
  maxBodyBytes: rules.count,
  maxResultsBytes: rules.count,
  maxResultFiles: rules.count,
  maxPhrases: rules.count,
  maxPhraseLength: rules.count,
  deadlineMs: rules.count,
  maxLong: rules.count,
  rateLimit: rules.count,
};

/**
 * Serves the index in `directory` over HTTP, with its page (docs/http.md). Resolves once it listens.
 * Rejects with `index_not_found`, `address_in_use`, `bad_argument` for an open address without tokens,
 * and `interrupted` where the signal has fired before. It logs nothing unless `logger` says so.
 *
 * @example
 * await using server = await serve('brown.idx', { port: 0 });
 * const answer = await fetch(`${server.address}/v1/exposures?phrase=this+sketch`);
 */
export async function serve(directory: string, options: ServeOptions = {}): Promise<RunningServer> {
  checkArgument(directory, rules.text, 'serve');
  checkOptions(options, serveRules, 'serve');
  checkOptions(options.limits ?? {}, limitRules, 'serve: limits');
  const { signal, ...given } = options;
  const { unlessInterrupted } = await import('../library/unless-interrupted.ts');
  const { serve: listen } = await import('./serve.ts');
  const server = await unlessInterrupted(signal, async () => {
    signal?.throwIfAborted();
    return await withNamesLater(() => listen(directory, given));
  });
  const close = async () => {
    signal?.removeEventListener('abort', stop);
    await server.close();
  };
  const stop = () => void close();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) await close();
  return { address: server.address, failed: server.failed, close, [Symbol.asyncDispose]: close };
}
