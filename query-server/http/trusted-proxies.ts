// Which proxies are believed when they say whom they ask for: the addresses of --trust-proxy.
//
// Fastify reads X-Forwarded-For from its end on while the addresses are trusted ones; the first
// that is not is the client. So a client gains nothing by sending the header itself.

import { isIP } from 'node:net';
import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';

/** Fastify's names for the networks of one machine and of private ones. */
const networks: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Throws `bad_argument` for what is not an address, a network or one of Fastify's names. */
export function requireProxies(proxies: readonly string[]): void {
  for (const proxy of proxies) {
    if (networks.has(proxy) || isNetwork(proxy)) continue;
    const message = sentence({
      where: '--trust-proxy',
      expected: `the address of the proxy, such as 127.0.0.1, a network, such as 10.0.0.0/8, or one of ${[...networks].join(', ')}`,
      found: JSON.stringify(proxy),
    });
    throw new IndexError('bad_argument', message, { found: proxy });
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}
