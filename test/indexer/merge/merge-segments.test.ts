// A merged segment has the bytes of one that is built at once from the same records.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { answerPhrases } from '../../../exposure/answer-phrases.ts';
import { planQuestion } from '../../../exposure/plan-question.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import { type BuildOptions, buildIndex } from '../../../indexer/build-index.ts';
import { compactIndex } from '../../../indexer/compact-index.ts';
import { mergeSegments } from '../../../indexer/merge/merge-segments.ts';
import { loadKernel } from '../../../native/kernel.ts';
import { Catalogue } from '../../../store/catalogue/catalogue.ts';
import type { SegmentRow } from '../../../store/catalogue/segment-row.ts';
import { fileOperations } from '../../../store/files.ts';
import {
  addAmounts,
  type Consumed,
  nothingConsumed,
} from '../../../store/segment/record-amounts.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { verifyIndex } from '../../../store/verify-index.ts';
import { numbers, tokenizer, writeFile } from '../../formats/rows/write-rows.ts';
import { runsOf } from '../../runs.ts';
import { answersAt, phrases, temporaryFolder, writeLines } from '../../store/small-index.ts';
import { indexRun, recordsAt, runIn } from '../run-index.ts';

const inline = fileOperations;

function segmentsOf(directory: string): readonly SegmentRow[] {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.committed().segments;
}

/** The one segment of an index, and the bytes of its index file. */
function onlySegment(directory: string): { row: SegmentRow; bytes: Buffer } {
  const [row, ...others] = segmentsOf(directory);
  if (row === undefined || others.length > 0) throw new Error('expected one segment');
  return { row, bytes: readFileSync(join(directory, row.index.name)) };
}

/** Answers that need neither texts nor records. */
function numbersAt(directory: string): unknown[] {
  using snapshot = Snapshot.open(directory);
  return answerPhrases(snapshot, planQuestion(snapshot, { at: [1, 2, 5], bins: 6 }), phrases);
}

/** Merges an index of parts, and holds it against one that was built at once. */
async function compare(parts: string, whole: string, storesText = true): Promise<void> {
  const look = (directory: string) => {
    return storesText ? [...answersAt(directory), ...recordsAt(directory)] : numbersAt(directory);
  };
  const before = look(parts);
  await compactIndex(parts, { inline });
  const [merged, built] = [onlySegment(parts), onlySegment(whole)];
  const { id, index, text, ...row } = merged.row;
  const { id: _, index: builtIndex, text: builtText, ...builtRow } = built.row;
  const after = look(parts);
  assert.deepEqual(after, before, 'the answers or the records have changed');
  assert.deepEqual(after, look(whole));
  assert.deepEqual(row, builtRow);
  assert(merged.bytes.equals(built.bytes), 'other bytes than a build at once has');
  assert.equal(index.crc, builtIndex.crc);
  assert.equal(text === null, builtText === null);
  assert.deepEqual([...verifyIndex(parts)], []);
}

const texts = fc
  .array(fc.constantFrom('the', 'of', 'The', 'a', 'naïve', '漢字', "don't", '.', '😀', ' \n'), {
    maxLength: 12,
  })
  .map((words) => words.join(' '));
const record = fc.record({
  text: texts,
  id: fc.option(fc.constantFrom('a', '', 'ré-1', 'long-'.repeat(9)), { nil: undefined }),
  gap: fc.constantFrom(0, 0, 1, 5),
  facet: fc.constantFrom('web', 'é', 3, null),
});
const corpora = fc.record({
  // Each command appends a part to the same file, or begins another file.
  parts: fc.array(fc.array(record, { minLength: 1, maxLength: 9 }), { minLength: 2, maxLength: 6 }),
  grows: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  steps: fc.constantFrom<BuildOptions['stepRule']>(
    { field: 'step' },
    { batch_size: 3 },
    { words: 5 },
  ),
  analyzer: fc.constantFrom('words' as const, 'cased' as const),
  storesText: fc.boolean(),
  hasFacets: fc.boolean(),
  resolution: fc.constantFrom('record' as const, 'step' as const),
});

t.test('any records in any parts become the bytes of a build at once', async (t) => {
  const folder = temporaryFolder(t);
  let run = 0;
  const merge = async (corpus: typeof corpora extends fc.Arbitrary<infer C> ? C : never) => {
    const at = join(folder, String(run++));
    const { steps: stepRule, analyzer, resolution } = corpus;
    const storesText = corpus.storesText && resolution === 'record';
    const options: BuildOptions = {
      ...(stepRule !== undefined && { stepRule }),
      ...{ analyzer, storesText, resolution, merges: false, workers: 1, inline },
      ...(corpus.hasFacets && resolution === 'record' && { facetField: 'facet' }),
    };
    const files: object[][] = [];
    const from = () => files.map((_, i) => `${at}-${i}.jsonl`);
    let step = 1;
    for (const [i, part] of corpus.parts.entries()) {
      if (i === 0 || corpus.grows[i] !== true) files.push([]);
      for (const { gap, ...line } of part) {
        step += gap;
        files.at(-1)?.push({ ...line, step });
      }
      writeLines(`${at}-${files.length - 1}.jsonl`, files.at(-1) ?? []);
      await buildIndex(`${at}.parts`, { from: from(), ...options });
    }
    await buildIndex(`${at}.whole`, { from: from(), ...options });
    await compare(`${at}.parts`, `${at}.whole`, storesText);
    return segmentsOf(`${at}.parts`).length === 1;
  };
  await fc.assert(fc.asyncProperty(corpora, merge), { numRuns: runsOf(15) });
  t.ok(run >= 15, `${run} corpora`);
});

t.test(
  'groups of steps in the middle of an index are those of a build of its records',
  async (t) => {
    const folder = temporaryFolder(t);
    const lines = Array.from({ length: 40 }, (_, i) => {
      return { text: `the ${'of '.repeat(i % 4)}a`, step: 1 + Math.floor((i * i) / 90) };
    });
    const rules = [
      { batch_size: 7 },
      {
        schedule: [
          [1, 3],
          [4, 11],
        ],
      },
      { words: 17 },
      { field: 'step' },
    ];
    for (const [i, stepRule] of rules.entries()) {
      const build = async (name: string, ends: readonly number[]) => {
        const from = [join(folder, `${name}.jsonl`)];
        const directory = join(folder, name);
        for (const end of ends) {
          writeLines(from[0] as string, lines.slice(0, end));
          const options = { resolution: 'step', merges: false, workers: 1, inline } as const;
          await buildIndex(directory, { from, stepRule, ...options });
        }
        return { directory, rows: segmentsOf(directory) };
      };
      const parts = await build(`parts-${i}`, [5, 12, 13, 25, 40]);
      const [, , expected] = (await build(`whole-${i}`, [5, 12, 25, 40])).rows;
      const fewer = await build(`fewer-${i}`, [5, 25, 40]);
      using snapshot = Snapshot.open(parts.directory);
      const { pace } = snapshot.settings;
      for (const [start, other] of [
        [2, { directory: join(folder, `whole-${i}`), row: expected }],
        [1, { directory: fewer.directory, row: fewer.rows[1] }],
      ] as const) {
        const before = parts.rows.slice(0, start).reduce<Consumed>(addAmounts, nothingConsumed);
        const merged = mergeSegments(
          {
            directory: parts.directory,
            segments: parts.rows.slice(start, 4),
            id: 100 + start,
            place: { pace: pace ?? undefined, before },
            resolution: 'step',
          },
          { kernel: loadKernel(), files: fileOperations },
        );
        const bytes = readFileSync(join(parts.directory, merged.index.name));
        const built = readFileSync(join(other.directory, other.row?.index.name ?? ''));
        t.ok(bytes.equals(built), `${JSON.stringify(stepRule)} from segment ${start}`);
      }
    }
  },
);

t.test('rows with boundaries, model tokens and ids of a run do too', async (t) => {
  const documents = ['of the', '', 'a b', 'the end of the', 'é', 'record number 3'];
  const ids = Array.from({ length: 200 }, (_, i) => {
    return [...tokenizer.encode(documents[(i * 5) % documents.length] as string), 0];
  }).flat();
  for (const analyzer of ['words', 'ids'] as const) {
    for (const steps of [{ batch_size: 2 }, { model_tokens: 33 }]) {
      const folder = temporaryFolder(t);
      writeFile(folder, 'ids.bin', numbers(ids, 2));
      const description: RunDescription = {
        format: 'nanogpt',
        files: ['ids.bin'],
        row_tokens: 11,
        end_of_document: 0,
        tokenizer: 'tokenizer.json',
        steps,
      };
      const [parts, whole] = [join(folder, 'parts'), join(folder, 'whole')];
      for (const records of [3, 4, 20, 21, 60]) {
        const run = runIn(folder, { ...description, consumed: { records } });
        await indexRun(parts, run, { analyzer, merges: false });
      }
      const all = runIn(folder, { ...description, consumed: { records: 60 } });
      await indexRun(whole, all, { analyzer });
      t.equal(segmentsOf(parts).length, 5);
      await compare(parts, whole);
      t.equal(segmentsOf(parts).length, 1, `${analyzer}, ${JSON.stringify(steps)}`);
    }
  }
});
