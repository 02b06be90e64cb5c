// How many bytes of a large Parquet file come over the net, against those of the columns that are read.
//
//   node scripts/measure-remote-parquet.ts [MEGABYTES] [WORKERS]
//
// Writes a file into the folder for temporary files, serves it on this machine, indexes it by its
// address, and prints one line of JSON. The file has a text and an id, which are read, and two columns
// that are not.

import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { ParquetWriter } from 'hyparquet-writer';
import { fileWriter } from 'hyparquet-writer/src/node.js';
import { buildIndex } from '../indexer/build-index.ts';

const [megabytes = 1000, workers = 2] = process.argv.slice(2).map(Number);
const rowsInGroup = 20_000;
const words = Array.from({ length: 20_000 }, (_, i) => `${i.toString(36)}${'aeiou'[i % 5]}`);

/** Texts of about 1.5 kB, and as much that nobody reads. */
async function writeFile(path: string): Promise<void> {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: 4 },
      ...['id', 'url', 'text', 'embedding'].map((name) => ({
        ...{ name, type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const },
        repetition_type: 'REQUIRED' as const,
      })),
    ],
  });
  let row = 0;
  let seed = 1;
  const next = (max: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % max;
  };
  while (row * 3000 < megabytes * 1e6) {
    const rows = Array.from({ length: rowsInGroup }, () => row++);
    const text = () => Array.from({ length: 300 }, () => words[next(words.length)]).join(' ');
    const columns = {
      id: rows.map((i) => `document-${i}`),
      url: rows.map((i) => `https://example.org/${i}/${randomBytes(16).toString('hex')}`),
      text: rows.map(text),
      embedding: rows.map(() => randomBytes(800).toString('hex')),
    };
    const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
    await writer.write({ columnData, rowGroupSize: rowsInGroup, pageSize: 1 << 20 });
  }
  await writer.finish();
}

/** Bytes of the column chunks of text and id. */
function countWanted(path: string): number {
  const { size } = statSync(path);
  const fd = openSync(path, 'r');
  const read = (length: number, at: number) => {
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, at);
    return bytes;
  };
  const length = read(8, size - 8).readUInt32LE(0) + 8;
  const footer = Uint8Array.from(read(length, size - length)).buffer;
  const chunks = parquetMetadata(footer).row_groups.flatMap(({ columns }) => columns);
  return chunks.reduce((sum, { meta_data }) => {
    const isWanted = /^(text|id)$/.test(meta_data?.path_in_schema[0] ?? '');
    return sum + (isWanted ? Number(meta_data?.total_compressed_size) : 0);
  }, 0);
}

const folder = mkdtempSync(join(tmpdir(), 'remote-parquet-'));
const path = join(folder, 'a.parquet');
let requests = 0;
let sentBytes = 0;
const server = createServer((request, response) => {
  const { size } = statSync(path);
  const [, start = '0', end = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const last = Math.min(size - 1, end === '' ? size - 1 : Number(end));
  requests++;
  response.writeHead(206, {
    'content-length': last - Number(start) + 1,
    'content-range': `bytes ${start}-${last}/${size}`,
    etag: '"1"',
  });
  const stream = createReadStream(path, { start: Number(start), end: last });
  stream.on('data', (chunk) => {
    sentBytes += chunk.length;
  });
  stream.pipe(response);
});
try {
  await writeFile(path);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const from = [`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.parquet`];
  const options = { from, format: 'parquet', workers, storesText: false, merges: false } as const;
  const { records, seconds } = await buildIndex(join(folder, 'a.idx'), {
    ...options,
    memoryBytes: 1 << 30,
  });
  const columnBytes = countWanted(path);
  const fileBytes = statSync(path).size;
  const ratio = Number((sentBytes / columnBytes).toFixed(3));
  const measured = { workers, fileBytes, columnBytes, sentBytes, ratio, requests };
  process.stdout.write(`${JSON.stringify({ ...measured, records, seconds })}\n`);
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}
