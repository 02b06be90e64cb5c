// A list of phrases -> its answers as text, in order, by as many threads as are asked for.
//
// The calling thread begins. Threads are started once it has worked as long as it takes to start
// them, so that a short list does not pay for them. It goes on until the first of them is ready, and
// where none can open the commit any more, to the end. Which thread answers a batch changes nothing:
// batches are cut before, and all threads have the same commit open.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Askable, isBlank } from '../../schemas/askable.ts';
import { resultsInOrder } from '../../threads/results-in-order.ts';
import { ThreadPool } from '../../threads/thread-pool.ts';
import type { FullQuestion } from '../questions/full-question.ts';
import type { AskedParts, PhrasePlan } from '../questions/phrase-plan.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import type { ListTask } from './list-task.ts';
import type { PhraseBatch } from './read-phrases.ts';
import type { ListThread } from './serve-answers.ts';

/** Some answers, as they are printed. */
export interface ShownAnswers {
  readonly phrases: readonly Askable[];
  readonly text: string | Uint8Array;
}

interface ListWork {
  readonly snapshot: OpenSnapshot;
  readonly question: FullQuestion;
  readonly plan: PhrasePlan;
  /** Answers in the calling thread. */
  readonly show: (task: ListTask) => string | Uint8Array;
  /** Threads beside the calling one; below 2 there are none. */
  readonly threads: number;
  /** The module of a thread, which calls `serveAnswers`. */
  readonly worker: URL;
  /** What `serveAnswers` chooses the view by; plain data. */
  readonly choice: unknown;
  /** Time of answers after which threads are started. */
  readonly startAfterMs?: number;
}

type ListPool = ThreadPool<ListTask, Uint8Array>;

/**
 * Two threads cost a second of CPU time until they answer as fast as this one: they load modules, compile
 * and check pages. So on two cores a list gains by them once half a second of work is left.
 */
const usualStartMs = 500;
/** A thread has a batch to go on with while the answers of the one before are printed. */
const tasksEach = 2;

/** Throws what reading the list does, and what an answer does, behind all answers before it. */
export async function* answerList(
  batches: AsyncIterable<PhraseBatch>,
  work: ListWork,
): AsyncGenerator<ShownAnswers, void, undefined> {
  const tasks = cutTasks(batches, work.plan.parts);
  try {
    await using pool = yield* beginHere(tasks, work);
    if (pool === undefined) return;
    const begin = async (task: ListTask) => {
      return { phrases: task.phrases, text: await pool.run(task) };
    };
    yield* resultsInOrder(tasks, { begin, maxAhead: tasksEach * work.threads + 1 });
  } finally {
    // Where this thread has answered all, or its reader has had enough.
    await tasks.return();
  }
}

/** Answers in this thread until others are ready, which are the result; undefined: all is answered. */
async function* beginHere(
  tasks: AsyncGenerator<ListTask>,
  work: ListWork,
): AsyncGenerator<ShownAnswers, ListPool | undefined, undefined> {
  const { show, threads, startAfterMs = usualStartMs } = work;
  let pool: ListPool | undefined;
  let spentMs = 0;
  let isHandedOver = false;
  try {
    for (;;) {
      const { done, value: task } = await tasks.next();
      if (done === true) return undefined;
      const started = performance.now();
      const text = show(task);
      spentMs += performance.now() - started;
      yield { phrases: task.phrases, text };
      if (threads < 2) continue;
      if (spentMs >= startAfterMs) pool ??= startThreads(work);
      if (pool !== undefined) await nextTurn(); // so that it is heard that they are ready
      if (pool === undefined || pool.ready === 0) continue;
      isHandedOver = true;
      return pool;
    }
  } finally {
    if (!isHandedOver) await pool?.[Symbol.asyncDispose]();
  }
}

function startThreads({ snapshot, question, plan, threads, worker, choice }: ListWork): ListPool {
  const commit = snapshotOf(snapshot).share(needsSources(plan.parts));
  const given: ListThread<unknown> = { commit, question, choice };
  return new ThreadPool({ worker, given, count: threads, tasksEach });
}

/** Do answers name source files? */
function needsSources({ contexts, byFacet }: AskedParts): boolean {
  return contexts > 0 || (byFacet !== undefined && byFacet.facets.field === undefined);
}

/** Numbers of the answers that are held at once, about. */
const maxNumbers = 2_000_000;
const maxPhrases = 2000;

/** Small batches, so that neither their answers nor a long list are held. */
async function* cutTasks(
  batches: AsyncIterable<PhraseBatch>,
  { contexts, at, checkpoints, lastAt, recordsAt, edges = [] }: AskedParts,
): AsyncGenerator<ListTask, void, undefined> {
  const steps = at.length + checkpoints.length + lastAt.length + recordsAt.length;
  const byNumbers = Math.floor(maxNumbers / (steps + edges.length + 1));
  const size = contexts > 0 ? 20 : Math.max(1, Math.min(maxPhrases, byNumbers));
  for await (const { phrases, namePlace } of batches) {
    for (let start = 0; start < phrases.length; start += size) {
      const cut = phrases.slice(start, start + size);
      const blank = new Map<number, string>();
      cut.forEach((phrase, i) => {
        if (isBlank(phrase)) blank.set(i, namePlace(start + i));
      });
      yield { phrases: cut, blank };
    }
  }
}
