// The version of the package, as --version and the server's description give it.

import { readFileSync } from 'node:fs';

/** package.json lies next to the sources' root, or next to dist/. */
export function packageVersion(): string {
  const up = import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json';
  const text = readFileSync(new URL(up, import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
