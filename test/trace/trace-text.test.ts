// Traces against brute force: random corpora of few words, in several segments, read with
// and without the kernel.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { TracedSpan } from '../../schemas/trace.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { type TraceQuestion, traceText } from '../../trace/trace-text.ts';
import { documentsOf, numbers, writeFile } from '../formats/rows/write-rows.ts';
import { indexRun, recordsAt, runIn } from '../indexer/run-index.ts';
import { seededRandom } from '../phrases.ts';
import { runsOf } from '../runs.ts';
import { readingBothWays } from '../store/reading-both-ways.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { NaiveTrace } from './naive-trace.ts';
import { build, corpus, parts, wordsOf } from './small-trace.ts';

function trace(snapshot: Snapshot, text: string, question: Partial<TraceQuestion>) {
  const usual = { minTokens: 1, at: [], until: undefined, rarest: undefined };
  const walk = traceText(snapshot, text, { ...usual, ...question });
  let step = walk.next();
  while (step.done !== true) step = walk.next();
  const found = step.value;
  const spans: TracedSpan[] = [];
  for (const span of found.describe()) if (span !== undefined) spans.push(span);
  return { tokens: found.tokens, truncated: found.truncated, spans };
}

/** As an index of steps has it. */
function withoutRecords<T>(value: T): T {
  const text = JSON.stringify(value, (key, inner) => {
    return (key === 'first' || key === 'last') && inner !== null
      ? { step: inner.step, rank: null, id: null }
      : inner;
  });
  return JSON.parse(text);
}

readingBothWays('spans are those of all substrings, by any step', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const seen = { long: 0, shorter: 0, segments: 0 };
  await fc.assert(
    fc.asyncProperty(
      corpus,
      parts,
      fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
      fc.constantFrom('record' as const, 'step' as const),
      fc.integer({ min: 1, max: 5 }),
      async (records, parts, cuts, resolution, minTokens) => {
        const tokens = wordsOf(parts, records);
        if (tokens.length === 0) return;
        const directory = await build(folder, records, { cuts, resolution });
        const naive = new NaiveTrace(records);
        using snapshot = Snapshot.open(directory);
        const shape = resolution === 'step' ? withoutRecords : <T>(value: T): T => value;
        const at = [0, 1, naive.lastStep];
        for (const until of [undefined, 0, 1, Math.ceil(naive.lastStep / 2), naive.lastStep + 1]) {
          const question = { minTokens, at, until };
          const expected = shape(naive.spans(tokens, question));
          for (const _ of ['cold', 'warm']) {
            const found = trace(snapshot, tokens.join(' '), question);
            assert.deepEqual(found.spans, expected);
            assert.equal(found.tokens, tokens.length);
          }
          if (until !== undefined && expected.length > 0) seen.shorter++;
          if (expected.some(({ start, end }) => end - start > 16)) seen.long++;
        }
        seen.segments = Math.max(seen.segments, snapshot.segments.length);
      },
    ),
    { numRuns: runsOf(50) },
  );
  t.ok(seen.long > 0, `${seen.long} traces with a long span`);
  t.ok(seen.shorter > 10, `${seen.shorter} traces by a step`);
  t.ok(seen.segments > 1, 'several segments');
});

t.test('no span crosses a boundary inside a record', async (t) => {
  const folder = temporaryFolder(t);
  const random = seededRandom(5);
  const texts = Array.from({ length: 40 }, () => {
    return Array.from({ length: 6 }, () => ['the', 'of', 'it'][Math.floor(random() * 3)]).join(' ');
  });
  writeFile(folder, 'ids.bin', numbers(documentsOf(texts).flat(), 2));
  const run = runIn(folder, {
    ...{ format: 'nanogpt', files: ['ids.bin'], row_tokens: 20, end_of_document: 0 },
    ...{ tokenizer: 'tokenizer.json', steps: { batch_size: 2 } },
  });
  const directory = join(folder, 'index');
  await indexRun(directory, run, { rangeBytes: 300 });
  const records = recordsAt(directory).map((record) => ({
    text: record.parts.join(' '),
    ...record,
  }));
  t.ok(records.some(({ parts }) => parts.length > 1));
  const naive = new NaiveTrace(records);
  using snapshot = Snapshot.open(directory);
  const words = texts.join(' ').split(' ').slice(0, 60);
  for (const until of [undefined, 2]) {
    const question = { minTokens: 3, at: [2], until };
    t.strictSame(trace(snapshot, words.join(' '), question).spans, naive.spans(words, question));
  }
});

readingBothWays('a span longer than a piece is found whole', async (t) => {
  const random = seededRandom(9);
  const words = Array.from({ length: 9500 }, () => `w${Math.floor(random() * 50)}`);
  const records = [
    { text: words.slice(0, 9000).join(' '), id: null, step: 1 },
    { text: words.slice(4000).join(' '), id: 'x', step: 2 },
  ];
  const folder = join(temporaryFolder(t), 'run');
  const directory = await build(folder, records, { cuts: [1], resolution: 'record' });
  using snapshot = Snapshot.open(directory);
  const { spans } = trace(snapshot, words.join('\n'), { minTokens: 8, at: [1] });
  t.match(spans, [
    { start: 0, end: 9000, count: 1, first: { step: 1, rank: 0 }, at: { 1: 1 } },
    { start: 4000, end: 9500, count: 1, first: { step: 2, rank: 1, id: 'x' }, at: { 1: 0 } },
  ]);
  t.equal(spans[0]?.text, words.slice(0, 9000).join('\n'));
  t.match(trace(snapshot, words.join(' '), { minTokens: 8, until: 1 }).spans, [{ end: 9000 }]);
});

t.test('ids are traced as they stand in the text', async (t) => {
  const folder = temporaryFolder(t);
  writeFile(folder, 'ids.bin', numbers([5, 6, 7, 8, 9, 5, 6, 1], 2));
  const run = runIn(folder, {
    ...{ format: 'nanogpt', files: ['ids.bin'], row_tokens: 4, steps: { batch_size: 1 } },
  });
  const directory = join(folder, 'index');
  await indexRun(directory, run, { analyzer: 'ids' });
  using snapshot = Snapshot.open(directory);
  t.match(trace(snapshot, '[6, 7, 8, 9]', { minTokens: 1 }).spans, [
    { start: 0, end: 3, text: '6, 7, 8', count: 1, first: { step: 1 } },
    { start: 3, end: 4, text: '9', first: { step: 2 } },
  ]);
  t.throws(() => trace(snapshot, '6 seven', {}), {
    code: 'bad_argument',
    message: /found "seven" at character 3/,
  });
});

t.test('the rarest spans are kept, in order of start, with their probability', async (t) => {
  const records = ['a a a a a a b', 'b c d', 'a b'].map((text) => ({ text, id: null, step: 1 }));
  const folder = join(temporaryFolder(t), 'run');
  const directory = await build(folder, records, { cuts: [2], resolution: 'record' });
  using snapshot = Snapshot.open(directory);
  const text = 'a a x b c x c d x a b';
  const log = (...counts: number[]) => counts.reduce((sum, n) => sum + Math.log(n / 12), 0);
  const all = trace(snapshot, text, { minTokens: 2, rarest: 10 });
  t.equal(all.truncated, false);
  const logs = all.spans.map((span) => span.unigram_log_probability ?? 0);
  const expected = [log(7, 7), log(3, 1), log(1, 1), log(7, 3)];
  t.ok(logs.length === 4 && logs.every((one, i) => Math.abs(one - (expected[i] ?? 0)) < 1e-9));
  const two = trace(snapshot, text, { minTokens: 2, rarest: 2 });
  t.match(two, { truncated: true, spans: [{ text: 'b c' }, { text: 'c d' }] });
  // 0.05 * 11 tokens, rounded up.
  const share = trace(snapshot, text, { minTokens: 2, rarest: { share: 0.05 } });
  t.match(share.spans, [{ text: 'c d' }]);
  t.equal(share.spans.length, 1);
});

t.test('a text without a token, and one beyond the limits, are errors', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const records = [{ text: 'a', id: null, step: 1 }];
  const directory = await build(folder, records, { cuts: [], resolution: 'record' });
  using snapshot = Snapshot.open(directory);
  t.throws(() => trace(snapshot, ' \n', {}), { code: 'phrase_without_token' });
  t.throws(() => trace(snapshot, 'é'.repeat(5_000_001), {}), {
    code: 'bad_argument',
    message: /found 10000002 bytes of text: expected 10000000/,
  });
  t.throws(() => trace(snapshot, '. '.repeat(1_000_001), {}), {
    code: 'bad_argument',
    message: /found 1000001 tokens of a text: expected 1000000/,
  });
});
