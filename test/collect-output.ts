// What a process has printed so far.

import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export interface Output {
  stdout: string;
  stderr: string;
}

/** Grows as the process prints; whole once it is closed. */
export function collectOutput(
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
): Output {
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return output;
}
