// A list has the same answers and the same error whichever threads answer it.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { listWorker } from '../../../cli/answer/choose-threads.ts';
import { chooseView } from '../../../cli/answer/list-view.ts';
import { answerList } from '../../../library/lists/answer-list.ts';
import { type ListTask, makeListView } from '../../../library/lists/list-task.ts';
import type { PhraseBatch } from '../../../library/lists/read-phrases.ts';
import type { FullQuestion } from '../../../library/questions/full-question.ts';
import { PhrasePlan } from '../../../library/questions/phrase-plan.ts';
import { OpenSnapshot } from '../../../library/snapshots/open-snapshot.ts';
import { buildSmallIndex, phrases, temporaryFolder } from '../../store/small-index.ts';

const some = [...phrases, '', ' \t', '\u00ad', '\ud800 the', '"the"'];
const phraseAt = (i: number) => some[(i * 7) % some.length] ?? '';

interface Asking {
  readonly question: FullQuestion;
  readonly json: boolean;
  readonly threads: number;
  /** Ends the list, once so many answers are there. */
  readonly isEnough: (answers: { count: number; inThreads: number }) => boolean;
  /** At the end of the list. */
  readonly error?: Error;
}

/** Answers a list of batches of many sizes until it is enough. */
async function ask(
  snapshot: OpenSnapshot,
  { question, json, threads, isEnough, error }: Asking,
): Promise<{ text: string; count: number; inThreads: number; thrown?: unknown }> {
  const plan = new PhrasePlan(snapshot, question);
  const choice = { json, asksTimeline: question.timeline !== undefined };
  const show = makeListView(plan, await chooseView(plan.parts, choice));
  let here = 0;
  const work = {
    ...{ snapshot, question, plan, threads, worker: listWorker, choice, startAfterMs: 0 },
    show: (task: ListTask) => {
      here += task.phrases.length;
      return show(task);
    },
  };
  const asked = { text: '', count: 0, inThreads: 0 };
  async function* batches(): AsyncGenerator<PhraseBatch> {
    for (let start = 0, size = 1; !isEnough(asked); start += size) {
      size = 1 + ((start * 31) % 300);
      const namePlace = (i: number) => `list.txt:${start + i + 1}`;
      yield { phrases: Array.from({ length: size }, (_, i) => phraseAt(start + i)), namePlace };
      await nextTurn();
    }
    if (error !== undefined) throw error;
  }
  try {
    for await (const { phrases, text } of answerList(batches(), work)) {
      for (const phrase of phrases) {
        if (phrase !== phraseAt(asked.count++)) throw new Error('another phrase is answered');
      }
      asked.inThreads = asked.count - here;
      asked.text += Buffer.from(text).toString();
    }
  } catch (thrown) {
    return { ...asked, thrown };
  }
  return asked;
}

/** The same with threads and without: with them until they have answered a good part. */
async function askTwice(snapshot: OpenSnapshot, asking: Omit<Asking, 'threads' | 'isEnough'>) {
  const together = await ask(snapshot, {
    ...{ ...asking, threads: 3 },
    isEnough: ({ inThreads }) => inThreads > 800,
  });
  const isEnough = ({ count }: { count: number }) => count >= together.count;
  return { together, alone: await ask(snapshot, { ...asking, threads: 1, isEnough }) };
}

async function open(t: Test): Promise<{ directory: string; snapshot: OpenSnapshot }> {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const snapshot = OpenSnapshot.open(directory);
  t.teardown(() => snapshot.close());
  return { directory, snapshot };
}

t.test('threads give the bytes of one thread', async (t) => {
  const { snapshot } = await open(t);
  const questions: FullQuestion[] = [
    {},
    { at: [1, 5, 9], timeline: 6, records: true },
    { timeline: 3, contexts: 2 },
  ];
  for (const question of questions) {
    for (const json of [true, false]) {
      const { together, alone } = await askTwice(snapshot, { question, json });
      t.equal(alone.inThreads, 0);
      t.ok(together.inThreads > 800, `${together.inThreads} of ${together.count} in threads`);
      t.equal(together.count, alone.count);
      t.ok(together.text === alone.text, `${JSON.stringify(question)} ${json}`);
      t.match(alone.text, /phrase_without_token/);
      if (json) t.match(alone.text, /list\.txt:\d+: the phrase is blank/);
    }
  }
});

t.test('an error of the list comes behind all answers', async (t) => {
  const { snapshot } = await open(t);
  const asking = { question: {}, json: true, error: new Error('not a line') };
  const { together, alone } = await askTwice(snapshot, asking);
  t.equal(together.thrown, asking.error);
  t.equal(alone.thrown, asking.error);
  t.ok(together.text === alone.text && together.inThreads > 800);
});

t.test('where the commit cannot be opened any more the calling thread answers', async (t) => {
  const { directory, snapshot } = await open(t);
  const isEnough = ({ count }: { count: number }) => count >= 30_000;
  const asking = { question: { timeline: 4 }, json: true, isEnough };
  const before = await ask(snapshot, { ...asking, threads: 1 });
  rmSync(directory, { recursive: true });
  const after = await ask(snapshot, { ...asking, threads: 2 });
  t.equal(after.inThreads, 0);
  t.ok(after.text === before.text);
});

t.test('whoever has had enough closes the list', async (t) => {
  const { snapshot } = await open(t);
  const plan = new PhrasePlan(snapshot, {});
  const choice = { json: true, asksTimeline: false };
  let isClosed = false;
  async function* endless(): AsyncGenerator<PhraseBatch> {
    try {
      for (;;) yield { phrases: ['the'], namePlace: () => '' };
    } finally {
      isClosed = true;
    }
  }
  const show = makeListView(plan, await chooseView(plan.parts, choice));
  let [here, all] = [0, 0];
  const work = {
    ...{ snapshot, question: {}, plan, threads: 2, worker: listWorker, choice, startAfterMs: 0 },
    show: (task: ListTask) => {
      here++;
      return show(task);
    },
  };
  for await (const _ of answerList(endless(), work)) if (++all > here) break;
  t.ok(isClosed);
});
