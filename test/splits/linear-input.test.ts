// Pairs of a client that means harm: time grows no faster than the input, and other work goes on.

import t from 'tap';
import { decodeObjects, decodePairs } from '../../splits/pairs/decode-pairs.ts';
import type { PairFormat } from '../../splits/pairs/pair-text.ts';
import { findShape } from '../../splits/pairs/value-shape.ts';

const pair = { sentence_good: 'a b', sentence_bad: 'a c' };
const line = JSON.stringify(pair);

function decode(format: PairFormat, text: string, pause?: () => undefined) {
  return decodePairs({ set: 'mine', file: 'mine', format, text }, pause);
}

/** Work of a size, refused or not. */
const work: Record<string, readonly [size: number, run: (size: number) => unknown]> = {
  'line breaks between objects': [
    120_000,
    (size) => decode('json', `{"a":}${'\n'.repeat(size)}x`).catch(String),
  ],
  'line breaks after each object': [
    60_000,
    (size) => decode('json', `{"a":}${'\n}'.repeat(size)}x`).catch(String),
  ],
  'columns of CSV': [
    10_000,
    (size) => {
      const names = Array.from({ length: size }, (_, i) => `,c${i}`).join('');
      const header = `sentence_good,sentence_bad${names}`;
      return decode('csv', `${header}\na b,a c${',1'.repeat(size)}\n`);
    },
  ],
  'an unclosed quotation mark': [
    400_000,
    (size) => decode('csv', `sentence_good,sentence_bad\na,"${'x\n'.repeat(size)}`).catch(String),
  ],
  'pairs with a key of their own': [
    4_000,
    (size) => {
      const objects = Array.from({ length: size }, (_, i) => ({ ...pair, [`key${i}`]: 1 }));
      return decodeObjects(objects, { set: 'mine', file: 'mine' });
    },
  ],
  'objects of a list with a key of their own': [
    8_000,
    (size) => findShape(Array.from({ length: size }, (_, i) => ({ [`key${i}`]: 1 }))),
  ],
  'elements of a list': [4_000, (size) => decode('json', `[${`${line},`.repeat(size)}${line}]`)],
};
for (const mark of ['.', "'", '‘', '“', '果', "s' ", '("', '\u0301', '\u200b', ' -']) {
  work[`sentences of ${JSON.stringify(mark)}`] = [
    12_000,
    (size) => {
      const long = mark.repeat(size / mark.length);
      const pairs = [{ sentence_good: `${long} x b`, sentence_bad: `${long} y b` }];
      const sets = ['mine', 'principle_A_case_1'];
      return Promise.all(sets.map((set) => decodeObjects(pairs, { set, file: 'mine' })));
    },
  ];
}

async function timeOf(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Rounds in turn: a machine that does other work as well can only make some of them slow. */
const [minRounds, maxRounds] = [3, 20];
/** A few milliseconds say nothing. */
const slackMs = 20;

t.test('twice the input takes less than three times as long', async (t) => {
  for (const [name, [size, run]] of Object.entries(work)) {
    await run(size);
    let [once, twice] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const isLinear = () => twice < 3 * once + slackMs;
    for (let round = 0; round < minRounds || (round < maxRounds && !isLinear()); round++) {
      once = Math.min(once, await timeOf(() => run(size)));
      twice = Math.min(twice, await timeOf(() => run(2 * size)));
    }
    t.ok(isLinear(), `${name}: ${once.toFixed(1)} ms, then ${twice.toFixed(1)} ms`);
  }
});

t.test('decoding pauses after each row, and where no row ends', async (t) => {
  const counted = async (run: (pause: () => undefined) => Promise<unknown>) => {
    let pauses = 0;
    await run(() => {
      pauses += 1;
      return undefined;
    });
    return pauses;
  };
  const lines = `${line}\n`.repeat(500);
  t.equal(await counted((pause) => decode('jsonl', lines, pause)), 500);
  t.equal(await counted((pause) => decode('json', lines, pause)), 500);
  const list = `[${lines.trimEnd().replaceAll('\n', ',')}]`;
  t.equal(await counted((pause) => decode('json', list, pause)), 500);
  const long = `[${`${line},`.repeat(4000)}${line}]`;
  const listed = await counted((pause) => decode('json', long, pause));
  t.ok(listed >= 4001 + 4, `${listed} pauses in a list of 4,001 pairs and before it`);
  const spaces = await counted((pause) =>
    decode('json', `{"a":}${' '.repeat(1 << 20)}x`, pause).catch(String),
  );
  t.ok(spaces >= 16, `${spaces} pauses in a megabyte of spaces`);
  const objects = Array.from({ length: 500 }, () => pair);
  const options = { set: 'mine', file: 'mine' };
  t.equal(await counted((pause) => decodeObjects(objects, options, pause)), 500);
  const table = `sentence_good\tsentence_bad\n${'a b\ta c\n'.repeat(500)}`;
  t.ok((await counted((pause) => decode('tsv', table, pause))) >= 500);
  const names = Array.from({ length: 20_000 }, (_, i) => `c${i}`);
  const wide = `${Object.keys(pair).join(',')},${names.join(',')}\na b,a c${',1'.repeat(20_000)}\n`;
  const inRow = await counted((pause) => decode('csv', wide, pause));
  t.ok(inRow >= 80, `${inRow} pauses in a row of 20,000 columns`);
  const many = { ...pair, ...Object.fromEntries(names.map((name) => [name, 1])) };
  const inObject = await counted((pause) => decodeObjects([many], options, pause));
  t.ok(inObject >= 80, `${inObject} pauses in an object of 20,000 members`);
  const cell = `sentence_good,sentence_bad\n"${'x'.repeat(1 << 20)}`;
  const pauses = await counted((pause) => decode('csv', cell, pause).catch(String));
  t.ok(pauses >= 64, `${pauses} pauses in one unclosed cell of 1 MiB`);
});

t.test('what a pause throws ends the work', async (t) => {
  let rows = 0;
  const pause = () => {
    rows += 1;
    return rows < 3 ? undefined : Promise.reject(new Error('enough'));
  };
  const source = {
    set: 'mine',
    file: 'mine',
    format: 'jsonl',
    text: `${line}\n`.repeat(9),
  } as const;
  await t.rejects(decodePairs(source, pause), { message: 'enough' });
  t.equal(rows, 3);
  rows = 0;
  const text = `sentence_good,sentence_bad\n"${'x'.repeat(1 << 20)}`;
  await t.rejects(decodePairs({ ...source, format: 'csv', text }, pause), { message: 'enough' });
  t.equal(rows, 3, 'also where no row has ended');
});

t.test('fields may be nested 1,000 levels deep, and no deeper', async (t) => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const textOf = (levels: number) =>
    `{"deep":${nested(levels - 1)},"n":1234567890123456789,${line.slice(1)}`;
  for (const [format, around] of [
    ['jsonl', (text: string) => text],
    ['json', (text: string) => text],
    ['json', (text: string) => `[${text}]`],
  ] as const) {
    t.equal((await decode(format, around(textOf(1000)))).rows.length, 1);
    for (const levels of [1001, 3000, 200_000]) {
      await t.rejects(decode(format, around(textOf(levels))), {
        code: 'wrong_field_type',
        message: /(line 1|element 1|its text) is nested more than 1000 levels deep: expected fewer/,
      });
    }
  }
  const objects = [JSON.parse(textOf(200_000))];
  await t.rejects(decodeObjects(objects, { set: 'mine', file: 'mine' }), {
    code: 'wrong_field_type',
  });
});

t.test('long sentences, and names that a table would repeat too often, are refused', async (t) => {
  const long = 'x'.repeat(100_001);
  await t.rejects(decode('jsonl', JSON.stringify({ ...pair, sentence_bad: long })), {
    code: 'record_too_long',
    message:
      'mine, line 1 has 100001 characters in the field "sentence_bad": expected at most 100000. Shorten it, or take the pair out.',
  });
  const table = `sentence_good,sentence_bad,${'n'.repeat(1 << 20)}\n${'a b,a c,\n'.repeat(200)}`;
  await t.rejects(decode('csv', table), {
    code: 'not_csv',
    message: /^mine, line \d+ is one row too many for the names of the columns/,
  });
});
