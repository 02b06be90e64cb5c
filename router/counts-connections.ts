// Connections on which one server is asked for counts without HTTP (query-server/counts/counts-messages.ts).
//
// So a question of some dozens of phrases costs a server half of its processor time. Where there are no such
// connections, the caller posts the question: whatever is wrong is found there, and said.

import { Socket } from 'node:net';
import { Client, errors } from 'undici';
import { ByteQueue } from '../query-server/counts/byte-queue.ts';
import {
  countsPath,
  countsProtocol,
  decodePartHead,
  encodeQuestion,
  maxPartBytes,
  moreFollows,
  type PartHead,
  partHeadBytes,
} from '../query-server/counts/counts-messages.ts';
import { joinChunks } from '../query-server/http/join-chunks.ts';
import { problemType } from '../query-server/http/problems.ts';
import { snapshotHeader } from '../query-server/http/response-headers.ts';
import { countsType } from '../schemas/exposure-batch.ts';

export interface CountsReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

interface Opening {
  readonly origin: string;
  /** Before the path. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds until a server that has no such connections is asked for one again. */
const askAgainMs = 30_000;
/** Milliseconds until a connection must be there: a proxy may not know what to do with an upgrade. */
const openMs = 2000;
/** At most, so that a server with many questions is not held by its connections. */
const maxOpen = 16;
/** One that has been idle longer may be closed just now, by the server or by a proxy: that of nginx waits 60 s. */
const restMs = 30_000;

export class CountsConnections implements Disposable {
  #opening: Opening;
  #open = new Set<CountsConnection>();
  /** The one that was used last comes last. */
  #idle: CountsConnection[] = [];
  #starting = 0;
  #refusedUntil = 0;

  constructor(opening: Opening) {
    this.#opening = opening;
  }

  /**
   * Undefined: the question has to be posted. Rejects with the signal's reason, and where the connection
   * ends before the answer does.
   */
  async ask(body: string, signal: AbortSignal): Promise<CountsReply | undefined> {
    const question = encodeQuestion(body);
    if (question === undefined) return undefined;
    const connection = this.#takeIdle() ?? (await this.#start(signal));
    if (connection === undefined) return undefined;
    const reply = await connection.ask(question, signal);
    if (connection.isOpen) this.#idle.push(connection);
    return reply;
  }

  #takeIdle(): CountsConnection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) return undefined;
      if (connection.isOpen && performance.now() - connection.usedAt < restMs) return connection;
      connection[Symbol.dispose]();
    }
  }

  async #start(signal: AbortSignal): Promise<CountsConnection | undefined> {
    if (this.#open.size + this.#starting >= maxOpen) return undefined;
    if (performance.now() < this.#refusedUntil) return undefined;
    this.#starting++;
    const soon = AbortSignal.timeout(openMs);
    try {
      const socket = await upgrade(this.#opening, AbortSignal.any([signal, soon]));
      const connection = new CountsConnection(socket);
      this.#open.add(connection);
      socket.once('close', () => this.#open.delete(connection));
      return connection;
    } catch (error) {
      signal.throwIfAborted();
      // It answered and did not upgrade, or was lost with it. One that cannot be reached may come back soon.
      const isRefused = soon.aborted || error instanceof errors.SocketError;
      if (isRefused) this.#refusedUntil = performance.now() + askAgainMs;
      return undefined;
    } finally {
      this.#starting--;
    }
  }

  [Symbol.dispose](): void {
    for (const connection of this.#open) connection[Symbol.dispose]();
  }
}

/** By a client of its own, so that it waits for no other request, and can be given up at any time. */
async function upgrade({ origin, prefix, headers }: Opening, signal: AbortSignal): Promise<Socket> {
  const client = new Client(origin, { allowH2: false });
  const stop = () => void client.destroy(new Error('it took too long'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const path = prefix + countsPath;
    const { socket } = await client.upgrade({ path, protocol: countsProtocol, headers });
    if (socket instanceof Socket && !signal.aborted) return socket;
    socket.destroy();
    throw new Error('there is no connection in time');
  } finally {
    signal.removeEventListener('abort', stop);
    // The socket is no longer its own.
    void client.destroy();
  }
}

interface Waiting {
  readonly resolve: (reply: CountsReply) => void;
  readonly reject: (reason: unknown) => void;
  /** The frames so far. */
  readonly contents: Buffer[];
}

class CountsConnection implements Disposable {
  /** When its last answer came. */
  usedAt = performance.now();
  #socket: Socket;
  #received = new ByteQueue();
  /** Of the part that is arriving. */
  #head: PartHead | undefined;
  #waiting: Waiting | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
    socket.on('end', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** One at a time. An answer that is given up ends the connection. */
  async ask(question: Buffer, signal: AbortSignal): Promise<CountsReply> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<CountsReply>();
    const stop = () => {
      this.#fail(signal.reason);
      this.#socket.destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    this.#waiting = { resolve, reject, contents: [] };
    this.#socket.write(question);
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.usedAt = performance.now();
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #fail(reason: unknown): void {
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    for (;;) {
      const head = this.#head ?? this.#readHead();
      if (head === undefined) return;
      const part = this.#received.take(head.name + head.content);
      if (part === undefined) return;
      this.#head = undefined;
      this.#takePart(head, part);
    }
  }

  #readHead(): PartHead | undefined {
    const bytes = this.#received.take(partHeadBytes);
    if (bytes === undefined) return undefined;
    const head = decodePartHead(bytes);
    if (this.#waiting !== undefined && head.name + head.content <= maxPartBytes) {
      this.#head = head;
      return head;
    }
    this.#fail(new Error('its counts are damaged'));
    this.#socket.destroy();
    return undefined;
  }

  #takePart({ status, name }: PartHead, part: Buffer): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const content = part.subarray(name);
    if (status === moreFollows) {
      waiting.contents.push(content);
      return;
    }
    this.#waiting = undefined;
    const isAnswer = status === 200;
    waiting.resolve({
      status,
      headers: {
        'content-type': isAnswer ? countsType : problemType,
        [snapshotHeader]: part.toString('latin1', 0, name),
      },
      bytes: isAnswer ? joinChunks([...waiting.contents, content]) : content,
    });
  }
}
