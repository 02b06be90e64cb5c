// A file that stands in for the data: a pointer of Git LFS or git-annex, or an error page that was
// saved under the data's name. Read as numbers or lines it would be data, and other data than meant.

import { IndexError } from '../errors.ts';

/** So many first bytes decide. */
export const pointerBytes = 1024;

const kinds: readonly { readonly start: RegExp; readonly name: string; readonly advice: string }[] =
  [
    {
      start: /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\//,
      name: 'a Git LFS pointer',
      advice: 'run git lfs pull in its repository',
    },
    {
      start: /^(\/annex\/objects\/|(\.\.\/)*\.git\/annex\/objects\/)/,
      name: 'a git-annex pointer',
      advice: 'run git annex get on the file in its repository',
    },
    {
      start: /^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?(<!doctype html|<html[\s>])/is,
      name: 'an HTML page, as servers send with an error or a login',
      advice: 'download the file again, and check what the address answers',
    },
    {
      start: /^(\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*<Error>/i,
      name: 'the error of a storage server',
      advice: 'download the file again, and check what the address answers',
    },
  ];

/** Throws `source_damaged` where the file's first bytes are not those of its data. */
export function requireData(head: Uint8Array, name: string): void {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, pointerBytes));
  const text = start.toString('latin1');
  const kind = kinds.find((one) => one.start.test(text));
  if (kind === undefined) return;
  throw new IndexError(
    'source_damaged',
    `${name} is ${kind.name}, not the data itself: ${kind.advice}`,
    { source: name },
  );
}

/** The same for plain text, which an HTML page may be: only one that is whole is refused. */
export function requireTextData(head: Uint8Array, name: string): void {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  const isMarkup = /^(\xef\xbb\xbf)?\s*<[!h]/i.test(text);
  if (isMarkup && !/<\/html>\s*$/i.test(text)) return;
  requireData(head, name);
}
