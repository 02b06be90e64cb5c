// The sample corpora that lie beside the repository, against a naive reading of them.

import { access, readFile } from 'node:fs/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import t from 'tap';
import { planSources } from '../../../formats/lines/source-plan.ts';
import { readSource } from './read-source.ts';

const formats = '../shared/data/formats';
const isThere = await access(formats).then(
  () => true,
  () => false,
);
const options = isThere ? {} : { skip: `${formats} is absent` };

interface Document {
  id: string;
  text: string;
}

async function readDocuments(glob: string) {
  const records = [];
  for (const plan of await planSources([glob])) {
    const { records: some, bad } = await readSource(plan, { batchBytes: 10_000 });
    if (bad.length > 0) throw new Error(bad[0]?.message);
    records.push(...some.map(({ id, text }) => ({ id, text })));
  }
  return records;
}

async function readNaively(glob: string, parse: (bytes: Buffer) => Document[]) {
  const documents = [];
  for (const { path } of await planSources([glob])) documents.push(...parse(await readFile(path)));
  return documents.map(({ id, text }) => ({ id, text }));
}

const parseLines = (text: string): Document[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Takes every magic number for a frame's beginning, which in these samples it is. */
function unzstdNaively(bytes: Buffer): string {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length - 4; at++) {
    const magic = bytes.readUInt32LE(at);
    if (magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5) starts.push(at);
  }
  const frames = starts.map((start, i) => bytes.subarray(start, starts[i + 1]));
  const texts = frames
    .filter((frame) => frame[0] === 0x28)
    .map((frame) => zstdDecompressSync(frame));
  return Buffer.concat(texts).toString();
}

t.test('gzip shards, one in many members', options, async (t) => {
  const glob = `${formats}/01-jsonl-gz/*.gz`;
  const found = await readDocuments(glob);
  t.equal(found.length, 482);
  t.same(found, await readNaively(glob, (bytes) => parseLines(gunzipSync(bytes).toString())));
});

t.test('zstd shards, one in many frames cut inside lines and characters', options, async (t) => {
  const glob = `${formats}/01-jsonl-zst/*.zst`;
  const found = await readDocuments(glob);
  t.equal(found.length, 313);
  t.same(found, await readNaively(glob, (bytes) => parseLines(unzstdNaively(bytes))));
});

t.test('JSON arrays, indented and in one line', options, async (t) => {
  const glob = `${formats}/10-json-array/[ab].json`;
  const found = await readDocuments(glob);
  t.equal(found.length, 131);
  t.same(found, await readNaively(glob, (bytes) => JSON.parse(bytes.toString())));
});
