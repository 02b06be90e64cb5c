// The addresses of a shard: of its server, or of several servers (replicas) of the same index.

import { IndexError } from '../errors.ts';

/** `http://a:7333,http://b:7333` -> its replicas. Throws `bad_argument`. */
export function parseReplicas(text: string): readonly string[] {
  const addresses = text.split(',').map((part) => parseAddress(part.trim()));
  if (new Set(addresses).size === addresses.length) return addresses;
  throw new IndexError(
    'bad_argument',
    `--shard ${text} names an address twice: expected each once`,
  );
}

function parseAddress(text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && url.search === '' && url.hash === '' && url.username === '';
  if (!isPlain || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new IndexError(
      'bad_argument',
      `--shard ${JSON.stringify(text)} is not an address: expected http://HOST:PORT of a \`firstseen serve\`, or several of one shard with commas between`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
