// A peer from PyPI: a script of our own beside its package, in an environment made for the run.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answers, Peer } from './peer.ts';

const scripts = fileURLToPath(new URL('./python/', import.meta.url));
const constraints = join(scripts, 'constraints.txt');

/**
 * The peer of a package, with the script of its name in `python/`. `others` are packages that it needs and
 * does not name. python/constraints.txt pins the versions.
 */
export function pythonPeer(name: string, ...others: readonly string[]): Peer {
  const script = join(scripts, `${name.replaceAll('-', '_')}_peer.py`);
  let python = '';
  return {
    name,
    prepare: (folder) => {
      python = makeEnvironment(folder);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
      call(`pip install ${name}`, python, [...pip, '--constraint', constraints, name, ...others]);
      return lastLine(call(`loading ${name}`, python, [script, 'version']));
    },
    build: ({ corpus, index, threads }) => {
      const env = { RAYON_NUM_THREADS: String(threads) };
      const args = [script, 'build', index, corpus, String(threads)];
      return Number(lastLine(call(`a build of ${name}`, python, args, env)));
    },
    ask: ({ index, list }) => {
      const told = call(`asking ${name}`, python, [script, 'ask', index, list]);
      return JSON.parse(lastLine(told)) as Answers;
    },
  };
}

/** The interpreter of the environment of the run, which is made if it is not there. */
function makeEnvironment(folder: string): string {
  const environment = join(folder, 'python');
  const python = join(environment, 'bin', 'python');
  if (!existsSync(python)) call('python3 -m venv', 'python3', ['-m', 'venv', environment]);
  return python;
}

/** The standard output of a program. Throws with `action` and the reason that the program gave. */
function call(
  action: string,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): string {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Error(`${action}: ${error.message}`);
  if (status === 0) return stdout;
  const said = /^ERROR: .*$/m.exec(stderr)?.[0] ?? lastLine(stderr);
  throw new Error(`${action} ended with ${signal ?? status}: ${said}`);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
