// One POST of an event over the network. The answer's body is never read.

import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import { isLinkLocal } from './webhook-address.ts';
import type { PostEvent } from './webhook-delivery.ts';

const silenceMs = 10_000;

/** Sends by connections of its own, until it is closed. */
export class EventPoster implements AsyncDisposable {
  #dispatcher: Dispatcher = new Agent({
    connect: { lookup: lookUpAllowed, timeout: silenceMs },
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    pipelining: 1,
  });

  readonly post: PostEvent = async ({ url, headers, body }, signal) => {
    const answer = await request(url, {
      ...{ method: 'POST', headers: { ...headers }, body, signal },
      dispatcher: this.#dispatcher,
    });
    // A short body is read so that the connection can be used again.
    await answer.body.dump({ limit: 16_384 });
    return answer.statusCode;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

/** Names are looked at when they are used: what they stand for may change. */
const lookUpAllowed: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) {
      done(error, '', 0);
      return;
    }
    const allowed = found.filter(({ address }) => !isLinkLocal(address));
    const [first] = allowed;
    if (first === undefined) {
      const refused = new Error(`${host} is an address of this link only`);
      done(Object.assign(refused, { code: 'ELINKLOCAL' }), '', 0);
    } else if (options.all === true) done(null, allowed);
    else done(null, first.address, first.family);
  });
};
