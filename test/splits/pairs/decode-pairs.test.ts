import t from 'tap';
import {
  decodeObjects,
  decodePairs,
  type PairOptions,
} from '../../../splits/pairs/decode-pairs.ts';
import type { PairColumns } from '../../../splits/pairs/pair-fields.ts';
import type { PairText } from '../../../splits/pairs/pair-text.ts';

type PairSource = PairOptions & PairText;

function decode(text: string, options: Partial<PairSource> = {}) {
  return decodePairs({ text, file: 'pairs', format: 'jsonl', set: 'mine', ...options });
}

const pair = { sentence_good: 'The dogs bark.', sentence_bad: 'The dogs barks.' };
const line = JSON.stringify(pair);
const phrases = { good: 'dogs bark', bad: 'dogs barks' };

t.test('each format gives the same pairs', async (t) => {
  const table = (delimiter: string) =>
    [Object.keys(pair), Object.values(pair)].map((cells) => cells.join(delimiter)).join('\n');
  const sources: [PairSource['format'], string][] = [
    ['jsonl', line],
    ['jsonl', `\ufeff${line}\r\n`],
    ['json', `[${line}]`],
    ['json', `${line}\n`],
    ['csv', table(',')],
    ['csv', `\ufeff${table(',')}\r\n`],
    ['tsv', `${table('\t')}\n`],
  ];
  for (const [format, text] of sources) {
    const { rows, shape } = await decode(text, { format });
    t.match(rows, [{ row: 0, phrases }], `${format} ${text}`);
    t.strictSame([...shape.fields.keys()], Object.keys(pair));
  }
  t.equal(
    (await decode(`${line}\n${line}\n`, { format: 'json' })).rows.length,
    2,
    'JSON lines by content',
  );
});

t.test('an own field stays as it was written', async (t) => {
  const text = `{ "n" : 1234567890123456789, "x": 1.0, ${line.slice(1)}`;
  t.equal((await decode(text)).rows[0]?.json, text);
  t.equal(
    (await decode(`[${text}]`, { format: 'json' })).rows[0]?.json,
    text.replaceAll(/(?<=[{,:]) | (?=:)/g, ''),
    'in a list, but for its white space',
  );
});

t.test('CSV quotes and line breaks in a cell are understood, and rows are counted', async (t) => {
  const text =
    'sentence_good,sentence_bad,note\n"The ""big"" dogs, they bark.",The dogs barks.,"a\nb"\nYes,No,c\n';
  const { rows } = await decode(text, { format: 'csv' });
  t.strictSame(
    rows.map(({ row }) => row),
    [0, 1],
  );
  t.match(JSON.parse(rows[0]?.json ?? ''), {
    sentence_good: 'The "big" dogs, they bark.',
    note: 'a\nb',
  });
  const tsv = 'sentence_good\tsentence_bad\n"Hi" she says.\t"Hi" she say.\n';
  t.match((await decode(tsv, { format: 'tsv' })).rows[0]?.phrases, {
    good: 'she says',
    bad: 'she say',
  });
});

t.test('a quotation mark that joins rows is named, and may be read as text', async (t) => {
  const unclosed =
    'sentence_good\tsentence_bad\nA cat.\tA cats.\n"Hi she says.\t"Hi she say.\nx y\tx z\n';
  const csv = unclosed.replaceAll('\t', ',');
  const none = 'read them as they are with --quoting none';
  const cases: [text: string, format: 'csv' | 'tsv', message: string][] = [
    [
      'sentence_good\tsentence_bad\nA cat.\tA cats.\n"Hi she says.\tx\ny\tz\n',
      'tsv',
      `pairs, line 3 has a cell that begins with a quotation mark (") and is not closed by the end of the file, line 4. Close it. If quotation marks enclose no cells in this file, ${none}.`,
    ],
    [unclosed, 'tsv', 'got 1 on line 3; the row has a quotation mark (")'],
    [csv, 'csv', 'line 3 is not a valid row: Invalid Closing Quote'],
    ['sentence_good,sentence_bad\na "b,c\n', 'csv', 'the row has a quotation mark (")'],
    [
      'sentence_good\tsentence_bad\n"a\tb\nc\td"\n',
      'tsv',
      'a quotation mark (") joins lines 2 to 3',
    ],
  ];
  for (const [text, format, message] of cases) {
    const error = await decode(text, { format }).catch((error: Error) => error);
    t.match(error, { code: 'not_csv' });
    t.ok(String(error).includes(message), String(error));
    t.ok(String(error).includes(none), String(error));
  }
  for (const [text, format] of [
    [unclosed, 'tsv'],
    [csv, 'csv'],
  ] as const) {
    const { rows } = await decode(text, { format, quoting: 'none' });
    t.match(
      rows.map(({ phrases }) => phrases),
      [{ good: 'a cat' }, { good: 'she says', bad: 'she say' }, { good: 'x y', bad: 'x z' }],
    );
    t.match(JSON.parse(rows[1]?.json ?? ''), { sentence_good: '"Hi she says.' });
  }
  const whole = 'sentence_good\tsentence_bad\r\n"a b"\t"a c"\r\n';
  const kept = await decode(whole, { format: 'tsv', quoting: 'none' });
  t.match(JSON.parse(kept.rows[0]?.json ?? ''), { sentence_good: '"a b"', sentence_bad: '"a c"' });
});

t.test("Zorro's shape: BLiMP's fields in a set of another name", async (t) => {
  const zorro = {
    sentence_good: 'look at this old worker .',
    sentence_bad: 'look at this old workers .',
    UID: 'agreement_determiner_noun-across_1_adjective',
  };
  const { rows, class: ofSet } = await decode(JSON.stringify(zorro), {
    set: 'agreement_determiner_noun-across_1_adjective',
  });
  t.match(rows[0]?.phrases, { good: 'old worker', bad: 'old workers' });
  t.equal(ofSet, null, 'no rule says what to expect');
});

t.test("SyntaxGym's shape: a suite of items, conditions and regions", async (t) => {
  const region = (...contents: string[]) =>
    contents.map((content, i) => ({ region_number: i + 1, content }));
  const suite = {
    meta: { name: 'number_prep', metric: 'sum' },
    predictions: [],
    region_meta: { 1: 'subject' },
    items: [
      {
        item_number: 1,
        conditions: [
          {
            condition_name: 'match_sing',
            regions: region('The author', 'near us', 'is', 'good', '.'),
          },
          {
            condition_name: 'mismatch_sing',
            regions: region('The author', 'near us', 'are', 'good', '.'),
          },
          { condition_name: 'unused', regions: region('', 'x') },
        ],
      },
    ],
  };
  const { rows } = await decode(JSON.stringify(suite, null, 1), {
    format: 'json',
    columns: { good: 'match_sing', bad: 'mismatch_sing' },
  });
  t.match(rows, [{ row: 0, phrases: { good: 'us is good', bad: 'us are good' } }]);
  t.match(JSON.parse(rows[0]?.json ?? ''), {
    item_number: 1,
    match_sing: 'The author near us is good.',
  });
  await t.rejects(decode('{"items":[{"conditions":7}]}', { format: 'json' }), {
    code: 'wrong_field_type',
    message:
      'pairs, item 1 is not an item of a suite: expected lists of "conditions" and their "regions"',
  });
});

t.test('phrases may be given in columns, and are asked as they are', async (t) => {
  const text =
    '{"g":"This Sketch","b":"these sketch","both":["x","y"],"one":"z","two":{"good":"p","bad":"q"}}';
  const given = async (columns: PairColumns) => (await decode(text, { columns })).rows[0]?.phrases;
  t.strictSame(await given({ phraseGood: 'g', phraseBad: 'b' }), {
    good: 'This Sketch',
    bad: 'these sketch',
  });
  t.strictSame(await given({ phraseField: 'both' }), { good: 'x', bad: 'y' });
  t.strictSame(await given({ phraseField: 'two' }), { good: 'p', bad: 'q' });
  t.strictSame(await given({ phraseField: 'one' }), { good: 'z', bad: 'z' });
  t.equal((await decode(text, { columns: { phraseField: 'one' } })).phrasesFrom, 'columns');
  for (const columns of [
    { phraseGood: 'g' },
    { phraseBad: 'b' },
    { phraseField: 'one', phraseGood: 'g', phraseBad: 'b' },
    { phraseField: 'one', good: 'g' },
  ]) {
    await t.rejects(decode(text, { columns }), { code: 'bad_argument' }, JSON.stringify(columns));
  }
});

t.test('objects of a request are rows too', async (t) => {
  const { rows } = await decodeObjects([pair], { set: 'mine', file: 'the request', context: 0 });
  t.match(rows, [{ row: 0, json: line, phrases: { good: 'bark', bad: 'barks' } }]);
  const short = [pair, { sentence_good: '' }];
  await t.rejects(decodeObjects(short, { set: 'mine', file: 'the request' }), {
    code: 'missing_field',
    message: /^the request, element 2 has no field "sentence_bad"/,
  });
});

t.test('a row that cannot be used ends it, with file and line', async (t) => {
  const faulty: [code: string, message: RegExp, text: string, options?: Partial<PairSource>][] = [
    ['not_json', /^pairs, line 2 is not valid JSON/, `${line}\n{"a"`],
    ['not_json', /^pairs, line 2 is blank/, `${line}\n\n${line}`],
    ['not_an_object', /^pairs, line 1 is not an object/, '[1]\n'],
    ['not_an_object', /^pairs, element 2 is not an object/, `[${line}, null]`, { format: 'json' }],
    ['missing_field', /line 1 has no field "sentence_good".*it has "a", "b"/, '{"a":1,"b":2}'],
    [
      'wrong_field_type',
      /line 1 has a number in the field "sentence_bad"/,
      '{"sentence_good":"a","sentence_bad":1}',
    ],
    [
      'wrong_field_type',
      /line 2 has a number in the field "n", which other rows have as a string/,
      `{"n":"",${line.slice(1)}\n{"n":1,${line.slice(1)}`,
    ],
    [
      'wrong_field_type',
      /line 1 has half a surrogate pair in the field "t"/,
      `{"t":["\\ud800"],${line.slice(1)}`,
    ],
    ...(
      [
        ['a number beyond what 64 bits hold', '"t":[1e400]'],
        ['an integer beyond what 64 bits hold', '"t":9223372036854775808'],
        ['U+0000 in a name', '"t":[{"\\u0000":1}]'],
      ] as const
    ).map(([found, field]): [string, RegExp, string] => [
      'wrong_field_type',
      new RegExp(`line 1 has ${found.replace('+', '\\+')} in the field "t": no evaluator`),
      `{${field},${line.slice(1)}`,
    ]),
    [
      'wrong_field_type',
      /line 1 has a number in the field "p": expected a phrase/,
      '{"p":1}',
      { columns: { phraseField: 'p' } },
    ],
    [
      'not_csv',
      /^pairs, line 3 is not a valid row/,
      'sentence_good,sentence_bad\na,b\na,b,c\n',
      { format: 'csv' },
    ],
    ['not_csv', /names the column "a" twice/, 'a,a\n1,2\n', { format: 'csv' }],
    ['source_empty', /^pairs holds no pair/, ''],
    ['source_empty', /^pairs holds no pair/, '\n\n'],
    ['source_empty', /^pairs holds no pair/, 'a,b\n', { format: 'csv' }],
    ['source_empty', /^pairs holds no pair/, '[]', { format: 'json' }],
  ];
  for (const [code, message, text, options] of faulty) {
    await t.rejects(decode(text, options), { code, message }, text);
  }
});

t.test('a set is named so that files, configs and globs can be', async (t) => {
  for (const set of [
    'determiner_noun_agreement_1',
    'a b',
    'Größe',
    'x.y-1+2',
    '_1',
    'CONTROL',
    'com10',
  ]) {
    t.equal((await decode(line, { set })).name, set);
  }
  for (const set of [
    '',
    '.hidden',
    'a/b',
    'a[1]',
    'a*',
    'a,b',
    'a\nb',
    'a.Parquet',
    'a.arrow.b',
    'CON',
    'nul.x',
    'com1',
    'Lpt9 x',
    'x.',
    'x ',
    'x'.repeat(201),
  ]) {
    await t.rejects(decode(line, { set }), { code: 'bad_argument' }, JSON.stringify(set));
  }
});
