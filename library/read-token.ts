// The token that a client sends to a server.

import { readFileSync } from 'node:fs';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';

const writePrefix = 'write:';

/**
 * A token of a file as `--token-file` of a server has it: the first that may write, or else the first.
 * Throws `bad_argument` for none.
 */
export function readToken(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, { path, doing: 'read the token file' });
  }
  const lines = text.split('\n').map((line) => line.trim());
  const tokens = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const writing = tokens.find((line) => line.startsWith(writePrefix));
  const token = writing?.slice(writePrefix.length) ?? tokens[0];
  if (token !== undefined && /^[\w.~+/-]+=*$/.test(token)) return token;
  throw new IndexError(
    'bad_argument',
    `${path} holds no token: expected one on a line of its own`,
    {
      file: path,
    },
  );
}
