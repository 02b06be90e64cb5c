// Counts by facet equal those of a corpus in which only the records of the facet have their text.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { answerPhrases, walkAnswers } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import type { ByFacet, FacetNumbers, GroupAnswer } from '../../schemas/answer.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { Oracle, type OracleQuestion, type OracleRecord } from '../oracle.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { someSteps } from './some-steps.ts';

const phrases = ['a', 'b', 'a b', 'b a a', 'nowhere'];
const group = { name: 'letters', phrases: ['a', 'A', 'a b'] };
/** A value as the record has it, and as an answer names it. */
const values: readonly (readonly [value: unknown, name: string])[] = [
  ['web', 'web'],
  ['books', 'books'],
  ['', ''],
  [null, 'null'],
  [undefined, 'null'],
  [7, '7'],
  [1.5, '1.5'],
  [{ a: [1] }, '{"a":[1]}'],
  ['__proto__', '__proto__'],
];

interface Row extends OracleRecord {
  readonly facet: unknown;
  readonly name: string;
}

const row = fc.record({
  text: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }).map((words) => words.join(' ')),
  facet: fc.constantFrom(...values),
  ahead: fc.nat({ max: 2 }),
});
/** Facets mixed, or in runs. */
const rows = fc
  .tuple(fc.array(row, { minLength: 1, maxLength: 30 }), fc.boolean())
  .map(([rows, isSorted]): Row[] => {
    const names = rows.map(({ facet }) => facet);
    if (isSorted) names.sort(([, one], [, other]) => (one < other ? -1 : 1));
    let step = 1;
    return rows.map(({ text, ahead }, i) => {
      step += ahead;
      const [facet, name] = names[i] as (typeof values)[number];
      return { text, id: `d${i}`, step, facet, name };
    });
  });

function expectFacets(
  rows: readonly Row[],
  ask: (oracle: Oracle) => Omit<GroupAnswer, 'name' | 'phrases'>,
): ByFacet {
  const names = [...new Set(rows.map(({ name }) => name))];
  const all = names.map((name): [string, FacetNumbers | undefined] => {
    const kept = rows.map((row) => (row.name === name ? row : { ...row, text: '' }));
    const { count, first, last, at, timeline } = ask(new Oracle(kept));
    if (first === null || last === null) return [name, undefined];
    return [name, { count, first, last, ...(at && { at }), ...(timeline && { timeline }) }];
  });
  return Object.fromEntries(all.filter((one): one is [string, FacetNumbers] => !!one[1]));
}

function check(snapshot: Snapshot, rows: readonly Row[], question: OracleQuestion): void {
  const plan = planQuestion(snapshot, { ...question, byFacet: true });
  const expected = [
    ...phrases.map((phrase) => expectFacets(rows, (oracle) => oracle.answer(phrase, question))),
    expectFacets(rows, (oracle) => oracle.group(group.name, group.phrases, question)),
  ];
  const asked = [...phrases, group];
  const facetsOf = (answer: object | undefined) => (answer as GroupAnswer | undefined)?.by_facet;
  const answers = answerPhrases(snapshot, plan, asked);
  assert.deepEqual(answers.map(facetsOf), expected);
  const walk = walkAnswers(
    snapshot,
    asked.map((phrase) => ({ phrase, plan })),
    0,
  );
  assert.deepEqual(
    walk
      .filter((answer) => answer !== undefined)
      .map(facetsOf)
      .toArray(),
    expected,
  );
  for (const [i, rowFacet] of rows.entries()) {
    const segment = snapshot.segments.findLast(({ firstRank }) => (firstRank as number) <= i);
    assert.ok(segment);
    const facet = snapshot.facets.in(segment).of(i - (segment.firstRank as number));
    assert.equal(snapshot.facets.values[facet], rowFacet.name);
  }
}

t.test('counts by facet are those of brute force, by field and by source', async (t) => {
  const root = temporaryFolder(t);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
      fc.boolean(),
      someSteps,
      async (rows, at, bins, cuts, merges, steps) => {
        const directory = join(root, `index-${runs++}`);
        const borders = [...new Set([0, ...cuts.filter((cut) => cut < rows.length)])];
        borders.sort((a, b) => a - b);
        const sources: string[] = [];
        for (const [i, border] of borders.entries()) {
          const part = rows.slice(border, borders[i + 1]);
          const lines = part.map(({ text, id, step, facet }) => ({
            text,
            id,
            step,
            domain: facet,
          }));
          const from = [writeLines(`${directory}-${i}.jsonl`, lines)];
          for (const _ of part) sources.push(from[0] as string);
          const options: BuildOptions = {
            ...{ from, stepRule: { field: 'step' }, workers: 1, inline: fileOperations, merges },
          };
          await buildIndex(directory, { ...options, ...(i === 0 && { facetField: 'domain' }) });
          await buildIndex(`${directory}-plain`, options);
        }
        {
          using snapshot = Snapshot.open(directory);
          check(snapshot, rows, { at, bins });
          check(snapshot, rows, { bins, ...steps(snapshot.firstStep) });
          using plain = Snapshot.open(`${directory}-plain`);
          const bySource = rows.map((row, i) => ({ ...row, name: sources[i] as string }));
          check(plain, bySource, { at, bins });
        }
        rmSync(directory, { recursive: true });
        rmSync(`${directory}-plain`, { recursive: true });
      },
    ),
    { numRuns: runsOf(12) },
  );
  t.ok(runs >= 12, `${runs} corpora`);
});

t.test('more than 4,096 runs are walked over, and give way to others meanwhile', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  const lines = Array.from({ length: 12_000 }, (_, i) => {
    return { text: i % 3 === 0 ? 'a b' : 'a', id: null, step: 1 + (i >> 4), domain: `d${i % 2}` };
  });
  const from = [writeLines(`${directory}.jsonl`, lines)];
  const stepRule = { field: 'step' };
  await buildIndex(directory, {
    ...{ from, stepRule, facetField: 'domain', workers: 1, inline: fileOperations },
  });
  using snapshot = Snapshot.open(directory);
  const [segment] = snapshot.segments;
  t.equal(segment && snapshot.facets.in(segment).runs, undefined);
  const rows = lines.map((line) => ({ ...line, facet: line.domain, name: line.domain }));
  check(snapshot, rows, { at: [3, 400], bins: 7 });
  const plan = planQuestion(snapshot, { byFacet: true });
  const walk = [...walkAnswers(snapshot, [{ phrase: 'a', plan }])];
  t.ok(walk.filter((answer) => answer === undefined).length >= 3, 'it pauses');
});

t.test('runs of facets are found with pauses', async (t) => {
  const folder = temporaryFolder(t);
  const lines = Array.from({ length: 45_000 }, (_, i) => ({
    text: 'a',
    domain: i < 30 ? 'x' : 'y',
  }));
  const from = [writeLines(join(folder, 'a.jsonl'), lines)];
  const build = { stepRule: { batch_size: 1000 }, workers: 1, inline: fileOperations };
  await buildIndex(join(folder, 'index'), { from, facetField: 'domain', ...build });
  using snapshot = Snapshot.open(join(folder, 'index'));
  const plan = planQuestion(snapshot, { byFacet: true });
  const steps = [...walkAnswers(snapshot, [{ phrase: 'a', plan }])];
  const pauses = steps.findIndex((step) => step !== undefined);
  t.ok(pauses >= 4, `${pauses} pauses before the answer`);
  t.match(steps.at(-1), { by_facet: { x: { count: 30 }, y: { count: 44_970 } } });
  t.equal([...walkAnswers(snapshot, [{ phrase: 'a', plan }])].length < steps.length, true, 'once');
});
