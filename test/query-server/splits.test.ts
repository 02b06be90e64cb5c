import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { jsonLines, runCli } from '../cli/run-cli.ts';
import { writeLines } from '../store/small-index.ts';
import { readZip } from '../web/read-zip.ts';
import { smallServer, until } from './small-server.ts';

const pairs = [
  { sentence_good: 'the sketch of paula.', sentence_bad: 'the sketch a paula.', n: 1 },
  { sentence_good: 'a naïve sketch of the.', sentence_bad: 'a naïve nowhere of the.', n: 2 },
  { sentence_good: 'nobody knows this.', sentence_bad: 'nobody know this.', n: 3 },
  { sentence_good: 'the same', sentence_bad: 'the same', n: 4 },
  { sentence_good: 'of the', sentence_bad: 'of sketch', n: 5 },
];

/** Every file below a folder, by its path there. */
function readFolder(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((file) => file.isFile())
      .map((file) => {
        const path = join(file.parentPath, file.name);
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
      }),
  );
}

/** The lines of exposure_by_facet.csv, sorted, as the lines of examples have them. */
function tableOf(examples: readonly Record<string, unknown>[]): string[] {
  type Counts = Record<'good' | 'bad' | 'first_good' | 'first_bad', number | null>;
  const lines = examples.flatMap(({ set, row, by_facet }) => {
    const facets = Object.entries(by_facet as Record<string, Counts>);
    return facets.map(([facet, { good, bad, first_good, first_bad }]) => {
      const { row: number } = row as { row: number };
      return [set, number, facet, good, bad, first_good, first_bad].join(',');
    });
  });
  return [...lines, '', 'set,row,facet,good,bad,first_good,first_bad'].sort();
}

t.test('a split over HTTP is the one of the command line', async (t) => {
  const { app, directory, work } = await smallServer(t);
  const folder = join(directory, '..');
  writeLines(join(folder, 'mine.jsonl'), pairs);
  const text = readFileSync(join(folder, 'mine.jsonl'), 'utf8');
  const post = (body: object, accept?: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/splits',
      headers: { 'content-type': 'application/json', ...(accept !== undefined && { accept }) },
      body: JSON.stringify(body),
    });
  for (const [name, flags, question] of [
    ['one', [], {}],
    ['steps', ['--at', '2,12', '--policy', 'both'], { at: [2, 12], policy: 'both' }],
    ['second', ['--min-count', '2', '--prefix', 'x_'], { min_count: 2, prefix: 'x_' }],
    ['balanced', ['--balance', '--seed', '5'], { sampling: 'balance', seed: 5 }],
    ['facets', ['--by-facet', '--at', '2,12'], { by_facet: true, at: [2, 12] }],
  ] as const) {
    const out = join(folder, name);
    const args = ['split', directory, '--pairs', 'mine.jsonl', '--out', out, '--json', ...flags];
    const cli = await runCli(folder, args);
    t.equal(cli.code, 0, cli.stderr);
    const files = readFolder(out);
    const body = { name: 'mine', text, ...question };
    const packed = await post(body, 'application/zip');
    t.equal(packed.statusCode, 200, packed.body);
    t.equal(packed.headers['content-type'], 'application/zip');
    t.strictSame(
      [...readZip(packed.rawPayload)].sort(),
      [...files].sort(),
      `${name}: the same folder`,
    );
    const asObjects = await post({ name: 'mine', pairs, ...question });
    const asText = await post(body);
    t.equal(asObjects.headers['content-type'], 'application/x-ndjson; charset=utf-8');
    const rows = jsonLines(asText.body) as Record<string, unknown>[];
    t.same(jsonLines(asObjects.body), rows, 'pairs as objects or as text');
    const heads = rows.filter((row) => 'split' in row && typeof row['split'] === 'object');
    t.same(
      heads.map((row) => row['split']),
      jsonLines(cli.stdout),
    );
    t.same((await post(body, 'application/json')).json(), jsonLines(cli.stdout));
    for (const step of heads.map((row) => (row['split'] as { at: number }).at)) {
      const folder = heads.length > 1 ? `step-${step}/` : '';
      if (name === 'facets') {
        const table = files.get(`${folder}exposure_by_facet.csv`) ?? '';
        t.ok(table.split('\n').length > 2, 'a table with rows');
        t.same(tableOf(rows.filter((row) => row['at'] === step)), table.split('\n').sort());
      } else t.notOk(asText.body.includes('by_facet'));
      for (const side of ['proxy_train', 'proxy_validation']) {
        const path = `${folder}mine.${side}.jsonl`;
        const written = files.has(path) ? jsonLines(files.get(path) as string) : [];
        const sent = rows.filter((row) => row['split'] === side && row['at'] === step);
        t.same(
          sent.map((row) => row['row']),
          written,
          path,
        );
      }
    }
  }
  await until(() => work.running === 0);
});

t.test('several sets go into one split', async (t) => {
  const { app } = await smallServer(t);
  const sets = [
    { name: 'one', pairs },
    { name: 'two', text: 'good\tbad\nthe of\tof the\n', format: 'tsv' },
  ];
  const post = (body: object) =>
    app.inject({
      method: 'POST',
      url: '/v1/splits',
      body,
      headers: { accept: 'application/json' },
    });
  const mixed = await post({ sets });
  t.match(mixed.json(), { status: 400, code: 'missing_field' }, 'columns are of all sets');
  const good = { sets: sets.slice(0, 1).concat({ name: 'two', pairs }) };
  t.same(Object.keys((await post(good)).json()[0].sets), ['one', 'two']);
});

t.test('what cannot be split is a problem that says why', async (t) => {
  const { app } = await smallServer(t);
  for (const [body, code] of [
    [{}, 'bad_argument'],
    [{ pairs: [] }, 'source_empty'],
    [{ text: '' }, 'source_empty'],
    [{ pairs, text: 'x' }, 'bad_argument'],
    [{ pairs, sets: [{ name: 'a', pairs }] }, 'bad_argument'],
    [{ sets: [] }, 'bad_argument'],
    [
      {
        sets: [
          { name: 'a', pairs },
          { name: 'A', pairs },
        ],
      },
      'bad_argument',
    ],
    [{ pairs, policy: 'neither' }, 'bad_argument'],
    [{ pairs, name: '../../etc/passwd' }, 'bad_argument'],
    [{ pairs, at: -1 }, 'bad_argument'],
    [{ pairs, at: [] }, 'bad_argument'],
    [{ pairs, min_count: 0 }, 'bad_argument'],
    [{ pairs, columns: { good: 'nothing' } }, 'missing_field'],
    [{ pairs: [{ sentence_good: 7, sentence_bad: 'a' }] }, 'wrong_field_type'],
    [{ pairs: [{ ...pairs[0], row: 7 }] }, 'field_taken'],
    [{ text: '{"a":', format: 'jsonl' }, 'not_json'],
    [{ text: '[1]', format: 'json' }, 'not_an_object'],
    [{ text: 'a,b\n"x', format: 'csv' }, 'not_csv'],
    [{ pairs, unknown: 1 }, 'bad_argument'],
  ] as const) {
    const response = await app.inject({ method: 'POST', url: '/v1/splits', body });
    t.match(response.json(), { status: 400, code }, JSON.stringify(body).slice(0, 60));
    t.match(response.headers['content-type'], 'application/problem+json');
  }
});

t.test(
  'an error speaks of the fields of the request and of the file as it is called',
  async (t) => {
    const { app } = await smallServer(t);
    const detailOf = async (body: object) =>
      (await app.inject({ method: 'POST', url: '/v1/splits', body })).json().detail as string;
    const set = { name: 'mine', file: 'mine.tsv', text: 'left\tright\na b\ta c\n', format: 'tsv' };
    t.equal(
      await detailOf({ sets: [set] }),
      'mine.tsv, line 2 has no field "sentence_good" (expected a string); it has "left", "right". Name the columns with columns.good and columns.bad, or columns.phrase_good and columns.phrase_bad.',
    );
    t.match(await detailOf({ ...set, text: '' }), /^mine\.tsv holds no pair/);
    t.match(
      await detailOf({ pairs, columns: { phrase_good: 'n' } }),
      'expected both, of the good and of the bad phrase (columns.phrase_good and columns.phrase_bad)',
    );
    const taken = await detailOf({ pairs: [{ ...pairs[0], row: 7 }] });
    t.match(
      taken,
      'put something before the added names with prefix, for example "prefix": "exposure_"',
    );
    const unclosed = { ...set, text: 'left\tright\n"a\tb\n' };
    t.match(await detailOf(unclosed), 'read them as they are with "quoting": "none".');
    for (const body of [{ sets: [set] }, { pairs: [{ ...pairs[0], row: 7 }] }, unclosed]) {
      t.notMatch(await detailOf(body), /--[a-z]/, 'no option of the command line');
    }
  },
);
