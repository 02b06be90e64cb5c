import t from 'tap';
import { type BadRecord, decodeBatch } from '../../../formats/lines/decode-batch.ts';
import type { DecodedRecord } from '../../../input/lines/decoded-record.ts';

interface DecodeTestOptions {
  textField?: string;
  idField?: string;
  stepField?: string | undefined;
  encoding?: 'json-lines' | 'text-lines';
}

function decode(content: string | Uint8Array, options: DecodeTestOptions = {}) {
  const { textField = 'text', idField = 'id', stepField, encoding = 'json-lines' } = options;
  const records: DecodedRecord[] = [];
  const bad: BadRecord[] = [];
  const batch = {
    source: 'a.jsonl',
    bytes: new Uint8Array(Buffer.from(content)),
    encoding,
    firstLine: 1,
    lines: 1,
    startByte: 0,
    startCrc: 0,
    endByte: 0,
    endCrc: 0,
    oversized: [],
  };
  decodeBatch(
    batch,
    { textField, idField, stepField },
    { onRecord: (record) => records.push(record), onBad: (one) => bad.push(one) },
  );
  return { records, bad };
}

t.test('blank lines are no records and count as lines', (t) => {
  const { records, bad } = decode('\n  \t\r\n{"text":"a"}\r\n\n{"text":"b","id":"x"}');
  t.same(records, [
    { text: 'a', id: null, step: undefined, line: 3, repaired: false },
    { text: 'b', id: 'x', step: undefined, line: 5, repaired: false },
  ]);
  t.same(bad, []);
  t.end();
});

t.test('every line of a plain text that is not blank is a record', (t) => {
  const { records } = decode('one\r\n\n \u3000\n two\r', { encoding: 'text-lines' });
  t.same(
    records.map(({ text, line }) => [text, line]),
    [
      ['one', 1],
      [' two', 4],
    ],
  );
  const { bad } = decode('one', { encoding: 'text-lines', stepField: 'step' });
  t.match(bad, [{ code: 'missing_field', message: /plain text/ }]);
  t.end();
});

t.test('each kind of bad line has its code, its place and what was expected', (t) => {
  const cases: [string | Uint8Array, string, string][] = [
    [
      '{"text":"a"',
      'not_json',
      "line 1 is not valid JSON: Expected ',' or '}' after property value at character 11",
    ],
    ['{"text":tru}', 'not_json', 'line 1 is not valid JSON: unexpected "tru}" at character 8'],
    [
      `{"text":"${'secret '.repeat(50)}"} more`,
      'not_json',
      'Unexpected non-whitespace character after JSON at character 362',
    ],
    ['{"text":', 'not_json', 'line 1 is not valid JSON: it ends at character 8'],
    ['NaN', 'not_json', 'unexpected "NaN" at character 0'],
    ['[1]', 'not_an_object', 'line 1 is an array: expected an object with the field "text"'],
    ['null', 'not_an_object', 'line 1 is null'],
    ['"text"', 'not_an_object', 'line 1 is a string'],
    [
      '{"txt":"a","id":1}',
      'missing_field',
      'has no field "text" (expected a string, the text); it has "txt", "id"',
    ],
    ['{}', 'missing_field', 'it has no field'],
    ['{"text":null}', 'wrong_field_type', 'has null in the field "text": expected a string'],
    ['{"text":5}', 'wrong_field_type', 'has the number 5 in the field "text"'],
    ['{"text":["a"]}', 'wrong_field_type', 'has an array in the field "text"'],
    [Buffer.from('7b2274657874223a22e4227d', 'hex'), 'not_utf8', 'byte 9 of the line is 0xe4'],
  ];
  for (const [line, code, message] of cases) {
    const { records, bad } = decode(line);
    t.same(records, []);
    t.match(bad, [{ code, line: 1, message: 'a.jsonl, line 1 ' }], String(line));
    t.ok(bad[0]?.message.includes(message), `${bad[0]?.message} has: ${message}`);
    t.notMatch(bad[0]?.message, /secret/);
  }
  t.end();
});

t.test('a line that is not UTF-8 does not touch the lines around it', (t) => {
  const content = Buffer.concat([
    Buffer.from('{"text":"ä"}\n{"text":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}\n{"text":"ö"}\n'),
  ]);
  const { records, bad } = decode(content);
  t.same(
    records.map(({ text, line }) => [text, line]),
    [
      ['ä', 1],
      ['ö', 3],
    ],
  );
  t.match(bad, [{ code: 'not_utf8', line: 2, message: /byte 9 of the line is 0xc3/ }]);
  t.end();
});

t.test('an id that is no string keeps its JSON text', (t) => {
  const long = '12345678901234567890';
  const cases: [string, string | null][] = [
    ['{"id":"x","text":""}', 'x'],
    ['{"id":"","text":""}', ''],
    ['{"text":""}', null],
    ['{"id":null,"text":""}', null],
    ['{"id":17,"text":""}', '17'],
    [`{"text":"", "id" : ${long} }`, long],
    ['{"id":1.0,"text":"1"}', '1.0'],
    ['{"id":-0,"text":""}', '-0'],
    ['{"id":1E+2,"text":""}', '1E+2'],
    ['{"id":1,"text":"","id":2.0}', '2.0'],
    ['{"x":{"id":1.0},"id":1,"text":""}', '1'],
    ['{"\\u0069d":1,"x":{"id":1.0},"text":""}', '1'],
    ['{"x\\"id":1.0,"id":1,"text":""}', '1'],
    ['{"text":"\\u001b","id":1.50}', '1.50'],
    ['{"id":true,"text":""}', 'true'],
    [`{"id":{"b": [${long}, 1.0, "\\u00e9"]},"text":""}`, `{"b":[${long},1.0,"é"]}`],
    ['{"id":[],"text":""}', '[]'],
  ];
  for (const [line, id] of cases) {
    const { records, bad } = decode(line);
    t.same(bad, []);
    t.equal(records[0]?.id, id, line);
  }
  t.equal(decode('{"a.b":1.0,"text":"","axb":2.0}', { idField: 'a.b' }).records[0]?.id, '1.0');
  t.equal(decode('{"a\\/b":1.0,"text":""}', { idField: 'a/b' }).records[0]?.id, '1.0');
  t.end();
});

t.test('an id that would have to be spelled from a very deep line is refused', (t) => {
  const nest = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const brackets = '[{'.repeat(5000);
  // The record itself is a level.
  t.equal(decode(`{"id":${nest(999)},"text":""}`).records[0]?.id, nest(999));
  const others = `{"text":"before"}\n%\n{"text":"behind"}`;
  for (const levels of [1000, 30_000, 1_000_000]) {
    for (const line of [
      `{"id":${nest(levels)},"text":""}`,
      `{"id":[1.0],"x":${nest(levels)},"text":""}`,
      `{"id":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)},"text":"\\"${brackets}"}`,
    ]) {
      const { records, bad } = decode(others.replace('%', line));
      t.same(
        records.map(({ text }) => text),
        ['before', 'behind'],
      );
      t.match(bad, [
        {
          code: 'wrong_field_type',
          line: 2,
          message:
            /has an \w+ in the field "id" and is nested more than 1000 levels deep: expected/,
        },
      ]);
    }
  }
  for (const id of ['"a"', '1.0', 'true']) {
    const line = `{"id":${id},"text":"","x":${nest(30_000)}}`;
    t.equal(decode(line).records[0]?.id, id.replaceAll('"', ''), 'an id that is read in place');
  }
  t.equal(decode(`{"id":[1.0],"text":"\\"${brackets}"}`).records[0]?.id, '[1.0]', 'in a string');
  t.end();
});

t.test('names of Object.prototype are fields like others', (t) => {
  const line = '{"__proto__":{"text":"wrong","id":"wrong"},"text":"right","constructor":1}';
  t.match(decode(line).records, [{ text: 'right', id: null }]);
  t.match(decode(line, { textField: '__proto__' }).bad, [{ code: 'wrong_field_type' }]);
  t.match(decode('{"text":""}', { textField: '__proto__' }).bad, [{ code: 'missing_field' }]);
  t.match(decode('{"text":""}', { textField: 'toString' }).bad, [{ code: 'missing_field' }]);
  t.equal(decode('{"text":""}', { idField: 'toString' }).records[0]?.id, null);
  t.equal(decode('{"text":"","__proto__":7}', { idField: '__proto__' }).records[0]?.id, '7');
  t.end();
});

t.test('a step is a whole number from 1 on', (t) => {
  const step = (value: string) => decode(`{"text":"","step":${value}}`, { stepField: 'step' });
  for (const value of ['1', '1.0', '1e3', '9007199254740991']) {
    t.equal(step(value).records[0]?.step, Number(value));
  }
  for (const value of ['0', '-1', '1.5', '"1"', 'null', '9007199254740992']) {
    t.match(
      step(value).bad,
      [{ code: 'wrong_field_type', message: /a step, a whole number/ }],
      value,
    );
  }
  t.match(decode('{"text":""}', { stepField: 'step' }).bad, [{ code: 'missing_field' }]);
  t.end();
});

t.test('lone surrogates become U+FFFD and are told, pairs are left alone', (t) => {
  const { records } = decode(
    [
      '{"text":"a\\ud83d b"}',
      '{"text":"\\ud83d\\ude00"}',
      '{"text":"a","id":"\\udc00"}',
      '{"text":"\\ude00\\ud83d"}',
    ].join('\n'),
  );
  t.same(
    records.map(({ text, id, repaired }) => [text, id, repaired]),
    [
      ['a\ufffd b', null, true],
      ['😀', null, false],
      ['a', '\ufffd', true],
      ['\ufffd\ufffd', null, true],
    ],
  );
  t.end();
});

t.test('the last of two equal keys wins', (t) => {
  t.equal(decode('{"text":"a","text":"b"}').records[0]?.text, 'b');
  t.end();
});

t.test('false from the sink stops, nothing else does', (t) => {
  const bytes = new Uint8Array(Buffer.from('{"text":"a"}\n5\n{"text":"b"}\n'));
  const batch = {
    source: 'a',
    bytes,
    encoding: 'json-lines' as const,
    firstLine: 1,
    lines: 3,
    startByte: 0,
    startCrc: 0,
    endByte: 0,
    endCrc: 0,
    oversized: [],
  };
  const options = { textField: 'text', idField: 'id', stepField: undefined };
  const run = (onRecord: () => unknown, onBad: () => unknown) => {
    let calls = 0;
    decodeBatch(batch, options, {
      onRecord: () => {
        calls += 1;
        return onRecord();
      },
      onBad: () => {
        calls += 1;
        return onBad();
      },
    });
    return calls;
  };
  t.equal(
    run(
      () => undefined,
      () => 0,
    ),
    3,
  );
  t.equal(
    run(
      () => false,
      () => true,
    ),
    1,
  );
  t.equal(
    run(
      () => true,
      () => false,
    ),
    2,
  );
  t.end();
});

t.test('NaN and Infinity are read where the field is not needed, as Python reads them', (t) => {
  const lines = [
    '{"text":"a","score":NaN,"id":7.0}',
    '{"score":{"all":[-Infinity,Infinity,1]},"text":"NaN \\" Infinity \\\\","id":"NaN"}',
  ];
  const { records, bad } = decode(lines.join('\n'));
  t.same(bad, []);
  t.same(
    records.map(({ text, id }) => [text, id]),
    [
      ['a', '7.0'],
      ['NaN " Infinity \\', 'NaN'],
    ],
  );
  const refused: [string, string, RegExp][] = [
    ['{"text":NaN}', 'wrong_field_type', /NaN or Infinity in the field "text"/],
    ['{"text":"a","id":{"of":[NaN]}}', 'wrong_field_type', /NaN or Infinity in the field "id"/],
    ['{"text":"a","step":-Infinity}', 'wrong_field_type', /NaN or Infinity in the field "step"/],
    ['{"text":"a","b":-NaN}', 'not_json', /is not valid JSON/],
    ['{"text":"a","b":1NaN}', 'not_json', /is not valid JSON/],
    ['{"text":"NaN","b":nan}', 'not_json', /is not valid JSON/],
  ];
  for (const [line, code, message] of refused) {
    t.match(decode(line, { stepField: /step/.test(line) ? 'step' : undefined }).bad, [
      { code, message },
    ]);
  }
  t.end();
});

t.test('a name with dots goes into objects, and a key of that very name comes first', (t) => {
  const lines = [
    '{"doc":{"text":"a","meta":{"id":1.0}}}',
    '{"doc.text":"b","doc":{"text":"x","meta.id":"y"}}',
    '{"doc":{"text":"c","meta":{}},"doc.meta":{"id":"z"}}',
  ];
  const names = { textField: 'doc.text', idField: 'doc.meta.id' };
  const { records, bad } = decode(lines.join('\n'), names);
  t.same(bad, []);
  t.same(
    records.map(({ text, id }) => [text, id]),
    [
      ['a', '1.0'],
      ['b', 'y'],
      ['c', 'z'],
    ],
  );
  const steps = decode('{"text":"a","at":{"step":3}}', { stepField: 'at.step' });
  t.equal(steps.records[0]?.step, 3);
  const refused: [string, string, RegExp][] = [
    ['{"doc":{}}', 'missing_field', /has no field "doc.text"/],
    ['{"doc":{"text":["a","b"]}}', 'wrong_field_type', /an array .*joined as training joined/],
    ['{"doc":{"text":[{"role":"user"}]}}', 'wrong_field_type', /chat template/],
    ['{"doc":{"text":[1,2]}}', 'wrong_field_type', /token ids are read from Parquet/],
    ['{"doc":{"text":{"body":"a"}}}', 'wrong_field_type', /as "doc.text.body"/],
    ['{"doc":{"text":NaN}}', 'wrong_field_type', /NaN or Infinity in the field "doc.text"/],
  ];
  for (const [line, code, message] of refused)
    t.match(decode(line, names).bad, [{ code, message }]);
  t.end();
});
