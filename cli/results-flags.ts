// Options of the commands that read a split and results at checkpoints.

import { type Command, Option } from 'commander';
import { pathPattern } from '../curves/results/path-pattern.ts';
import type { ResultOptions } from '../curves/results/result-format.ts';
import { parseName } from './option-values.ts';

export interface ResultFlags {
  readonly split: string;
  readonly results: string[];
  readonly taskPrefix: string;
  readonly stepPattern?: string;
  readonly seedPattern?: string;
  readonly names?: string;
  readonly metric?: string;
  readonly latest?: true;
}

export function addResultOptions(command: Command): Command {
  return command
    .requiredOption('--split <dir>', 'folder that firstseen split wrote', parseName)
    .requiredOption(
      '--results <path...>',
      'results at checkpoints: folders of lm-evaluation-harness (--log_samples); CSV, TSV, JSON lines or Parquet with set, row, step, and correct or good and bad; .npy or .npz with --names',
    )
    .addOption(
      new Option(
        '--step-pattern <regex>',
        'how a path names its step, the step as first group (default: step700, checkpoint-700, ...)',
      ).argParser(parseName),
    )
    .addOption(
      new Option(
        '--seed-pattern <regex>',
        'how a path names its seed, the seed as first group (default: seed1)',
      ).argParser(parseName),
    )
    .option('--task-prefix <text>', 'prefix of the name of a set in a task', 'blimp_')
    .addOption(
      new Option('--names <file>', 'JSON with steps and sets of the axes of an array').argParser(
        parseName,
      ),
    )
    .addOption(
      new Option(
        '--metric <name>',
        'metric of lm-evaluation-harness that counts as right or wrong (default: acc)',
      ).argParser(parseName),
    )
    .option('--latest', 'take the newest of several results of a task in one folder');
}

/** Throws `bad_argument` for a pattern that is not one. */
export function resultOptionsOf(flags: ResultFlags): ResultOptions {
  const { taskPrefix, stepPattern, seedPattern, names, metric, latest } = flags;
  return {
    taskPrefix,
    ...(stepPattern !== undefined && { stepPattern: pathPattern('--step-pattern', stepPattern) }),
    ...(seedPattern !== undefined && { seedPattern: pathPattern('--seed-pattern', seedPattern) }),
    ...(names !== undefined && { names }),
    ...(metric !== undefined && { metric }),
    ...(latest && { latest }),
  };
}
