import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { answerPhrase, answerPhrases, walkAnswers } from '../../exposure/answer-phrases.ts';
import { findCheckpoints } from '../../exposure/find-checkpoints.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import type { Question } from '../../exposure/question.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { snapshotOf } from '../../library/snapshots/open-snapshot.ts';
import { fileOperations } from '../../store/files.ts';
import { PageFile } from '../../store/segment/page-file.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { jsonLines, runCli } from '../cli/run-cli.ts';
import { hostilePhrases } from '../phrases.ts';
import { buildSmallIndex, phrases, temporaryFolder, writeLines } from '../store/small-index.ts';
import { serverOf, smallServer } from './small-server.ts';

const json = { 'content-type': 'application/json' };
const ndjson = { 'content-type': 'application/x-ndjson' };

t.test('answers have the bytes of the command line', async (t) => {
  const folder = temporaryFolder(t);
  await buildSmallIndex(join(folder, 'my.idx'));
  const { app } = await serverOf(t, LiveIndex.open(join(folder, 'my.idx')));
  const asked = [...phrases, ...hostilePhrases()];
  const flags = ['--at', '1,5', '--timeline', '4', '--records'];
  writeLines(
    join(folder, 'phrases.jsonl'),
    asked.map((phrase) => ({ phrase })),
  );
  const args = ['query', 'my.idx', '--phrases', 'phrases.jsonl', '--json', ...flags];
  const cli = await runCli(folder, args);
  t.equal(jsonLines(cli.stdout).length, asked.length);
  const question = { at: [1, 5], bins: 4, records: true };
  const headers = { ...json, accept: 'application/x-ndjson' };
  const body = JSON.stringify({ phrases: asked, ...question });
  const batch = await app.inject({ method: 'POST', url: '/v1/exposures', headers, body });
  t.equal(batch.body, cli.stdout, 'as NDJSON');
  const whole = await app.inject({ method: 'POST', url: '/v1/exposures', headers: json, body });
  const { snapshot } = whole.json();
  t.equal(whole.headers['firstseen-snapshot'], snapshot);
  const lines = cli.stdout.trimEnd().split('\n');
  const text = whole.body.replace(/,"remarks":\[[^\]]*\]\}$/, '}');
  t.equal(text, `{"snapshot":"${snapshot}","answers":[${lines.join(',')}]}`, 'as JSON');
  const singly = async (phrase: string) => {
    const url = `/v1/exposures?phrase=${encodeURIComponent(phrase)}&at=1,5&bins=4&records=true`;
    return (await app.inject(url)).body;
  };
  for (const [i, phrase] of asked.entries()) {
    const line = lines[i] as string;
    // A query string holds no lone surrogate, and a request line no more than 16 KiB.
    if (!phrase.isWellFormed() || phrase.length > 3000) continue;
    if (!line.includes('"error"')) t.equal(await singly(phrase), line);
    else t.match(JSON.parse(await singly(phrase)), { code: 'phrase_without_token', status: 400 });
  }
});

t.test('a timeline of some steps has the counts between its edges, asked in any way', async (t) => {
  const { app } = await smallServer(t);
  const expected = [
    { steps: 'from_step=3&to_step=9&bins=3', edges: [2, 4, 6, 9] },
    { steps: 'from_step=3&to_step=9&bins=100', edges: [2, 3, 4, 5, 6, 7, 8, 9] },
    { steps: 'from_step=5&bins=2', edges: [4, 8, 12] },
    { steps: 'to_step=5&bins=2', edges: [0, 2, 5] },
    { steps: 'from_step=12&to_step=14&bins=9', edges: [11, 12, 13, 14] },
    { steps: 'from_step=7&to_step=7&bins=9', edges: [6, 7] },
    { steps: 'from_step=20&to_step=21&bins=1', edges: [19, 21] },
  ];
  for (const { steps, edges } of expected) {
    const question = Object.fromEntries(new URLSearchParams(steps).entries());
    const numbers = Object.fromEntries(
      Object.entries(question).map(([key, value]) => [key, Number(value)]),
    );
    const body = JSON.stringify({ phrases, ...numbers });
    const post = (url: string, headers: Record<string, string>, body: string) =>
      app.inject({ method: 'POST', url, headers, body });
    const { answers } = (await post('/v1/exposures', json, body)).json();
    for (const [i, phrase] of phrases.entries()) {
      const single = `/v1/exposures?phrase=${encodeURIComponent(phrase)}`;
      const by = (await app.inject(`${single}&at=${edges.join()}`)).json().at;
      const count = edges.slice(1).map((edge, i) => by[edge] - by[edges[i] as number]);
      t.same(answers[i].timeline, { edges, count }, `${phrase}, ${steps}`);
      t.same((await app.inject(`${single}&${steps}`)).json(), answers[i]);
    }
    const lines = phrases.map((phrase) => `${JSON.stringify({ phrase })}\n`).join('');
    const ndjson = 'application/x-ndjson';
    const url = `/v1/exposures?${steps}`;
    const streamed = await post(url, { 'content-type': ndjson, accept: ndjson }, lines);
    t.same(jsonLines(streamed.body), answers);
    t.same((await app.inject(`/v1/axis?${steps}`)).json().edges, edges);
  }
});

t.test('NDJSON goes in as well as out', async (t) => {
  const { app } = await smallServer(t);
  const body = phrases.map((phrase) => `${JSON.stringify({ phrase })}\r\n`).join('\n');
  const post = (headers: Record<string, string>, url = '/v1/exposures?at=3&bins=2') =>
    app.inject({ method: 'POST', url, headers, body });
  const lines = await post({ ...ndjson, accept: 'application/x-ndjson' });
  const whole = await post(ndjson);
  const same = await app.inject({
    method: 'POST',
    url: '/v1/exposures',
    headers: json,
    body: JSON.stringify({ phrases, at: [3], bins: 2 }),
  });
  const { remarks, ...rest } = whole.json();
  t.same(rest, same.json());
  t.match(remarks, [{ code: 'blank_lines_skipped', message: /^7 blank lines .* are skipped/ }]);
  t.same(JSON.parse(String(lines.headers['firstseen-remarks'])), remarks);
  t.same(jsonLines(lines.body), same.json().answers);
});

t.test('a line that is no phrase is a problem that says where', async (t) => {
  const { app } = await smallServer(t);
  const post = (body: string) =>
    app.inject({ method: 'POST', url: '/v1/exposures', headers: ndjson, body });
  const good = '{"phrase":"a"}\n';
  for (const [line, code] of [
    ['{"phrase":', 'not_json'],
    ['["a"]', 'not_an_object'],
    ['null', 'not_an_object'],
    ['{}', 'missing_field'],
    ['{"phrase":7}', 'wrong_field_type'],
    ['{"phrase":"a","at":[1]}', 'bad_argument'],
  ]) {
    const response = await post(`${good}\n${line}\n${good}`);
    t.match(response.json(), { status: 400, code, details: { line: 3 } }, `${line}`);
    t.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8');
  }
  t.same((await post('')).json().answers, [], 'no phrase, no answer');
});

t.test('one bad phrase in a batch is an error in its place', async (t) => {
  const { app } = await smallServer(t, { limits: { maxPhraseLength: 20 } });
  const body = JSON.stringify({ phrases: ['the', ' ', 'a'.repeat(21), 'of'] });
  const { answers } = (
    await app.inject({ method: 'POST', url: '/v1/exposures', headers: json, body })
  ).json();
  t.match(answers, [
    { phrase: 'the', tokens: ['the'] },
    { phrase: ' ', error: { code: 'phrase_without_token' } },
    { phrase: 'a'.repeat(21), error: { code: 'phrase_too_long' } },
    { phrase: 'of', tokens: ['of'] },
  ]);
  const single = await app.inject(`/v1/exposures?phrase=${'a'.repeat(21)}`);
  t.match(single.json(), { status: 400, code: 'phrase_too_long' });
});

t.test('a question is taken as it is or refused, never changed', async (t) => {
  const { app } = await smallServer(t, { limits: { maxPhrases: 3, maxBodyBytes: 1000 } });
  const post = (body: unknown, headers: Record<string, string> = json, url = '/v1/exposures') =>
    app.inject({
      method: 'POST',
      url,
      headers,
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  const refused: [string, Promise<{ json(): unknown; statusCode: number }>, number, string][] = [
    ['unknown field', post({ phrases: ['a'], x: 1 }), 400, 'bad_argument'],
    ['text for a number', post({ phrases: ['a'], bins: '7' }), 400, 'bad_argument'],
    ['no list', post({ phrases: 'a' }), 400, 'bad_argument'],
    ['a number as a phrase', post({ phrases: [7] }), 400, 'bad_argument'],
    ['no phrases', post({}), 400, 'bad_argument'],
    ['a list', post([]), 400, 'bad_argument'],
    ['__proto__', post('{"phrases":[],"__proto__":{}}'), 400, 'bad_argument'],
    ['a step below 0', post({ phrases: ['a'], at: [-1] }), 400, 'bad_argument'],
    ['half a step', post({ phrases: ['a'], at: [1.5] }), 400, 'bad_argument'],
    ['steps without bins', post({ phrases: ['a'], from_step: 2 }), 400, 'bad_argument'],
    [
      'steps that fall',
      post({ phrases: [], bins: 1, from_step: 2, to_step: 1 }),
      400,
      'bad_argument',
    ],
    ['no bin', post({ phrases: ['a'], bins: 0 }), 400, 'bad_argument'],
    ['half JSON', post('{"phrases":['), 400, 'not_json'],
    ['nothing', post(''), 400, 'not_json'],
    ['no UTF-8', post(Buffer.from([0x22, 0xff, 0x22])), 400, 'not_utf8'],
    ['no UTF-8 in lines', post(Buffer.from([0xc3]), ndjson), 400, 'not_utf8'],
    ['too many', post({ phrases: ['a', 'b', 'c', 'd'] }), 400, 'too_many_phrases'],
    ['too large', post({ phrases: ['a'.repeat(2000)] }), 413, 'body_too_large'],
    ['text', post('a', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
    ['lines for one object', post('{}', ndjson, '/v1/splits'), 415, 'unsupported_media_type'],
    [
      'compressed',
      post({ phrases: ['a'] }, { ...json, 'content-encoding': 'gzip' }),
      415,
      'unsupported_media_type',
    ],
    [
      'another charset',
      post({ phrases: ['a'] }, { 'content-type': 'application/json; charset="latin1"' }),
      415,
      'unsupported_media_type',
    ],
    ['a question twice', post({ phrases: [] }, json, '/v1/exposures?bins=3'), 400, 'bad_argument'],
    ['an image', post({ phrases: [] }, { ...json, accept: 'image/png' }), 406, 'not_acceptable'],
  ];
  for (const path of [
    '',
    '?phrase=a&x=1',
    '?phrase=a&phrase=b',
    '?phrase=a&at=',
    '?phrase=a&at=1,,2',
    '?phrase=a&at=-1',
    '?phrase=a&at=9999999999999999',
    '?phrase=a&bins=0',
    '?phrase=a&bins=10001',
    '?phrase=a&bins=seven',
    '?phrase=a&records=perhaps',
    '?phrase=a&bins=3&from_step=0',
    '?phrase=a&bins=3&to_step=x',
    '?phrase=a&bins=3&from_step=9&to_step=8',
    '?phrase=a&bins=3&from_step=13',
    '?phrase=a&from_step=3',
    '?phrase=a&to_step=3&records=true',
  ]) {
    refused.push([path, app.inject(`/v1/exposures${path}`), 400, 'bad_argument']);
  }
  for (const broken of ['%', '%f', '%ff', '%c3', '%ed%a0%80', '%zz']) {
    const asked = app.inject(`/v1/exposures?phrase=a${broken}`);
    refused.push([broken, asked, 400, 'malformed_request']);
  }
  for (const [name, asked, status, code] of refused) {
    const response = await asked;
    t.match(response.json(), { status, code }, name);
    t.equal(response.statusCode, status, name);
  }
});

t.test('a refusal says where, what was expected and what was found', async (t) => {
  const { app } = await smallServer(t);
  const post = (url: string, body: object) => app.inject({ method: 'POST', url, body });
  const told: [string, Promise<{ json(): unknown }>][] = [
    [
      'query/order: expected one of first, last; found "middle"',
      app.inject('/v1/contexts?phrase=a&order=middle'),
    ],
    [
      'query: from_step 5 is after to_step 1: expected steps in between, both ends included',
      app.inject('/v1/contexts?phrase=a&from_step=5&to_step=1'),
    ],
    [
      'query/at: expected steps S, up to 1,000 with commas between, as 100,700: exposures with step <= S; found "1e3"',
      app.inject('/v1/exposures?phrase=a&at=1e3'),
    ],
    [
      'query/bins: expected at most 10,000; found 10001',
      app.inject('/v1/exposures?phrase=a&bins=10001'),
    ],
    [
      'query/records: expected true or false; found "yes"',
      app.inject('/v1/exposures?phrase=a&records=yes'),
    ],
    ['query/phrase is there more than once', app.inject('/v1/exposures?phrase=a&phrase=b')],
    ['body/phrases: expected a list; found "a"', post('/v1/exposures', { phrases: 'a' })],
    [
      'body/phrases/1: expected a text or an object; found 7',
      post('/v1/exposures', { phrases: ['a', 7] }),
    ],
    [
      'body/policy: expected one of either, both, good, bad; found "all"',
      post('/v1/splits', { pairs: [], policy: 'all' }),
    ],
    [
      'body/at: expected a whole number or a list; found "x"',
      post('/v1/splits', { pairs: [], at: 'x' }),
    ],
    [
      'body/at: expected a list of at least 1; found a list of 0',
      post('/v1/splits', { pairs: [], at: [] }),
    ],
    ['body/name: expected a text; found an object', post('/v1/splits', { pairs: [], name: {} })],
  ];
  for (const [detail, asked] of told) t.match((await asked).json(), { detail }, detail);
});

t.test('a question in a query string is the one that was encoded', async (t) => {
  const { app, index } = await smallServer(t);
  const plan = planQuestion(snapshotOf(index.snapshot), {});
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), async (phrase, plus) => {
      fc.pre(phrase.isWellFormed());
      const encoded = encodeURIComponent(phrase);
      const query = plus ? encoded.replaceAll('%20', '+') : encoded;
      const { body, statusCode } = await app.inject(`/v1/exposures?phrase=${query}`);
      const [expected] = answerPhrases(snapshotOf(index.snapshot), plan, [phrase]);
      if (expected === undefined) return false;
      if ('error' in expected)
        return statusCode === 400 && JSON.parse(body).code === expected.error.code;
      return body === JSON.stringify(expected);
    }),
    { numRuns: 300 },
  );
});

function remarksCodes(remarks: readonly { code: string }[] = []): string[] {
  return remarks.map(({ code }) => code);
}

t.test('any batch is answered as the engine answers it, in order', async (t) => {
  const { app, index } = await smallServer(t);
  const question = fc.record<Question>(
    {
      at: fc.array(fc.nat({ max: 20 }), { maxLength: 4 }),
      bins: fc.integer({ min: 1, max: 30 }),
      records: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const phrase = fc.oneof(
    fc.constantFrom(...phrases),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(phrase, { maxLength: 40 }), question, async (phrases, question) => {
      const body = JSON.stringify({ phrases, ...question });
      const response = await app.inject({
        method: 'POST',
        url: '/v1/exposures',
        headers: json,
        body,
      });
      const plan = planQuestion(snapshotOf(index.snapshot), question);
      const answers = answerPhrases(snapshotOf(index.snapshot), plan, phrases);
      const { remarks, ...rest } = response.json();
      const expected = { snapshot: index.snapshot.name, answers };
      const isRemarked = (question.at ?? []).some((step) => step > index.snapshot.lastStep);
      return (
        JSON.stringify(rest) === JSON.stringify(expected) &&
        isRemarked === remarksCodes(remarks).includes('step_after_last')
      );
    }),
    { numRuns: 200 },
  );
});

t.test('the same question of the same snapshot is answered with 304', async (t) => {
  const { app, index } = await smallServer(t);
  const url = '/v1/exposures?phrase=the&bins=3';
  const first = await app.inject(url);
  const etag = String(first.headers.etag);
  t.match(etag, /^"[^"]+"$/, 'a strong tag');
  t.match(etag, index.snapshot.name);
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await app.inject({ url, headers: { 'if-none-match': header } });
    t.equal(again.statusCode, 304, header);
    t.equal(again.body, '');
    t.equal(again.headers.etag, etag);
    t.equal(again.headers['firstseen-snapshot'], index.snapshot.name);
  }
  const other = await app.inject({ url, headers: { 'if-none-match': '"other"' } });
  t.equal(other.body, first.body);
  const bad = { url: '/v1/exposures?phrase=%20', headers: { 'if-none-match': '*' } };
  t.equal((await app.inject(bad)).statusCode, 400, 'a bad question stays bad');
});

t.test('questions of one moment have each its own answer', async (t) => {
  const { app, index } = await smallServer(t);
  const long = 'the of a sketch '.repeat(300);
  const asked = [...phrases, long, ' ', `${long}paula`, long].flatMap((phrase) =>
    [{}, { bins: 9000 }, { at: [3, 1] }].map((question) => ({ phrase, question })),
  );
  const responses = await Promise.all(
    asked.map(({ phrase, question }) => {
      const query = new URLSearchParams({ phrase });
      for (const [key, value] of Object.entries(question)) query.set(key, `${value}`);
      return app.inject(`/v1/exposures?${query}`);
    }),
  );
  for (const [i, { phrase, question }] of asked.entries()) {
    const plan = planQuestion(snapshotOf(index.snapshot), question);
    const [expected] = answerPhrases(snapshotOf(index.snapshot), plan, [phrase]);
    const { statusCode, body } = responses[i] as (typeof responses)[number];
    const where = `${phrase.slice(0, 20)} ${JSON.stringify(question)}`;
    if (phrase === ' ') t.match(JSON.parse(body), { code: 'phrase_without_token' }, where);
    else t.equal(body, JSON.stringify(expected), where);
    t.equal(statusCode, phrase === ' ' ? 400 : 200);
  }
});

t.test('damage that one question meets is no matter of the others', async (t) => {
  const { app, index } = await smallServer(t);
  for (const { path } of snapshotOf(index.snapshot).segments) {
    using file = PageFile.open(path, { mapFile: () => undefined });
    const { start } = file.section('ranks');
    const fd = openSync(path, 'r+');
    writeSync(fd, Uint8Array.of((readFileSync(path)[start] as number) ^ 1), 0, 1, start);
    closeSync(fd);
  }
  const ask = (phrase: string) => app.inject(`/v1/exposures?phrase=${encodeURIComponent(phrase)}`);
  const [first, unseen, last] = await Promise.all(['the', 'nothing so', 'of a'].map(ask));
  t.match(JSON.parse(unseen?.body ?? ''), { count: 0, first: null });
  for (const response of [first, last]) {
    t.equal(response?.statusCode, 500);
    t.match(JSON.parse(response?.body ?? ''), { code: 'index_damaged' });
  }
});

t.test('HEAD is GET without the answer', async (t) => {
  const { app, index } = await smallServer(t);
  const url = '/v1/exposures?phrase=the';
  const { body } = await app.inject(url);
  const head = await app.inject({ method: 'HEAD', url });
  t.equal(head.statusCode, 200);
  t.equal(head.body, '');
  t.equal(head.headers['content-length'], String(Buffer.byteLength(body)));
  const plan = planQuestion(snapshotOf(index.snapshot), {});
  t.equal(body, JSON.stringify(answerPhrase(snapshotOf(index.snapshot), plan, 'the')));
});

t.test('distinct records are counted in pieces as in one go', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'my.idx');
  const from = [
    writeLines(
      join(folder, 'many.jsonl'),
      Array.from({ length: 30_000 }, (_, i) => ({ text: i % 3 === 0 ? 'a b a' : 'a c' })),
    ),
  ];
  await buildIndex(directory, {
    from,
    stepRule: { batch_size: 100 },
    workers: 1,
    inline: fileOperations,
  });
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot, { records: true });
  for (const phrase of ['a', 'a b', 'c', 'nowhere']) {
    const walk = [...walkAnswers(snapshot, [{ phrase, plan }])];
    const pauses = walk.length - 1;
    t.same(walk.at(-1), answerPhrase(snapshot, plan, phrase));
    if (phrase === 'a') t.ok(pauses >= 6, `${pauses} pauses in 30,000 records`);
  }
  t.equal(answerPhrase(snapshot, plan, 'a').records, 30_000);
});

t.test('groups, last exposures and checkpoints are answered as by the engine', async (t) => {
  const { app, index } = await smallServer(t);
  const snapshot = snapshotOf(index.snapshot);
  const phrases = ['the', { name: 'two', phrases: ['the', 'of a', 'The'] }, 'nowhere'];
  const steps = { at: [3], lastAt: [2, 9], recordsAt: [1, 4] };
  const checkpoints = { 'step2-end': 2, half: { records: 20 } };
  const plan = planQuestion(snapshot, {
    ...steps,
    checkpoints: findCheckpoints(snapshot, [
      { name: 'step2-end', at: 2 },
      { name: 'half', at: { unit: 'records', amount: 20 } },
    ]),
  });
  const expected = JSON.stringify(answerPhrases(snapshot, plan, phrases));
  const asked = { at: [3], last_at: [2, 9], records_at: [1, 4], checkpoints };
  const body = { phrases, ...asked };
  const json = await app.inject({ method: 'POST', url: '/v1/exposures', body });
  t.equal(JSON.stringify(json.json().answers), expected);
  const one = await app.inject('/v1/exposures?phrase=the&at=3&last_at=2,9&records_at=1,4');
  const { checkpoints: _, ...first } = JSON.parse(expected)[0];
  t.equal(one.body, JSON.stringify(first));
  const last = await app.inject('/v1/exposures?phrase=the&last_at=2,9');
  t.strictSame(last.json().last_at, first.last_at);
  const lines = await app.inject({
    ...{ method: 'POST', url: '/v1/exposures?last_at=2,9' },
    headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
    body: `${JSON.stringify(phrases[1])}\n{"phrase":"of a"}\n`,
  });
  const linePlan = planQuestion(snapshot, { lastAt: [2, 9] });
  const group = phrases[1] as { name: string; phrases: string[] };
  const answers = answerPhrases(snapshot, linePlan, [group, 'of a']);
  t.equal(lines.body, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
  const bad = await app.inject({
    ...{ method: 'POST', url: '/v1/exposures' },
    headers: { 'content-type': 'application/x-ndjson' },
    body: '{"phrases":["a"]}\n',
  });
  t.match(bad.json(), { status: 400, code: 'missing_field', detail: /line 1/ });
});

t.test('counts by facet are answered as by the engine, alone and in a batch', async (t) => {
  const { app, index } = await smallServer(t);
  const snapshot = snapshotOf(index.snapshot);
  const plan = planQuestion(snapshot, { at: [3], bins: 4, byFacet: true });
  const phrases = ['the', { name: 'two', phrases: ['the', 'of a'] }, 'nowhere', ' '];
  const expected = answerPhrases(snapshot, plan, phrases);
  const one = await app.inject('/v1/exposures?phrase=the&at=3&bins=4&by_facet=true');
  t.equal(one.body, JSON.stringify(expected[0]));
  t.equal(Object.keys(one.json().by_facet).length, snapshot.facets.values.length);
  const body = { phrases, at: [3], bins: 4, by_facet: true };
  const many = await app.inject({ method: 'POST', url: '/v1/exposures', body });
  t.equal(JSON.stringify(many.json().answers), JSON.stringify(expected));
  t.match((await app.inject('/v1/index')).json(), { facet: 'source', facets: null });
});
