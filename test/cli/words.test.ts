import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import t from 'tap';
import { buildSmallIndex, temporaryFolder } from '../store/small-index.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder(t);
const directory = `${folder}/index`;
await buildSmallIndex(directory);

t.test('words are a table, JSON lines, CSV and Parquet, with the same numbers', async (t) => {
  const [csv, parquet] = [`${folder}/w.csv`, `${folder}/w.parquet`];
  const question = ['words', directory, '--at', '3', '--quiet'];
  const json = await runCli(folder, [...question, '--json', '--csv', csv, '--parquet', parquet]);
  const words = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.ok(words.length > 5);
  const cells = words.map(({ term, count, records, first, last, at }) => {
    return [term, count, records, first.step, first.rank, last.step, last.rank, at['3']];
  });
  const columns = 'term,count,records,first_step,first_rank,last_step,last_rank,by_3';
  t.equal(
    readFileSync(csv, 'utf8'),
    `${[columns, ...cells.map((row) => row.join())].join('\n')}\n`,
  );
  const file = Uint8Array.from(readFileSync(parquet)).buffer;
  const rows = await parquetReadObjects({ file });
  t.same(
    rows.map((row) =>
      Object.values(row).map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)),
    ),
    cells,
  );
  t.same(Object.keys(rows[0] ?? {}), columns.split(','));
  const table = await runCli(folder, question);
  const [title = '', ...lines] = table.stdout.trimEnd().split('\n');
  t.same(title.trim().split(/ {2,}/), [
    'count',
    'records',
    'first step',
    'last step',
    'by 3',
    'term',
  ]);
  t.same(
    lines.map((line) => line.trim().split(/ +/)),
    words.map(({ term, count, records, first, last, at }) => {
      return [count, records, first.step, last.step, at['3'], term].map(String);
    }),
  );
});

t.test('columns are as wide as the index needs', async (t) => {
  const { stdout } = await runCli(folder, ['words', directory, '--quiet']);
  t.match(stdout, /^count {2}records {2}first step {2}last step {2}term\n/);
});

t.test('terms that are not there are remarked', async (t) => {
  for (const [args, stderr] of [
    [['--prefix', 'zq'], /warning: no term begins with "zq"\n$/],
    [['--min-count', '9999'], /warning: no term has 9999 exposures or more\n$/],
    [['--prefix', 'zq', '--min-count', '2'], /begins with "zq" and has 2 exposures or more\n$/],
  ] as const) {
    const asked = await runCli(folder, ['words', directory, ...args]);
    t.match(asked, { code: 0, stdout: '', stderr });
  }
  t.equal((await runCli(folder, ['words', directory, '--prefix', 'zq', '--quiet'])).stderr, '');
});

t.test('a file that cannot be written is refused before any work', async (t) => {
  for (const name of ['w.txt', 'missing/w.csv']) {
    const { code, stderr, stdout } = await runCli(folder, [
      'words',
      directory,
      '--csv',
      `${folder}/${name}`,
    ]);
    t.not(code, 0);
    t.match(stderr, /--csv/);
    t.equal(stdout, '');
  }
});

t.test('a walk that fails on its way leaves an older file as it was', async (t) => {
  const place = temporaryFolder(t);
  const damaged = `${place}/index`;
  cpSync(directory, damaged, { recursive: true });
  for (const name of readdirSync(`${damaged}/segments`)) {
    const path = `${damaged}/segments/${name}`;
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length >> 2, bytes.length >> 1);
    writeFileSync(path, bytes);
  }
  const csv = `${place}/kept.csv`;
  writeFileSync(csv, 'kept\n');
  const ended = await runCli(place, ['words', damaged, '--csv', csv]);
  t.match(ended, { code: 3, stderr: /\[index_damaged\]\n$/ });
  t.equal(readFileSync(csv, 'utf8'), 'kept\n');
  t.strictSame(readdirSync(place).sort(), ['index', 'kept.csv']);
});
