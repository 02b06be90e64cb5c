// What a server is started with, and what its owner gets.

import type { ServerLimits } from './http/limits.ts';
import type { Intake } from './intake.ts';

/** Where the log goes: JSON lines. */
export interface LogOptions {
  readonly level: string;
  /** Of this process; those of a server of several processes write to their stderr. */
  readonly stream?: { write(line: string): void };
}

export interface AccessOptions {
  readonly host?: string;
  /** File of the tokens that may ask; needed for an address that others reach, unless noAuth. */
  readonly tokenFile?: string;
  readonly noAuth?: boolean;
  /** The path under which a proxy shows the server, if it leaves it in the requests. */
  readonly basePath?: string;
  /** Addresses of proxies that are believed when they name the client. */
  readonly trustProxy?: readonly string[];
  /** Names by which the server may be called, besides this machine's; others are refused. */
  readonly allowHosts?: readonly string[];
}

export interface ServeOptions extends AccessOptions {
  /** 0: any free port. */
  readonly port?: number;
  readonly limits?: Partial<ServerLimits>;
  readonly logger?: LogOptions;
  /** Listen although the index has no commit yet; questions are `not_ready` until it has. */
  readonly wait?: boolean;
  /** How long running requests may take to end when the server closes. */
  readonly drainMs?: number;
  /** Takes records, in a server of one process. Its owner closes it after the server. */
  readonly intake?: Intake;
  /** Folder of the watch lists that the server keeps; it is made where it is absent. Undefined: none. */
  readonly watches?: string;
  /** Processes that answer (1). More than one are processes of their own, and this one is not one. */
  readonly processes?: number;
}

export interface Server {
  /** http://127.0.0.1:7333, with the base path if there is one */
  readonly address: string;
  /** Rejects where the server cannot go on: it is to be closed. Never resolves. */
  readonly failed: Promise<never>;
  /** Lets running requests end, then closes everything. May be called twice. */
  close(): Promise<void>;
}

export const defaultHost = '127.0.0.1';
export const defaultPort = 7333;
/** Milliseconds. */
export const defaultDrain = 10_000;
