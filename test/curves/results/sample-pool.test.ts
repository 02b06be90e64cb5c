// Threads read what one reader in the caller's thread reads.

import { join } from 'node:path';
import t from 'tap';
import { SampleReader, type SampleRows } from '../../../curves/results/lm-eval/read-sample-file.ts';
import { readInThreads } from '../../../curves/results/lm-eval/sample-pool.ts';
import { range, sampleLine } from './small-results.ts';
import { write } from './write-results.ts';

/** Files of three tasks at four checkpoints. */
function writeTasks(dir: string): { at: number; path: string }[][] {
  return ['a', 'b', 'c'].map((set, task) =>
    range(4).map((step) => {
      const lines = range(50).map((row) => {
        const bad = ((row * 7 + step * 3 + task) % 5) - 4;
        return `${sampleLine({ set, seed: null, step, row, good: -2, bad })}\n`;
      });
      return {
        at: task * 4 + step,
        path: write(join(dir, `${set}-${step}.jsonl`), lines.join('')),
      };
    }),
  );
}

const options = { metric: undefined, signal: undefined };
const plain = ({ rows, lines, right }: SampleRows) => [[...rows], [...lines], [...right]];

t.test('threads give the rows of each file once, files of a task in their order', async (t) => {
  const tasks = writeTasks(t.testdir({}));
  const got = new Map<number, SampleRows>();
  const order: number[] = [];
  await readInThreads({
    ...{ ...options, tasks },
    onFile: (at, rows) => {
      got.set(at, rows);
      order.push(at);
    },
  });
  t.equal(order.length, 12);
  for (const task of tasks) {
    const own = order.filter((at) => task.some((file) => file.at === at));
    t.same(
      own,
      own.toSorted((a, b) => a - b),
    );
    const reader = new SampleReader();
    for (const { at, path } of task) {
      const expected = await reader.read(path);
      const rows = got.get(at) as SampleRows;
      t.same(plain(rows), plain(expected));
      t.same(rows.documents, expected.documents);
    }
  }
});

t.test('a thread reports a bad line as the reader does', async (t) => {
  const dir = t.testdir({});
  const tasks = writeTasks(dir);
  const path = write(join(dir, 'b-2.jsonl'), '{"doc_id": 0}\n');
  await t.rejects(readInThreads({ ...options, tasks, onFile: () => {} }), {
    ...{ code: 'results_invalid', details: { file: path, line: 1 } },
    message: /b-2\.jsonl, line 1: doc is nothing/,
  });
  const missing = [[{ at: 0, path: join(dir, 'nothing') }]];
  await t.rejects(readInThreads({ ...options, tasks: missing, onFile: () => {} }), {
    code: 'input_not_found',
  });
});

t.test('an error of the caller, and an abort, end the threads', async (t) => {
  const tasks = writeTasks(t.testdir({}));
  const onFile = () => {
    throw new Error('not this row');
  };
  await t.rejects(readInThreads({ ...options, tasks, onFile }), /not this row/);
  const abort = new AbortController();
  const read = readInThreads({
    ...{ tasks, metric: undefined, signal: abort.signal },
    onFile: () => abort.abort(new Error('enough')),
  });
  await t.rejects(read, /enough/);
});
