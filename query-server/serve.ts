// A listening server: opens the index, listens, and closes in order when its owner says so.
//
// Signals are the caller's: `close` drains. Owns the index and the app.

import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify';
import { causeCode } from '../errors/cause.ts';
import { IndexError } from '../errors.ts';
import { type IndexEvent, LiveIndex } from './answering/live-index.ts';
import { type BuiltApp, buildApp } from './app.ts';
import { AllowedHosts } from './http/allowed-hosts.ts';
import { decodeBasePath } from './http/base-path.ts';
import { BearerTokens } from './http/bearer-tokens.ts';
import type { ServerLimits } from './http/limits.ts';
import { requireProxies } from './http/trusted-proxies.ts';

export interface ServeOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly limits?: Partial<ServerLimits>;
  readonly logger?: FastifyServerOptions['logger'];
  /** File of the tokens that may ask; needed for an address that others reach, unless noAuth. */
  readonly tokenFile?: string;
  readonly noAuth?: boolean;
  /** Listen although the index has no commit yet; questions are `not_ready` until it has. */
  readonly wait?: boolean;
  /** The path under which a proxy shows the server, if it leaves it in the requests. */
  readonly basePath?: string;
  /** Addresses of proxies that are believed when they name the client. */
  readonly trustProxy?: readonly string[];
  /** Names by which the server may be called, besides this machine's; others are refused. */
  readonly allowHosts?: readonly string[];
  /** How long running requests may take to end when the server closes. */
  readonly drainMs?: number;
}

export interface Server {
  /** http://127.0.0.1:7333, with the base path if there is one */
  readonly address: string;
  /** Lets running requests end, then closes everything. May be called twice. */
  close(): Promise<void>;
}

const defaultPort = 7333;

/** Throws what opening an index throws, `address_in_use`, and `bad_argument` for an open address. */
export async function serve(directory: string, options: ServeOptions = {}): Promise<Server> {
  const { host = '127.0.0.1', port = defaultPort, wait = false, drainMs = 10_000 } = options;
  const { limits, logger } = options;
  const access = decodeAccess(host, options);
  let log: FastifyBaseLogger | undefined;
  const onEvent = describeEvents(() => log);
  const index = wait
    ? LiveIndex.wait(directory, { onEvent })
    : LiveIndex.open(directory, { onEvent });
  try {
    const built = await buildApp({
      index,
      ...access,
      ...(limits !== undefined && { limits }),
      ...(logger !== undefined && { logger }),
    });
    log = built.app.log;
    const address = (await built.app.listen({ host, port })) + access.basePath;
    let closing: Promise<void> | undefined;
    return {
      address,
      close() {
        closing ??= drain(built, drainMs).finally(() => index.close());
        return closing;
      },
    };
  } catch (error) {
    index.close();
    throw describeListenError(error, host, port);
  }
}

/** Who may ask, by which name and under which path. */
function decodeAccess(host: string, options: ServeOptions) {
  const { tokenFile, noAuth = false, allowHosts = [], trustProxy = [] } = options;
  const isOpen = tokenFile === undefined && !noAuth;
  if (!isLocal(host) && isOpen) throw openToAll(host);
  const tokens = tokenFile === undefined ? undefined : BearerTokens.read(tokenFile);
  const hosts = isOpen || allowHosts.length > 0 ? new AllowedHosts(allowHosts) : undefined;
  const basePath = decodeBasePath(options.basePath ?? '');
  requireProxies(trustProxy);
  return { tokens, hosts, basePath, trustProxy };
}

/** Of the time to drain, what stopping the rest and closing may take. */
const closingShare = 0.25;

/** And what a body that is under way may take to arrive: half a body is not a running request. */
const arrivingShare = 0.3;

/** New requests get 503, running ones end; those that do not are stopped, within `drainMs` in all. */
async function drain({ app, traffic, work, bodies }: BuiltApp, drainMs: number): Promise<void> {
  app.log.info({ running: traffic.running }, 'closing');
  const patience = new AbortController();
  const idle = traffic.drain().finally(() => patience.abort());
  const giveUp = setTimeout(() => bodies.giveUpArriving(notArrived()), drainMs * arrivingShare);
  const waitMs = drainMs * (1 - closingShare);
  await Promise.race([idle, delay(waitMs, undefined, patience).catch(() => {})]);
  clearTimeout(giveUp);
  if (traffic.running > 0) {
    app.log.warn({ running: traffic.running }, 'stopping requests that did not end in time');
    work.abortAll(
      new IndexError('shutting_down', 'the server shut down before the answer was ready'),
    );
    await Promise.race([idle, delay(200)]);
    app.server.closeAllConnections();
  }
  await app.close();
}

function notArrived(): IndexError {
  const found = 'the server shut down before the whole body of the request had arrived';
  return new IndexError('shutting_down', found);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function openToAll(host: string): IndexError {
  return new IndexError(
    'bad_argument',
    `at ${host} other machines could read the corpus: add --token-file FILE with one token per line, or --no-auth to allow that`,
    { host },
  );
}

/** Log lines of the index: a new snapshot, and the first of a row of failures. */
function describeEvents(log: () => FastifyBaseLogger | undefined): (event: IndexEvent) => void {
  let failing = '';
  let opened = false;
  let appeared = false;
  return (event) => {
    if (event.kind === 'opened') {
      failing = '';
      opened = true;
      const { name, segments, records } = event.snapshot;
      log()?.info({ snapshot: name, segments: segments.length, records }, 'snapshot opened');
      return;
    }
    const { error } = event;
    const code = error instanceof IndexError ? error.code : String(error);
    // Before there is a log nothing is written, and the next failure is the first.
    if (code === failing || log() === undefined) return;
    // A build makes the folder a moment before what is in it.
    if (failing === 'index_not_found' && code === 'not_an_index' && !appeared) {
      appeared = true;
      return;
    }
    failing = code;
    if (!(error instanceof IndexError)) {
      log()?.warn({ err: error, code }, 'cannot read the index, will try again');
    } else if (code === 'index_not_found' && !opened) {
      log()?.info({ code, reason: error.message }, 'waiting for the first commit of the index');
    } else {
      log()?.warn({ code, reason: error.message }, 'cannot read the index, will try again');
    }
  };
}

function describeListenError(error: unknown, host: string, port: number): unknown {
  const code = causeCode(error);
  if (code === 'EADDRINUSE') {
    return new IndexError(
      'address_in_use',
      `cannot listen at ${host}:${port}: the address is taken. Choose another --port (0: any that is free).`,
      { host, port },
      error,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new IndexError(
      'bad_argument',
      `cannot listen at ${host}:${port} (${code}): expected an address of this machine and a port that may be used`,
      { host, port },
      error,
    );
  }
  return error;
}
