// Steps of records, one after the other, against plain arithmetic.

import fc from 'fast-check';
import t from 'tap';
import { StepCounter } from '../../corpus/step-counter.ts';
import { decodeSteps, encodeSteps, findPace } from '../../corpus/step-rule.ts';
import type { Steps } from '../../formats/run-description.ts';
import { fillStep, findStep } from '../../store/segment/pace.ts';

const size = fc.integer({ min: 1, max: 5 });
const schedules = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), size), { minLength: 1, maxLength: 4 })
  .map((parts) => {
    let from = 1;
    return parts.map(([length, size], i) => {
      from += i === 0 ? 0 : length;
      return [from, size];
    });
  });
const budget = fc.integer({ min: 1, max: 9 });
const rules: fc.Arbitrary<Steps> = fc.oneof(
  size.map((batch_size) => ({ batch_size })),
  schedules.map((schedule) => ({ schedule })),
  budget.map((words) => ({ words })),
  budget.map((model_tokens) => ({ model_tokens })),
  fc.constant({ field: 'step' }),
);
const record = fc.record({
  words: fc.nat(6),
  modelTokens: fc.nat(12),
  step: fc.integer({ min: 1, max: 9 }),
});
const records = fc.array(record, { maxLength: 40 });

type Counted = { words: number; modelTokens: number; step: number };

/** How many of its unit each step has, written out step by step. */
function sizeOf({ batch_size, schedule, words, model_tokens }: Steps, step: number): number {
  const stage = schedule?.findLast(([from]) => (from as number) <= step);
  return stage?.[1] ?? batch_size ?? words ?? model_tokens ?? 0;
}

/** Walks from step to step until the amount before each record is passed. */
function plainSteps(rule: Steps, records: readonly Counted[]): number[] {
  if (rule.field !== undefined) return records.map(({ step }) => step);
  let before = 0;
  return records.map(({ words, modelTokens }) => {
    let step = 1;
    for (let full = sizeOf(rule, 1); full <= before; full += sizeOf(rule, step)) step++;
    before += rule.words !== undefined ? words : rule.model_tokens !== undefined ? modelTokens : 1;
    return step;
  });
}

const runRecord = ({ words, modelTokens, step }: Counted) => ({
  ...{ text: 'word '.repeat(words), id: null, line: 1, repaired: false },
  ...{ step, modelTokens },
});

t.test('records have the steps of plain arithmetic', (t) => {
  fc.assert(
    fc.property(rules, records, (spelled, all) => {
      const rule = decodeSteps(spelled);
      if (rule.kind === 'field') {
        for (const [i, step] of all
          .map(({ step }) => step)
          .sort((a, b) => a - b)
          .entries()) {
          Object.assign(all[i] ?? {}, { step });
        }
      }
      const expected = plainSteps(spelled, all);
      const counter = new StepCounter(rule);
      const where = () => 'a.jsonl:1';
      t.same(
        all.map((one) => counter.next(runRecord(one), where)),
        expected,
      );
    }),
  );
  t.end();
});

t.test('a step by field never falls', (t) => {
  const counter = new StepCounter({ kind: 'field', field: 'step', format: 'integer' });
  const next = (step: number) =>
    counter.next(runRecord({ words: 1, modelTokens: 1, step }), () => 'a.jsonl:7');
  t.equal(next(3), 3);
  t.equal(next(3), 3);
  t.throws(() => next(2), { code: 'step_backwards', message: /^a\.jsonl:7: step 2 after step 3/ });
  t.end();
});

t.test('the step of an amount is in its step, whatever the schedule', (t) => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const pace = findPace(decodeSteps({ schedule }));
      if (pace === undefined) return t.fail('a schedule has a pace');
      let amount = 0;
      for (let step = 1; step < 20; step++) {
        const size = sizeOf({ schedule }, step);
        t.equal(fillStep(pace, step), amount + size);
        for (let i = 0; i < size; i++) {
          t.same(findStep(pace, amount), { step, full: amount + size - i });
          amount++;
        }
      }
      return;
    }),
    { numRuns: 30 },
  );
  t.end();
});

t.test('a rule is spelled in one way', (t) => {
  fc.assert(
    fc.property(rules, (rule) => {
      t.strictSame(encodeSteps(decodeSteps(rule)), rule);
    }),
  );
  const spell = (steps: Steps) => JSON.stringify(encodeSteps(decodeSteps(steps)));
  t.equal(spell({ batch_size: 4, drop_last: 'file' }), '{"batch_size":4}');
  t.equal(spell({ format: 'integer', field: 'a' }), '{"field":"a"}');
  t.equal(spell({ format: 'date', field: 'a' }), '{"field":"a","format":"date"}');
  t.end();
});
