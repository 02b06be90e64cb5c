// The phrases of `--phrases FILE`: a phrase a line, or JSON lines with `phrase`. A stream.

import { createReadStream } from 'node:fs';
import { IndexError } from '../errors.ts';

/** Phrases in order, in batches of some thousands; `-` is standard input. */
export async function* readPhrases(path: string): AsyncGenerator<string[]> {
  const name = path === '-' ? 'standard input' : path;
  const isJson = path.endsWith('.jsonl') || path.endsWith('.ndjson');
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let rest = '';
  let line = 0;
  const take = (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    return lines.map((content) => {
      line++;
      const phrase = content.endsWith('\r') ? content.slice(0, -1) : content;
      return isJson && phrase.trim() !== '' ? phraseOf(phrase, name, line) : phrase;
    });
  };
  try {
    for await (const chunk of stream) {
      const batch = take(decoder.decode(chunk as Uint8Array, { stream: true }));
      if (batch.length > 0) yield batch;
    }
    rest += decoder.decode();
  } catch (error) {
    throw describeReadError(error, name, line);
  }
  if (rest !== '') yield take('\n');
}

function phraseOf(text: string, name: string, line: number): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new IndexError(
      'not_json',
      `${name}:${line}: expected a JSON object with "phrase", found no JSON. Mend the line, or use a file that does not end in .jsonl for a phrase a line.`,
      { file: name, line },
      error,
    );
  }
  const phrase = (value as { phrase?: unknown } | null)?.phrase;
  if (typeof phrase === 'string') return phrase;
  throw new IndexError(
    phrase === undefined ? 'missing_field' : 'wrong_field_type',
    `${name}:${line}: expected a JSON object whose "phrase" is a string`,
    { file: name, line },
  );
}

function describeReadError(error: unknown, name: string, line: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') {
    return new IndexError('input_not_found', `no phrase list at ${name}`, { file: name }, error);
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new IndexError(
      'not_utf8',
      `${name} is not UTF-8 somewhere after line ${line}: phrase lists have to be`,
      { file: name, line },
      error,
    );
  }
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    return new IndexError(
      'source_unreadable',
      `cannot read ${name} (${code})`,
      { file: name },
      error,
    );
  }
  return error;
}
