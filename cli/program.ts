// Commander's program, made from the declarations of the commands.

import {
  Command as Commander,
  Argument as CommanderArgument,
  Option as CommanderOption,
  InvalidArgumentError,
} from 'commander';
import { packageVersion } from '../package-version.ts';
import { commandGroups } from './command-table.ts';
import { type Argument, type Command, type Option, optionFlag } from './options/declare.ts';
import { nearestChoice } from './options/nearest-choice.ts';
import { usageMessage } from './usage-message.ts';

/**
 * The program for these arguments: with the command that they call, or with all of them. With --json
 * nothing is printed of an error of usage: run-program.ts does.
 */
export async function createProgram(argv: readonly string[] = []): Promise<Commander> {
  const program = new Commander('firstseen')
    .configureOutput({
      ...(argv.includes('--json') && { writeErr: () => {} }),
      outputError: (text, write) => write(`firstseen: ${usageMessage(text)} [bad_argument]\n`),
    })
    .description(
      'When did a language model first see a phrase in pre-training, and how often by any step?',
    )
    .usage('COMMAND')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this, or with a command its options and an example')
    .exitOverride()
    .showHelpAfterError('(add --help for what is expected)')
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() });
  const all = commandGroups.flatMap(({ heading, commands }) =>
    Object.entries(commands).map(([name, lazy]) => ({ heading, name, ...lazy })),
  );
  const called = all.filter(({ name }) => name === argv[2]);
  const loads = called.length > 0 ? called : all;
  const loaded = loads.map(async (lazy) => ({ ...lazy, ...(await lazy.declare()) }));
  for (const { command, run, heading } of await Promise.all(loaded)) {
    addCommand(program, command, argv).helpGroup(heading).action(run);
  }
  addHelpCommand(program);
  return program;
}

function addHelpCommand(program: Commander): void {
  const help = new Commander('help')
    .argument('[command]')
    .helpOption(false)
    .description('show the options of a command, and an example')
    .helpGroup('Help:');
  program.addHelpCommand(help);
}

function addCommand(program: Commander, declared: Command, argv: readonly string[]): Commander {
  const { name, summary, description, example } = declared;
  const command = program.command(name).summary(summary).description(description);
  command.helpOption('-h, --help', 'show this');
  for (const argument of declared.arguments) command.addArgument(createArgument(argument));
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

function createArgument({ name, help, parse, choices }: Argument): CommanderArgument {
  const made = new CommanderArgument(name, help);
  if (choices !== undefined) made.choices([...choices]).argParser(choiceParser(choices));
  if (parse !== undefined) made.argParser(parse);
  return made;
}

function createOption(name: string, option: Option): CommanderOption {
  const { value, help, parse, choices, preset, conflicts = [], required = false } = option;
  const flag = optionFlag(name, option);
  const made = new CommanderOption(value === undefined ? flag : `${flag} ${value}`, help);
  made
    .makeOptionMandatory(required)
    .hideHelp(help === undefined)
    .conflicts([...conflicts]);
  if (choices !== undefined) made.choices(choices).argParser(choiceParser(choices));
  if (parse !== undefined) made.argParser(parse);
  if (preset !== undefined) made.preset(preset);
  if (option.default !== undefined) made.default(option.default, option.defaultText);
  return made;
}

/** Takes one of the choices; what is refused is told with the nearest of them. */
function choiceParser(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    const nearest = nearestChoice(text, choices);
    const hint = nearest === undefined ? '' : ` (Did you mean ${nearest}?)`;
    throw new InvalidArgumentError(
      `Expected one of ${choices.join(', ')}; found ${JSON.stringify(text)}${hint}`,
    );
  };
}
