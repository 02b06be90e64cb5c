// `npm run -s firstseen query my.idx "the lake" --at 10`: without `--` npm takes the options for its own, and
// their values become arguments. The answer would be one to another question.
//
// npm says what it took in the environment, `npm_config_at=true`.

import type { Command } from 'commander';
import { IndexError } from '../../errors.ts';
import { commandByNpm, isRunByNpm } from '../typed-command.ts';

/** Settings that npm may have of somebody's own. It has `json` too, which is typed with a command. */
const npmOwn: ReadonlySet<string> = new Set(['name', 'prefix', 'shell']);

/** Throws `bad_argument` where npm took options of the command that is called. */
export function requireOwnOptions(program: Command, [name]: readonly string[]): void {
  if (!isRunByNpm()) return;
  const command = program.commands.find((one) => one.name() === name);
  const taken = command?.options.filter(({ long }) => isTaken(long ?? '')) ?? [];
  if (taken.length === 0) return;
  const flags = taken.map(({ long }) => long).join(', ');
  throw new IndexError(
    'bad_argument',
    `npm took ${flags} for itself, so ${name} did not get that; put -- before what firstseen is to get: ${commandByNpm} ${name} ...`,
    { found: flags },
  );
}

/** `--no-merge` is npm's setting `merge`. */
function isTaken(flag: string): boolean {
  const setting = flag.replace(/^--(no-)?/, '').replaceAll('-', '_');
  return !npmOwn.has(setting) && process.env[`npm_config_${setting}`] !== undefined;
}
