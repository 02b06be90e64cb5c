// What tests need besides Node and the packages: each named once, with why tests skip without it. The
// tests and `npm test`, which says so at once, ask here. Data is in scripts/check-test-data.ts.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasAddon } from '../native/addon.ts';

export interface Need {
  /** What skips without it, in a few words. */
  readonly tests: string;
  /** False: it is there. Otherwise why tests that need it skip, and how to get it. */
  readonly skip: () => string | false;
}

/** Python with the packages of the tests; .ci/run names one of its own. */
export const python = process.env['FIRSTSEEN_PYTHON'] ?? 'python3';

/**
 * The environment of a Python that imports from the checkout: it leaves no compiled modules there. .ci/run names
 * a folder for them, since a program without them spends most of its time on compiling what it imports.
 */
export const pythonCache: Readonly<Record<string, string>> =
  process.env['PYTHONPYCACHEPREFIX'] === undefined ? { PYTHONDONTWRITEBYTECODE: '1' } : {};

const runs = (command: string, ...args: string[]) =>
  spawnSync(command, args, { timeout: 20_000 }).status === 0;

/** The shell is the same engine without the windows of the browser; tests need some 45 % less CPU time with it. */
const chromiumPlaces = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];

/** Also programs that are in the path of root only. */
const systemPath = `${process.env['PATH']}:/usr/sbin:/sbin`;

function findSlurm(): string | false {
  const env = { ...process.env, PATH: systemPath };
  const programs = ['sbatch', 'slurmctld', 'slurmd', 'munged'];
  const missing = programs.find((name) => {
    return spawnSync('which', [name], { env, timeout: 20_000 }).status !== 0;
  });
  if (missing !== undefined) {
    return `there is no ${missing}: install Slurm (Debian: slurmctld slurmd slurm-client munge)`;
  }
  return unless(process.getuid?.() === 0, 'only root can start the daemons of Slurm');
}

const nginxPlaces = ['nginx', '/usr/sbin/nginx', '/usr/local/sbin/nginx'];

/** The first that says its version: distributions also have stubs by these names that only complain. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  const places = named ? [named] : chromiumPlaces.filter((path) => existsSync(path));
  return places.find((path) => runs(path, '--version'));
}

export function findNginx(): string | undefined {
  return nginxPlaces.find((path) => runs(path, '-v'));
}

/** A distribution of OpenSearch, unpacked; .ci/run fetches one. */
export function openSearchHome(): string | undefined {
  const named = process.env['FIRSTSEEN_OPENSEARCH'];
  return named !== undefined && existsSync(join(named, 'lib')) ? named : undefined;
}

const leastJava = 21;

/** A Java that OpenSearch runs on. */
export function findJava(): string | undefined {
  const homes = [process.env['FIRSTSEEN_JAVA_HOME'], process.env['JAVA_HOME']];
  const places = [...homes.flatMap((home) => (home ? [join(home, 'bin/java')] : [])), 'java'];
  return places.find((path) => {
    const { stderr } = spawnSync(path, ['-version'], { encoding: 'utf8', timeout: 20_000 });
    return Number(/version "(\d+)/.exec(stderr ?? '')?.[1]) >= leastJava;
  });
}

function unless(holds: boolean, reason: string): string | false {
  return holds ? false : reason;
}

/** For a shell or another program. */
export function skipUnless(program: string, ...args: string[]): string | false {
  return unless(runs(program, ...args), `there is no ${program}`);
}

function skipUnlessPython(imports: string, packages: string): string | false {
  return unless(runs(python, '-c', `import ${imports}`), `${python}: no ${packages}`);
}

export const needs = {
  kernel: {
    tests: 'the native half of every test that runs on both kernels',
    skip: () => {
      if (process.env['FIRSTSEEN_NATIVE'] === '0') return 'FIRSTSEEN_NATIVE is 0';
      return unless(
        hasAddon(),
        'the native kernel was not built: npm run prepare, with a Rust tool chain',
      );
    },
  },
  chromium: {
    tests: 'the page in a browser (test/web/page-*)',
    skip: () =>
      unless(
        findChromium() !== undefined,
        'there is no chromium that starts: install it, or name it in CHROMIUM_PATH',
      ),
  },
  nginx: {
    tests: 'the server behind a real proxy',
    skip: () =>
      unless(findNginx() !== undefined, 'there is no nginx: install it (Debian: nginx-light)'),
  },
  python: {
    tests: 'the client in Python (test/query-server/clients)',
    skip: () => unless(runs('python3', '--version'), 'there is no python3'),
  },
  torch: {
    tests: 'the programs of examples/python',
    skip: () =>
      skipUnlessPython(
        'torch, transformers, tokenizers, safetensors, numpy, tqdm',
        'PyTorch (examples/python/requirements.txt)',
      ),
  },
  pythonPackage: {
    tests: 'the package for Python (python/tests)',
    skip: () =>
      skipUnlessPython(
        'httpx, pandas, matplotlib, tqdm, pytest, nbclient, ipykernel',
        'packages of python/tests/requirements.txt',
      ),
  },
  training: {
    tests: 'the order log of python/ (test/python/training)',
    skip: () =>
      skipUnlessPython(
        'pytest, torch, numpy',
        'pytest or PyTorch (python/tests/training/requirements.txt)',
      ),
  },
  numbers: {
    tests: 'the statistics of curves against their libraries',
    skip: () =>
      skipUnlessPython(
        'numpy, scipy, sklearn, statsmodels, safetensors',
        'scikit-learn or statsmodels (scripts/interop/requirements-numbers.txt)',
      ),
  },
  slurm: { tests: 'a job array of Slurm', skip: findSlurm },
  curl: {
    tests: 'the examples of /docs',
    skip: () => skipUnless('curl', '--version'),
  },
  opensearch: {
    tests: 'export and search in a real cluster (test/opensearch)',
    skip: () => {
      if (openSearchHome() === undefined) {
        return 'there is no OpenSearch: name its unpacked distribution in FIRSTSEEN_OPENSEARCH';
      }
      const reason = `there is no Java ${leastJava}: name one in FIRSTSEEN_JAVA_HOME`;
      return unless(findJava() !== undefined, reason);
    },
  },
  zsh: { tests: 'completion in zsh', skip: () => skipUnless('zsh', '-c', 'exit') },
  fish: { tests: 'completion in fish', skip: () => skipUnless('fish', '-c', 'exit') },
} as const satisfies Record<string, Need>;
