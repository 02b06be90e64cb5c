// `firstseen route`: the router, until it is stopped.

import { route } from '../../router/route.ts';
import { HeldLog } from '../held-log.ts';
import { untilStopped } from '../until-stopped.ts';
import type { RouteOptions } from './route-command.ts';

export async function runRoute(options: RouteOptions): Promise<void> {
  const { shard, shardTokenFile, host, port, tokenFile, auth, allowHost, logLevel } = options;
  const { deadline, maxBody, maxPhrases, rateLimit, wait = false } = options;
  const stopped = untilStopped();
  const stop = new AbortController();
  void stopped.then(() => stop.abort());
  const log = new HeldLog(process.stderr);
  if (wait) log.release();
  let router: Awaited<ReturnType<typeof route>>;
  try {
    router = await route(shard, {
      ...{ host, port, noAuth: !auth },
      ...(shardTokenFile !== undefined && { shardTokenFile }),
      ...(tokenFile !== undefined && { tokenFile }),
      ...(allowHost !== undefined && { allowHosts: allowHost }),
      limits: { deadlineMs: deadline * 1000, maxBodyBytes: maxBody, maxPhrases, rateLimit },
      logger: { level: logLevel, stream: log },
      ...(wait && { wait, signal: stop.signal }),
    });
    process.stdout.write(`firstseen answers at ${router.address}\n`);
  } catch (error) {
    if (error === stop.signal.reason) return;
    throw error;
  } finally {
    log.release();
  }
  await stopped;
  await router.close();
}
