// A Python that runs one block after another, as a reader would type them: to import what the blocks of a page
// use takes longer than to run them.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Takes a block as a line of JSON, and answers on descriptor 3 with what it raised, or null. */
const loop = `
import json, sys, traceback
answers, names = open(3, "w"), {"__name__": "__main__"}
for line in sys.stdin:
    raised = None
    try:
        exec(compile(json.loads(line), "block", "exec"), names)
    except BaseException:
        raised = traceback.format_exc()
    print(json.dumps(raised), file=answers, flush=True)
`;
/** Milliseconds for all blocks. */
const timeout = 240_000;

export class PythonSession implements Disposable {
  #child: ChildProcess;
  #answers: AsyncIterator<string>;

  constructor(program: string, options: Pick<SpawnOptions, 'cwd' | 'env'>) {
    this.#child = spawn(program, ['-c', loop], {
      ...{ ...options, timeout },
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    });
    const answers = this.#child.stdio[3] as Readable;
    this.#answers = createInterface({ input: answers })[Symbol.asyncIterator]();
  }

  /** What the block raised; undefined: nothing. */
  async run(code: string): Promise<string | undefined> {
    this.#child.stdin?.write(`${JSON.stringify(code)}\n`);
    const { value } = await this.#answers.next();
    if (value === undefined) return `Python ended: ${await describeEnd(this.#child)}`;
    return JSON.parse(value) ?? undefined;
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }
}

async function describeEnd(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return `exit code ${child.exitCode}, signal ${child.signalCode}`;
}
