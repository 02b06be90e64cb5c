import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type BatchOptions, decodeBatch } from '../../../formats/lines/decode-batch.ts';
import type { DecodeOptions } from '../../../input/lines/decoded-record.ts';
import { createPlainLines, type PlainLines } from '../../../input/lines/plain-lines.ts';
import { loadKernel } from '../../../native/kernel.ts';
import { decodeUtf8, textAt } from '../../../text/utf8-text.ts';
import { skipNative } from '../../native/both-kernels.ts';

const skip = { skip: skipNative };
const fields: DecodeOptions = { textField: 'text', idField: 'id', stepField: undefined };

function createNative(options: DecodeOptions): PlainLines {
  return createPlainLines(loadKernel('native').addon, options) as PlainLines;
}

/** All that a sink is told of the lines, and how many were taken without a string. */
function decode(lines: string | Buffer, options: BatchOptions) {
  const bytes = new Uint8Array(Buffer.from(lines));
  const told: unknown[] = [];
  let taken = 0;
  const count = Buffer.from(bytes.buffer).toString('latin1').split('\n').length;
  decodeBatch(
    {
      ...{ bytes, encoding: 'json-lines', firstLine: 5, lines: count, oversized: [], source: 's' },
      ...{ startByte: 0, startCrc: 0, endByte: bytes.length, endCrc: 0 },
    },
    options,
    {
      onRecord(record) {
        const { text, id, step, line, repaired, facet } = record;
        if (record.utf8 !== undefined) taken++;
        told.push({ text, id, step, line, repaired, facet });
      },
      onBad: (bad) => told.push(bad),
    },
  );
  return { told, taken };
}

/** As a report of tests can show it. */
function nameOf(lines: string | Buffer): string {
  return JSON.stringify(lines.toString())
    .replace(/[^ -~]/g, '?')
    .slice(0, 60);
}

/** Lines that are taken, after checking that both ways tell the same. */
function agree(t: Test, lines: string | Buffer, options: DecodeOptions = fields): number {
  const { told, taken } = decode(lines, { ...options, plain: createNative(options) });
  const expected = decode(lines, options);
  t.equal(expected.taken, 0);
  t.same(told, expected.told, nameOf(lines));
  return taken;
}

t.test('the TypeScript kernel reads no lines', async (t) => {
  t.equal(createPlainLines(loadKernel('typescript').addon, fields), undefined);
});

t.test('lines that are plainly records are taken, as they are', skip, async (t) => {
  for (const line of [
    '{"text":"a"}',
    ' {\t"text" : "a b" , "id":"x"}\r',
    '{"id": "é\\n\\u00e9", "text": "\\u00e9\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t😀"}',
    '{"text": "", "id": null}',
    '{"text": "\\u0000", "id": true}',
    '{"id": 12345678901234567890, "text": "a"}',
    '{"id": -1.50E+3, "text": "a"}',
    '{"id": "", "meta": {"text": 1, "id": [null, {"text": "b"}]}, "text": "a"}',
    '{"__proto__": {"id": 1}, "text": "\\ufeffa"}',
    '{"toString": 1, "text": "a"}',
    `{"text": "${'word \\" '.repeat(5000)}"}`,
    '{"text": "\u2028 \u007f \ufffd \uffff"}',
  ]) {
    t.equal(agree(t, line), 1, nameOf(line));
  }
});

t.test('facets are read as they are spelled', skip, async (t) => {
  const options = { ...fields, facetField: 'of' };
  for (const [line, taken] of [
    ['{"text":"a","of":"web"}', 1],
    ['{"text":"a"}', 1],
    ['{"of":null,"text":"a"}', 1],
    ['{"of":1.50,"text":"a","id":7}', 1],
    ['{"of":true,"text":"a"}', 1],
    ['{"of":"\\u00e9\\n","text":"a"}', 1],
    ['{"of":{"a": 1.0},"text":"a"}', 0],
    ['{"of":"\\ud800","text":"a"}', 0],
    ['{"of":1,"of":2,"text":"a"}', 0],
    [`{"of":"${'x'.repeat(1000)}","text":"a"}`, 1],
    [`{"of":"${'x'.repeat(1001)}","text":"a"}`, 0],
  ] as const) {
    t.equal(agree(t, line, options), taken, nameOf(line));
  }
  t.equal(agree(t, '{"text":"a","id":"b"}', { ...fields, facetField: 'id' }), 1);
  t.equal(agree(t, '{"text":"a"}', { ...fields, facetField: 'text' }), 1);
});

t.test('all other lines are left', skip, async (t) => {
  for (const line of [
    ...[
      '',
      ' ',
      '7',
      '[]',
      '{}',
      '{"text":7}',
      '{"text":null}',
      '{"id":1}',
      '{"text":"a"',
      '{"text":"a"}x',
    ],
    ...['{"text":"a","text":"b"}', '{"text":"a","id":1,"id":"2"}', '{"text":"a","t\\u0065xt":"b"}'],
    ...[
      '{"text":"\\ud800"}',
      '{"text":"a","id":"\\udc00"}',
      '{"text":"a","id":{}}',
      '{"text":"a","id":[1.0]}',
    ],
    ...['{"text":"a","id":NaN}', '{"text":"a","x":Infinity}', '{"text":"a\tb"}', '{"text":"\\x"}'],
    ...[
      '{"text":"a","x":01}',
      '{"text":"a","x":1.}',
      '{"text":"a",}',
      "{'text':'a'}",
      '{"text":"a","x":}',
    ],
    `{"text":"a","x":${'['.repeat(65)}${']'.repeat(65)}}`,
    '{"text":"a","id":1,\r\n"x":2}',
  ]) {
    t.equal(agree(t, line), 0, nameOf(line));
  }
});

t.test('a batch that is not UTF-8 is left, and its good lines are records', skip, async (t) => {
  const lines = Buffer.concat([
    Buffer.from('{"text":"a"}\n{"text":"'),
    Buffer.of(0xc3),
    Buffer.from('"}'),
  ]);
  t.equal(agree(t, lines), 0);
});

t.test('names that may lead into objects, and several fields, are left', skip, async (t) => {
  const { addon } = loadKernel('native');
  for (const other of [
    { textField: 'a.b' },
    { textField: ['a', 'b'] },
    { idField: 'a.b' },
    { stepField: 'a.b' },
    { idField: '\ud800' },
  ]) {
    t.equal(createPlainLines(addon, { ...fields, ...other }), undefined, JSON.stringify(other));
  }
  t.equal(agree(t, '{"é":"a","id":1}', { ...fields, textField: 'é', idField: 'é' }), 1);
});

/** Ids of the lines from `index` on that are texts with a plain id, as those lines say them. */
function idsOfTexts(lines: string, index: number, options: DecodeOptions = fields) {
  const plain = createNative(options);
  plain.read(new Uint8Array(Buffer.from(lines)), lines.split('\n').length);
  const texts = plain.texts(index);
  const ids: (string | null)[] = [];
  for (let text = texts.first; text < texts.end; text++) {
    const id = plain.idText(text);
    ids.push(id === undefined ? null : decodeUtf8(id));
    const record = plain.record(text, 1);
    t.equal(record?.text, decodeUtf8(textAt(texts, text)));
    t.equal(record?.id, ids.at(-1));
  }
  return ids;
}

t.test('texts with plain ids are given together', skip, async (t) => {
  const lines = ['"x"', '""', 'null', '-1.50E+3', '"é😀"', 'true', 'false', '"n"']
    .map((id) => `{"id": ${id}, "text": "a\\n é"}`)
    .concat('{"text":""}');
  const ids = ['x', '', null, '-1.50E+3', 'é😀', 'true', 'false', 'n', null];
  t.strictSame(idsOfTexts(lines.join('\n'), 0), ids);
  t.strictSame(idsOfTexts(lines.join('\n'), 7), ids.slice(7));
  for (const odd of [
    '{"id":"\\u0041","text":"a"}',
    '{"id":{"a":1},"text":"a"}',
    '{"id":[],"text":"a"}',
    '{"id":1}',
    '',
    'x',
  ]) {
    t.strictSame(idsOfTexts(['{"text":"a"}', odd, '{"text":"b"}'].join('\n'), 0), [null], odd);
    t.strictSame(idsOfTexts([odd, '{"text":"b"}'].join('\n'), 0), [], odd);
    t.strictSame(idsOfTexts([odd, '{"text":"b"}'].join('\n'), 1), [null], odd);
  }
  const all = '{"text":"a","of":"b","at":1}';
  t.strictSame(idsOfTexts(all, 0), [null]);
  t.strictSame(idsOfTexts(all, 0, { ...fields, stepField: 'at' }), [null]);
  t.strictSame(idsOfTexts(all, 0, { ...fields, facetField: 'of' }), []);
});

t.test('texts of one step are given together', skip, async (t) => {
  const plain = createNative({ ...fields, stepField: 'at' });
  const steps = ['7', '7', '07', '8', '"8"', '8', '8', '8.0', '12', '1', 'null'];
  const lines = steps.map((step) => `{"text":"a","at": ${step}}`).concat('{"text":"a"}');
  plain.read(new Uint8Array(Buffer.from(lines.join('\n'))), lines.length);
  const found = lines
    .map((_, i) => plain.texts(i))
    .map(({ first, end, step }) => [end - first, step]);
  const one = [
    [2, 7],
    [1, 7],
    [0, undefined],
    [1, 8],
    [0, undefined],
    [2, 8],
    [1, 8],
  ];
  t.strictSame(found.slice(0, 7), one);
  t.strictSame(found.slice(7), [
    [1, 8],
    [1, 12],
    [1, 1],
    [0, undefined],
    [0, undefined],
  ]);
});

t.test('where texts end is found again for each batch', skip, async (t) => {
  const plain = createNative(fields);
  const read = (lines: string) => plain.read(new Uint8Array(Buffer.from(lines)), 3);
  read('{"text":"a"}\n{"text":"a"}\n{"text":"a"}');
  t.equal(plain.texts(0).end, 3);
  t.equal(plain.texts(2).end, 3);
  read('{"text":"a"}\nx\n{"text":"a"}');
  t.equal(plain.texts(0).end, 1);
  t.equal(plain.texts(1).end, 1);
  t.equal(plain.texts(2).end, 3);
});

t.test('steps are read in their format', skip, async (t) => {
  const lines = [
    '7',
    '"7"',
    '"1999-12-31"',
    '1.5',
    'null',
    '0',
    '{"a":1}',
    '9007199254740993',
    '1e2',
  ]
    .map((step) => `{"text":"a","at":${step}}`)
    .concat('{"text":"a"}', '{"text":"a","at":1,"at":2}', '{"text":"a","at":"\\u0037"}');
  const taken = (['integer', 'digits', 'date', 'date-time'] as const).map((stepFormat) =>
    agree(t, lines.join('\n'), { ...fields, stepField: 'at', stepFormat }),
  );
  t.same(taken, [2, 4, 1, 1]);
});

t.test(
  'each record has the number of its line, with blank and bad lines among them',
  skip,
  async (t) => {
    t.equal(agree(t, '\n{"text":"a"}\n \nx\n{"text":"b","id":2}\n{"text":3}\n{"text":"c"}'), 3);
    t.equal(agree(t, '{"text":"a"}\n'), 1);
  },
);

t.test('a batch with more lines than it says has the rest left', skip, async (t) => {
  const plain = createNative(fields);
  plain.read(Buffer.from('{"text":"a"}\n{"text":"b"}'), 1);
  t.equal(plain.record(0, 1)?.text, 'a');
  t.equal(plain.record(1, 2), undefined);
});

t.test('a copy with another text has not the bytes of this one', skip, async (t) => {
  const plain = createNative(fields);
  plain.read(Buffer.from('{"text":"a"}'), 1);
  const record = plain.record(0, 1);
  t.same(
    { ...record, text: 'b' },
    { text: 'b', id: null, step: undefined, line: 1, repaired: false },
  );
});

const pieces = [
  ...[
    'a',
    'Words of more than sixteen bytes',
    ' ',
    'é',
    '😀',
    '\u2028',
    '\\n',
    '\\"',
    '\\\\',
    '\\/',
    '\\t',
  ],
  ...[
    '\\u00e9',
    '\\u2019',
    '\\ud83d\\ude00',
    '\\u0000',
    '\\ud800',
    '\\udc00',
    '\\x',
    '\\u12',
    '\t',
    '"',
    '\\',
  ],
];
/** Mostly without what is wrong. */
const piece = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...pieces.slice(0, 15)) },
  fc.constantFrom(...pieces),
);
const jsonString = fc.array(piece, { maxLength: 8 }).map((parts) => `"${parts.join('')}"`);
const value = fc.oneof(
  { weight: 8, arbitrary: jsonString },
  fc.constantFrom(
    '1',
    '-0',
    '1.0',
    '12345678901234567890',
    '1e5',
    '01',
    '+1',
    'true',
    'false',
    'null',
  ),
  fc.constantFrom(
    '{}',
    '[]',
    '[1, {"text": "b"}]',
    '{"id": 1.0, "text": []}',
    'NaN',
    '-Infinity',
    '[1,]',
    '',
  ),
);
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('text', 'id', 'at') },
  fc.constantFrom('meta', 'te\\u0078t', '__proto__', '', 'i\\d', 'ti"'),
);
const space = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '\t', '\r', ' \r ', '\u00a0'),
);
const field = fc
  .tuple(space, key, space, space, value, space)
  .map(([a, name, b, c, held, d]) => `${a}"${name}"${b}:${c}${held}${d}`);
const textFirst = fc
  .tuple(jsonString, fc.array(field, { maxLength: 3 }))
  .map(([text, more]) => [`"text":${text}`, ...more]);
const line = fc
  .oneof(textFirst, fc.array(field, { maxLength: 4 }))
  .map((held) => `{${held.join(',')}}`);
const spoiled = fc
  .tuple(line, fc.nat(60), fc.constantFrom('', '"', '\\', ',', '}', '{', '\n', '\0', 'x'))
  .map(([json, at, mark]) => json.slice(0, at) + mark + json.slice(at + 1));

t.test('hostile lines are told the same with and without it', skip, async (t) => {
  let taken = 0;
  let all = 0;
  for (const stepField of [undefined, 'at', 'id']) {
    const options = { ...fields, stepField, stepFormat: 'digits' as const };
    const plain = createNative(options);
    const lines = fc.array(fc.oneof({ weight: 3, arbitrary: line }, spoiled), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(lines, (some) => {
        const found = decode(some.join('\n'), { ...options, plain });
        taken += found.taken;
        all += found.told.length;
        const expected = decode(some.join('\n'), options);
        return JSON.stringify(found.told) === JSON.stringify(expected.told);
      }),
      { numRuns: 3000 },
    );
  }
  t.ok(taken > all / 20 && taken < all / 2, `${taken} of ${all} were taken`);
});
