// bzip2: streams that libbzip2 wrote (scripts/formats/make_bzip2_fixtures.py), cut and damaged ones.

import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import { type BuildEvent, buildIndex } from '../../../indexer/build-index.ts';
import { bunzip2 } from '../../../input/compression/bunzip2.ts';
import { fileOperations } from '../../../store/files.ts';
import { readSource } from '../../formats/lines/read-source.ts';
import { writeSource } from '../../formats/lines/write-source.ts';
import { recordsAt } from '../../indexer/run-index.ts';
import { temporaryFolder } from '../../store/small-index.ts';

interface Fixture {
  readonly name: string;
  readonly base64: string;
  readonly bytes: number;
  readonly sha256: string;
}

const fixtures = readFileSync(new URL('bzip2.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const { base64, ...facts } = JSON.parse(line) as Fixture;
    return { ...facts, packed: Buffer.from(base64, 'base64') };
  });

function packedOf(name: string): Buffer {
  const found = fixtures.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.packed;
}

async function unpack(packed: Uint8Array, size = packed.length + 1, chunkBytes = 1 << 16) {
  async function* chunks() {
    for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
  }
  const parts: Uint8Array[] = [];
  for await (const part of bunzip2(chunks(), { source: 'a.bz2', chunkBytes })) parts.push(part);
  return Buffer.concat(parts);
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

for (const { name, packed, bytes, sha256 } of fixtures) {
  t.test(`${name}: what was packed, in chunks of any size`, async (t) => {
    for (const size of [1, 3, 1000]) {
      for (const chunkBytes of [7, 1 << 16]) {
        const text = await unpack(packed, size, chunkBytes);
        t.equal(text.length, bytes);
        t.equal(hashOf(text), sha256);
      }
    }
  });
}

t.test('a stream that is cut anywhere is truncated', async (t) => {
  for (const name of ['lines', 'skewed', 'several blocks', 'nothing']) {
    const packed = packedOf(name);
    for (let length = 1; length < packed.length; length += name === 'lines' ? 1 : 17) {
      const error = await unpack(packed.subarray(0, length)).catch((cause: unknown) => cause);
      if (!(error instanceof IndexError) || error.code !== 'source_truncated') {
        t.fail(`${name} cut at ${length}: ${error}`);
      }
    }
  }
  t.equal((await unpack(Buffer.alloc(0))).length, 0);
});

t.test('no wrong bit is read as another text', async (t) => {
  let refused = 0;
  for (const name of ['lines', 'runs', 'skewed', 'several streams', 'all bytes']) {
    const { packed, sha256 } = fixtures.find((one) => one.name === name) as (typeof fixtures)[0];
    for (let at = 0; at < packed.length; at += name === 'lines' ? 1 : 5) {
      const broken = Buffer.from(packed);
      broken[at] = (broken[at] as number) ^ (1 << (at % 8));
      const found = await unpack(broken).catch((cause: unknown) => cause);
      if (found instanceof IndexError) refused += 1;
      else if (found instanceof Error) t.fail(`${name}, byte ${at}: ${found.stack}`);
      // A level that is too high, and padding behind the last bit, change nothing.
      else if (hashOf(found as Buffer) !== sha256) t.fail(`${name}, byte ${at}: another text`);
    }
  }
  t.ok(refused > 400, `${refused} were refused`);
  const junk = Buffer.concat([packedOf('lines'), Buffer.from('junk')]);
  await t.rejects(unpack(junk), {
    code: 'source_damaged',
    message: new RegExp(`near byte ${packedOf('lines').length}: .*something else follows a stream`),
  });
});

t.test('a source is detected by its content, and its name tells the format', async (t) => {
  const plan = await writeSource(t, 'a', packedOf('lines'));
  const { records } = await readSource(plan);
  t.strictSame(
    records.map(({ text }) => text),
    ['the lamp', 'was lit'],
  );
  const text = await readSource(await writeSource(t, 'a.txt.bz2', packedOf('lines')));
  t.equal(text.records[0]?.text, '{"text":"the lamp"}');
  const plain = await readSource(await writeSource(t, 'a.txt', 'BZh9 is not a stream\n'));
  t.equal(plain.records[0]?.text, 'BZh9 is not a stream');
});

t.test('a file to which a stream was appended is continued', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'log.jsonl.bz2');
  const directory = join(folder, 'index');
  writeFileSync(path, packedOf('lines'));
  const events: BuildEvent[] = [];
  const options = {
    from: [path],
    inline: fileOperations,
    onEvent: (e: BuildEvent) => events.push(e),
  };
  await buildIndex(directory, options);
  appendFileSync(path, packedOf('lines'));
  await buildIndex(directory, options);
  t.strictSame(
    recordsAt(directory).map(({ parts }) => parts.join('')),
    ['the lamp', 'was lit', 'the lamp', 'was lit'],
  );
  t.match(
    events.filter(({ kind }) => kind === 'source-continued'),
    [{ line: 2 }],
  );
});
