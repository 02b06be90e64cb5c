// The commands that ask what a model learned when: curves and dose. program.ts has the others.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseCount, parseName, parseNumber, parseSteps } from './option-values.ts';
import { addResultOptions } from './results-flags.ts';

export function addCurves(program: Command): void {
  const command = program
    .command('curves')
    .summary('accuracy on exposed and unexposed examples by checkpoint, and the lag between them')
    .description(
      'Prints the accuracy on proxy-train and proxy-validation at each checkpoint, and when each ' +
        'reaches a threshold. Shows how much later the unexposed side reaches it, and whether that may be ' +
        'chance.',
    );
  addResultOptions(command)
    .addOption(
      new Option('--thresholds <percent,...>', 'accuracies at which the lag is measured')
        .argParser(parsePercents)
        .default([70, 75, 80, 85, 90], '70,75,80,85,90'),
    )
    .addOption(
      new Option(
        '--threshold <percent>',
        'the threshold of the table and the figures (default: 80 if it is given)',
      ).argParser(parsePercent),
    )
    .addOption(
      new Option('--permutations <n>', 're-assignments of each test')
        .argParser(parseCount)
        .default(1000),
    )
    .addOption(
      new Option('--seed <n>', 'seed of the random numbers').argParser(parseNumber).default(0),
    )
    .option('--no-filters', 'do not exclude sets')
    .addOption(
      new Option(
        '--max-start <percent>',
        'exclude sets above this accuracy at the first checkpoint (default: 70)',
      ).argParser(parsePercent),
    )
    .addOption(
      new Option(
        '--min-best <percent>',
        'exclude sets that never reach this accuracy (default: 80)',
      ).argParser(parsePercent),
    )
    .addOption(
      new Option(
        '--min-exposed <n>',
        'exclude sets with fewer exposed examples (default: 100)',
      ).argParser(parseNumber),
    )
    .option('--log-steps', 'steps of the figures on a logarithmic axis')
    .addOption(
      new Option('--out <dir>', 'write tables, lines and figures there').argParser(parseName),
    )
    .option('--json', 'one line of JSON for each set, seed and kind of split')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen curves --split blimp-splits --results "results/step*" --out curves',
    )
    .action(async (options) => {
      const { runCurves } = await import('./curves-command.ts');
      await runCurves(options);
    });
}

export function addDose(program: Command): void {
  const command = program
    .command('dose')
    .summary('accuracy against the number of exposures by each checkpoint')
    .description(
      'Prints the accuracy by the number of exposures of the critical phrases by each checkpoint, ' +
        'and a fit that includes word frequency. The split needs --checkpoints with the steps of the results.',
    );
  addResultOptions(command)
    .addOption(new Option('--at <step,...>', 'checkpoints (default: all)').argParser(parseSteps))
    .addOption(
      new Option('--top <n>', 'where the last range of exposures begins, a power of two')
        .argParser(parseCount)
        .default(64),
    )
    .addOption(
      new Option('--out <dir>', 'write tables, lines and a sheet there').argParser(parseName),
    )
    .option('--json', 'one line of JSON for each set, seed, checkpoint and range')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen dose --split blimp-splits --results "results/step*" --at 1000',
    )
    .action(async (options) => {
      const { runDose } = await import('./dose-command.ts');
      await runDose(options);
    });
}

function parsePercent(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 100) return number;
  throw new InvalidArgumentError(`Expected whole per cents from 1 to 100, found "${value}".`);
}

function parsePercents(value: string): number[] {
  return value.split(',').map((part) => parsePercent(part.trim()));
}
