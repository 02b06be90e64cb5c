// A pool does each task once, with the results and errors that the caller's thread would have.

import t from 'tap';
import { ThreadPool } from '../../threads/thread-pool.ts';
import type { SmallTask } from './small-worker.ts';

const worker = new URL('./small-worker.ts', import.meta.url);

type SmallPool = ThreadPool<SmallTask, number, string>;

function openPool(options: { count: number; tasksEach?: number; signal?: AbortSignal }): SmallPool {
  return new ThreadPool({ worker, ...options });
}

const numbers = Array.from({ length: 50 }, (_, i) => i);

t.test('every task has its own result, however many a thread has at once', async (t) => {
  for (const tasksEach of [1, 2, 100]) {
    await using pool = openPool({ count: 3, tasksEach });
    const results = await Promise.all(numbers.map((double) => pool.run({ double })));
    t.same(
      results,
      numbers.map((double) => 2 * double),
    );
    t.ok(pool.ready >= 1 && pool.ready <= 3, `${pool.ready} have started`);
  }
});

t.test('parts come in order, before the result', async (t) => {
  await using pool = openPool({ count: 1, tasksEach: 2 });
  const told: string[] = [];
  const run = async (name: string) => {
    await pool.run({ double: 1, parts: [`${name}1`, `${name}2`] }, (part) => told.push(part));
    told.push(name);
  };
  await Promise.all([run('a'), run('b')]);
  t.same(told, ['a1', 'a2', 'a', 'b1', 'b2', 'b']);
});

t.test('an error with a code is that of its task, and the thread goes on', async (t) => {
  await using pool = openPool({ count: 1, tasksEach: 3 });
  const before = pool.run({ double: 1 });
  const failing = pool.run({ double: 2, fails: 'code' });
  const after = pool.run({ double: 3 });
  await t.rejects(failing, { code: 'bad_argument', message: 'not 2', details: { found: 2 } });
  t.same(await Promise.all([before, after]), [2, 6]);
});

t.test('a bug, and a thread that ends, are errors of all that is left', async (t) => {
  for (const [fails, error] of [
    ['bug', /a bug/],
    ['exit', /ended before its tasks/],
  ] as const) {
    await using pool = openPool({ count: 1, tasksEach: 1 });
    const tasks = [pool.run({ double: 1, fails }), pool.run({ double: 2 })];
    for (const task of tasks) await t.rejects(task, error);
    await t.rejects(pool.run({ double: 3 }), error);
  }
});

t.test('what is done with a part can fail, and ends all', async (t) => {
  await using pool = openPool({ count: 1 });
  const run = pool.run({ double: 1, parts: ['a'] }, () => {
    throw new Error('not this part');
  });
  await t.rejects(run, /not this part/);
});

t.test('a signal ends all, before and while tasks are done', async (t) => {
  const abort = new AbortController();
  await using pool = openPool({ count: 2, signal: abort.signal });
  const tasks = numbers.map((double) => pool.run({ double, afterMs: double < 2 ? 0 : 60_000 }));
  t.equal(await tasks[0], 0);
  abort.abort(new Error('enough'));
  for (const task of tasks.slice(2)) await t.rejects(task, /enough/);
  await using late = openPool({ count: 1, signal: abort.signal });
  await t.rejects(late.run({ double: 1 }), /enough/);
});

t.test(
  'a thread that cannot start gets no task; where none can, tasks have its error',
  async (t) => {
    await using pool = new ThreadPool<SmallTask, number>({
      ...{ worker, given: { unfit: true }, count: 2 },
    });
    await t.rejects(pool.run({ double: 1 }), { code: 'index_not_found', message: 'not here' });
    t.equal(pool.ready, 0);
  },
);

t.test('a pool that is closed does nothing more', async (t) => {
  const pool = openPool({ count: 1 });
  const task = pool.run({ double: 1, afterMs: 60_000 });
  await pool[Symbol.asyncDispose]();
  await t.rejects(task, /has been closed/);
  await t.rejects(pool.run({ double: 1 }), /has been closed/);
});
