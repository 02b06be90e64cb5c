// Runs the program once: errors become one line on stderr and an exit code (CONTRACT section 5).

import { type Command, CommanderError } from 'commander';
import { exitCodes, IndexError } from '../errors.ts';

/** Commander's ways to say that help or the version was printed. */
const asked = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version']);

/** The exit code; never rejects. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  // A reader that goes away (`firstseen query ... | head`) ends the program quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    return report(error, argv.includes('--json'));
  }
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    return asked.has(error.code) ? 0 : exitCodes.usage;
  }
  if (error instanceof IndexError) {
    const { code, message, details } = error;
    process.stderr.write(
      json
        ? `${JSON.stringify({ error: { code, message, details } })}\n`
        : `firstseen: ${message} [${code}]\n`,
    );
    return exitCodes[error.kind];
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `firstseen: this is a bug, please report it with the lines below\n${text}\n`,
  );
  return exitCodes.internal;
}
