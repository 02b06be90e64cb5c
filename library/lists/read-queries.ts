// The queries of `--queries FILE`: a query a line, or JSON lines with `query` where the name ends in .jsonl
// or the first line is such an object. Compression is detected by content. A blank line is no query.

import { createReadStream } from 'node:fs';
import { fileError } from '../../errors/file-error.ts';
import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import { compressionPeekBytes, decompress } from '../../input/compression/decompress.ts';
import { isObject, parseJson } from '../../input/lines/json-text.ts';
import { cutLines } from './cut-lines.ts';
import { nameInput } from './name-input.ts';

const lineFeed = 10;

/** Batches of queries, one at least; `-` is standard input. */
export async function* readQueries(path: string): AsyncGenerator<string[]> {
  const name = nameInput(path);
  const stream = path === '-' ? process.stdin : createReadStream(path);
  try {
    const packed = await peekBytes(stream, (head) => {
      return head.length >= compressionPeekBytes || head.includes(lineFeed);
    });
    const plan = { name, kind: 'file', path, sizeBytes: undefined } as const;
    let line = 0;
    let isJson = /\.(jsonl|ndjson)(\.(gz|gzip|zst|zstd))?$/i.test(path);
    for await (const lines of cutLines(decompress(packed, plan), name)) {
      const queries: string[] = [];
      for (const content of lines) {
        line++;
        if (content.trim() === '') continue;
        isJson ||= line === 1 && isQueryObject(content);
        queries.push(isJson ? decodeQuery(content, { name, line }) : content);
      }
      if (queries.length > 0) yield queries;
    }
  } catch (error) {
    const folder = { code: 'bad_argument', solve: 'Name a file with one query per line.' } as const;
    throw fileError(error, { path: name, doing: 'read the list of queries', special: { folder } });
  }
}

function isQueryObject(content: string): boolean {
  if (!content.startsWith('{')) return false;
  try {
    return Object.hasOwn(JSON.parse(content), 'query');
  } catch {
    return false;
  }
}

function decodeQuery(
  content: string,
  { name, line }: { readonly name: string; readonly line: number },
): string {
  const where = `${name}:${line}`;
  const expected = 'a JSON object with "query"';
  const details = { file: name, line };
  const value = parseJson(content, (fault, cause) => {
    const found = `a line that is ${fault}`;
    return new IndexError('not_json', sentence({ where, expected, found }), details, cause);
  });
  const query = isObject(value) ? value['query'] : undefined;
  if (typeof query === 'string') return query;
  const found = isObject(value) ? 'no string of that name' : 'another value';
  throw new IndexError('missing_field', sentence({ where, expected, found }), details);
}
