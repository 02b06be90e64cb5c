// Connections of clients whose requests are plain ones, each answered before the next (plain-head.ts).
//
// Between two rounds of a router its shards run on the same cores, so each request costs what it takes to load its
// code, and Node's HTTP has more of that than all the rest. The first request that is not plain, or not for
// `take`, goes to Node with all that comes after it on its connection.

import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { clientClosedRequest } from '../query-server/http/problems.ts';
import { type PlainHead, readPlainHead } from './plain-head.ts';

/** What answers a request, once. */
export interface Reply {
  send(answer: ReplyText): void;
  /** Cuts the connection: there is no answer. */
  cut(): void;
  /** Called when the answer is with the system, or nobody waits for it any more; with the status for metrics. */
  whenDone(done: (status: number) => void): void;
}

export interface ReplyText {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Whether it answers the request; where it does not, it has not touched the reply. */
export type Take = (head: PlainHead, reply: Reply) => boolean;

/** What a client may take for its first request. */
const firstMs = 10_000;

/** Returns what ends all of them. */
export function takePlainRequests(server: Server, take: Take): () => void {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  const open = new Set<PlainConnection>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const connection = new PlainConnection(socket, {
      take,
      keepAliveMs: server.keepAliveTimeout,
      leave() {
        open.delete(connection);
      },
      giveAway() {
        for (const listener of listeners) listener.call(server, socket);
      },
    });
    open.add(connection);
  });
  return () => {
    for (const connection of open) connection.cut();
  };
}

interface Owner {
  readonly take: Take;
  readonly keepAliveMs: number;
  /** The connection has ended, or is Node's from now on. */
  leave(): void;
  /** Gives the socket to Node. */
  giveAway(): void;
}

class PlainConnection implements Reply {
  #socket: Socket;
  #owner: Owner;
  #head: PlainHead | undefined;
  #isAnswering = false;
  /** What came while an answer was under way. */
  #early: Buffer[] = [];
  #isLast = false;
  #done: ((status: number) => void) | undefined;

  constructor(socket: Socket, owner: Owner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.setTimeout(firstMs);
    socket.on('data', this.#receive);
    socket.on('end', this.#end);
    socket.on('timeout', this.#timeOut);
    socket.on('error', this.#fail);
    socket.on('close', this.#close);
  }

  send({ status, headers, text }: ReplyText): void {
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
    const isLast = headers['connection'] === 'close';
    if (!isLast) {
      const seconds = Math.floor(this.#owner.keepAliveMs / 1000);
      head += `connection: keep-alive\r\nkeep-alive: timeout=${seconds}\r\n`;
    }
    this.#isLast ||= isLast;
    const length = Buffer.byteLength(text);
    // Most answers are ASCII, which needs no encoding.
    const encoding = length === text.length ? 'latin1' : 'utf8';
    this.#socket.write(
      `${head}date: ${dateNow()}\r\ncontent-length: ${length}\r\n\r\n${text}`,
      encoding,
      (error) => {
        if (!error) this.#sent(status);
      },
    );
  }

  cut(): void {
    this.#socket.destroy();
  }

  whenDone(done: (status: number) => void): void {
    this.#done = done;
  }

  #receive = (chunk: Buffer): void => {
    if (this.#isAnswering) {
      this.#early.push(chunk);
      this.#socket.pause();
      return;
    }
    const head = readPlainHead(chunk, this.#head);
    if (head === undefined) {
      this.#giveAway(chunk);
      return;
    }
    if (this.#head === undefined) this.#socket.setTimeout(this.#owner.keepAliveMs);
    this.#head = head;
    this.#isAnswering = true;
    if (this.#owner.take(head, this)) return;
    this.#isAnswering = false;
    this.#giveAway(chunk);
  };

  #sent(status: number): void {
    this.#isAnswering = false;
    this.#finish(status);
    if (this.#isLast) {
      this.#socket.end();
      return;
    }
    if (this.#early.length === 0) return;
    const chunk = Buffer.concat(this.#early.splice(0));
    this.#socket.resume();
    this.#receive(chunk);
  }

  #finish(status: number): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(status);
  }

  /** No request comes any more; the answer to the last one may still be under way. */
  #end = (): void => {
    this.#isLast = true;
    if (!this.#isAnswering) this.#socket.end();
  };

  /** An answer that is being made has a deadline of its own; one that was sent is to be read. */
  #timeOut = (): void => {
    if (!this.#isAnswering || this.#socket.writableLength > 0) this.cut();
  };

  #fail = (): void => this.cut();

  #close = (): void => {
    this.#owner.leave();
    this.#finish(clientClosedRequest);
  };

  #giveAway(chunk: Buffer): void {
    const socket = this.#socket;
    this.#owner.leave();
    socket.pause();
    socket.off('data', this.#receive);
    socket.off('end', this.#end);
    socket.off('timeout', this.#timeOut);
    socket.off('error', this.#fail);
    socket.off('close', this.#close);
    socket.setTimeout(0);
    socket.unshift(chunk);
    this.#owner.giveAway();
    // Only once Node listens.
    process.nextTick(() => socket.resume());
  }
}

let date = { text: '', until: 0 };

/** For the header; it changes every second. */
function dateNow(): string {
  const now = Date.now();
  if (now >= date.until || now < date.until - 1000) {
    const second = Math.floor(now / 1000) * 1000;
    date = { text: new Date(second).toUTCString(), until: second + 1000 };
  }
  return date.text;
}
