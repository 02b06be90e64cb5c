// `--at 1950 1960`: a space where a comma belongs, so that the second step is an argument. To query
// and scan it is a phrase, a number that hardly any corpus lacks: the answer would seem to be one.

import { IndexError } from '../../errors.ts';
import { warn } from './remark.ts';

interface StraySteps {
  readonly option: string;
  /** The option's value, and the numbers that follow it. */
  readonly value: string;
  readonly stray: readonly string[];
}

/** The first option of steps that bare numbers follow; `argv` is what follows the command's name. */
export function findStraySteps(argv: readonly string[]): StraySteps | undefined {
  for (const [i, argument] of argv.entries()) {
    if (argument === '--') return undefined;
    const [, option, given] = /^(--at|--checkpoints)(?:=(.*))?$/.exec(argument) ?? [];
    if (option === undefined) continue;
    const rest = argv.slice(i + 1);
    const value = given ?? rest.shift();
    if (value === undefined || !/^\d+(,\d*)*$/.test(value)) continue;
    const end = rest.findIndex((other) => !/^\d+(,\d+)*,?$/.test(other));
    const stray = end < 0 ? rest : rest.slice(0, end);
    if (stray.length > 0) return { option, value, stray };
  }
  return undefined;
}

/** A remark for `query` and `scan`; throws `bad_argument` for `split`, where it can be nothing else. */
export function remarkStraySteps([command, ...argv]: readonly string[]): void {
  if (command !== 'query' && command !== 'scan' && command !== 'split') return;
  const found = findStraySteps(argv);
  if (found === undefined) return;
  const { option, value, stray } = found;
  const steps = [value, ...stray].map((part) => part.replace(/,$/, '')).join(',');
  const advice = `several steps are separated by commas, without spaces: ${option} ${steps}`;
  const one = stray.length === 1;
  if (command === 'split' || value.endsWith(',')) {
    const message = `${stray.join(' ')} after ${option} ${value} ${one ? 'is not an argument' : 'are not arguments'} of ${command}; ${advice}`;
    throw new IndexError('bad_argument', message, { found: stray.join(' ') });
  }
  if (argv.includes('--quiet')) return;
  warn(`${stray.join(', ')} ${one ? 'is read as a phrase' : 'are read as phrases'}; ${advice}`);
}
