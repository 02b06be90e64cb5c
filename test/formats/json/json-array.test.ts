import t, { type Test } from 'tap';
import { findBatchFault, readSource } from '../lines/read-source.ts';
import { writeSource } from '../lines/write-source.ts';

const read = async (t: Test, json: string | Uint8Array, format?: 'json') =>
  readSource(await writeSource(t, 'a.json', json, format));

/** What the workers get. */
async function linesOf(t: Test, json: string): Promise<string> {
  const { batches } = await read(t, json);
  return batches.map((batch) => Buffer.from(batch.bytes).toString()).join('');
}

t.test('elements become lines and keep the spelling of their numbers', async (t) => {
  const json = `\ufeff [ {"id": 12345678901234567890, "text": "a", "x": [1.0, -0, 1E+2, [], {}]} ,
    {"id": 1.0, "text": "b", "y": {"z": [true, false, null, "s"], "": 5}}, {"text": ""} ] \n`;
  t.equal(
    await linesOf(t, json),
    '{"id":12345678901234567890,"text":"a","x":[1.0,-0,1E+2,[],{}]}\n' +
      '{"id":1.0,"text":"b","y":{"z":[true,false,null,"s"],"":5}}\n{"text":""}\n',
  );
  const { records, batches } = await read(t, json);
  t.same(
    records.map(({ id, text, line }) => [id, text, line]),
    [
      ['12345678901234567890', 'a', 1],
      ['1.0', 'b', 2],
      [null, '', 3],
    ],
  );
  t.equal(batches[0]?.unit, 'element');
  t.equal(findBatchFault(batches, { batchBytes: 1 << 20 }), undefined);
});

t.test('strings of every length and with every escape come as JSON.parse reads them', async (t) => {
  const texts = [
    '"\\\b\f\n\r\t\u0000\u001f/',
    '😀'.repeat(100_000),
    `${'x'.repeat(65_535)}😀${'é'.repeat(70_000)}`,
    '\u2028\u2029\ufeff',
  ];
  const json = JSON.stringify(texts.map((text) => ({ text })));
  const escaped = json.replaceAll(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  for (const one of [json, escaped]) {
    t.same(
      (await read(t, one)).records.map((record) => record.text),
      texts,
    );
  }
  t.match((await read(t, '[{"text":"\\ud83d x"}]')).records, [
    { text: '\ufffd x', repaired: true },
  ]);
});

t.test('elements that are not records are bad, each with its number', async (t) => {
  const { bad, records } = await read(t, '[1, {"text":"a"}, "b", null, [{"text":"c"}], {"id":1}]');
  t.same(
    bad.map(({ line, code }) => [line, code]),
    [
      [1, 'not_an_object'],
      [3, 'not_an_object'],
      [4, 'not_an_object'],
      [5, 'not_an_object'],
      [6, 'missing_field'],
    ],
  );
  t.match(bad[0]?.message, 'a.json, element 1 is a number');
  t.equal(records.length, 1);
});

t.test('text that is not JSON ends the source, with element and place', async (t) => {
  const cases: [string, RegExp][] = [
    ['[{"text":"a"}, {"text":"b"} {"text":"c"}]', /element 3, at character 28: .*','/],
    ['[{"text":"a"},]', /element 2, at character 14: unexpected token '\]'/],
    ['[{"text":"a"}, {"text" "b"}]', /element 2, at character 23: expected ':'/],
    ['[{"text":"a"}, tru]', /element 2, at character 15: expected a value, found "tru\]"/],
    ['[{"text":"a\nb"}]', /element 1, at character 11/],
    ['[{"text":"\\x"}]', /element 1, at character 10/],
    ['[01]', /element \d/],
    ['[{"text":"a"}] x', /goes on after its closing bracket, at character 15/],
    ['["a"]\n["b"]\n', /goes on after its closing bracket, at character 6/],
    [
      `[${'{"text":"long"},\n'.repeat(20_000)} oops]`,
      /element 20001, at character 340002: .*"oops\]"/,
    ],
  ];
  for (const [json, message] of cases) {
    await t.rejects(read(t, json), { code: 'not_json', message }, json.slice(0, 50));
  }
  await t.rejects(read(t, '{"text":"a"}\n{"text":"b"}\n', 'json'), {
    code: 'not_json',
    message: /a\.json begins with an object: expected a JSON array/,
  });
  await t.rejects(read(t, '5', 'json'), { code: 'not_json' });
  await t.rejects(read(t, '', 'json'), { code: /source_(empty|truncated)/ });
});

t.test('an array that is cut anywhere is told to be cut', async (t) => {
  const json = Buffer.from('[{"text":"é\\u00e9\\n","x":[-1.5e3,true]}, null]');
  for (let length = 1; length < json.length; length++) {
    const error = await read(t, json.subarray(0, length)).catch((cause) => cause);
    const isCharacterCut = error.code === 'not_utf8' && length === 11;
    if (error.code !== 'source_truncated' && !isCharacterCut) t.fail(`cut at ${length}: ${error}`);
  }
  await t.rejects(read(t, json.subarray(0, -3)), {
    code: 'source_truncated',
    message: /ends inside element 2, before the closing bracket/,
  });
});

t.test('bytes that are not UTF-8 end the source', async (t) => {
  const json = Buffer.concat([Buffer.from('[{"text":"'), Buffer.from([0xff]), Buffer.from('"}]')]);
  await t.rejects(read(t, json), { code: 'not_utf8', message: /between bytes 0 and 14/ });
});

t.test('an element that is too long is told and never held', async (t) => {
  const plan = await writeSource(t, 'a.json', `[{"text":"${'x'.repeat(500_000)}"},{"text":"b"}]`);
  const { bad, records } = await readSource(plan, { maxLineBytes: 1000 });
  t.match(bad, [{ line: 1, code: 'record_too_long', message: /500011 bytes/ }]);
  t.match(records, [{ text: 'b', line: 2 }]);
});
