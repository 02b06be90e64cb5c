import { createHash } from 'node:crypto';
import t from 'tap';
import { decodeStep } from '../../ingest/decode-step.ts';

const decode = (line: string, max = 1 << 20) => decodeStep(Buffer.from(line), 3, max);

t.test('a line is a step with the lines that the indexer reads', async (t) => {
  const records = [{ id: 'a', text: 'x "y"\n\u{1f600}' }, { text: '' }, { id: 7, text: 'z' }];
  const entry = decode(JSON.stringify({ run: 'r 1', step: 12, records }));
  const lines =
    '{"step":12,"id":"a","text":"x \\"y\\"\\n\u{1f600}"}\n' +
    '{"step":12,"text":""}\n{"step":12,"id":"7","text":"z"}\n';
  t.equal(Buffer.from(entry?.lines ?? []).toString(), lines);
  t.match(entry, { run: 'r 1', step: 12, records: 3 });
  const digest = createHash('sha256').update(lines).digest('hex');
  t.equal(Buffer.from(entry?.digest ?? []).toString('hex'), digest);
});

t.test('equal records have equal digests, however they are spelled', async (t) => {
  const digest = (line: string) => Buffer.from(decode(line)?.digest ?? []).toString('hex');
  const one = digest('{"run":"r","step":1,"records":[{"id":"a","text":"\u00e9"},{"text":"b"}]}');
  const same = ' { "records" : [ {"text":"\\u00e9","id":"a"}, {"id":null,"text":"b"} ],';
  t.equal(digest(`${same} "step":1.0, "run":"other"}`), one);
  const others = [
    '[{"id":"a","text":"e"},{"text":"b"}]',
    '[{"text":"b"},{"id":"a","text":"\u00e9"}]',
    '[{"id":"a","text":"\u00e9"}]',
    '[{"id":"","text":"\u00e9"},{"text":"b"}]',
  ];
  for (const records of others) {
    t.not(digest(`{"run":"r","step":1,"records":${records}}`), one, records);
  }
});

t.test('a blank line is none', async (t) => {
  for (const line of ['', ' \t\r']) t.equal(decode(line), undefined);
});

t.test('what is wrong is said, with its line', async (t) => {
  const cases = [
    ['{"run":"r"', 'not_json', /line 3 is not valid JSON: expected \{"run"/],
    ['[1]', 'not_an_object', /line 3: expected an object, found a list of 1/],
    ['{"step":1,"records":[]}', 'bad_argument', /line 3: "run": expected a name .*, found nothing/],
    ['{"run":"","step":1,"records":[]}', 'bad_argument', /"run"/],
    ['{"run":"a\\nb","step":1,"records":[]}', 'bad_argument', /"run"/],
    ['{"run":"\\ud800","step":1,"records":[]}', 'bad_argument', /"run"/],
    [`{"run":"${'x'.repeat(201)}","step":1,"records":[]}`, 'bad_argument', /1 to 200/],
    ['{"run":"r","step":0,"records":[]}', 'bad_argument', /"step": expected a whole .*, found 0/],
    ['{"run":"r","step":1.5,"records":[]}', 'bad_argument', /found 1.5/],
    ['{"run":"r","step":"1","records":[]}', 'bad_argument', /found "1"/],
    ['{"run":"r","step":9007199254740991,"records":[]}', 'bad_argument', /"step"/],
    ['{"run":"r","step":1}', 'bad_argument', /"records": expected a list of records, found noth/],
    ['{"run":"r","step":1,"records":[],"more":1}', 'bad_argument', /no field "more": .*run, step/],
    ['{"run":"r","step":1,"records":["a"]}', 'not_an_object', /line 3: record 1: .*found "a"/],
    [
      '{"run":"r","step":1,"records":[{"text":"a"},{"id":"b"}]}',
      'bad_argument',
      /record 2, "text"/,
    ],
    ['{"run":"r","step":1,"records":[{"text":"a","id":1.5}]}', 'bad_argument', /record 1, "id"/],
    ['{"run":"r","step":1,"records":[{"text":"a","ids":"b"}]}', 'bad_argument', /only id, text/],
  ] as const;
  for (const [line, code, message] of cases) {
    t.throws(() => decode(line), { code, message, details: { line: 3 } }, line);
  }
  t.throws(() => decodeStep(Buffer.from([0x22, 0xff]), 1, 100), { code: 'not_utf8' });
  const long = JSON.stringify({ run: 'r', step: 1, records: [{ text: '\u00e9'.repeat(50) }] });
  t.throws(() => decode(long, 100), { code: 'record_too_long', message: /record 1 takes more/ });
  t.ok(decode(long, 200));
});
