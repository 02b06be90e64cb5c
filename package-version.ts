// The version of the package, as --version and the server's description give it.

import { readFileSync } from 'node:fs';

/** package.json is in the folder of this source, or in the one above dist/. */
export function packageVersion(): string {
  const path = import.meta.url.endsWith('.ts') ? './package.json' : '../package.json';
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
