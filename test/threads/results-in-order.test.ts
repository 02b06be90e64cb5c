// Results come in the order of the tasks, as soon as they are there, and no more than asked is held.

import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import { resultsInOrder } from '../../threads/results-in-order.ts';

interface Watched {
  /** Tasks begun whose results have not been taken. */
  held: number;
  maxHeld: number;
  closed: boolean;
}

async function* stream(length: number, watched: Watched, error?: Error): AsyncGenerator<number> {
  try {
    for (let i = 0; i < length; i++) yield i;
    if (error !== undefined) throw error;
  } finally {
    watched.closed = true;
  }
}

function watch(): Watched {
  return { held: 0, maxHeld: 0, closed: false };
}

/** Waits some turns of the event loop, as a thread would. */
async function later(turns: number, watched: Watched): Promise<void> {
  watched.maxHeld = Math.max(watched.maxHeld, ++watched.held);
  for (let i = 0; i < turns; i++) await nextTurn();
}

t.test('all results, in order, within the bound', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 5 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      async (turns, maxAhead) => {
        const watched = watch();
        const begin = async (task: number) => {
          await later(turns[task] ?? 0, watched);
          return task * 10;
        };
        const got: number[] = [];
        const tasks = stream(turns.length, watched);
        for await (const result of resultsInOrder(tasks, { begin, maxAhead })) {
          watched.held--;
          got.push(result);
        }
        t.same(
          got,
          turns.map((_, i) => i * 10),
        );
        t.ok(watched.maxHeld <= maxAhead, `${watched.maxHeld} held`);
        t.ok(watched.closed);
      },
    ),
    { numRuns: 50 },
  );
});

t.test('tasks are under way at once', async (t) => {
  const watched = watch();
  const begin = async (task: number) => {
    await later(3, watched);
    return task;
  };
  for await (const _ of resultsInOrder(stream(12, watched), { begin, maxAhead: 4 })) watched.held--;
  t.equal(watched.maxHeld, 4);
});

t.test('a result does not wait for the next task', async (t) => {
  const { promise: never } = Promise.withResolvers<IteratorResult<number>>();
  let asked = 0;
  const tasks = {
    next: () => (asked++ === 0 ? Promise.resolve({ done: false, value: 7 } as const) : never),
  };
  const results = resultsInOrder(tasks, { begin: (task: number) => task, maxAhead: 4 });
  t.same(await results.next(), { done: false, value: 7 });
  t.equal(asked, 2);
});

t.test('an error of a task stands in place of its result', async (t) => {
  const watched = watch();
  const begin = async (task: number) => {
    await later(task === 2 ? 0 : 4, watched);
    if (task >= 2) throw new Error(`not ${task}`);
    return task;
  };
  const got: number[] = [];
  const run = async () => {
    const tasks = stream(9, watched);
    for await (const result of resultsInOrder(tasks, { begin, maxAhead: 5 })) got.push(result);
  };
  await t.rejects(run(), /not 2/);
  t.same(got, [0, 1]);
  t.ok(watched.closed);
});

t.test('an error of the stream comes behind all results', async (t) => {
  const watched = watch();
  const got: number[] = [];
  const run = async () => {
    const tasks = stream(3, watched, new Error('line 4'));
    const begin = async (task: number) => {
      await later(5, watched);
      return task;
    };
    for await (const result of resultsInOrder(tasks, { begin, maxAhead: 9 })) got.push(result);
  };
  await t.rejects(run(), /line 4/);
  t.same(got, [0, 1, 2]);
});

t.test('whoever has had enough closes the stream', async (t) => {
  const watched = watch();
  for await (const _ of resultsInOrder(stream(9, watched), { begin: (n) => n, maxAhead: 2 })) break;
  t.ok(watched.closed);
});
