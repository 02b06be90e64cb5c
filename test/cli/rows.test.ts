// --csv and --parquet: rows hold the numbers of the JSON, under its keys joined by "_".

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import t, { type Test } from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { buildSmallIndex, temporaryFolder, writeLines } from '../store/small-index.ts';
import { jsonLines, main, runCli } from './run-cli.ts';

const folder = temporaryFolder(t);
const directory = join(folder, 'index');
await buildSmallIndex(directory);

type Row = Record<string, string | number | null>;

/** An answer's JSON as a row: keys joined by "_", bins by their steps; lists have no place. */
function flatten(value: unknown, name = ''): Row {
  if (value === null || typeof value === 'string' || typeof value === 'number') {
    return { [name]: value };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  if ('edges' in value && Array.isArray(value.edges)) {
    const { edges } = value;
    const counts = Object.values(value).find((one) => one !== edges) as number[];
    const bins = counts.map((count, i) => [`${name}_${edges[i] + 1}_${edges[i + 1]}`, count]);
    return Object.fromEntries(bins);
  }
  if ('code' in value && name === 'error') return { error: String(value.code) };
  const parts = Object.entries(value).map(([key, one]) => {
    return flatten(one, name === '' ? key : `${name}_${key}`);
  });
  return Object.assign({}, ...parts);
}

async function readParquet(path: string): Promise<Row[]> {
  const file = Uint8Array.from(readFileSync(path)).buffer;
  const rows = await parquetReadObjects({ file });
  const plain = (cell: unknown) => (typeof cell === 'bigint' ? Number(cell) : (cell ?? null));
  return rows.map((row) => {
    return Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, plain(cell)]));
  }) as Row[];
}

/** Rows without what is null, which JSON leaves out of an error. */
function without(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
}

/** Compares the files with the JSON that the same command prints. */
async function sameRows(t: Test, args: readonly string[], rowsOf: (json: unknown) => unknown[]) {
  const [csv, parquet] = [join(folder, 'rows.csv'), join(folder, 'rows.parquet')];
  const all = [...args, '--json', '--csv', csv, '--parquet', parquet];
  const { stdout, stderr, code } = await runCli(folder, all);
  t.equal(code, 0, stderr);
  t.match(stderr, /written to .*rows\.csv\n.*written to .*rows\.parquet/);
  const expected = jsonLines(stdout)
    .flatMap(rowsOf)
    .map((one) => without(flatten(one)));
  t.ok(expected.length > 0);
  const rows = await readParquet(parquet);
  t.strictSame(rows.map(without), expected);
  const cells: string[][] = parse(readFileSync(csv, 'utf8'));
  const columns = Object.keys(rows[0] ?? {});
  t.strictSame(cells[0], columns);
  t.strictSame(
    cells.slice(1),
    rows.map((row) => columns.map((name) => String(row[name] ?? ''))),
  );
  const quiet = await runCli(folder, [...args, '--csv', csv, '--quiet']);
  t.match(quiet, { stdout: '', stderr: '', code: 0 }, 'files in place of a table');
  t.strictSame(parse(readFileSync(csv, 'utf8')), cells);
  t.strictSame(
    readdirSync(folder).filter((name) => name.includes('.part')),
    [],
  );
  return rows;
}

const question = [
  ...['--at', '3,3,9', '--last-at', '4', '--records', '--records-at', '2,5', '--timeline', '3'],
  ...['--checkpoints', 'steps.json'],
];
writeFileSync(join(folder, 'steps.json'), '{"one":2,"half, way":6}');
/** A row of a group has its name as the phrase. */
const asRow = (one: unknown) => {
  const answer = one as Record<string, unknown>;
  return [{ ...answer, phrase: answer['phrase'] ?? answer['name'], name: undefined }];
};
const list = writeLines(join(folder, 'list.jsonl'), [
  { phrase: 'the' },
  { phrase: '' },
  { phrase: 'never, "seen"' },
  { name: 'two', phrases: ['of a', '漢'] },
]);

t.test('query and scan write a row for each phrase, and their rows are the same', async (t) => {
  const asked = ['😀 the', ...question, '--phrases', list];
  const rows = await sameRows(t, ['query', directory, ...asked], asRow);
  t.equal(rows.length, 5);
  const files = [0, 1].map((part) => `${directory}-${part}.jsonl`);
  const scan = ['scan', ...asked, '--from', ...files, '--batch-size', '7'];
  t.strictSame(await sameRows(t, scan, asRow), rows);
});

t.test('search writes a row for each query', async (t) => {
  const queries = join(folder, 'queries.txt');
  writeFileSync(queries, 'the AND of\n(\nthe OR "of, a"\n');
  const args = ['--at', '3,9', '--timeline', '3', '--queries', queries];
  await sameRows(t, ['search', directory, 'the', ...args], (one) => [one]);
});

t.test('trace writes a row for each span', async (t) => {
  const lines = readFileSync(`${directory}-0.jsonl`, 'utf8').split('\n').slice(0, 9);
  const text = lines.map((line) => JSON.parse(line).text).join(' paula ');
  writeFileSync(join(folder, 'text.txt'), text);
  const spans = (one: unknown) => (one as { spans: unknown[] }).spans;
  const args = ['trace', directory, 'text.txt', '--min-tokens', '2', '--at', '4'];
  await sameRows(t, args, spans);
  await sameRows(t, [...args, '--rarest', '2'], spans);
});

t.test('an index that knows steps only has rows of steps', async (t) => {
  const steps = join(folder, 'steps');
  const from = [`${directory}-0.jsonl`];
  const options = { from, stepRule: { batch_size: 7 }, workers: 1, inline: fileOperations };
  await buildIndex(steps, { ...options, resolution: 'step' });
  const args = ['query', steps, 'the', '--last-at', '3', '--csv', 'steps.csv'];
  await runCli(folder, args);
  t.match(
    readFileSync(join(folder, 'steps.csv'), 'utf8'),
    /^phrase,count,first_step,last_step,last_at_3_step,error\nthe,\d+,1,\d,3,\n$/,
  );
});

t.test('overlap writes the items as Parquet too', async (t) => {
  const items = writeLines(join(folder, 'items.jsonl'), [
    { id: 'a', q: readFileSync(`${directory}-0.jsonl`, 'utf8').split('"')[3] },
    { id: 'b' },
  ]);
  const [csv, parquet] = [join(folder, 'o.csv'), join(folder, 'o.parquet')];
  const args = ['overlap', directory, '--items', items, '--field', 'q', '--n', '2', '--at', '3'];
  await runCli(folder, [...args, '--csv', csv, '--parquet', parquet]);
  const rows = await readParquet(parquet);
  const cells: string[][] = parse(readFileSync(csv, 'utf8'));
  t.strictSame(cells, [
    Object.keys(rows[0] ?? {}),
    ...rows.map((row) => Object.values(row).map((cell) => String(cell ?? ''))),
  ]);
  t.match(rows, [
    { id: 'a', error: null },
    { id: 'b', error: 'missing_field', tokens: null },
  ]);
});

t.test('what has no place in a row, and a place that cannot be written, are refused', async (t) => {
  const refused = async (args: readonly string[], code: number, stderr: RegExp) => {
    t.match(await runCli(folder, args), { code, stdout: '', stderr });
  };
  const query = ['query', directory, 'the'];
  await refused([...query, '--csv', 'a.csv', '--contexts', '1'], 2, /no place for --contexts/);
  const facets = ['search', directory, 'the', '--by-facet', '--parquet', 'a.parquet'];
  await refused(facets, 2, /no place for --by-facet/);
  await refused([...query, '--parquet', 'a.csv'], 2, /ends in \.parquet/);
  await refused([...query, '--csv', 'none/a.csv'], 3, /no folder .*Nothing was computed/);
});

t.test('a command that fails on its way leaves no file, and an older one as it was', async (t) => {
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, `${'{"phrase":"the"}\n'.repeat(9)}{"phrase":7}\n`);
  writeFileSync(join(folder, 'kept.csv'), 'kept\n');
  const args = ['query', directory, '--phrases', broken, '--csv', 'kept.csv'];
  t.match(await runCli(folder, [...args, '--parquet', 'new.parquet']), { code: 3 });
  t.equal(readFileSync(join(folder, 'kept.csv'), 'utf8'), 'kept\n');
  const names = readdirSync(folder).filter((name) => /part|new/.test(name));
  t.strictSame(names, []);
});

t.test('a command that is stopped leaves no file, and an older one as it was', async (t) => {
  const place = temporaryFolder(t);
  const kept = join(place, 'kept.csv');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    writeFileSync(kept, 'kept\n');
    const args = ['query', directory, '--phrases', '-', '--csv', kept];
    const child = spawn(process.execPath, [main, ...args, '--parquet', join(place, 'new.parquet')]);
    const ended = once(child, 'exit');
    child.stdin.on('error', () => {}); // nobody reads the rest
    child.stdin.write('the\n'.repeat(100_000));
    while (readdirSync(place).filter((name) => name.includes('.part-')).length < 2) {
      t.equal(child.exitCode, null);
      await setTimeout(5);
    }
    child.kill(signal);
    t.strictSame(await ended, [null, signal], 'a shell sees the signal');
    t.strictSame(readdirSync(place), ['kept.csv']);
    t.equal(readFileSync(kept, 'utf8'), 'kept\n');
  }
});
