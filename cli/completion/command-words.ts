// What a shell completes of a command, as data: the scripts of the shells are written from it.

import { type Argument, type Command, type Option, optionFlag } from '../options/declare.ts';

/** What a value is: one of some words, a file, a folder, or nothing that a shell can know. */
export type Completed =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'unknown' };

export interface OptionWords {
  /** `--at` */
  readonly flag: string;
  readonly help: string;
  /** Undefined: a switch. */
  readonly value: Completed | undefined;
  /** The value may be left out. */
  readonly optional: boolean;
}

export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  /** Options that the help lists, and --help. */
  readonly options: readonly OptionWords[];
  /** In order; the last one stands for all that follow. */
  readonly operands: readonly { readonly name: string; readonly value: Completed }[];
}

const help: OptionWords = {
  flag: '--help',
  help: 'show the options, with an example',
  value: undefined,
  optional: false,
};

export function describeWords(declared: Command): CommandWords {
  const options = Object.entries(declared.options)
    .filter(([, option]) => option.help !== undefined)
    .map(([name, option]) => describeOption(name, option));
  return {
    name: declared.name,
    summary: declared.summary,
    options: [...options, help],
    operands: declared.arguments.map(describeOperand),
  };
}

function describeOption(name: string, option: Option): OptionWords {
  const { value, choices, help = '' } = option;
  return {
    flag: optionFlag(name, option),
    help: cutHelp(help),
    value: value === undefined ? undefined : completeValue(value, choices),
    optional: value?.startsWith('[') ?? false,
  };
}

function describeOperand({ name, choices }: Argument): CommandWords['operands'][number] {
  return { name: name.replaceAll(/[<>[\].]/g, ''), value: completeValue(name, choices) };
}

/** By the name that stands for the value: `<file>`, `<path...>`, `<dir>`. */
function completeValue(name: string, choices: readonly string[] | undefined): Completed {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (/^[<[]dir\b/.test(name)) return { kind: 'folder' };
  return { kind: /^[<[](file|path|pattern)\b/.test(name) ? 'file' : 'unknown' };
}

/** The first part of a help: shells have a line for each option. */
function cutHelp(text: string): string {
  return text.split(/;\s|:\s|\s\(/, 1)[0] ?? text;
}
