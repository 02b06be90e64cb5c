// The memory of bodies: those that arrive, and those of requests at work, together.
//
// Anyone can send half a body and stop. So when there is no room, the body that has been arriving
// the longest is given up, not the newest one: a client that sends its body at once is served.

import { Transform } from 'node:stream';
import { IndexError } from '../../errors.ts';
import type { App } from './fastify-app.ts';

/** So many of the largest usual bodies at the same time. */
export const bodiesAtOnce = 16;
/** So many of the largest forms with results, on disk, at the same time. */
export const uploadsAtOnce = 2;
/** What keeping a chunk costs beyond its bytes, so that many small chunks are not free. */
const chunkCost = 256;

/** A body that takes memory until it is let go of. */
export interface HeldBody {
  /** Counts a chunk. */
  add(bytes: number): void;
  /** The body is there: it is not given up any more. */
  arrived(): void;
  letGo(): void;
}

interface Body {
  bytes: number;
  readonly giveUp: (error: IndexError) => void;
}

export class BodyMemory {
  #max: number;
  #held = 0;
  /** The oldest first. */
  #arriving = new Set<Body>();

  constructor(max: number) {
    this.#max = max;
  }

  get held(): number {
    return this.#held;
  }

  /** A body of which nothing has arrived; `giveUp` is called at most once, and lets go of it. */
  hold(giveUp: (error: IndexError) => void): HeldBody {
    const body: Body = { bytes: 0, giveUp };
    this.#arriving.add(body);
    return {
      add: (bytes) => {
        // What comes after it was given up is dropped.
        if (!this.#arriving.has(body)) return;
        body.bytes += bytes + chunkCost;
        this.#held += bytes + chunkCost;
        this.#makeRoom();
      },
      arrived: () => this.#arriving.delete(body),
      letGo: () => this.#letGo(body),
    };
  }

  /** Gives up all that are arriving. */
  giveUpArriving(error: IndexError): void {
    for (const body of this.#arriving) {
      this.#letGo(body);
      body.giveUp(error);
    }
  }

  #makeRoom(): void {
    for (const body of this.#arriving) {
      if (this.#held <= this.#max) return;
      this.#letGo(body);
      body.giveUp(
        new IndexError(
          'server_busy',
          `bodies of requests take ${this.#max} bytes, as many as this server holds, and this one took the longest to arrive: send it again, all at once`,
          { expected: this.#max },
        ),
      );
    }
  }

  #letGo(body: Body): void {
    this.#arriving.delete(body);
    this.#held -= body.bytes;
    body.bytes = 0;
  }
}

/** Counts the bodies of all requests, from the first byte to the end of the answer. */
export function addBodyMemory(app: App, memory: BodyMemory): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { method, routeOptions } = request;
    if (method === 'GET' || method === 'HEAD' || routeOptions.config?.streamed === true) {
      done(null, payload);
      return;
    }
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        body.add(chunk.length);
        next(null, chunk);
      },
      flush(next) {
        body.arrived();
        next();
      },
    });
    const body = memory.hold((error) => {
      // What is left of the body is not read.
      reply.header('connection', 'close');
      counted.destroy(error);
    });
    reply.raw.once('close', () => {
      body.letGo();
      counted.destroy();
    });
    // A body that was refused by its length has no reader: giving it up must not end the process.
    counted.on('error', () => {});
    payload.once('error', (error) => counted.destroy(error));
    done(null, payload.pipe(counted));
  });
}
