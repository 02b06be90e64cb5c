// The answers of all shards to one list, a file each, read together line by line.
//
// Every shard must be there, once, with the same question, and written to its end. Anything else is an
// error: a sum without a shard would look like an answer.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { Value } from 'typebox/value';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { ShardEnd, ShardHeader } from '../../schemas/shard-answers.ts';
import { joinShards } from '../../shards/join-shards.ts';
import type { JoinedShards } from '../../shards/shard.ts';

interface OpenFile {
  readonly path: string;
  readonly lines: AsyncGenerator<string, void, undefined>;
  readonly header: ShardHeader['shard'];
}

/** Files that belong together. */
export interface AnswerFiles extends AsyncDisposable {
  readonly joined: JoinedShards;
  readonly asked: 'phrases' | 'queries' | 'pairs';
  readonly question: ShardHeader['shard']['question'];
  /** What the shards say of each item of the list, in their order. Throws where a file is not whole. */
  answers(): AsyncGenerator<readonly unknown[], void, undefined>;
}

/**
 * Rejects with `answers_missing`, `shards_mismatch`, `bad_argument` for a file of another kind, and what
 * reading a file rejects with.
 */
export async function openAnswerFiles(paths: readonly string[]): Promise<AnswerFiles> {
  await using owned = new AsyncDisposableStack();
  const files: OpenFile[] = [];
  for (const path of paths) {
    const lines = readLines(path);
    owned.defer(async () => void (await lines.return()));
    files.push(await openFile(path, lines));
  }
  const inOrder = requireAll(files);
  const joined = joinShards(
    inOrder.map(({ path, header: { index } }) => ({ name: path, description: index })),
  );
  const { asked = 'phrases', question } = (inOrder[0] as OpenFile).header;
  const moved = owned.move();
  return {
    ...{ joined, asked, question },
    answers: () => readAnswers(inOrder),
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

async function* readAnswers(
  files: readonly OpenFile[],
): AsyncGenerator<readonly unknown[], void, undefined> {
  for (let count = 0; ; count++) {
    const values: unknown[] = [];
    for (const file of files) values.push(await readValue(file, count));
    if (values.some((value) => Value.Check(ShardEnd, value))) {
      requireEnds(files, values, count);
      return;
    }
    yield values;
  }
}

async function openFile(path: string, lines: OpenFile['lines']): Promise<OpenFile> {
  const { value: line } = await lines.next();
  if (line === undefined) {
    throw new IndexError(
      'answers_missing',
      `${path} is empty: the command that was to fill it failed, or has not begun to write. Ask that shard again.`,
      { file: path },
    );
  }
  const value = parse(line);
  if (Value.Check(ShardHeader, value)) return { path, lines, header: value.shard };
  throw new IndexError(
    'bad_argument',
    `${path} does not begin with the line of a shard: expected the output of firstseen query --json --shard K/N, or of search or split`,
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
  const { of, asked, question } = first.header;
  for (const { path, header } of files) {
    const isSame = header.asked === asked && isDeepStrictEqual(header.question, question);
    if (header.of === of && isSame) continue;
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
