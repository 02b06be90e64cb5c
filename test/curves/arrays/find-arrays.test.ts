import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { parseArrayName, parseSeed } from '../../../curves/arrays/array-name.ts';
import { parsePattern } from '../../../curves/arrays/array-pattern.ts';
import { findArrays } from '../../../curves/arrays/find-arrays.ts';
import type { ArrayPart } from '../../../curves/arrays/place-book.ts';
import { IndexError } from '../../../errors.ts';
import { bytesOf, npy, safetensors } from './array-bytes.ts';

const sets = new Set(['alpha', 'b.c', 'gamma']);
const array = npy({ shape: [1, 1], values: [1] });
const tensor = { dtype: 'F32', shape: [1, 1], bytes: bytesOf([1], '<f4') };

function put(folder: string, names: readonly string[], bytes: Buffer = array): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

async function find(pattern: string, parts: readonly ArrayPart[] = ['good', 'bad']) {
  const found = await findArrays(pattern, { sets, parts, option: '--states' });
  const places = found.checkpoints.map(({ set, seed, step }) => [set, seed, step]);
  return { ...found, places };
}

async function failure(pattern: string, parts?: readonly ArrayPart[]) {
  try {
    await find(pattern, parts);
  } catch (error) {
    if (error instanceof IndexError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

t.test('a pattern finds arrays in the order of sets, seeds and steps', async (t) => {
  const dir = t.testdir();
  const names = ['gamma.step5', 'alpha.step100', 'alpha.step9', 'b.c.step9', 'other.step9'];
  put(
    dir,
    names.flatMap((name) => [`s2.${name}.good.npy`, `s2.${name}.bad.npy`]),
  );
  put(dir, ['s10.alpha.step9.good.npy', 's10.alpha.step9.bad.npy', 'README.md']);
  const one = await find(`${dir}/s2.{set}.step{step}.{side}.npy`);
  t.strictSame(one.places, [
    ['alpha', null, 9],
    ['alpha', null, 100],
    ['b.c', null, 9],
    ['gamma', null, 5],
  ]);
  t.strictSame(one.unknownSets, ['other']);
  t.equal(one.otherFiles, 3);
  t.strictSame(one.checkpoints[0]?.places.bad, {
    path: join(dir, 's2.alpha.step9.bad.npy'),
    tensor: null,
  });
  const seeds = await find(`${dir}/s{seed}.{set}.step{step}.{side}.npy`);
  t.strictSame(seeds.places.slice(0, 3), [
    ['alpha', 2, 9],
    ['alpha', 2, 100],
    ['alpha', 10, 9],
  ]);
  const folder = await find(dir);
  t.strictSame(folder.places.slice(0, 3), [
    ['alpha', 's10', 9],
    ['alpha', 's2', 9],
    ['alpha', 's2', 100],
  ]);
  t.strictSame(folder.places.at(-2), ['b.c', 's2', 9], 'a set may have a dot');
  t.equal(folder.firstOther, 'README.md');
});

t.test('braces may be in folders, and * is anything', async (t) => {
  const dir = t.testdir();
  put(dir, ['run-3/alpha/7/x.good.npy', 'run-3/alpha/7/y.bad.npy', 'run-4/alpha/7.txt']);
  const found = await find(`${dir}/run-{seed}/{set}/{step}/*.{side}.npy`);
  t.strictSame(found.places, [['alpha', 3, 7]]);
});

t.test('safetensors hold what the path does not name', async (t) => {
  const dir = t.testdir();
  put(
    dir,
    ['alpha.step1.safetensors', 'b.c.step1.safetensors'],
    safetensors({ bad: tensor, good: tensor }),
  );
  put(
    dir,
    ['gamma.step1.good.safetensors', 'gamma.step1.bad.safetensors'],
    safetensors({ x: tensor }),
  );
  const folder = await find(dir);
  t.strictSame(folder.places, [
    ['alpha', null, 1],
    ['b.c', null, 1],
    ['gamma', null, 1],
  ]);
  t.strictSame(
    folder.checkpoints.map(({ places }) => places.good.tensor),
    ['good', 'good', null],
  );
  const whole = Object.fromEntries(
    ['b.c.good', 'b.c.bad', 'alpha.good', 'alpha.bad', 'z.bad'].map((name) => [name, tensor]),
  );
  put(dir, ['all/9.safetensors'], safetensors(whole));
  const all = await find(`${dir}/all/{step}.safetensors`);
  t.strictSame(all.places, [
    ['alpha', null, 9],
    ['b.c', null, 9],
  ]);
  t.strictSame(all.unknownSets, ['z']);
  put(dir, ['weights/9.safetensors'], safetensors({ alpha: tensor, 'b.c': tensor }));
  const weights = await find(`${dir}/weights/{step}.safetensors`, ['weights']);
  t.strictSame(
    weights.checkpoints.map(({ places }) => places.weights?.tensor),
    ['alpha', 'b.c'],
  );
});

t.test('names that say something wrong are errors', async (t) => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'partner',
      ['alpha.step1.good.npy'],
      /alpha\.step1\.good\.npy: found no array bad for alpha, step 1/,
    ],
    [
      'step',
      ['alpha.step1e3.good.npy', 'alpha.step1e3.bad.npy'],
      /found step "1e3", expected a whole number/,
    ],
    ['no-step', ['alpha.step.good.npy'], /found step ""/],
    ['big', ['alpha.step99999999999999999999.good.npy'], /found step "99999999999999999999"/],
    [
      'twice',
      ['alpha.step1.good.npy', 'alpha.step1.good.safetensors', 'alpha.step1.bad.npy'],
      /alpha\.step1\.good\.safetensors: found a second array of alpha, step 1, good; the first is in .*alpha\.step1\.good\.npy/,
    ],
    [
      'zeros',
      ['alpha.step1.good.npy', 'alpha.step01.good.npy', 'alpha.step1.bad.npy'],
      /a second array of alpha, step 1, good/,
    ],
    [
      'no-side',
      ['alpha.step1.npy'],
      /found one array, as \.npy holds, but its name says no side.*\{side\}/,
    ],
    [
      'other-sets',
      ['delta.step1.good.npy', 'delta.step1.bad.npy'],
      /no set of the split: found delta, expected sets such as alpha, b\.c, gamma/,
    ],
    [
      'nothing',
      ['README.md'],
      /found 1 other files, such as README\.md, expected files named \[SEED\.\]SET\.stepN\.good\.npy/,
    ],
  ];
  const dir = t.testdir();
  for (const [name, names, message] of cases) {
    put(join(dir, name), names);
    t.match(await failure(join(dir, name)), { code: 'results_invalid', message }, name);
  }
  put(join(dir, 'tensors'), ['alpha.step1.safetensors'], safetensors({ god: tensor, bad: tensor }));
  t.match(await failure(join(dir, 'tensors')), {
    message: /found a tensor god, expected names such as good/,
  });
  put(join(dir, 'sides'), ['alpha.step1.good.npy']);
  t.match(await failure(join(dir, 'sides'), ['weights']), {
    message: /a side, good, expected none/,
  });
  t.match(await failure(join(dir, 'nowhere')), {
    code: 'input_not_found',
    message: /cannot read the folder .*in quotes/,
  });
  t.match(await failure(join(dir, 'nowhere/{set}.{step}')), { code: 'input_not_found' });
  const none = await failure(`${dir}/sides/{set}.x{step}.{side}.npy`);
  t.match(none, { code: 'results_invalid', message: /expected files that match the pattern/ });
});

t.test('patterns with other braces are refused', async (t) => {
  for (const [pattern, found] of [
    ['{set}.npy', '{step} is missing'],
    ['{set}.{set}.{step}.npy', 'found {set} twice'],
    ['{layer}.{step}.npy', 'found {layer}'],
    ['{set.{step}.npy', 'found {set.'],
    ['set}.{step}.npy', 'found }'],
  ] as const) {
    t.match(await failure(pattern), {
      code: 'bad_argument',
      message: `--states ${pattern}: ${found}`,
    });
  }
  t.equal(parsePattern('/{step}.npy', '--states').base, '/');
  t.equal(parsePattern('{step}.npy', '--states').base, '.');
});

t.test('names of a folder and seeds', async (t) => {
  t.strictSame(parseArrayName('seed1.alpha.step5.good.npy', sets), {
    set: 'alpha',
    step: '5',
    seed: 'seed1',
    side: 'good',
  });
  t.strictSame(parseArrayName('x.b.c.step5.npy', sets), { set: 'b.c', step: '5', seed: 'x' });
  t.strictSame(parseArrayName('x.unknown.step5.npy', sets), {
    set: 'unknown',
    step: '5',
    seed: 'x',
  });
  t.equal(parseArrayName('alpha.good.npy', sets), undefined);
  t.strictSame(['seed1', '07', 'seed-2', 'big', undefined].map(parseSeed), [1, 7, 2, 'big', null]);
});
