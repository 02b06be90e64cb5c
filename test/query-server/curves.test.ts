// POST /v1/curves: the lines of the command, whatever was left out, and problems that say why.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t, { type Test as Tap } from 'tap';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { runCli } from '../cli/run-cli.ts';
import {
  curvesFolder,
  type FormPart,
  formHeaders,
  formOf,
  pairParts,
  questionPart,
  resultParts,
  sampleFiles,
  samplesOf,
  table,
  uploadFolders,
  useTemporary,
} from './curves-scene.ts';
import { serverOf } from './small-server.ts';

async function scene(t: Tap) {
  // Uploads of a folder of their own, so that no other test's are counted; its name says a step.
  const folder = await curvesFolder(t);
  useTemporary(t, join(folder, 'step3-seed5'));
  const server = await serverOf(t, LiveIndex.open(join(folder, 'my.idx')));
  const post = (parts: readonly FormPart[], accept?: string) =>
    server.app.inject({
      ...{ method: 'POST', url: '/v1/curves', payload: formOf(parts) },
      headers: { ...formHeaders, ...(accept !== undefined && { accept }) },
    });
  return { ...server, folder, post };
}

/** The command's lines for results in a folder, of a split with the same options. */
async function commandLines(folder: string, split: string[], curves: string[]): Promise<string> {
  const pairs = ['--pairs', 'sleep.jsonl', 'run.jsonl', '--checkpoints', '0,4,8'];
  const made = await runCli(folder, ['split', 'my.idx', ...pairs, '--out', 'split', ...split]);
  if (made.code !== 0) throw new Error(made.stderr);
  const options = ['--split', 'split', '--results', 'results', '--json', ...curves];
  const { code, stdout, stderr } = await runCli(folder, ['curves', ...options]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

function writeResults(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'results', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

for (const [name, question, split, curves] of [
  ['defaults', {}, [], []],
  [
    'options',
    {
      policy: 'good',
      min_count: 1,
      thresholds: [80, 50],
      permutations: 99,
      seed: 7,
      filters: false,
    },
    ['--policy', 'good'],
    ['--thresholds', '80,50', '--permutations', '99', '--seed', '7', '--no-filters'],
  ],
  ['a step', { at: 2, min_exposed: 1 }, ['--at', '2'], ['--min-exposed', '1']],
] as const) {
  t.test(`curves over HTTP are the lines of the command: ${name}`, async (t) => {
    const { folder, post } = await scene(t);
    writeResults(folder, sampleFiles);
    const expected = await commandLines(folder, [...split], [...curves]);
    const parts = [questionPart(question), ...pairParts, ...resultParts(sampleFiles)];
    const lines = await post(parts, 'application/x-ndjson');
    t.equal(lines.statusCode, 200, lines.body);
    t.equal(lines.headers['content-type'], 'application/x-ndjson; charset=utf-8');
    t.equal(lines.body, expected);
    const whole = await post([...parts].reverse());
    t.equal(whole.headers['content-type'], 'application/json; charset=utf-8');
    t.match(whole.body, `"curves":[${expected.trim().split('\n').join(',')}]`, 'byte for byte');
    const answer = whole.json();
    t.equal(answer.curves.length, 4);
    t.equal(answer.snapshot, whole.headers['firstseen-snapshot']);
    t.same(answer.thresholds, 'thresholds' in question ? [50, 80] : [70, 75, 80, 85, 90]);
    t.match(answer.remarks, { unknown_sets: [], dropped_rows: 0, sets_without_results: [] });
    t.same(uploadFolders(), []);
  });
}

t.test('tables, compressed files and arrays with names are read by their content', async (t) => {
  const { post } = await scene(t);
  const samples = [...pairParts, ...resultParts(sampleFiles)];
  const { curves } = (await post(samples)).json();
  for (const results of [
    { 'results.csv': table },
    { 'packed.csv.gz': gzipSync(table) },
    { 'ü "x".csv': table },
  ]) {
    const name = Object.keys(results)[0] as string;
    const shown = name.replaceAll('"', '%22');
    const form = resultParts({ [shown]: Object.values(results)[0] as string | Buffer });
    const answer = await post([...pairParts, ...form]);
    t.same(answer.json().curves, curves, name);
  }
  const data = Buffer.alloc(3 * 2 * 8);
  for (let i = 0; i < 48; i++) {
    const [step, row] = [Math.floor(i / 16), i % 8];
    data[i] = Number(row < 4 ? step >= 1 : step >= 2);
  }
  const array = npyOf('(3, 2, 8)', data);
  const names = { axes: ['step', 'set', 'row'], steps: [0, 4, 8], sets: ['sleep', 'run'] };
  const namesPart = { name: 'names', filename: 'names.json', bytes: JSON.stringify(names) };
  const answer = await post([...pairParts, ...resultParts({ 'a.npy': array }), namesPart]);
  t.same(answer.json().curves, curves, 'an array');
  const unnamed = await post([...pairParts, ...resultParts({ 'a.npy': array })]);
  t.match(unnamed.json(), { status: 400, code: 'results_invalid' });
  t.match(unnamed.json().detail, /^a\.npy: .*by the part names/);
});

function npyOf(shape: string, data: Buffer): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  const length = Buffer.from([header.length + 1, 0]);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(`${header}\n`),
    data,
  ]);
}

t.test('whatever is left out is said', async (t) => {
  const { post } = await scene(t);
  const same = pairParts[0] as FormPart;
  const withDropped = {
    ...same,
    bytes: `${same.bytes}${JSON.stringify({ sentence_good: 'A b.', sentence_bad: 'A b.' })}\n`,
  };
  const other = { ...same, filename: 'other.jsonl' };
  const files = {
    ...sampleFiles,
    'step0/notes.txt': 'x',
    'step0/samples_blimp_unheard_of.jsonl': samplesOf('sleep', 0),
  };
  const dropped = {
    doc_id: 8,
    doc: { sentence_good: 'A b.', sentence_bad: 'A b.' },
    filter: 'none',
    acc: 1,
  };
  const row = `${JSON.stringify(dropped)}\n`;
  const results = Object.entries(files).map(([path, text]) => [
    path,
    path.includes('sleep') ? text + row : text,
  ]);
  const answer = await post([
    ...[withDropped, pairParts[1] as FormPart, other],
    ...resultParts(Object.fromEntries(results)),
  ]);
  t.equal(answer.statusCode, 200, answer.body);
  t.same(answer.json().remarks, {
    sets_without_results: ['other'],
    unknown_sets: ['blimp_unheard_of'],
    dropped_rows: 3,
    ignored_files: ['step0/notes.txt'],
    older_files: [],
    gaps: [],
  });
});

t.test(
  'what cannot be used is a problem that names the client’s own paths and fields',
  async (t) => {
    const { post } = await scene(t);
    const path = 'step4/samples_blimp_sleep.jsonl';
    const lines = (sampleFiles[path] as string).split('\n');
    const spoilt = (text: string) => resultParts({ ...sampleFiles, [path]: text });
    const good = resultParts(sampleFiles);
    for (const [parts, code, detail] of [
      [[], 'bad_argument', /no part pairs/],
      [pairParts, 'bad_argument', /no part results/],
      [[...pairParts, ...good, questionPart('{"policy":')], 'not_json', /part question/],
      [
        [...pairParts, ...good, questionPart({ pollcy: 'good' })],
        'bad_argument',
        /no field "pollcy"/,
      ],
      [
        [...pairParts, ...good, questionPart({ thresholds: [0] })],
        'bad_argument',
        /^question\/thresholds\/0: expected at least 1/,
      ],
      [
        [...pairParts, ...good, questionPart({}), questionPart({})],
        'bad_argument',
        /question is there twice/,
      ],
      [[...pairParts, ...good, { name: 'more', bytes: '1' }], 'bad_argument', /no part "more"/],
      [[...pairParts, { name: 'results', bytes: 'x' }], 'bad_argument', /results is not a file/],
      [
        [{ name: 'pairs', filename: 'a.txt', bytes: 'x' }, ...good],
        'bad_argument',
        /^a\.txt: expected pairs/,
      ],
      [
        [{ name: 'pairs', filename: 'a.csv', bytes: Buffer.from([0xff]) }, ...good],
        'not_utf8',
        /^a\.csv is not UTF-8/,
      ],
      [
        [{ name: 'pairs', filename: 'a.jsonl', bytes: '{"x":1}\n' }, ...good],
        'missing_field',
        /^a\.jsonl, line 1.*columns\.good/,
      ],
      [
        [{ name: 'pairs', filename: 'a.tsv', bytes: 'x\ty\n"a\tb\n' }, ...good],
        'not_csv',
        /^a\.tsv, line 2 .*with "quoting": "none"\./,
      ],
      [
        [...pairParts, ...spoilt(`${lines[0]}\n{`)],
        'results_invalid',
        /^step4\/samples_blimp_sleep\.jsonl, line 2: the line is not valid JSON/,
      ],
      [
        [...pairParts, ...spoilt(lines.slice(1).join('\n'))],
        'results_invalid',
        /1 of 8 examples.*row 0 \(read: step4\/samples/,
      ],
      [
        [...pairParts, ...spoilt((sampleFiles[path] as string).replace('cat', 'rat'))],
        'results_invalid',
        /line 1: doc of row 0 is not the pair/,
      ],
      [
        [...pairParts, ...resultParts({ 'samples_blimp_sleep.jsonl': samplesOf('sleep', 0) })],
        'results_invalid',
        /^samples_blimp_sleep\.jsonl: no folder in its path names a step.*with step_pattern, such as step_pattern/,
      ],
      [
        [...pairParts, ...resultParts({ 'a/b.csv': table })],
        'results_invalid',
        /the folder has no files samples_TASK_DATE\.jsonl: found 1 other files, such as a\/b\.csv/,
      ],
      [
        [...pairParts, ...good, questionPart({ task_prefix: 'x' })],
        'results_invalid',
        /no set of the split.*with task_prefix/,
      ],
      [
        [...pairParts, ...good, questionPart({ step_pattern: '(' })],
        'bad_argument',
        /^step_pattern \(: Invalid/,
      ],
      [
        [...pairParts, ...good, questionPart({ seed_pattern: 'x' })],
        'bad_argument',
        /^seed_pattern x has no group/,
      ],
    ] as const) {
      const response = await post(parts);
      t.match(response.json(), { status: 400, code }, response.body);
      t.match(response.json().detail, detail);
      t.notMatch(
        response.body,
        /firstseen-curves|--(?!log_samples)[a-z]/,
        'no path of the server, no option',
      );
    }
    t.same(uploadFolders(), []);
  },
);

t.test('a request that has a name says how far it is', async (t) => {
  const { app, post } = await scene(t);
  const watch = 'a-name_of-16-or-more';
  const ask = async (name = watch) =>
    (await app.inject(`/v1/curves/progress?watch=${name}`)).json();
  const idle = { stage: null, done: 0, total: 0 };
  t.same(await ask(), idle);
  const question = questionPart({ watch, permutations: 20_000, filters: false });
  let isDone = false;
  const asked = post([question, ...pairParts, ...resultParts(sampleFiles)]).finally(() => {
    isDone = true;
  });
  const stages = new Set<string>();
  const others = new Set<string>();
  while (!isDone) {
    const { stage, done, total } = await ask();
    stages.add(String(stage));
    if (done > total) t.fail(`${done} of ${total}`);
    others.add((await ask('another-name-of-16')).stage);
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal((await asked).statusCode, 200);
  t.ok(stages.has('testing'), [...stages].join());
  t.same([...others], [null]);
  t.same(await ask(), idle, 'forgotten once it is answered');
  t.match(await ask('short'), { status: 400, code: 'bad_argument' });
});

t.test(
  'another content type is a 415 that names the right one, other routes take no form',
  async (t) => {
    const { app } = await scene(t);
    const post = (url: string, headers: Record<string, string>, payload = '{}') =>
      app.inject({ method: 'POST', url, headers, payload });
    for (const type of ['application/json', 'text/plain', 'multipart/mixed; boundary=x', '']) {
      const response = await post('/v1/curves', { 'content-type': type });
      t.match(response.json(), { status: 415, code: 'unsupported_media_type' }, type);
      t.match(response.json().detail, /multipart\/form-data/);
    }
    const split = await post('/v1/splits', formHeaders, formOf(pairParts).toString());
    t.match(split.json(), { status: 415 });
  },
);

t.test('a form that is not whole is a 400', async (t) => {
  const { app } = await scene(t);
  const whole = formOf([...pairParts, ...resultParts(sampleFiles)]);
  for (const [payload, headers] of [
    [whole.subarray(0, whole.length - 200), formHeaders],
    [whole.subarray(0, 30), formHeaders],
    [Buffer.from('no form at all'), formHeaders],
    [whole, { 'content-type': 'multipart/form-data' }],
    [whole, { 'content-type': 'multipart/form-data; boundary=other' }],
    [Buffer.alloc(0), formHeaders],
  ] as const) {
    const response = await app.inject({ method: 'POST', url: '/v1/curves', headers, payload });
    t.match(response.json(), { status: 400 }, response.body);
  }
  t.same(uploadFolders(), []);
});

t.test('the document of the API describes form and answer', async (t) => {
  const { paths } = JSON.parse(
    readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
  );
  const { requestBody, responses } = paths['/v1/curves'].post;
  const { properties } = requestBody.content['multipart/form-data'].schema;
  t.same(Object.keys(properties), ['question', 'pairs', 'results', 'names']);
  t.same(Object.keys(responses['200'].content), ['application/json', 'application/x-ndjson']);
});
