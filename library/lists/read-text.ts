// A text file, or standard input, as a string.

import { createReadStream } from 'node:fs';
import { fileError } from '../../errors/file-error.ts';
import { requireMax } from '../../errors/require-number.ts';
import { IndexError } from '../../errors.ts';
import { maxTextBytes } from '../../trace/text-tokens.ts';
import { nameInput } from './name-input.ts';

/** Throws `not_utf8`, `bad_argument` for a text beyond the limit, and what reading a file throws. */
export async function readText(path: string): Promise<string> {
  const name = nameInput(path);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      bytes += chunk.length;
      requireMax('bytes of text or more', bytes, maxTextBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    const folder = { code: 'bad_argument', solve: 'Name a file that holds a text.' } as const;
    throw fileError(error, { path: name, doing: 'read the text', special: { folder } });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new IndexError(
      'not_utf8',
      `${name} is not UTF-8, as a text has to be: convert it, for example with iconv -f WINDOWS-1252 -t UTF-8`,
      { file: name },
      cause,
    );
  }
}
