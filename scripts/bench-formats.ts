// Rates of the formats on the same text: a token stream with its tokenizer, and Parquet, against
// JSON lines. One process a build, the answers compared; JSON lines on stdout.
//
//   node scripts/bench-formats.ts CORPUS.jsonl[.zst] TOKENIZER.json [megabytes] [folder]
//
// FIRSTSEEN_BENCH_FORMATS=tokens,parquet picks formats, FIRSTSEEN_BENCH_MEMORY=1G is --memory,
// FIRSTSEEN_BENCH_SECONDS=50 stops each build then: to see the peak over a file of any size.
//
// Encoding is slow, so some text is encoded and repeated up to the size: every format holds the
// same repeats, the last rows cut alike.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { parseTokenizer } from '../text/tokenizer.ts';
import { readRecords } from './bench/read-records.ts';

const rowTokens = 2049;
const encodedBytes = 6 << 20;

const [corpus, tokenizerPath, megabytes = '200', folder] = process.argv.slice(2);
if (corpus === undefined || tokenizerPath === undefined) {
  throw new Error('usage: bench-formats.ts CORPUS.jsonl[.zst] TOKENIZER.json [megabytes] [folder]');
}
const work = folder ?? mkdtempSync(join(tmpdir(), 'firstseen-formats-'));
mkdirSync(work, { recursive: true });

const wanted = (process.env['FIRSTSEEN_BENCH_FORMATS'] ?? 'jsonl,tokens,parquet').split(',');

/** Rows of ids, and their texts. */
function encodeRows(corpus: string, tokenizerPath: string) {
  const tokenizer = parseTokenizer(readFileSync(tokenizerPath, 'utf8'), 'tokenizer');
  let text = '';
  for (const record of readRecords(corpus)) {
    if (text.length >= encodedBytes) break;
    text += record.text;
  }
  text = text.slice(0, encodedBytes);
  const ids: number[] = [];
  for (let at = 0; at < text.length; at += 20_000) {
    for (const id of tokenizer.encode(text.slice(at, at + 20_000))) ids.push(id);
  }
  const rows: Uint16Array[] = [];
  const texts: string[] = [];
  for (let at = 0; at + rowTokens <= ids.length; at += rowTokens) {
    const row = Uint16Array.from(ids.slice(at, at + rowTokens));
    const decoded = tokenizer.decode(row);
    if (typeof decoded === 'number') throw new Error('an id without a token');
    rows.push(row);
    texts.push(decoded.text);
  }
  return { rows, texts };
}

/** Writes the corpora, so many bytes of text; the records of each. */
async function writeCorpora(
  corpus: string,
  tokenizerPath: string,
): Promise<{ records: number; textBytes: number }> {
  const { rows, texts } = encodeRows(corpus, tokenizerPath);
  const most = Number(megabytes) * 1e6;
  const lines = openSync(join(work, 'a.jsonl'), 'w');
  const tokens = openSync(join(work, 'a.bin'), 'w');
  const parquet = new ParquetWriter({
    writer: fileWriter(join(work, 'a.parquet')),
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    ],
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes) },
  });
  let records = 0;
  let textBytes = 0;
  while (textBytes < most) {
    if (wanted.includes('jsonl')) {
      if (wanted.includes('jsonl')) {
        writeSync(
          lines,
          texts
            .map(
              (text) => `${JSON.stringify({ text })}
`,
            )
            .join(''),
        );
      }
    }
    writeSync(tokens, Buffer.concat(rows.map((row) => new Uint8Array(row.buffer))));
    if (wanted.includes('parquet'))
      await parquet.write({
        columnData: [{ name: 'text', data: texts, encoding: 'PLAIN' }],
        rowGroupSize: texts.length,
        pageSize: 1 << 20,
      });
    records += texts.length;
    textBytes += texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  }
  await parquet.finish();
  closeSync(lines);
  closeSync(tokens);
  return { records, textBytes };
}

const steps = { batch_size: 1024 };
const tokenizer = resolve(tokenizerPath);
const runs: Record<string, object> = {
  jsonl: { format: 'jsonl', files: ['a.jsonl'], steps },
  tokens: { format: 'nanogpt', files: ['a.bin'], row_tokens: rowTokens, tokenizer, steps },
  parquet: { format: 'parquet', files: ['a.parquet'], steps },
};
const main = resolve(import.meta.dirname, '../bin/firstseen.cjs');
const memory = process.env['FIRSTSEEN_BENCH_MEMORY'] ?? '2G';

const stopSeconds = Number(process.env['FIRSTSEEN_BENCH_SECONDS'] ?? 0);

interface Built {
  readonly seconds: number;
  readonly segments: number;
  readonly records: number;
  readonly isWhole: boolean;
  readonly peakMb: number;
  /** User and system time: what other work on the machine does not change much. */
  readonly cpuSeconds: number;
}

/** A build in a process of its own, stopped by SIGINT after so many seconds if that was asked for. */
function build(index: string, description: string): Built {
  const args = ['index', index, '--run', description, '--json', '--quiet', '--memory', memory];
  const peakFile = `${description}.peak`;
  const limit = stopSeconds > 0 ? ['timeout', '-s', 'INT', String(stopSeconds)] : [];
  const command = [
    'time',
    '-q',
    '-f',
    '%M %U %S',
    '-o',
    peakFile,
    ...limit,
    process.execPath,
    main,
    ...args,
  ];
  const started = performance.now();
  const { status, stdout } = spawnSync('/usr/bin/env', command, { encoding: 'utf8' });
  if (status !== 0 && stopSeconds === 0) throw new Error(`the build ended with ${status}`);
  const seconds = (performance.now() - started) / 1000;
  const info = execFileSync(process.execPath, [main, 'info', index, '--json']).toString();
  const { records, segments } = JSON.parse(info);
  const usage = readFileSync(peakFile, 'utf8').trim().split('\n').at(-1) ?? '';
  const [peak = 0, user = 0, system = 0] = usage.split(' ').map(Number);
  const peakMb = Math.round(peak / 1024);
  const isWhole = status === 0;
  const own = isWhole ? JSON.parse(stdout).seconds : seconds;
  return {
    seconds: own,
    cpuSeconds: Math.round((user + system) * 10) / 10,
    segments,
    records,
    isWhole,
    peakMb,
  };
}

const { records, textBytes } = await writeCorpora(corpus, tokenizerPath);
let expected: string | undefined;
let baseline: number | undefined;
for (const [name, run] of Object.entries(runs)) {
  if (!wanted.includes(name)) continue;
  const description = join(work, `${name}.json`);
  const index = join(work, `${name}.index`);
  writeFileSync(description, JSON.stringify(run));
  rmSync(index, { recursive: true, force: true });
  const built = build(index, description);
  if (built.isWhole) {
    const phrases = ['the', 'of the', 'it was', 'said he', 'and the'];
    const query = [main, 'query', index, ...phrases, '--json'];
    const answers = execFileSync(process.execPath, query).toString();
    expected ??= answers;
    if (answers !== expected || built.records !== records) throw new Error(`${name} differs`);
  }
  const rate = ((textBytes / 1e6) * (built.records / records)) / built.seconds;
  baseline ??= rate;
  const file = join(work, (run as { files: string[] }).files[0] as string);
  const result = {
    format: name,
    text_mb: Math.round(textBytes / 1e6),
    file_mb: Math.round(statSync(file).size / 1e6),
    ...built,
    mb_per_second: Math.round(rate * 10) / 10,
    of_first: Math.round((rate / baseline) * 100) / 100,
    memory,
    cpu: `${cpus().length} x ${cpus()[0]?.model}`,
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  rmSync(index, { recursive: true, force: true });
}
if (folder === undefined) rmSync(work, { recursive: true, force: true });
