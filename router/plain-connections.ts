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
  /** They do not change later. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Whether it answers the request; where it does not, it has not touched the reply. */
export type Take = (head: PlainHead, reply: Reply) => boolean;

/** Until a client that has sent nothing is Node's, which gives it as long again. */
const firstMs = 10_000;
/** More than clients are told: their clock starts later. */
const idleMarginMs = 1000;

/** Returns what ends all of them. */
export function takePlainRequests(server: Server, take: Take): () => void {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  const open = new Set<PlainConnection>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const connection = new PlainConnection(socket, {
      take,
      keepAliveMs: server.keepAliveTimeout,
      answerMs: server.timeout,
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
  /** What an answer may take, with all its waiting. */
  readonly answerMs: number;
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
  #isSent = false;
  /** What came while an answer was under way. */
  #early: Buffer[] = [];
  /** The client sends no more. */
  #hasEnded = false;
  /** The client was told that no other request is answered. */
  #isClosing = false;
  /** The answer takes longer than a client may be idle. */
  #isSlow = false;
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
    if (this.#isSent) throw new Error('the request has been answered');
    this.#isSent = true;
    let head = headOf(status, headers);
    this.#isClosing = headers['connection'] === 'close';
    if (!this.#isClosing) {
      const seconds = Math.floor(this.#owner.keepAliveMs / 1000);
      head += `connection: keep-alive\r\nkeep-alive: timeout=${seconds}\r\n`;
    }
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
    if (this.#isClosing) return;
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
    if (this.#head === undefined) this.#socket.setTimeout(this.#idleMs);
    this.#head = head;
    this.#isAnswering = true;
    this.#isSent = false;
    if (this.#owner.take(head, this)) return;
    this.#isAnswering = false;
    this.#giveAway(chunk);
  };

  #sent(status: number): void {
    const socket = this.#socket;
    this.#isAnswering = false;
    this.#finish(status);
    if (socket.destroyed) return;
    if (this.#isSlow) {
      this.#isSlow = false;
      socket.setTimeout(this.#idleMs);
    }
    if (this.#isClosing) {
      socket.destroySoon();
    } else if (this.#early.length > 0) {
      const chunk = Buffer.concat(this.#early.splice(0));
      socket.resume();
      this.#receive(chunk);
    } else if (this.#hasEnded) {
      socket.end();
    }
  }

  #finish(status: number): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(status);
  }

  /** The answer to the last request may still be under way. */
  #end = (): void => {
    this.#hasEnded = true;
    if (!this.#isAnswering) this.#socket.end();
  };

  get #idleMs(): number {
    return this.#owner.keepAliveMs + idleMarginMs;
  }

  #timeOut = (): void => {
    const moreMs = this.#owner.answerMs - this.#idleMs;
    const isWaiting = this.#isAnswering && !this.#isSent && !this.#isSlow && moreMs > 0;
    if (this.#head === undefined) {
      this.#giveAway();
    } else if (isWaiting) {
      this.#isSlow = true;
      this.#socket.setTimeout(moreMs);
    } else {
      this.cut();
    }
  };

  #fail = (): void => this.cut();

  #close = (): void => {
    this.#owner.leave();
    this.#finish(clientClosedRequest);
  };

  #giveAway(chunk?: Buffer): void {
    const socket = this.#socket;
    // Node could not read what came before the end.
    if (this.#hasEnded) {
      socket.end();
      return;
    }
    this.#owner.leave();
    socket.pause();
    socket.off('data', this.#receive);
    socket.off('end', this.#end);
    socket.off('timeout', this.#timeOut);
    socket.off('error', this.#fail);
    socket.off('close', this.#close);
    socket.setTimeout(0);
    if (chunk !== undefined) socket.unshift(chunk);
    this.#owner.giveAway();
    // Only once Node listens.
    process.nextTick(() => socket.resume());
  }
}

let known: { status: number; headers: ReplyText['headers']; text: string } | undefined;

/** The first line and the headers. Most answers have those of the last one. */
function headOf(status: number, headers: ReplyText['headers']): string {
  if (known?.headers === headers && known.status === status) return known.text;
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
  known = { status, headers, text };
  return text;
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
