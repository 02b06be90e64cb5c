// `firstseen curves` and `firstseen dose` as processes: what is printed, written, said and refused.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import t, { type Test as Tap } from 'tap';
import { jsonLines, runCli } from './run-cli.ts';

const animals = ['cat', 'dog', 'cow', 'hen', 'fox', 'owl', 'ant', 'bee'];
const steps = [0, 4, 8];
/** Half of the animals are met, one a step. */
const corpus = animals.slice(0, 4).map((animal) => ({ text: `the ${animal} sleeps` }));
const pairs = animals.map((animal) => ({
  sentence_good: `The ${animal} sleeps.`,
  sentence_bad: `The ${animal} sleep.`,
}));

/** Exposed animals are right from step 4 on, the others from step 8 on. */
function isRight(row: number, step: number): boolean {
  return step >= (row < 4 ? 4 : 8);
}

function csv(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => `${row.join(',')}\n`).join('');
}

const results = csv([
  ['set', 'row', 'step', 'correct'],
  ...steps.flatMap((step) =>
    animals.map((_, row) => ['sleep', row, step, Number(isRight(row, step))]),
  ),
]);

async function scene(t: Tap, at = '--checkpoints 0,4,8'): Promise<string> {
  const lines = (rows: readonly unknown[]) =>
    rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const cwd = t.testdir({
    'corpus.jsonl': lines(corpus),
    'sleep.jsonl': lines(pairs),
    'results.csv': results,
  });
  const run = (args: string) => runCli(cwd, args.split(' '));
  const built = await run('index my.idx --from corpus.jsonl --batch-size 1');
  t.equal(built.code, 0, built.stderr);
  const split = await run(`split my.idx --pairs sleep.jsonl --out split ${at} --quiet`);
  t.equal(split.code, 0, split.stderr);
  return cwd;
}

const command = 'curves --split split --results results.csv';

t.test('curves: table, lines, files', async (t) => {
  const cwd = await scene(t);
  const run = (args: string) => runCli(cwd, args.split(' '));
  const shown = await run(`${command} --no-filters`);
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /^sides of the split, at every checkpoint$/m);
  t.match(
    shown.stdout,
    /^sleep +4 \/ 4 +100\.0 \/ 100\.0 +4 +8 +4 +0\.\d{3} +0\.\d{3} +0\.\d{3}$/m,
  );

  const json = await run(`${command} --json --thresholds 80,50 --permutations 99 --out out`);
  t.equal(json.stderr, 'firstseen: written to out\n');
  const [fixed, asOf] = jsonLines(json.stdout) as Record<string, unknown>[];
  t.match(fixed, {
    ...{ set: 'sleep', seed: null, split: 'fixed', steps },
    train: { examples: [4, 4, 4], accuracy: [0, 1, 1] },
    validation: { examples: [4, 4, 4], accuracy: [0, 0, 1] },
    t_train: { 50: 4, 80: 4 },
    t_validation: { 50: 8, 80: 8 },
    lag: { 50: 4, 80: 4 },
    excluded: 'fewer than 100 exposed examples (4)',
  });
  t.match(asOf, {
    split: 'as_of',
    train: { examples: [0, 4, 4], accuracy: [null, 1, 1], low: [null], high: [null] },
    t_train: { 80: 4 },
  });
  t.equal(readFileSync(join(cwd, 'out/curves.jsonl'), 'utf8'), json.stdout);
  const accuracy = readFileSync(join(cwd, 'out/accuracy.csv'), 'utf8').split('\n');
  t.equal(accuracy[0], 'set,seed,split,step,side,examples,accuracy,low,high');
  t.match(accuracy[1], /^sleep,,fixed,0,proxy_train,4,0,0,0\.489/);
  const lags = readFileSync(join(cwd, 'out/lags.csv'), 'utf8').split('\n');
  t.match(lags[0], /^set,seed,split,threshold,t_train,t_validation,lag,p_examples,p_groups,/);
  t.match(lags[1], /^sleep,,fixed,50,4,8,4,0\.\d+,/);
  const parquet = readFileSync(join(cwd, 'out/lags.parquet'));
  const rows = await parquetReadObjects({ file: new Uint8Array(parquet).buffer });
  t.match(rows[0], { set: 'sleep', threshold: 50n, lag: 4n });
  for (const picture of ['sheet.svg', 'figures/sleep.svg']) {
    t.match(readFileSync(join(cwd, 'out', picture), 'utf8'), /^<svg xmlns.*<\/svg>\n$/s);
  }
});

t.test('a quoted glob, results of several seeds, and what is left out is said', async (t) => {
  const cwd = await scene(t);
  const lines = results.trimEnd().split('\n');
  const without = lines.filter((line) => !line.startsWith('sleep,7,0,') && !/,0,[01]$/.test(line));
  for (const seed of [1, 2]) {
    const kept = seed === 1 ? lines : without;
    const rows = kept.map((line, i) => `${line},${i === 0 ? 'seed' : seed}\n`).join('');
    writeFileSync(join(cwd, `part-${seed}.csv`), `${rows}other,0,0,1,${seed}\n`);
  }
  const args = ['curves', '--split', 'split', '--results', 'part-*.csv', '--no-filters'];
  const shown = await runCli(cwd, args);
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stderr, /1 set of the results that the split does not have, left out: other\n/);
  t.match(shown.stderr, /sleep, seed 2, lacks a checkpoint .* at first step 0\n/);
  t.match(shown.stdout, /^sleep +2\/2 +4 \/ 4 .* 4 +8 +4 /m);
  const [first] = jsonLines((await runCli(cwd, [...args, '--json'])).stdout);
  t.match(first, { seed: 1, over_seeds: { seeds: [1, 2], lag: { 80: 4 }, defined: { 80: 2 } } });
  const nothing = await runCli(cwd, args.with(4, 'none-*.csv'));
  t.equal(nothing.code, 4);
  t.match(nothing.stderr, /no file or folder matches none-\*\.csv/);
});

t.test('tables of a seed each say it by their names, or by --seed-pattern', async (t) => {
  const cwd = await scene(t);
  const names = ['seed1.csv', 'seed2.csv', 'run-a.csv', 'run-b.csv'];
  for (const name of names) writeFileSync(join(cwd, name), results);
  const asked = async (args: string) => {
    const shown = await runCli(cwd, `curves --split split --json --quiet ${args}`.split(' '));
    t.equal(shown.code, 0, shown.stderr);
    return jsonLines(shown.stdout).map((line) => (line as { seed: unknown }).seed);
  };
  t.strictSame(await asked('--results seed1.csv seed2.csv'), [1, 1, 2, 2]);
  t.strictSame(await asked('--results run-a.csv run-b.csv --seed-pattern run-([a-z])'), [
    'a',
    'a',
    'b',
    'b',
  ]);
});

t.test('the same question has the same p, and another seed another one', async (t) => {
  const cwd = await scene(t);
  const run = async (args: string) => (await runCli(cwd, args.split(' '))).stdout;
  const asked = `${command} --json --quiet --permutations 500`;
  const first = await run(asked);
  t.equal(await run(asked), first);
  t.not(await run(`${asked} --seed 1`), first);
  const [one] = jsonLines(await run(`${asked} --thresholds 80`)) as { p: { groups: object } }[];
  const [five] = jsonLines(first) as { p: { groups: Record<string, number> } }[];
  t.strictSame(one?.p.groups, { 80: five?.p.groups['80'] }, 'whatever other thresholds there are');
});

t.test('a split of one step gives no curves as of later checkpoints, and says so', async (t) => {
  const cwd = await scene(t, '--at 4');
  const run = (args: string) => runCli(cwd, args.split(' '));
  const shown = await run(`${command} --json`);
  t.match(shown.stderr, /no curves as of each checkpoint.*ends at step 4.*--checkpoints/s);
  t.strictSame(
    jsonLines(shown.stdout).map((line) => (line as { split: string }).split),
    ['fixed'],
  );
  const dose = await run('dose --split split --results results.csv');
  t.equal(dose.code, 2);
  t.match(dose.stderr, /no counts by checkpoint.*--checkpoints/s);
});

t.test('dose: table, lines, files', async (t) => {
  const cwd = await scene(t);
  const run = (args: string) => runCli(cwd, args.split(' '));
  const shown = await run('dose --split split --results results.csv --top 2');
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /^set +0 +1 +2\+ +per doubling +of the rarest word$/m);
  t.match(shown.stdout, /^sleep +100 \(4\) +100 \(4\) +– +– +–$/m);
  const json = await run(
    'dose --split split --results results.csv --top 2 --at 4 --json --out out',
  );
  t.strictSame(jsonLines(json.stdout)[1], {
    ...{ set: 'sleep', seed: null, step: 4, low: 1, high: 1, examples: 4, accuracy: 1 },
    interval: [4 / (4 + 1.959963984540054 ** 2), 1],
  });
  t.strictSame(jsonLines(json.stdout)[3], { set: 'sleep', seed: null, step: 4, fit: null });
  t.equal(readFileSync(join(cwd, 'out/dose.jsonl'), 'utf8'), json.stdout);
  for (const name of ['dose.csv', 'dose.parquet', 'fits.csv', 'fits.parquet', 'sheet.svg']) {
    t.ok(existsSync(join(cwd, 'out', name)), name);
  }
});

t.test('what cannot be asked is refused, and nothing is written', async (t) => {
  const cwd = await scene(t);
  const refused = async (args: string, code: number, message: RegExp) => {
    const ended = await runCli(cwd, args.split(' '));
    t.equal(ended.code, code, args);
    t.match(ended.stderr, message);
    t.notOk(existsSync(join(cwd, 'out')));
  };
  await refused(`${command} --thresholds 70,101 --out out`, 2, /whole per cents from 1 to 100/);
  await refused(`${command} --threshold 77 --out out`, 2, /one of --thresholds 70,75,80,85,90/);
  await refused(`${command} --step-pattern step --out out`, 2, /no group/);
  await refused(`${command} --seed-pattern ( --out out`, 2, /--seed-pattern/);
  await refused('curves --split nowhere --results results.csv --out out', 4, /no split at nowhere/);
  await refused('curves --split split --results nothing.csv --out out', 4, /nothing\.csv/);
  await refused('dose --split split --results results.csv --top 3 --out out', 2, /power of two/);
  await refused(
    'dose --split split --results results.csv --at 5 --out out',
    2,
    /no results at this step/,
  );
  writeFileSync(join(cwd, 'results.csv'), results.split('\n').slice(0, 20).join('\n'));
  await refused(`${command} --out out`, 3, /sleep, step 8: 5 of 8 examples .* row 3/);
});
