// A connection for counts as a client has it, byte by byte.

import { connect, type Socket } from 'node:net';
import type { Test } from 'tap';
import { ByteQueue } from '../../query-server/counts/byte-queue.ts';
import {
  countsPath,
  countsProtocol,
  decodePartHead,
  encodeQuestion,
  moreFollows,
  partHeadBytes,
} from '../../query-server/counts/counts-messages.ts';
import { until } from './small-server.ts';

export interface CountsAnswer {
  readonly status: number;
  readonly snapshot: string;
  readonly content: Buffer;
  readonly parts: number;
}

interface AskedUpgrade {
  readonly path?: string;
  readonly protocol?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class CountsClient {
  readonly socket: Socket;
  isClosed = false;
  #received = new ByteQueue();

  constructor(t: Test, address: string) {
    const { port } = new URL(address);
    this.socket = connect(Number(port), '127.0.0.1');
    this.socket.on('data', (chunk) => this.#received.push(Buffer.from(chunk)));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    t.teardown(() => this.socket.destroy());
  }

  /** The first line of the answer; behind an upgrade the connection is one for counts. */
  async upgrade(asked: AskedUpgrade = {}): Promise<string> {
    const { path = countsPath, protocol = countsProtocol, headers = {} } = asked;
    const lines = [
      `GET ${path} HTTP/1.1`,
      'host: 127.0.0.1',
      'connection: upgrade',
      `upgrade: ${protocol}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    let head = '';
    await until(() => {
      for (let byte = this.#received.take(1); byte !== undefined; byte = this.#received.take(1)) {
        head += byte.toString('latin1');
        if (head.endsWith('\r\n\r\n')) return true;
      }
      return false;
    });
    return head.split('\r\n', 1)[0] ?? '';
  }

  async ask(body: string): Promise<CountsAnswer> {
    this.socket.write(encodeQuestion(body) ?? Buffer.alloc(0));
    return await this.receive();
  }

  async receive(): Promise<CountsAnswer> {
    const contents: Buffer[] = [];
    for (let parts = 1; ; parts++) {
      const { status, name, content } = decodePartHead(await this.#take(partHeadBytes));
      const snapshot = (await this.#take(name)).toString();
      const bytes = await this.#take(content);
      if (status === moreFollows) contents.push(bytes);
      else {
        const all = status === 200 ? [...contents, bytes] : [bytes];
        return { status, snapshot, content: Buffer.concat(all), parts };
      }
    }
  }

  async #take(length: number): Promise<Buffer> {
    let bytes: Buffer | undefined;
    await until(() => {
      bytes = this.#received.take(length);
      return bytes !== undefined || this.isClosed;
    });
    if (bytes === undefined) throw new Error('the connection was closed');
    return bytes;
  }
}
