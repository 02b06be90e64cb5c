// Answers as frames: what is read of them is what was answered, and never something else.

import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { planQuestion } from '../../exposure/plan-question.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { type FullQuestion, readQuestion } from '../../library/questions/full-question.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import { OpenSnapshot, snapshotOf } from '../../library/snapshots/open-snapshot.ts';
import type { Askable } from '../../schemas/askable.ts';
import { AnswerWriter } from '../../shards/answer-writer.ts';
import { decodeFrames, FrameError } from '../../shards/count-frame.ts';
import { rowsOfFrame } from '../../shards/frame-layout.ts';
import { FrameWriter } from '../../shards/frame-writer.ts';
import { readAnswers } from '../../shards/merge-counts.ts';
import { fileOperations } from '../../store/files.ts';
import { cutRows, documentsOf, numbers, writeFile } from '../formats/rows/write-rows.ts';
import { indexRun, runIn } from '../indexer/run-index.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { askedPhrase, buildParts, splitCorpus } from './split-corpus.ts';

const inline = { workers: 1, inline: fileOperations };

/** All answers as frames, one behind the other. */
function encode(plan: PhrasePlan, phrases: readonly Askable[]): Buffer {
  const writer = plan.frameWriter(phrases.length);
  const frames: Buffer[] = [];
  for (const answer of plan.walkInto(writer, phrases)) {
    if (answer === true && writer.isFull) frames.push(writer.take());
  }
  if (!writer.isEmpty) frames.push(writer.take());
  return Buffer.concat(frames);
}

/** As a router knows the question. */
function writerOf(snapshot: OpenSnapshot, question: FullQuestion): AnswerWriter {
  const { edges } = planQuestion(snapshotOf(snapshot), readQuestion(question));
  return new AnswerWriter({ ...question, edges });
}

function checkFrames(snapshot: OpenSnapshot, question: FullQuestion, phrases: readonly Askable[]) {
  const plan = new PhrasePlan(snapshot, question);
  const writer = writerOf(snapshot, question);
  const frames = decodeFrames(encode(plan, phrases), {
    answers: phrases.length,
    width: writer.width,
  });
  const read = readAnswers(frames, phrases, writer);
  const expected = plan.answerAll(phrases);
  return { read: JSON.stringify(read), expected: JSON.stringify(expected), frames, writer };
}

const big = Number.MAX_SAFE_INTEGER;
const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 140 }), fc.constantFrom(2 ** 32, big)), {
  maxLength: 4,
});
const name = fc.constantFrom('m', '7', '07', 'é"', '__proto__', '4294967295');
const onSteps = {
  at: steps,
  checkpoints: fc
    .dictionary(name, fc.integer({ min: 0, max: 140 }))
    .map((named) => Object.entries(named).map(([name, step]) => ({ name, step }))),
  lastAt: steps,
  timeline: fc.integer({ min: 1, max: 30 }),
};
const onRecords = { recordsAt: steps, records: fc.boolean(), byFacet: fc.boolean() };
const ofRows = { ...onSteps, recordsAt: steps, records: fc.boolean(), lastAt: fc.constant([]) };
const recordQuestion = fc.oneof(
  { weight: 3, arbitrary: fc.record(ofRows, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...onSteps, ...onRecords }, { requiredKeys: [] }) },
);
const group = fc.record({
  name: fc.constant('g'),
  phrases: fc.array(askedPhrase, { minLength: 1, maxLength: 3 }),
});
const odd = fc.constantFrom('a\ud800 b', '\\ "a"', 'É\u2028', '', ' ', '😀 a');
const list = fc.array(fc.oneof({ weight: 5, arbitrary: askedPhrase }, odd, group), {
  maxLength: 9,
});

t.test('frames of an index hold its answers', async (t) => {
  const numRuns = runsOf(10);
  let rows = 0;
  const asked = fc.array(fc.tuple(recordQuestion, list), { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(splitCorpus, asked, async (corpus, all) => {
      using built = await buildParts(corpus);
      using snapshot = OpenSnapshot.open(built.whole);
      for (const [question, phrases] of all) {
        const { read, expected, frames } = checkFrames(snapshot, question, phrases);
        t.equal(read, expected);
        for (const frame of frames) {
          for (let i = 0; i < frame.answers; i++) if (frame.isRow(i)) rows++;
        }
      }
    }),
    { numRuns },
  );
  t.ok(rows > 50, `${rows} rows`);
});

t.test('an index that knows steps only', async (t) => {
  const folder = temporaryFolder(t);
  const lines = Array.from({ length: 30 }, (_, i) => ({ text: `a b a ${i % 7}`, step: 2 * i + 1 }));
  const from = [writeLines(join(folder, 'a.jsonl'), lines)];
  const directory = join(folder, 'index');
  await buildIndex(directory, { from, stepRule: { field: 'step' }, resolution: 'step', ...inline });
  using snapshot = OpenSnapshot.open(directory);
  for (const question of [{}, { at: [3, 9] }, { timeline: 5 }, { lastAt: [4] }]) {
    const { read, expected } = checkFrames(snapshot, question, ['a', 'b a', '3', 'nowhere', ' ']);
    t.equal(read, expected);
    t.match(read, /"rank":null/);
  }
});

t.test('token ids, and phrases that are asked in two ways', async (t) => {
  const folder = temporaryFolder(t);
  const texts = Array.from({ length: 40 }, (_, i) => `the record number ${i} and the of it`);
  const width = 20;
  writeFile(folder, 'ids.bin', numbers(cutRows(documentsOf(texts).flat(), width).flat(), 2));
  const run = runIn(folder, {
    ...{ format: 'nanogpt', files: ['ids.bin'], row_tokens: width, end_of_document: 0 },
    ...{ tokenizer: 'tokenizer.json', steps: { batch_size: 4 } },
  });
  const directory = join(folder, 'index');
  await indexRun(directory, run, { analyzer: 'ids' });
  using snapshot = OpenSnapshot.open(directory);
  const phrases = ['the', ' the', 'number 3', '[3,4]', '[0]', 'of it', ''];
  for (const question of [{}, { at: [2, 5], timeline: 3, records: true }]) {
    const { read, expected } = checkFrames(snapshot, question, phrases);
    t.equal(read, expected);
    t.match(read, /"variants":/);
  }
});

/** A frame of three answers. */
function threeAnswers(width = 6) {
  const writer = new FrameWriter(width, 3);
  for (const [i, ids] of [
    { first: 'é😀', last: 'b' },
    { first: null, last: null },
  ].entries()) {
    writer.numbers.set([2 ** 40 + i, 1, 2, 3, 4, big], writer.start);
    writer.addRow(['a', '漢'], ids);
  }
  writer.addJson('{"phrase":" ","error":{"code":"c","message":"m"}}');
  return writer.take();
}

t.test('a frame that is cut or damaged anywhere is an error', async (t) => {
  const frame = threeAnswers();
  const expected = { answers: 3, width: 6 };
  const [whole] = decodeFrames(frame, expected);
  t.same(whole?.numbers.slice(0, 6), [2 ** 40, 1, 2, 3, 4, big]);
  t.same([whole?.firstId(0), whole?.lastId(0), whole?.lastId(1)], ['é😀', 'b', null]);
  t.equal(whole?.text(1), '["a","漢"]');
  const isRefused = (bytes: Buffer, asked = expected) => {
    try {
      decodeFrames(bytes, asked);
      return false;
    } catch (error) {
      return error instanceof FrameError;
    }
  };
  for (let length = 0; length < frame.length; length++) {
    const cut = frame.subarray(0, length);
    if (!isRefused(cut)) t.fail(`cut behind ${length} bytes`);
  }
  for (let at = 0; at < 8 * frame.length; at++) {
    const damaged = Buffer.from(frame);
    damaged[at >> 3] = (damaged[at >> 3] as number) ^ (1 << (at & 7));
    if (!isRefused(damaged)) t.fail(`bit ${at} flipped`);
  }
  t.ok(isRefused(Buffer.concat([frame, frame])), 'more frames than asked for');
  t.ok(isRefused(frame, { answers: 4, width: 6 }), 'fewer answers');
  t.ok(isRefused(frame, { answers: 2, width: 6 }), 'more answers');
  t.ok(isRefused(frame, { answers: 3, width: 7 }), 'rows of another question');
  t.ok(isRefused(Buffer.from('{"snapshot":"x","answers":[]}')), 'no frame at all');
  const shifted = Buffer.concat([Buffer.alloc(3), frame]).subarray(3);
  t.equal(decodeFrames(shifted, expected).length, 1, 'wherever it lies in memory');
  t.same(decodeFrames(Buffer.alloc(0), { answers: 0, width: 6 }), []);
});

t.test('many answers are many frames', async (t) => {
  const folder = temporaryFolder(t);
  const lines = Array.from({ length: 300 }, (_, i) => ({ text: `a w${i}`, id: `r${i}` }));
  const directory = join(folder, 'index');
  const from = [writeLines(join(folder, 'a.jsonl'), lines)];
  await buildIndex(directory, { from, stepRule: { batch_size: 1 }, ...inline });
  using snapshot = OpenSnapshot.open(directory);
  const phrases = Array.from({ length: 600 }, (_, i) => (i % 7 === 0 ? 'a' : `w${i % 400}`));
  for (const question of [{}, { timeline: 300 }]) {
    const { read, expected, frames, writer } = checkFrames(snapshot, question, phrases);
    t.equal(read, expected);
    const most = rowsOfFrame(writer.width);
    t.equal(frames.length, Math.ceil(600 / most));
    t.ok(most * writer.width <= 1 << 16);
  }
  t.equal(rowsOfFrame(1 << 20), 1, 'a row that is longer than a frame should be');
});
