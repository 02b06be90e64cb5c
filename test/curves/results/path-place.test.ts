// Step and seed of a path.

import t from 'tap';
import { findPlace, findSeed } from '../../../curves/results/path-place.ts';

const name = 'samples_blimp_wh_island_2026-01-01T10-00-00.jsonl';
const stepIn = (folders: string) => findPlace(`${folders}/${name}`, {}).step;

t.test('the nearest folder that names a step says it', async (t) => {
  const steps: Readonly<Record<string, number>> = {
    'out/step700': 700,
    'out/step_700/model': 700,
    'out/step-0': 0,
    'out/checkpoint-700': 700,
    'out/checkpoint_12': 12,
    'out/iter_0000700': 700,
    'out/iter-000700-ckpt': 700,
    'out/global_step143000': 143000,
    'out/ckpt25': 25,
    'out/steps=5': 5,
    'out/org__model__step700': 700,
    'out/step1000-tokens4B': 1000,
    'step1/step2/model': 2,
    '/data/step9/pythia-160m-step3': 3,
    'out/STEP12': 12,
    'epoch_2_step_8/x': 8,
  };
  for (const [folders, step] of Object.entries(steps)) t.equal(stepIn(folders), step, folders);
});

t.test('other numbers are not steps', async (t) => {
  for (const folders of [
    'out',
    'out/700',
    'out/step700k',
    'out/step1.5',
    'out/misstep7',
    'out/step',
  ]) {
    t.throws(() => stepIn(folders), { code: 'results_invalid', message: /names a step/ }, folders);
  }
  t.throws(() => stepIn('out/step5-of-step7'), { message: /several steps \(5, 7\)/ });
  t.equal(stepIn('out/step7-checkpoint7'), 7, 'the same step twice');
});

t.test('a pattern of the user finds the step, in the file name too', async (t) => {
  const place = (path: string, stepPattern: RegExp) => findPlace(path, { stepPattern }).step;
  t.equal(place('out/v12/x.jsonl', /v(\d+)/), 12);
  t.equal(place('out/v12/x_v13.jsonl', /v(\d+)/), 13);
  t.equal(place('out/700/m/x.jsonl', /^(\d+)$/), 700);
});

t.test('a seed is the nearest one, a number where it is digits', async (t) => {
  t.equal(findSeed('a/seed1/step2/llama-seed_03/x.jsonl'), 3);
  t.equal(findSeed('a/seed-7.npz'), 7);
  t.equal(findSeed('a/b.npz'), null);
  t.equal(findSeed('a/run-blue/x.npz', /run-(\w+)/), 'blue');
  t.equal(findSeed('reseed5/x.npz'), null);
});

t.test('folders above a root say nothing', async (t) => {
  const roots = ['/tmp/step5-seed9'];
  const place = findPlace(`${roots[0]}/step7/${name}`, { roots });
  t.same(place, { step: 7, seed: null });
  t.throws(() => findPlace(`${roots[0]}/${name}`, { roots }), { message: /names a step/ });
  t.throws(() => findPlace(`${roots[0]}/a/${name}`, { roots }), { message: /names a step/ });
  t.same(findPlace(`/tmp/step5-seed9x/${name}`, { roots }), { step: 5, seed: 9 });
});
