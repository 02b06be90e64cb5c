// Lines that are read by those before them have the judgement that parsing them gives.

import fc from 'fast-check';
import t from 'tap';
import { decodeSample, SampleFault } from '../../../curves/results/lm-eval/decode-sample.ts';
import { KnownLines } from '../../../curves/results/lm-eval/known-lines.ts';
import { skipArray } from '../../../curves/results/lm-eval/skip-array.ts';
import { sampleLine } from './small-results.ts';

const scored = (row: number, good: number, bad: number) => ({
  ...{ set: 'wh_island', seed: 1, step: 5, row, good, bad },
});

/** By the class under test: known if it can be, else whole. */
function read(known: KnownLines, line: string) {
  const bytes = Buffer.from(`${line}\n`);
  const quick = known.readKnown(bytes, 0, bytes.length);
  if (quick !== undefined) return { ...quick.judgement, end: quick.end, isQuick: true };
  const whole = outcome(() => known.readWhole(bytes));
  if (typeof whole === 'string') return whole;
  return { ...whole.judgement, end: whole.end, isQuick: false };
}

function outcome<T>(action: () => T): T | string {
  try {
    return action();
  } catch (error) {
    if (error instanceof SampleFault) return error.message;
    throw error;
  }
}

t.test(
  'lines of a later checkpoint are known, with other responses and both judgements',
  async (t) => {
    const known = new KnownLines();
    const lines = (good: number) => [0, 1, 2].map((row) => sampleLine(scored(row, good - row, -2)));
    known.beginFile();
    for (const line of lines(-1)) t.match(read(known, line), { isQuick: false });
    known.beginFile();
    for (const line of lines(-0.5)) read(known, line);
    known.beginFile();
    const third = lines(-0.75).map((line) => read(known, line));
    t.same(
      third.map((one) => typeof one === 'object' && [one.row, one.isRight, one.isQuick]),
      [
        [0, true, true],
        [1, true, true],
        [2, false, true],
      ],
    );
  },
);

t.test('lines in another order are parsed once, and followed from there', async (t) => {
  const known = new KnownLines();
  const line = (row: number) => sampleLine(scored(row, -1, -2));
  for (const file of [
    [0, 2, 4, 6],
    [1, 3, 5, 7],
  ]) {
    known.beginFile();
    for (const row of file) read(known, line(row));
  }
  for (const [file, quick] of [
    [[0, 2, 4, 6], 3],
    [[1, 3, 5, 7], 3],
  ] as const) {
    known.beginFile();
    const outcomes = file.map((row) => read(known, line(row)));
    const count = outcomes.filter((one) => typeof one === 'object' && one.isQuick).length;
    t.equal(count, quick);
  }
});

const mutations = fc.oneof(
  fc.record({ kind: fc.constant('byte'), at: fc.nat(), value: fc.integer({ min: 1, max: 126 }) }),
  fc.record({ kind: fc.constant('delete'), at: fc.nat(), value: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('text'), at: fc.nat(), value: fc.nat() }),
);
const inserted = [
  ...['"', '\\', ' ', ',', ']', '[', '{', '}', '\t', '\r', 'é', ', "acc": 0.0', ', "doc_id": 7'],
  ...['"filter": "x", ', ', "filtered_resps": [["-1", "False"]]', '"resps": [], ', '\\u0041', '1'],
];

function mutate(line: string, { kind, at, value }: { kind: string; at: number; value: number }) {
  const place = at % line.length;
  if (kind === 'delete') return line.slice(0, place) + line.slice(place + value);
  const text =
    kind === 'byte' ? String.fromCharCode(value) : (inserted[value % inserted.length] as string);
  const after = kind === 'byte' ? place + 1 : place;
  return (line.slice(0, place) + text + line.slice(after)).replaceAll('\n', ' ');
}

t.test('a line that was changed anywhere is read as parsing reads it', async (t) => {
  let quick = 0;
  const originals = [scored(0, -1, -2), scored(0, -2.5, -2), scored(1, -7.25, -2)];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.array(mutations, { maxLength: 2 })), {
        minLength: 1,
        maxLength: 6,
      }),
      (changes) => {
        const known = new KnownLines();
        for (const original of originals) {
          known.beginFile();
          read(known, sampleLine(original));
        }
        for (const [i, steps] of changes) {
          const line = steps.reduce(mutate, sampleLine(originals[i] ?? scored(0, -1, -2)));
          known.beginFile();
          const expected = outcome(() => decodeSample(line));
          const got = read(known, line);
          if (typeof got === 'object' && got.isQuick) quick++;
          const wanted =
            typeof expected === 'string'
              ? expected
              : { ...expected.judgement, end: Buffer.byteLength(line) + 1 };
          const found = typeof got === 'string' ? got : { ...got, isQuick: undefined };
          if (typeof wanted === 'string' || typeof found === 'string') {
            if (wanted !== found) throw new Error(`${line}\n${wanted}\n${JSON.stringify(found)}`);
          } else {
            const { row, isRight, filter, end } = found;
            const same = { row, isRight, filter, end };
            for (const name of ['row', 'isRight', 'filter', 'end'] as const) {
              if (same[name] !== wanted[name]) throw new Error(`${name} of ${line}`);
            }
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
  t.ok(quick > 100, `${quick} lines were known`);
});

t.test('key order, escapes and spacing of other writers change nothing', async (t) => {
  const known = new KnownLines();
  const { resps, ...rest } = JSON.parse(sampleLine(scored(3, -1, -2)));
  for (let time = 0; time < 3; time++) {
    known.beginFile();
    for (const line of [
      JSON.stringify({ ...rest, resps }),
      JSON.stringify({ acc: 0, resps, ...rest, filter: 'other' }),
      sampleLine(scored(3, -1, -2)).replaceAll('é', '\\u00e9'),
      sampleLine(scored(3, -1, -2), { acc: 0 }),
    ]) {
      const { judgement } = decodeSample(line);
      t.match(read(known, line), judgement);
    }
  }
});

t.test('where the metric is missing nothing is known, as the responses decide', async (t) => {
  const known = new KnownLines();
  const line = (good: number) => sampleLine(scored(0, good, -2)).replace(/, "acc": [01]\.0/, '');
  for (const good of [-1, -3, -2, -2.5]) {
    known.beginFile();
    t.match(read(known, line(good)), { row: 0, isRight: good >= -2, isQuick: false });
  }
});

t.test('an array is passed over only where it is whole, and plain', async (t) => {
  const ends = (text: string) => skipArray(Buffer.from(text), 0, Buffer.byteLength(text));
  for (const text of ['[]', '["a"]', '[["-1", "False"], ["-2", "True"]]', '[[], [[]]]']) {
    t.equal(ends(text), text.length, text);
    t.equal(ends(`${text}, "x"`), text.length, `${text} and more`);
    t.equal(ends(text.slice(0, -1)), -1, `${text} cut short`);
  }
  for (const text of [
    ...['{}', '"a"', '', '[1]', '[true]', '["\\n"]', '["é"]', '["a\nb"]', '["a" "b"]', '[,]'],
    ...['["a",]', '[[],,[]]', '[{}]', '[["a"]["b"]]', '[]'.slice(1)],
  ]) {
    t.equal(ends(text), -1, text);
  }
});
