// The answers of all shards to one list, a file each -> the answers of the whole, in the order of the list.
//
// Every shard must be there, once, with the same question, and written to its end. Anything else is an
// error: a sum without a shard would look like an answer. Files are read line by line, all together.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { Value } from 'typebox/value';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import type { Answered } from '../../schemas/answer.ts';
import { ShardEnd, ShardHeader } from '../../schemas/shard-answers.ts';
import { joinShards } from '../../shards/join-shards.ts';
import { mergeAnswers } from '../../shards/merge-answers.ts';

interface OpenFile {
  readonly path: string;
  readonly lines: AsyncGenerator<string, void, undefined>;
  readonly header: ShardHeader['shard'];
}

/**
 * The lines of `firstseen query --json` of the whole, without the header. Throws `answers_missing`,
 * `shards_mismatch`, `bad_argument` for a file of another kind, and what reading a file throws.
 */
export async function* mergeAnswerFiles(
  paths: readonly string[],
): AsyncGenerator<string, void, undefined> {
  const files: OpenFile[] = [];
  try {
    for (const path of paths) files.push(await openFile(path));
    const inOrder = requireAll(files);
    const joined = joinShards(
      inOrder.map(({ path, header: { index } }) => ({ name: path, description: index })),
    );
    for (let count = 0; ; count++) {
      const values: unknown[] = [];
      for (const file of inOrder) values.push(await readValue(file, count));
      const ends = values.filter((value) => Value.Check(ShardEnd, value));
      if (ends.length === 0) {
        yield `${JSON.stringify(mergeAnswers(values as Answered[], joined))}\n`;
        continue;
      }
      requireEnds(inOrder, values, count);
      return;
    }
  } finally {
    await Promise.all(files.map(({ lines }) => lines.return()));
  }
}

async function openFile(path: string): Promise<OpenFile> {
  const lines = readLines(path);
  const { value: line } = await lines.next();
  const value = line === undefined ? undefined : parse(line);
  if (Value.Check(ShardHeader, value)) return { path, lines, header: value.shard };
  throw new IndexError(
    'bad_argument',
    `${path} does not begin with the line of a shard: expected the output of firstseen query --json --shard K/N`,
    { file: path },
  );
}

async function* readLines(path: string): AsyncGenerator<string, void, undefined> {
  const input = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw fileError(error, { path, doing: 'read the answers of a shard' });
  } finally {
    input.destroy();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** In order of their numbers. */
function requireAll(files: readonly OpenFile[]): readonly OpenFile[] {
  const [first] = files;
  if (first === undefined) throw new IndexError('bad_argument', 'no file of answers is named');
  const { of, question } = first.header;
  for (const { path, header } of files) {
    if (header.of === of && isDeepStrictEqual(header.question, question)) continue;
    const what = header.of === of ? 'another question' : `one of ${header.of} shards, not ${of}`;
    throw new IndexError(
      'shards_mismatch',
      `${path} has the answers to ${what} than ${first.path}: expected the same question to all shards`,
      { file: path },
    );
  }
  const byNumber = Map.groupBy(files, ({ header }) => header.number);
  for (const [number, [one, another]] of byNumber) {
    if (another === undefined && number <= of) continue;
    const found = another === undefined ? `${one?.path}` : `${one?.path} and ${another.path}`;
    throw new IndexError(
      'shards_mismatch',
      `shard ${number} of ${of} is in ${found}: expected each shard from 1 to ${of} once`,
    );
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((one) => !byNumber.has(one));
  if (missing.length > 0) {
    throw new IndexError(
      'answers_missing',
      `the answers of ${missing.length === 1 ? 'shard' : 'shards'} ${missing.join(', ')} of ${of} are not among the files: name the files of all shards`,
      { missing },
    );
  }
  return files.toSorted((one, other) => one.header.number - other.header.number);
}

async function readValue({ path, lines }: OpenFile, count: number): Promise<unknown> {
  const { value: line } = await lines.next();
  const value = line === undefined ? undefined : parse(line);
  if (typeof value === 'object' && value !== null) return value;
  throw new IndexError(
    'answers_missing',
    `${path} ends after ${count} answers without its last line, so it is not whole: ask the shard again`,
    { file: path, line: count + 2 },
  );
}

/** All end here, each with so many answers, and with nothing behind. */
function requireEnds(files: readonly OpenFile[], values: readonly unknown[], count: number): void {
  values.forEach((value, i) => {
    if (Value.Check(ShardEnd, value) && value.end.answers === count) return;
    throw new IndexError(
      'answers_missing',
      `the files do not have the same number of answers: one ends after ${count}, and ${files[i]?.path} does not. Ask all shards the same list.`,
      { file: files[i]?.path ?? '' },
    );
  });
}
