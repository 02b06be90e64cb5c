// The names by which the server may be called: those of this machine, and those of --allow-host.
//
// A web page elsewhere can give its own name this machine's address, and so read a server that asks
// for no token. The `host` header still has that name, and a proxy can pass it on.

import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';

const localNames = ['localhost', '127.0.0.1', '[::1]'];

export class AllowedHosts {
  #names: ReadonlySet<string>;

  /** Throws `bad_argument` for what cannot be the name in an address, such as one with a port. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set([...localNames, ...names.map(decodeName)]);
  }

  /** Throws `wrong_host` unless the `host` header, its port left out, has one of the names. */
  require(host: string | undefined): void {
    const name = normalise((host ?? '').replace(/:\d+$/, ''));
    if (this.#names.has(name) || /^127\.\d+\.\d+\.\d+$/.test(name)) return;
    throw new IndexError(
      'wrong_host',
      `this server answers to the host names ${[...this.#names].join(', ')}; the request names ${JSON.stringify(name)}. Use one of them, or start the server with --allow-host NAME, --token-file or --no-auth`,
      { found: name },
    );
  }
}

/** Case does not count, nor does the full stop that may end a name. */
function normalise(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function decodeName(text: string): string {
  const name = normalise(text);
  if (/^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?)$/.test(name)) return name;
  const message = sentence({
    where: '--allow-host',
    expected: 'a host name without scheme, port or path, such as corpus.example.org',
    found: JSON.stringify(text),
  });
  throw new IndexError('bad_argument', message, { found: text });
}
