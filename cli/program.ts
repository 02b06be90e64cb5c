// Commander's program, made from the declarations of the commands.

import { Command as Commander, Option as CommanderOption } from 'commander';
import { packageVersion } from '../package-version.ts';
import type { Command, Option } from './options/declare.ts';

/** In the order of the help. */
const commands = {
  index: () => import('./commands/index-command.ts'),
  query: () => import('./commands/query-command.ts'),
  scan: () => import('./commands/scan-command.ts'),
  split: () => import('./commands/split-command.ts'),
  curves: () => import('./commands/curves-command.ts'),
  dose: () => import('./commands/dose-command.ts'),
  concepts: () => import('./commands/concepts-command.ts'),
  attention: () => import('./commands/attention-command.ts'),
  info: () => import('./commands/info-command.ts'),
  inspect: () => import('./commands/inspect-command.ts'),
  verify: () => import('./commands/verify-command.ts'),
  serve: () => import('./commands/serve-command.ts'),
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
  for (const { command } of await Promise.all(loads.map(([, load]) => load()))) {
    addCommand(program, command, argv);
  }
  return program;
}

function addCommand(program: Commander, declared: Command, argv: readonly string[]): void {
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
  command
    .addHelpText('after', `\nExample:\n  ${example}`)
    .exitOverride()
    .showHelpAfterError(`(expected: firstseen ${name} ${usage}; --help says more)`)
    .action((...given) => declared.run(...given));
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
