// A process that answers: opens the index, takes the connections that its parent hands
// over, and ends when the parent says so or has ended.
//
// Signals are the parent's: Ctrl-C and service managers send them to every process of the server. The
// parent's death is noticed by the channel. Then running requests end as at a signal; if that had come
// already, the process ends at once, as a second signal has ended the parent.

import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import { decodeAccess } from '../http/access.ts';
import { BearerTokens } from '../http/bearer-tokens.ts';
import { type OpenApp, openApp } from '../open-app.ts';
import { ParentLink } from './parent-link.ts';
import {
  encodeError,
  type ProcessOptions,
  type ToChild,
  type ToParent,
} from './process-messages.ts';

/** Milliseconds until the parent hears of connections that have ended. */
const reportMs = 50;
/** What the requests of the last connections may take to arrive. */
const lastRequestsMs = 100;

let opened: OpenApp | undefined;
let draining = false;
let ended = 0;
let reporting = false;
const link = new ParentLink(send);

process.on('SIGINT', () => {}).on('SIGTERM', () => {});
process.on('message', (message: ToChild, handle: unknown) => {
  if (message.kind === 'start') void start(message.options);
  else if (message.kind === 'connection') takeConnection(handle);
  else if (message.kind === 'drain') void end();
  else link.receive(message);
});
process.on('disconnect', () => {
  link.lose();
  if (draining || opened === undefined) process.exit();
  void end();
});

/** What cannot be sent is of no use to anybody: the parent has ended. */
function send(message: ToParent): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

async function start(options: ProcessOptions): Promise<void> {
  try {
    opened = await open(options);
  } catch (error) {
    // Anything else is a bug: its stack goes to stderr, and the process ends.
    if (!(error instanceof IndexError)) throw error;
    send({ kind: 'failed', error: encodeError(error) });
    process.disconnect();
    return;
  }
  send({ kind: 'ready' });
}

async function open(options: ProcessOptions): Promise<OpenApp> {
  const { directory, limits, wait, drainMs, tokenDigests, logLevel } = options;
  const tokens = tokenDigests === undefined ? undefined : BearerTokens.ofDigests(tokenDigests);
  const app = await openApp(directory, {
    access: decodeAccess(options, tokens),
    ...(limits !== undefined && { limits }),
    ...(wait !== undefined && { wait }),
    ...(drainMs !== undefined && { drainMs }),
    ...(logLevel !== undefined && { logger: { level: logLevel, stream: process.stderr } }),
    join: (own) => link.join(own, limits?.rateLimit),
    beforeClose: leave,
  });
  await app.app.ready();
  // A server of HTTP begins to look at the times of its connections when it listens. This one has no
  // port: its connections come from the parent.
  app.app.server.emit('listening');
  return app;
}

function takeConnection(socket: unknown): void {
  if (socket instanceof Socket && opened !== undefined) {
    // As for the connections of a port: a client may end its half first.
    socket.allowHalfOpen = true;
    socket.once('close', countEnded);
    opened.app.server.emit('connection', socket);
  } else countEnded();
  send({ kind: 'taken' });
}

function countEnded(): void {
  ended++;
  if (reporting) return;
  reporting = true;
  setTimeout(() => {
    reporting = false;
    send({ kind: 'closed', connections: ended });
  }, reportMs).unref();
}

/** Who has connected by now is told that the server shuts down, as long as it asks soon. */
async function leave(): Promise<void> {
  await link.leave();
  await delay(lastRequestsMs);
}

async function end(): Promise<void> {
  if (draining) return;
  draining = true;
  await opened?.close();
  // The parent hears of it, and the handler above ends the process.
  if (process.connected) process.disconnect();
  else process.exit();
}
