// The path that a client gives a file -> its parts, all of them plain names below a folder of ours.

import { IndexError } from '../../errors.ts';

const maxParts = 20;
const maxPartBytes = 200;

/** Throws `bad_argument`. Both slashes part folders, as a browser on Windows may send either. */
export function decodeUploadPath(given: string): string[] {
  const refuse = (expected: string) => {
    const shown = JSON.stringify(given.slice(0, 200));
    return new IndexError('bad_argument', `results: the file name ${shown}: expected ${expected}`);
  };
  if (/^[/\\]|^[a-z]:/i.test(given)) throw refuse('a path without a root, such as step700/x.jsonl');
  const parts = given.split(/[/\\]/);
  if (parts.length > maxParts) throw refuse(`at most ${maxParts} folders and names`);
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') throw refuse('names without "." and ".."');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in a name
    if (/[\x00-\x1f\x7f]/.test(part) || !part.isWellFormed()) throw refuse('printable characters');
    if (Buffer.byteLength(part) > maxPartBytes) throw refuse(`names of ${maxPartBytes} bytes`);
  }
  return parts;
}
