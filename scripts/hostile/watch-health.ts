// A thread that asks /health every 50 ms, by itself: the clients that attack hold up their own thread.
//
// `workerData` is the server's address. Any message ends it, and it answers with what it has seen.

import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Agent, request } from 'undici';

export interface Health {
  readonly ms: readonly number[];
  readonly failures: number;
}

const everyMs = 50;

async function watch(address: string, signal: AbortSignal): Promise<Health> {
  const ms: number[] = [];
  let failures = 0;
  const dispatcher = new Agent({ connections: 1 });
  while (!signal.aborted) {
    const start = performance.now();
    try {
      const answer = await request(`${address}/health`, { dispatcher });
      await answer.body.dump();
      if (answer.statusCode === 200) ms.push(performance.now() - start);
      else failures++;
    } catch {
      failures++;
    }
    await delay(everyMs);
  }
  await dispatcher.destroy();
  return { ms, failures };
}

if (parentPort !== null) {
  const ending = new AbortController();
  void once(parentPort, 'message').then(() => ending.abort());
  parentPort.postMessage(await watch(String(workerData), ending.signal));
  parentPort.close();
}
