// The end of a server, in order: no new requests, those at work end, what is left is cut.

import { setTimeout as delay } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import type { BuiltApp } from './app.ts';

/** Of the time to drain, what stopping the rest and closing may take. */
const closingShare = 0.25;

/** And what a body that is under way may take to arrive: half a body is not a running request. */
const arrivingShare = 0.3;

type Drained = Pick<BuiltApp, 'app' | 'traffic' | 'bodies'> & {
  /** Streams of events, which do not end by themselves. */
  readonly streams?: Pick<BuiltApp['streams'], 'end'>;
  readonly work: Pick<BuiltApp['work'], 'abortAll'>;
};

/** New requests get 503, running ones end; those that do not are stopped, within `drainMs` in all. */
export async function drain(
  { app, traffic, work, bodies, streams }: Drained,
  drainMs: number,
  beforeClose = async () => {},
): Promise<void> {
  app.log.info({ running: traffic.running }, 'closing');
  const patience = new AbortController();
  const idle = traffic.drain().finally(() => patience.abort());
  streams?.end();
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
  await beforeClose();
  // Fastify closes them too, but only those that came by a port of its own.
  app.server.closeAllConnections();
  await app.close();
}

function notArrived(): IndexError {
  const found = 'the server shut down before the whole body of the request had arrived';
  return new IndexError('shutting_down', found);
}
