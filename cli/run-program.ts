// Runs the program once: errors become one line on stderr and an exit code
// (docs/command-line.md).

import { type Command, CommanderError } from 'commander';
import { faultError, fileFault } from '../errors/file-error.ts';
import { exitCodes, IndexError } from '../errors.ts';
import { commandNames } from './command-table.ts';
import { describeNextSteps } from './next-steps.ts';
import { printText } from './print-text.ts';
import { requireOwnOptions } from './remarks/npm-options.ts';
import { remarkStraySteps } from './remarks/stray-steps.ts';
import { typedCommand } from './typed-command.ts';
import { usageMessage } from './usage-message.ts';

/** Commander's ways to say that help or the version was printed. */
const asked = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version']);

/** The exit code; never rejects. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  process.stdout.on('error', onOutputError);
  try {
    requireWorkingDirectory();
    if (argv.length <= 2) {
      await printText(describeNextSteps(process.cwd(), typedCommand()));
      return 0;
    }
    requireOwnOptions(program, argv.slice(2));
    remarkStraySteps(argv.slice(2));
    await program.parseAsync(onlyUnknown(argv));
    return 0;
  } catch (error) {
    return report(error, argv.includes('--json'));
  }
}

/** Where the help of an unknown command is asked for, the command alone, which then is an error. */
function onlyUnknown(argv: readonly string[]): readonly string[] {
  const [node = '', script = '', first = '', second] = argv;
  const name = first === 'help' ? second : first;
  const isKnown = name === undefined || name.startsWith('-') || name === 'help';
  return isKnown || commandNames.includes(name) ? argv : [node, script, name];
}

/** Names without a root are relative to it; a shell may stand in one that has been removed. */
function requireWorkingDirectory(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new IndexError(
      'input_not_found',
      'the working directory is not there any more: change to one that is, and run the command again',
      {},
      cause,
    );
  }
}

/**
 * A reader that goes away (`firstseen query ... | head`) is not an error: the command goes on in
 * silence, and its exit code counts. Output that cannot be written otherwise ends the process.
 */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  const { message } = faultError(fileFault(error) ?? 'other', {
    path: 'standard output',
    doing: 'write the results to',
    found: error.code ?? error.message,
  });
  process.stderr.write(`firstseen: ${message} [disk_full]\n`);
  process.exit(exitCodes.data);
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (asked.has(error.code)) return 0;
    if (json)
      printJson({ code: 'bad_argument', message: usageMessage(error.message), details: {} });
    return exitCodes.usage;
  }
  if (error instanceof IndexError) {
    const { code, message, details } = error;
    if (json) printJson({ code, message, details });
    else process.stderr.write(`firstseen: ${message} [${code}]\n`);
    return exitCodes[error.kind];
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `firstseen: this is a bug, please report it with the lines below\n${text}\n`,
  );
  return exitCodes.internal;
}

function printJson(error: { code: string; message: string; details: object }): void {
  process.stderr.write(`${JSON.stringify({ error })}\n`);
}
