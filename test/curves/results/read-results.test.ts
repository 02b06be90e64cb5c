// The same scores give the same results, in whatever format and order they come.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { readResults } from '../../../curves/results/read-results.ts';
import type { SetExamples } from '../../../curves/split/split-examples.ts';
import { npyOf } from '../arrays/write-npy.ts';
import {
  plain,
  range,
  resultsOf,
  type Scored,
  sampleLine,
  scenes,
  splitOf,
} from './small-results.ts';
import { tables, write, writeSamples } from './write-results.ts';

const options = { taskPrefix: 'blimp_' };
let folders = 0;

/** A folder of its own for each run of a property. */
function folderIn(dir: string): string {
  return join(dir, `run-${folders++}`);
}

t.test('tables of each kind, in any order of rows, give the results of their scores', async (t) => {
  const dir = t.testdir({});
  for (const [name, writer] of Object.entries(tables)) {
    await fc.assert(
      fc.asyncProperty(
        scenes.chain((scene) =>
          fc.shuffledSubarray([...scene.rows], { minLength: scene.rows.length }).map((rows) => ({
            scene,
            rows,
          })),
        ),
        async ({ scene, rows }) => {
          const file = write(join(folderIn(dir), name), writer(rows));
          const read = await readResults([file], scene.split, options);
          if (!same(plain(read), resultsOf(scene))) throw new Error(`${name} differs`);
        },
      ),
      { numRuns: 25 },
    );
    t.pass(name);
  }
});

t.test('samples of lm-evaluation-harness give the results of their scores', async (t) => {
  const dir = t.testdir({});
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const folder = writeSamples(folderIn(dir), scene.rows);
      const read = await readResults([folder], scene.split, options);
      if (!same(plain(read), resultsOf(scene))) throw new Error('samples differ');
      if (read.ignoredFiles.length > 0) throw new Error('files were ignored');
    }),
    { numRuns: 40 },
  );
  t.pass('all were the same');
});

t.test('arrays give the results of their scores, by axes in any order', async (t) => {
  const dir = t.testdir({});
  const usual = ['step', 'set', 'row', 'score'] as const;
  await fc.assert(
    fc.asyncProperty(
      scenes,
      fc.shuffledSubarray(['seed', ...usual], { minLength: 5 }),
      async (scene, axes) => {
        const { rows } = scene;
        const lists = {
          seed: [...new Set(rows.map(({ seed }) => seed))],
          step: [...new Set(rows.map(({ step }) => step))],
          set: [...scene.split.sets.keys()],
          row: range(Math.max(...[...scene.split.sets.values()].map(({ pairs }) => pairs))),
          score: ['good', 'bad'],
        };
        const shape = axes.map((axis) => lists[axis as keyof typeof lists].length);
        const values = new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(Number.NaN);
        for (const one of rows) {
          for (const side of ['good', 'bad'] as const) {
            const key = { ...one, score: side };
            const at = axes.reduce((sum, axis, i) => {
              const name = axis as keyof typeof lists;
              return sum * (shape[i] as number) + (lists[name] as unknown[]).indexOf(key[name]);
            }, 0);
            values[at] = one[side];
          }
        }
        const folder = folderIn(dir);
        const names = write(
          join(folder, 'names.json'),
          JSON.stringify({ axes, seeds: lists.seed, steps: lists.step, sets: lists.set }),
        );
        const file = write(join(folder, 'scores.npy'), npyOf(values, shape, '<f8'));
        const read = await readResults([file], scene.split, { ...options, names });
        if (!same(plain(read), resultsOf(scene))) throw new Error(`axes ${axes} differ`);
      },
    ),
    { numRuns: 60 },
  );
  t.pass('all were the same');
});

const rows = (step: number, seed: number | null = null): Scored[] =>
  range(3).map((row) => ({ ...{ set: 'wh_island', seed, step, row, good: -1, bad: row - 2 } }));
const split = splitOf({ wh_island: { pairs: 3, kept: [0, 1, 2] } });
const expected = (steps: number[], seed: number | null = null) => ({
  runs: [{ set: 'wh_island', seed, steps, right: steps.map(() => [1, 1, 0]) }],
  droppedRows: 0,
});

t.test(
  'a table without seeds, one file a checkpoint, and another format for a third',
  async (t) => {
    const dir = t.testdir({});
    const withoutSeed = (step: number) =>
      rows(step)
        .map(({ seed, ...one }) => `${JSON.stringify(one)}\n`)
        .join('');
    const first = write(join(dir, 'a.jsonl'), withoutSeed(200));
    const second = write(join(dir, 'b.jsonl'), withoutSeed(0));
    const third = write(
      join(dir, 'c.csv'),
      'set,row,step,correct\n'.concat(
        'wh_island,0,1.0,1.0\nwh_island,1,1,true\n"wh_island",2,1,False\n',
      ),
    );
    const read = await readResults([first, second, third, first], split, options);
    t.same(plain(read), expected([0, 1, 200]));
    t.equal(read.files, 3, 'a file that is named twice is read once');
  },
);

t.test('correct goes before the log-probabilities, which may then be anything', async (t) => {
  const dir = t.testdir({});
  const text = 'set\trow\tstep\tgood\tbad\tcorrect\n'.concat(
    ...range(3).map((row) => `wh_island\t${row}\t7\tnan\t\t${Number(row < 2)}\n`),
  );
  const read = await readResults([write(join(dir, 'x.tsv'), text)], split, options);
  t.same(plain(read), expected([7]));
});

t.test('equal log-probabilities are right, and minus infinity may be one of them', async (t) => {
  const dir = t.testdir({});
  const text =
    'set,row,step,good,bad\nwh_island,0,7,-2,-2.0\nwh_island,1,7,-1e2,-inf\nwh_island,2,7,-Infinity,-9\n';
  const read = await readResults([write(join(dir, 'x.csv'), text)], split, options);
  t.same(plain(read), expected([7]));
});

t.test('what is left out of a folder is listed', async (t) => {
  const dir = t.testdir({});
  const folder = writeSamples(join(dir, 'out'), rows(5, 2));
  write(join(folder, 'seed2/step5/config.json'), '{}');
  write(join(folder, 'notes.txt'), '');
  write(
    join(folder, 'seed2/step5/m/samples_blimp_other_2026-01-01T10-00-00.1.jsonl'),
    '{"doc_id":0}\n',
  );
  symlinkSync(join(folder, 'seed2'), join(folder, 'latest'));
  const read = await readResults([folder], split, options);
  t.same(plain(read), expected([5], 2));
  t.same(
    read.ignoredFiles,
    ['latest', 'notes.txt', 'seed2/step5/config.json'].map((name) => join(folder, name)),
  );
  t.same(read.unknownSets, ['blimp_other']);
});

t.test('--latest takes the newest file of a task in a folder', async (t) => {
  const dir = t.testdir({});
  const folder = join(dir, 'step5');
  const text = (bad: number) =>
    rows(5)
      .map((one) => `${sampleLine({ ...one, bad: bad === 0 ? 0 : one.bad })}\n`)
      .join('');
  const older = join(folder, 'samples_blimp_wh_island_2026-01-01T10-00-00.9.jsonl');
  write(older, text(0));
  write(join(folder, 'samples_blimp_wh_island_2026-01-02T10-00-00.1.jsonl'), text(1));
  const read = await readResults([folder], split, { ...options, latest: true });
  t.same(plain(read), expected([5]));
  t.same(read.olderFiles, [older]);
  await t.rejects(readResults([folder], split, options), {
    code: 'results_invalid',
    message: /2026-01-02.*line 1: row 0 a second time; .*2026-01-01.* has it too.*--latest/,
  });
});

t.test('progress reaches all bytes, and an abort ends reading', async (t) => {
  const dir = t.testdir({});
  const folder = writeSamples(join(dir, 'out'), [...rows(5, 2), ...rows(6, 2)]);
  const seen: number[] = [];
  await readResults([folder], split, {
    ...options,
    onProgress: ({ readBytes, totalBytes }) => seen.push(readBytes / totalBytes),
  });
  t.equal(seen.at(-1), 1);
  const gone = AbortSignal.abort(new Error('enough'));
  await t.rejects(readResults([folder], split, { ...options, signal: gone }), /enough/);
});

const training = fileURLToPath(new URL('../../../../shared/data/training-run/', import.meta.url));
const isThere = existsSync(join(training, 'results/seed1.npz'));

t.test(
  'the arrays of a real run have the accuracy that its notes give',
  { skip: isThere ? false : 'the training run is not there' },
  async (t) => {
    const names = join(training, 'run-info.json');
    const { sets } = JSON.parse(readFileSync(names, 'utf8')) as { sets: string[] };
    const whole = splitOf(
      Object.fromEntries(sets.map((set) => [set, { pairs: 1000, kept: range(1000) }])),
    );
    const file = join(training, 'results/seed1.npz');
    const { runs } = await readResults([file], whole, { ...options, names });
    t.equal(runs.length, 67);
    const last = runs.map(({ right }) => right.at(-1)?.reduce((sum, one) => sum + one, 0) ?? 0);
    t.equal((last.reduce((sum, one) => sum + one, 0) / 67000).toFixed(3), '0.733');
    t.same([runs[0]?.steps[0], runs[0]?.steps.at(-1), runs[0]?.seed], [0, 1950, 1]);

    // The harness's own files of one set, 42 checkpoints in an archive of half a gigabyte.
    const archive = join(training, 'results/lm-eval-seed1.tar.xz');
    const dir = t.testdir({});
    const tar = spawnSync('tar', [
      '-xJf',
      archive,
      '-C',
      dir,
      '--wildcards',
      '*samples_blimp_wh_island_*',
    ]);
    const skip = tar.status === 0 ? false : `tar does not unpack it: ${tar.stderr}`;
    await t.test('as the harness logged them', { skip }, async (t) => {
      const { sets: pairs, ...rest } = whole;
      const island = { ...(pairs.get('wh_island') as SetExamples), findMismatch: pairIdMismatch };
      const one = { ...rest, sets: new Map([['wh_island', island]]) };
      const logged = await readResults([dir], one, options);
      t.equal(logged.files, 42);
      t.same(
        logged.runs[0],
        runs.find(({ set }) => set === 'wh_island'),
      );
    });
  },
);

/** BLiMP's own number of the row. */
function pairIdMismatch(row: number, document: Readonly<Record<string, unknown>>) {
  return document['pairID'] === String(row) ? undefined : 'its pairID is another';
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
