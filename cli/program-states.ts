// The commands over states and attention of a model: concepts and attention. program.ts has the others.

import { type Command, Option } from 'commander';
import { parseName, parseNumber } from './option-values.ts';

export function addConcepts(program: Command): void {
  program
    .command('concepts')
    .summary('how well concept vectors predict, and how many dimensions they occupy, by checkpoint')
    .description(
      'Takes the hidden states of both sentences of each pair at checkpoints. A concept vector is the ' +
        'state of the good sentence minus that of the bad one. Prints the AUROC of the mean vector of ' +
        'proxy-train on proxy-validation, and the effective rank of the vectors of each side.',
    )
    .requiredOption('--split <dir>', 'folder that firstseen split wrote', parseName)
    .requiredOption(
      '--states <pattern>',
      'where the arrays are: a path with {set}, {step}, {side} and {seed}, in quotes, or a folder of [SEED.]SET.stepN.good.npy and .bad.npy (or .safetensors)',
      parseName,
    )
    .addOption(
      new Option('--sides <sides>', 'fixed: by the step of the split; as-of: by each checkpoint')
        .choices(['fixed', 'as-of'])
        .default('fixed'),
    )
    .addOption(
      new Option('--resamples <n>', 'samples for the intervals and baselines of an AUROC; 0: none')
        .argParser(parseNumber)
        .default(1000),
    )
    .addOption(
      new Option('--rank-resamples <n>', 'samples for ranks, which take longer')
        .argParser(parseNumber)
        .default(100),
    )
    .addOption(new Option('--seed <n>', 'seed of the samples').argParser(parseNumber).default(0))
    .option('--csv <file.csv>', 'write the numbers as CSV', parseName)
    .option('--plot <file.svg>', 'draw both over the checkpoints', parseName)
    .option('--json', 'one line of JSON for each set and checkpoint')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen concepts --split blimp-splits --states "states/{set}.step{step}.{side}.npy" --plot concepts.svg',
    )
    .action(async (options) => {
      const { runConcepts } = await import('./concepts-command.ts');
      await runConcepts(options);
    });
}

export function addAttention(program: Command): void {
  program
    .command('attention')
    .summary('attention from critical to context token by head and side, and its change')
    .description(
      'Takes the attention weights of each pair at checkpoints, from the critical to the context token ' +
        'of the good sentence, for each layer and head. Prints means by side, the change between two ' +
        'checkpoints, and in how few heads it happens.',
    )
    .requiredOption('--split <dir>', 'folder that firstseen split wrote', parseName)
    .requiredOption(
      '--weights <pattern>',
      'where the arrays are: a path with {set}, {step} and {seed}, in quotes, or a folder of [SEED.]SET.stepN.npy (or .safetensors)',
      parseName,
    )
    .addOption(
      new Option('--side <side>', 'the examples whose change is taken')
        .choices(['all', 'train', 'validation'])
        .default('all'),
    )
    .addOption(
      new Option('--from <step>', 'the change from this checkpoint (default: the first)').argParser(
        parseNumber,
      ),
    )
    .addOption(new Option('--to <step>', 'to this one (default: the last)').argParser(parseNumber))
    .addOption(
      new Option('--top <k>', 'number of heads to list: those that changed most')
        .argParser(parseNumber)
        .default(8),
    )
    .option('--csv <file.csv>', 'write the means as CSV', parseName)
    .option('--plot <file.svg>', 'draw heat maps of the checkpoints and the change', parseName)
    .option('--json', 'one line of JSON for each step, layer and head, then one with the change')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen attention --split blimp-splits --weights "attention/{set}.step{step}.npy" --from 100 --to 1950 --plot heads.svg',
    )
    .action(async (options) => {
      const { runAttention } = await import('./attention-command.ts');
      await runAttention(options);
    });
}
