// A process that runs commands one after the other, each as if it were alone: with a working folder of its
// own, and with its output collected. It ends with the test that started it.

import { enableCompileCache } from 'node:module';
import { Writable } from 'node:stream';
import { createProgram } from '../../cli/program.ts';
import { runProgram } from '../../cli/run-program.ts';

export interface HostedCommand {
  readonly cwd: string;
  readonly argv: readonly string[];
}

function collecting(): { stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

async function run({ cwd, argv }: HostedCommand) {
  const output = { stdout: collecting(), stderr: collecting() };
  for (const name of ['stdout', 'stderr'] as const) {
    Object.defineProperty(process, name, { value: output[name].stream, configurable: true });
  }
  process.chdir(cwd);
  process.argv = [...argv];
  const code = await runProgram(await createProgram(argv), argv);
  // The folder may go away with its test.
  process.chdir('/');
  return { code, stdout: output.stdout.text(), stderr: output.stderr.text() };
}

enableCompileCache();
process.on('message', async (command: HostedCommand) => {
  const { cwd, argv } = command;
  const failed = (error: unknown) => ({ failed: `${argv.join(' ')} in ${cwd}: ${error}` });
  process.send?.(await run(command).catch(failed));
});
process.send?.('ready');
