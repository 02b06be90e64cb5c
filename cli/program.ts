// Commander's program, made from the declarations of the commands.

import { Command as Commander, Option as CommanderOption } from 'commander';
import { packageVersion } from '../package-version.ts';
import type { Command, Option, ValuesOf } from './options/declare.ts';

/** The declaration of a command and its code, each loaded when it is needed. */
interface LazyCommand {
  declare(): Promise<{ readonly command: Command }>;
  run(...given: readonly unknown[]): Promise<void>;
}

/** Checks that the code takes the values that are declared. */
function join<Declared extends Command>(
  declare: () => Promise<{ readonly command: Declared }>,
  load: () => Promise<(...given: ValuesOf<Declared>) => Promise<void>>,
): LazyCommand {
  const run = async (...given: ValuesOf<Declared>) => (await load())(...given);
  return { declare, run };
}

/** In the order of the help. */
const commands: Readonly<Record<string, LazyCommand>> = {
  index: join(
    () => import('./commands/index-command.ts'),
    async () => (await import('./commands/run-index.ts')).runIndex,
  ),
  query: join(
    () => import('./commands/query-command.ts'),
    async () => (await import('./commands/run-query.ts')).runQuery,
  ),
  search: join(
    () => import('./commands/search-command.ts'),
    async () => (await import('./commands/run-search.ts')).runSearch,
  ),
  records: join(
    () => import('./commands/records-command.ts'),
    async () => (await import('./commands/run-records.ts')).runRecords,
  ),
  scan: join(
    () => import('./commands/scan-command.ts'),
    async () => (await import('./commands/run-scan.ts')).runScan,
  ),
  split: join(
    () => import('./commands/split-command.ts'),
    async () => (await import('./commands/run-split.ts')).runSplit,
  ),
  curves: join(
    () => import('./commands/curves-command.ts'),
    async () => (await import('./commands/run-curves.ts')).runCurves,
  ),
  dose: join(
    () => import('./commands/dose-command.ts'),
    async () => (await import('./commands/run-dose.ts')).runDose,
  ),
  concepts: join(
    () => import('./commands/concepts-command.ts'),
    async () => (await import('./commands/run-concepts.ts')).runConcepts,
  ),
  attention: join(
    () => import('./commands/attention-command.ts'),
    async () => (await import('./commands/run-attention.ts')).runAttention,
  ),
  info: join(
    () => import('./commands/info-command.ts'),
    async () => (await import('./commands/run-info.ts')).runInfo,
  ),
  inspect: join(
    () => import('./commands/inspect-command.ts'),
    async () => (await import('./commands/run-inspect.ts')).runInspect,
  ),
  verify: join(
    () => import('./commands/verify-command.ts'),
    async () => (await import('./commands/run-verify.ts')).runVerify,
  ),
  compact: join(
    () => import('./commands/compact-command.ts'),
    async () => (await import('./commands/run-compact.ts')).runCompact,
  ),
  serve: join(
    () => import('./commands/serve-command.ts'),
    async () => (await import('./commands/run-serve.ts')).runServe,
  ),
};

/**
 * The program for these arguments: with the command that they call, or with all of them. With --json
 * nothing is printed of an error of usage: run-program.ts does.
 */
export async function createProgram(argv: readonly string[] = []): Promise<Commander> {
  const program = new Commander('firstseen')
    .configureOutput(argv.includes('--json') ? { writeErr: () => {} } : {})
    .description(
      'When did a language model first see a phrase in pre-training, and how often by any step?',
    )
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('(add --help for what is expected)')
    .configureHelp({ sortSubcommands: false });
  const called = Object.entries(commands).filter(([name]) => name === argv[2]);
  const loads = called.length > 0 ? called : Object.entries(commands);
  const loaded = loads.map(async ([, { declare, run }]) => ({ ...(await declare()), run }));
  for (const { command, run } of await Promise.all(loaded)) {
    addCommand(program, command, argv).action(run);
  }
  return program;
}

function addCommand(program: Commander, declared: Command, argv: readonly string[]): Commander {
  const { name, summary, description, example } = declared;
  const command = program.command(name).summary(summary).description(description);
  for (const { name, help, parse } of declared.arguments) {
    if (parse === undefined) command.argument(name, help);
    else command.argument(name, help, parse);
  }
  let { usage } = declared;
  for (const [name, option] of Object.entries(declared.options)) {
    const made = createOption(name, option);
    command.addOption(made);
    if (option.usage !== undefined && argv.includes(made.long ?? '')) usage = option.usage;
  }
  return command
    .addHelpText('after', `\nExample:\n  ${example}`)
    .exitOverride()
    .showHelpAfterError(`(expected: firstseen ${name} ${usage}; --help says more)`);
}

function createOption(name: string, option: Option): CommanderOption {
  const { value, help, parse, choices, preset, conflicts = [], required = false } = option;
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const flag = option.negated ? `--no-${dashed}` : `--${dashed}`;
  const made = new CommanderOption(value === undefined ? flag : `${flag} ${value}`, help);
  made
    .makeOptionMandatory(required)
    .hideHelp(help === undefined)
    .conflicts([...conflicts]);
  if (choices !== undefined) made.choices(choices);
  if (parse !== undefined) made.argParser(parse);
  if (preset !== undefined) made.preset(preset);
  if (option.default !== undefined) made.default(option.default, option.defaultText);
  return made;
}
