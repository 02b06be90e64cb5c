// Random requests against a model: each step is in the index once, in order, whatever comes twice, late,
// or after the process was killed.

import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { RecordIntake } from '../../ingest/record-intake.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { lineOf, openScene, type PlainRecord, post, recordsOf, type StepRecord } from './scene.ts';

interface Taken {
  readonly step: number;
  readonly records: readonly PlainRecord[];
}

/** What an intake has to do, without a disk. */
class Model {
  readonly window: number;
  readonly seen = new Map<string, string>();
  readonly committed: StepRecord[] = [];
  pending: Taken[] = [];
  floor = 0;
  newest = 0;

  constructor(window: number) {
    this.window = window;
  }

  /** The status, or the code of the refusal. */
  take(run: string, step: number, records: readonly PlainRecord[]): string {
    const key = `${run} ${step}`;
    const content = JSON.stringify(records);
    const before = this.seen.get(key);
    if (before !== undefined) return before === content ? 'duplicate' : 'step_conflict';
    if (step < this.floor) return 'step_backwards';
    this.seen.set(key, content);
    this.newest = Math.max(this.newest, step);
    if (records.length > 0) this.pending.push({ step, records });
    return 'accepted';
  }

  commit(): void {
    const due = this.pending.filter(({ step }) => step <= this.newest - this.window);
    this.pending = this.pending.filter((one) => !due.includes(one));
    for (const { step, records } of due.toSorted((a, b) => a.step - b.step)) {
      this.committed.push(...records.map((record) => ({ step, ...record })));
      this.floor = step;
    }
  }
}

type Action =
  | {
      readonly kind: 'post';
      readonly lines: readonly { run: string; step: number; size: number }[];
    }
  | { readonly kind: 'commit' | 'restart' | 'kill' | 'power cut' };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      lines: fc.array(
        fc.record({
          run: fc.constantFrom('a', 'b'),
          step: fc.integer({ min: 1, max: 12 }),
          // Mostly the same for the same step, so that it is a duplicate.
          size: fc.oneof({ weight: 5, arbitrary: fc.constant(-1) }, fc.nat({ max: 3 })),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'commit' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'power cut' as const }) },
);

function recordsFor({
  run,
  step,
  size,
}: {
  run: string;
  step: number;
  size: number;
}): PlainRecord[] {
  const count = size < 0 ? (step * 7 + run.charCodeAt(0)) % 4 : size;
  return Array.from({ length: count }, (_, i) => {
    return { id: `${run}${step}-${i}`, text: `w${step} of run ${run} "${i}" \u00e9\n` };
  });
}

const root = temporaryFolder(t);
let runs = 0;
t.setTimeout(300_000);

/** Does the actions with an intake and with the model, and compares after each. */
async function compare(window: number, actions: readonly Action[]): Promise<void> {
  const folder = join(root, String(++runs));
  let copies = 0;
  let hasCommitted = false;
  let directory = join(folder, '0');
  let intake: RecordIntake = await openScene(directory, { stepWindow: window });
  const model = new Model(window);
  try {
    for (const one of actions) {
      if (one.kind === 'post') await postBoth(intake, model, one.lines);
      else if (one.kind === 'commit') {
        await intake.commit();
        model.commit();
        hasCommitted = true;
      } else {
        // A process that is killed leaves the files as they are.
        const killed = directory;
        if (one.kind !== 'restart') {
          directory = join(folder, String(++copies));
          cpSync(killed, directory, { recursive: true });
          // Of the table a power cut takes what was written since the last commit.
          if (one.kind === 'power cut' && !hasCommitted) {
            for (const end of ['-wal', '-shm']) {
              rmSync(join(directory, `ingest/steps.sqlite${end}`), { force: true });
            }
          }
          await intake.close(0);
        } else {
          await intake.close(10_000);
          model.commit();
        }
        intake = await openScene(directory, { stepWindow: window });
        hasCommitted = false;
      }
      assert.deepEqual(recordsOf(directory), model.committed);
    }
  } finally {
    await intake.close(10_000);
  }
  model.commit();
  assert.deepEqual(recordsOf(directory), model.committed);
}

async function postBoth(
  intake: RecordIntake,
  model: Model,
  lines: readonly { run: string; step: number; size: number }[],
): Promise<void> {
  const expected: string[] = [];
  let body = '';
  for (const line of lines) {
    const records = recordsFor(line);
    body += lineOf(line.run, line.step, records);
    if (expected.at(-1)?.startsWith('step_') === true) continue;
    expected.push(model.take(line.run, line.step, records));
  }
  const answer = await post(intake, body, 50);
  const found = answer.lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { status: string }).status);
  assert.deepEqual([...found, ...(answer.refused ? [answer.refused.code] : [])], expected);
}

t.test('random requests, commits, restarts and kills do as the model', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 0, 1, 3),
      fc.array(action, { minLength: 3, maxLength: 12 }),
      compare,
    ),
    { numRuns: runsOf(25) },
  );
  t.ok(runs >= 25);
});
