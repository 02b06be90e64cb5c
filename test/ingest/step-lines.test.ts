import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { decodeStep } from '../../ingest/decode-step.ts';
import { readStepLines } from '../../ingest/step-lines.ts';
import { loadKernel } from '../../native/kernel.ts';

const isNative = loadKernel().name === 'native';
const large = 1 << 20;

/** A text as JSON in one of its spellings: escapes that need not be, or that may be shorter. */
function spell(text: string, choices: readonly number[]): string {
  let at = 0;
  const units = [...text].map((character) => {
    const choice = choices[at++ % choices.length] ?? 0;
    const escaped = [...Array(character.length).keys()].map((i) => {
      const code = character.charCodeAt(i).toString(16).padStart(4, '0');
      return `\\u${choice === 1 ? code.toUpperCase() : code}`;
    });
    if (choice < 2) return escaped.join('');
    if (character === '/' && choice === 2) return '\\/';
    return JSON.stringify(character).slice(1, -1);
  });
  return `"${units.join('')}"`;
}

const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    fc.constantFrom('"', '\\', '/', '\n', '\t', '\b', '\f', '\r', '\0', '\u001f', '\u007f'),
    fc.constantFrom('é', '語', '😀', '\u2028', '\uffff', 'x'.repeat(20)),
  ),
});
const space = fc.constantFrom('', '', ' ', '\t', '\r');
const choices = fc.array(fc.nat(6), { minLength: 1, maxLength: 8 });
const id = fc.oneof(
  { weight: 8, arbitrary: text.map((value) => JSON.stringify(value)) },
  { weight: 4, arbitrary: fc.nat().map(String) },
  { weight: 2, arbitrary: fc.constantFrom('null', '0') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1.0', '-3', '9007199254740991', '9007199254740992', '1e2', '[]'),
  },
);
const record = fc
  .record({ text, id: fc.option(id, { nil: undefined }), choices, space, isLast: fc.boolean() })
  .map(({ text, id, choices, space, isLast }) => {
    const said = [`"text"${space}:${space}${spell(text, choices)}`];
    if (id !== undefined) said.splice(isLast ? 1 : 0, 0, `"id":${space}${id}`);
    return `${space}{${space}${said.join(`${space},${space}`)}${space}}${space}`;
  });
const line = fc
  .record({
    run: fc.oneof({ weight: 4, arbitrary: fc.constant('r é') }, text),
    step: fc.oneof(
      { weight: 6, arbitrary: fc.nat().map(String) },
      fc.constantFrom('1.0', '1e3', '999999999999999', '07'),
    ),
    records: fc.array(record, { maxLength: 5 }),
    space,
    order: fc.constantFrom([0, 1, 2], [1, 0, 2], [1, 2, 0], [2, 1, 0]),
  })
  .map(({ run, step, records, space, order }) => {
    const said = [
      `"run":${space}${JSON.stringify(run)}`,
      `"step"${space}:${step}`,
      `"records":${space}[${records.join(',')}]`,
    ];
    return `${space}{${order.map((i) => said[i]).join(`,${space}`)}}${space}`;
  });

/** What `decodeStep` gives or throws without the kernel. */
function define(bytes: Buffer, max: number): unknown {
  const before = process.env['FIRSTSEEN_NATIVE'];
  process.env['FIRSTSEEN_NATIVE'] = '0';
  try {
    return outcome(bytes, max);
  } finally {
    if (before === undefined) delete process.env['FIRSTSEEN_NATIVE'];
    else process.env['FIRSTSEEN_NATIVE'] = before;
  }
}

function outcome(bytes: Buffer, max: number): unknown {
  try {
    const entry = decodeStep(bytes, 1, max);
    if (entry === undefined) return undefined;
    const { run, step, records, lines, digest } = entry;
    const shown = [Buffer.from(lines).toString(), Buffer.from(digest).toString('hex')];
    return { run, step, records, shown };
  } catch (error) {
    return String(error);
  }
}

t.test('a line of any spelling is the same step with the kernel and without', async (t) => {
  let taken = 0;
  let left = 0;
  const same = fc.property(line, fc.constantFrom(large, large, 60), (json, max) => {
    const bytes = Buffer.from(json);
    if (readStepLines(bytes, max) === undefined) left++;
    else taken++;
    deepStrictEqual(outcome(bytes, max), define(bytes, max));
  });
  fc.assert(same, { numRuns: 2000 });
  t.ok(left > 100, `${left} are left`);
  if (isNative) t.ok(taken > 400, `${taken} are plain`);
  else t.equal(taken, 0);
});

t.test('a line that is cut or changed anywhere is never taken by the kernel alone', async (t) => {
  const records = [{ id: 'a"b', text: 'x\ny é' }, { text: '\u0001', id: 12 }, { text: '' }];
  const whole = Buffer.from(JSON.stringify({ run: 'r', step: 12, records }));
  let lines = 0;
  for (let at = 0; at < whole.length; at++) {
    const cut = whole.subarray(0, at);
    deepStrictEqual(outcome(cut, large), define(cut, large));
    for (const byte of [0x00, 0x0d, 0x20, 0x22, 0x2c, 0x30, 0x5c, 0x5d, 0x7d]) {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      deepStrictEqual(outcome(changed, large), define(changed, large));
      lines++;
    }
  }
  t.equal(lines, 9 * whole.length);
});

t.test('lines of many short records have room', { skip: !isNative }, async (t) => {
  for (const count of [1, 100, 10_000]) {
    for (const text of ['', 'a', 'abc def ghi']) {
      const records = Array.from({ length: count }, () => ({ text }));
      const bytes = Buffer.from(JSON.stringify({ run: 'r', step: 999_999, records }));
      const plain = readStepLines(bytes, large);
      // Where there is none, the line is left, which takes longer.
      if (count < 100 || text.length > 5) t.equal(plain?.records, count);
      t.strictSame(outcome(bytes, large), define(bytes, large));
    }
  }
});
