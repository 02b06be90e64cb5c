// Clients that mean harm, each a loop until it is told to stop. They count what they are answered.

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { archiveOfAllSteps, splitShapes } from './split-shapes.ts';

/** Of one server: where it is, when to stop, and what came back. */
export interface Attack {
  readonly address: string;
  readonly signal: AbortSignal;
  readonly dispatcher: Dispatcher;
  readonly seen: Map<string, { count: number; slowestMs: number }>;
}

function note({ seen }: Attack, name: string, ms: number): void {
  const before = seen.get(name) ?? { count: 0, slowestMs: 0 };
  seen.set(name, { count: before.count + 1, slowestMs: Math.max(before.slowestMs, ms) });
}

interface Asked {
  readonly kind: string;
  readonly path: string;
  readonly body?: string;
  readonly accept?: string;
}

/** One request, read to its end. */
export async function ask(attack: Attack, { kind, path, body, accept }: Asked): Promise<void> {
  const start = performance.now();
  const { dispatcher, signal } = attack;
  const headers = { 'content-type': 'application/json', ...(accept !== undefined && { accept }) };
  const post = { method: 'POST', headers, body } as const;
  try {
    const options = body === undefined ? {} : post;
    const answer = await request(attack.address + path, { dispatcher, signal, ...options });
    await answer.body.dump({ limit: 1 << 30 });
    note(attack, `${kind} ${answer.statusCode}`, performance.now() - start);
  } catch {
    if (signal.aborted) return;
    note(attack, `${kind} cut`, performance.now() - start);
    await delay(50);
  }
}

/** Contexts of very long records, from both ends, in both scripts. */
export async function askContexts(attack: Attack, client: number): Promise<void> {
  const phrases = ['the', 'of the', '一', 'end', 'w7 w9'];
  for (let i = client; !attack.signal.aborted; i++) {
    const phrase = encodeURIComponent(phrases[i % phrases.length] ?? '');
    const order = i % 2 === 0 ? 'last' : 'first';
    const limit = i % 3 === 0 ? 1000 : 1;
    const path = `/v1/contexts?phrase=${phrase}&order=${order}&limit=${limit}`;
    await ask(attack, { kind: 'contexts', path });
  }
}

/** A head and one byte of a body, and then nothing. */
export async function sendHalf(attack: Attack, client: number): Promise<void> {
  const { hostname, port } = new URL(attack.address);
  const path = client % 2 === 0 ? '/v1/exposures' : '/v1/splits';
  while (!attack.signal.aborted) {
    const socket = connect(Number(port), hostname);
    const stop = () => socket.destroy();
    attack.signal.addEventListener('abort', stop, { once: true });
    socket.on('error', () => {}).resume();
    const length = 'content-type: application/json\r\ncontent-length: 10000000\r\n\r\n{';
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\n${length}`);
    await once(socket, 'close').catch(() => {});
    attack.signal.removeEventListener('abort', stop);
    note(attack, 'half body closed', 0);
    if (!attack.signal.aborted) await delay(50);
  }
}

/** Pairs of unpleasant shapes (split-shapes.ts), one after the other. */
export async function askSplits(attack: Attack, client: number): Promise<void> {
  const shapes = Object.values(splitShapes);
  for (let i = client; !attack.signal.aborted; i++) {
    const body = JSON.stringify(shapes[i % shapes.length]?.());
    await ask(attack, { kind: 'splits', path: '/v1/splits', body });
  }
}

/** An archive of a hundred splits. */
export async function askArchives(attack: Attack): Promise<void> {
  const body = JSON.stringify(archiveOfAllSteps());
  const accept = 'application/zip';
  while (!attack.signal.aborted) {
    await ask(attack, { kind: 'archive', path: '/v1/splits', body, accept });
  }
}

/** Batches with every number there is. */
export async function askBatches(attack: Attack, client: number): Promise<void> {
  for (let i = client; !attack.signal.aborted; i++) {
    const phrases = Array.from({ length: 20_000 }, (_, j) => `w${(i * 7 + j) % 3000} the`);
    const body = JSON.stringify({ phrases, bins: 20, records: true });
    await ask(attack, { kind: 'batch', path: '/v1/exposures', body });
  }
}
