// Files that cannot be read, and standard input as the real process has it.

import { spawn } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import t from 'tap';
import { openSource } from '../../../formats/lines/open-source.ts';
import { identifySource } from '../../../input/bytes/open-raw.ts';
import { openFileBytes, type RawBytes } from '../../../input/bytes/raw-bytes.ts';
import { unreadable } from '../../../input/paths/unreadable.ts';
import { readSource } from '../../formats/lines/read-source.ts';
import { planOne, writeSource } from '../../formats/lines/write-source.ts';

t.test('a file that has gone since it was planned is not found', async (t) => {
  const plan = await writeSource(t, 'a.jsonl', '{"text":"a"}\n');
  await rm(plan.path);
  await t.rejects(openSource(plan), {
    code: 'input_not_found',
    message: /cannot read a\.jsonl: no such file/,
  });
  await mkdir(plan.path);
  await t.rejects(readSource(plan), {
    code: 'bad_argument',
    message: /is a folder.*'a\.jsonl\/\*/,
  });
});

t.test('a file that may not be read says so', async (t) => {
  const plan = await writeSource(t, 'a.jsonl', '{"text":"a"}\n');
  await chmod(plan.path, 0);
  if (process.getuid?.() === 0)
    t.match(unreadable('a', { code: 'EACCES' }), { code: 'source_unreadable' });
  else await t.rejects(openSource(plan), { code: 'source_unreadable', message: /EACCES/ });
});

t.test('a file is identified without decoding it', async (t) => {
  const plan = await writeSource(t, 'a.jsonl', '{"text":"a"}\n');
  const { identity } = await readSource(plan);
  t.same(await identifySource(plan, new AbortController().signal), identity);
  await t.rejects(identifySource(plan, AbortSignal.abort(new Error('enough'))), {
    message: 'enough',
  });
  await t.rejects(identifySource(await planOne('-'), new AbortController().signal));
});

async function readChunks(raw: RawBytes): Promise<{ bytes: Buffer; chunkBytes: number[] }> {
  const parts: Buffer[] = [];
  for await (const chunk of raw.chunks(new AbortController().signal))
    parts.push(Buffer.from(chunk));
  return { bytes: Buffer.concat(parts), chunkBytes: parts.map((part) => part.length) };
}

t.test('a small file gets small buffers', async (t) => {
  const content = '{"text":"a"}\n'.repeat(1000);
  const { path, sizeBytes } = await writeSource(t, 'a.jsonl', content);
  await using raw = await openFileBytes(path, 'a.jsonl', { sizeBytes });
  for await (const chunk of raw.chunks(new AbortController().signal)) {
    t.equal(chunk.length, content.length);
    t.ok(chunk.buffer.byteLength <= 1 << 16, `${chunk.buffer.byteLength} bytes allocated`);
  }
});

t.test('a file that has grown since it was planned is read whole, in large chunks', async (t) => {
  const added = Buffer.alloc(3_000_000, 'growing ');
  for (const start of ['', 'x', 'x'.repeat(100_000)]) {
    const { path, sizeBytes } = await writeSource(t, 'a.txt', start);
    await appendFile(path, added);
    await using raw = await openFileBytes(path, 'a.txt', { sizeBytes });
    const { bytes, chunkBytes } = await readChunks(raw);
    t.ok(bytes.equals(Buffer.concat([Buffer.from(start), added])));
    t.ok(chunkBytes.length <= 5, `chunks of ${chunkBytes}`);
  }
});

t.test('a file that was cut since it was planned is read to its end', async (t) => {
  const { path } = await writeSource(t, 'a.txt', 'short');
  await using raw = await openFileBytes(path, 'a.txt', { sizeBytes: 100_000 });
  t.same((await readChunks(raw)).bytes.toString(), 'short');
});

t.test('files are closed however the pass ends', async (t) => {
  const plan = await writeSource(t, 'a.jsonl', '{"text":"a"}\n'.repeat(100_000));
  const countOpen = async () => (await readdir('/proc/self/fd').catch(() => [])).length;
  const before = await countOpen();
  for (let i = 0; i < 20; i++) {
    await using source = await openSource(plan);
    const signal = new AbortController().signal;
    for await (const _ of source.batches({ signal, maxLineBytes: 1000 })) break;
  }
  t.equal(await countOpen(), before);
});

t.test('standard input that waits for ever ends with its signal', async (t) => {
  const stdin = new Readable({ read() {} });
  stdin.push('{"text":"a"}\n');
  const controller = new AbortController();
  const { signal } = controller;
  const reading = readSource(await planOne('-'), { stdin, signal });
  setImmediate(() => controller.abort(new Error('enough')));
  await t.rejects(reading, { message: 'enough' });
  t.ok(stdin.destroyed);
});

t.test('a stream that fails is told', async (t) => {
  const stdin = new Readable({
    read() {
      this.destroy(Object.assign(new Error('bad sector'), { code: 'EIO' }));
    },
  });
  await t.rejects(readSource(await planOne('-'), { stdin }), {
    code: 'source_unreadable',
    message: /cannot read standard input: .*\(EIO\)/,
  });
});

t.test('a process reads what is piped into it', async (t) => {
  const script = `
    const { readSource } = await import('./test/formats/lines/read-source.ts');
    const { planOne } = await import('./test/formats/lines/write-source.ts');
    const { records, identity } = await readSource(await planOne('-'));
    console.log(JSON.stringify([records.length, identity.sizeBytes, records.at(-1).text]));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const line = '{"text":"ein Wörtchen"}\n';
  child.stdin.end(line.repeat(50_000));
  const output = Buffer.concat(await child.stdout.toArray()).toString();
  t.same(JSON.parse(output), [50_000, 50_000 * Buffer.byteLength(line), 'ein Wörtchen']);
});
