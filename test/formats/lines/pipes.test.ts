// Named pipes, whose writers come late, stay silent, or do not come at all.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { constants, createWriteStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { openSource } from '../../../formats/lines/open-source.ts';
import type { SourcePlan } from '../../../formats/lines/source-plan.ts';
import { openPipeBytes } from '../../../input/bytes/raw-bytes.ts';
import { readSource } from './read-source.ts';
import { planOne } from './write-source.ts';

const line = '{"text":"ein Wörtchen"}\n';

async function makePipe(t: Test): Promise<SourcePlan> {
  const cwd = t.testdir({});
  execFileSync('mkfifo', [`${cwd}/pipe`]);
  return planOne('pipe', { cwd });
}

/** Keeps the pipe open on both ends, as a writer that is silent now. */
async function holdPipe(t: Test, plan: SourcePlan) {
  const handle = await open(plan.path, constants.O_RDWR | constants.O_NONBLOCK);
  t.teardown(() => handle.close());
  return handle;
}

t.test('a pipe is read to the end of its writer, compressed or not', async (t) => {
  const content = line.repeat(50_000);
  for (const bytes of [Buffer.from(content), gzipSync(content)]) {
    const plan = await makePipe(t);
    t.equal(plan.sizeBytes, undefined);
    const reading = readSource(plan);
    createWriteStream(plan.path).end(bytes);
    const { records, identity } = await reading;
    t.equal(records.length, 50_000);
    t.equal(identity.sizeBytes, bytes.length);
  }
});

t.test('a pipe whose writer says nothing is an empty source', async (t) => {
  const plan = await makePipe(t);
  const reading = readSource(plan);
  createWriteStream(plan.path).end();
  await t.rejects(reading, { code: 'source_empty', message: /^pipe/ });
});

t.test('a pipe is let go at once, with a silent writer and without any', async (t) => {
  for (const hasWriter of [true, false]) {
    const plan = await makePipe(t);
    if (hasWriter) await (await holdPipe(t, plan)).write(line);
    const open = (await readdir('/proc/self/fd').catch(() => [])).length;
    const controller = new AbortController();
    {
      await using source = await openSource(plan);
      const pass = source.batches({ signal: controller.signal, maxLineBytes: 1000 });
      const next = pass[Symbol.asyncIterator]().next();
      setImmediate(() => controller.abort(new Error('enough')));
      await t.rejects(next, { message: 'enough' });
    }
    await new Promise((resolve) => setImmediate(resolve));
    t.equal((await readdir('/proc/self/fd').catch(() => [])).length, open);

    const source = await openSource(plan);
    const pass = source.batches({ signal: new AbortController().signal, maxLineBytes: 1000 });
    const next = pass[Symbol.asyncIterator]().next();
    setImmediate(() => source[Symbol.asyncDispose]());
    await t.rejects(next, { code: 'source_unreadable' }, 'closed while it is read');
  }
});

t.test('a process that fails at a pipe ends while the writer still holds it', async (t) => {
  const plan = await makePipe(t);
  const script = `
    const { openSource } = await import('./formats/lines/open-source.ts');
    const { planOne } = await import('./test/formats/lines/write-source.ts');
    const plan = await planOne(process.argv[1]);
    await using source = await openSource(plan);
    const signal = new AbortController().signal;
    for await (const batch of source.batches({ signal, batchBytes: 10, maxLineBytes: 1000 })) {
      throw new Error('bad line ' + batch.firstLine);
    }
  `;
  const writer = await holdPipe(t, plan);
  await writer.write(line.repeat(2));
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, plan.path], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const said = Buffer.concat(await child.stderr.toArray()).toString();
  t.match(said, /bad line 1/);
});

t.test('what <(...) names is read whole, also when its writer is done already', async (t) => {
  const script = `
    const { readSource } = await import('./test/formats/lines/read-source.ts');
    const { planOne } = await import('./test/formats/lines/write-source.ts');
    const { records } = await readSource(await planOne('/dev/fd/3'));
    console.log(records.map(({ text }) => text).join());
  `;
  const run = async (wait: string) => {
    const shell = `exec 3< <(printf '{"text":"a"}\\n{"text":"b"}\\n'); ${wait} exec "$@"`;
    const node = [process.execPath, '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)('bash', ['-c', shell, 'bash', ...node]);
    return stdout;
  };
  t.equal(await run(''), 'a,b\n');
  t.equal(await run('wait $!;'), 'a,b\n');
});

t.test('a pipe that has gone, or has become a file, is told', async (t) => {
  const cwd = t.testdir({ file: 'x' });
  await t.rejects(openPipeBytes(`${cwd}/none`, 'none'), { code: 'input_not_found' });
  await t.rejects(openPipeBytes(`${cwd}/file`, 'file'), {
    code: 'source_unreadable',
    message: /^cannot read file: /,
  });
});
