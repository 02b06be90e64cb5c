// What a command is, as data: its arguments and options, each declared once. The types of the values
// that it is called with follow from the declaration. program.ts makes commander's commands from it.

/** An option; its name in a table is that of its value: `batchSize` is `--batch-size`. */
export interface Option {
  /** What stands after the name: `<n>`, `<path...>`. Undefined: the option is a switch. */
  readonly value?: string;
  /** Undefined: the help does not list the option. */
  readonly help?: string;
  /** `before`: what an earlier use of the option gave. */
  parse?(text: string, before?: unknown): unknown;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  /** The default as the help shows it. */
  readonly defaultText?: string;
  /** The value where the option stands without one. */
  readonly preset?: string;
  readonly required?: true;
  /** A switch that turns off: `text` is `--no-text`. */
  readonly negated?: true;
  /** Names of options that must not stand next to this one. */
  readonly conflicts?: readonly string[];
  /** In place of the usage of the command, where this option was given. */
  readonly usage?: string;
}

/** `batchSize` -> `--batch-size`, a negated `text` -> `--no-text`. */
export function optionFlag(name: string, { negated }: Option): string {
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return negated ? `--no-${dashed}` : `--${dashed}`;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<Declared extends Option> = Declared extends {
  parse(text: string, before?: never): infer Value;
}
  ? Value
  : Declared extends { choices: readonly (infer Choice)[] }
    ? Choice
    : Declared extends { value: `<${string}...>` }
      ? string[]
      : Declared extends { value: string }
        ? string
        : boolean;

/** Options that always have a value. */
type Given = { required: true } | { default: unknown } | { negated: true };

/** The values of a table of options. */
export type OptionsOf<Table extends Options> = {
  readonly [Name in keyof Table as Table[Name] extends Given ? Name : never]: ValueOf<Table[Name]>;
} & {
  readonly [Name in keyof Table as Table[Name] extends Given ? never : Name]?: ValueOf<Table[Name]>;
};

export interface Argument {
  /** `<dir>`, or `[phrase...]` for any number. */
  readonly name: string;
  readonly help: string;
  parse?(text: string): string;
  readonly choices?: readonly string[];
}

type ArgumentOf<Declared extends Argument> = Declared extends {
  choices: readonly (infer Choice)[];
}
  ? Choice
  : Declared extends { name: `${string}...]` }
    ? string[]
    : string;

type ArgumentsOf<List extends readonly Argument[]> = {
  [Place in keyof List]: ArgumentOf<List[Place]>;
};

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly Argument[];
  readonly options: Options;
  /** The lines below "Example:". */
  readonly example: string;
  /** What is expected, below an error of usage. */
  readonly usage: string;
}

/** The values of the arguments and options of a command, as its code takes them. */
export type ValuesOf<Declared extends Command> = [
  ...ArgumentsOf<Declared['arguments']>,
  OptionsOf<Declared['options']>,
];

interface TypedCommand<List extends readonly Argument[], Table extends Options> extends Command {
  readonly arguments: List;
  readonly options: Table;
}

/** Keeps the types of arguments and options as they were written. */
export function declareCommand<const List extends readonly Argument[], const Table extends Options>(
  command: TypedCommand<List, Table>,
): TypedCommand<List, Table> {
  return command;
}
