// The contract, run with every kind of source.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { type SourceKind, testSourceContract } from './contract.ts';
import { planOne, writeSource } from './write-source.ts';

const toLine = (text: string, i: number) => JSON.stringify({ id: `id-${i}`, text });
const toLines = (texts: readonly string[]) =>
  Buffer.from(texts.map((text, i) => `${toLine(text, i)}\n`).join(''));

/** A header, and a row for each text. */
function toTable(texts: readonly string[], delimiter: string, end: string): string {
  const rows = texts.map((text, i) => [`id-${i}`, `"${text.replaceAll('"', '""')}"`]);
  return [['id', 'text'], ...rows].map((cells) => cells.join(delimiter) + end).join('');
}

function fileKind(name: string, file: string, pack: (texts: readonly string[]) => Uint8Array) {
  return {
    name,
    hasIds: !/\.txt/i.test(file),
    async pack(t: Test, texts: readonly string[]) {
      const raw = pack(texts);
      return { plan: await writeSource(t, file, raw), raw };
    },
  };
}

/** Cuts at every n-th byte, so inside lines and characters. */
function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return parts.length > 0 ? parts : [bytes];
}

const kinds: SourceKind[] = [
  fileKind('JSON lines', 'a.jsonl', toLines),
  fileKind('JSON lines with CRLF, blank lines and no last line end', 'a.jsonl', (texts) => {
    const lines = texts.map(toLine).join('\r\n');
    return Buffer.from(texts.length === 0 ? ' \r\n\t\r\n' : lines);
  }),
  fileKind('gzip in many members', 'a.jsonl.gz', (texts) =>
    Buffer.concat(cut(toLines(texts), 997).map((part) => gzipSync(part))),
  ),
  fileKind('zstd in many frames', 'a.jsonl.zst', (texts) =>
    Buffer.concat(cut(toLines(texts), 997).map((part) => zstdCompressSync(part))),
  ),
  fileKind('a JSON array', 'a.json', (texts) =>
    Buffer.from(`[${texts.map(toLine).join(',\n')}]\n`),
  ),
  fileKind('an indented JSON array, gzip', 'a.json.gz', (texts) =>
    gzipSync(
      JSON.stringify(
        texts.map((text, i) => ({ text, id: `id-${i}` })),
        null,
        4,
      ),
    ),
  ),
  {
    ...fileKind('CSV', 'a.csv', (texts) => Buffer.from(toTable(texts, ',', '\r\n'))),
    linesBefore: 1,
  },
  {
    ...fileKind('TSV, gzip', 'a.TSV.gz', (texts) => gzipSync(toTable(texts, '\t', '\n'))),
    linesBefore: 1,
  },
  fileKind('plain text', 'a.txt', (texts) => Buffer.from(texts.map((s) => `${s}\n`).join(''))),
  fileKind('plain text, zstd', 'a.TXT.zst', (texts) =>
    zstdCompressSync(Buffer.from(texts.map((s) => `${s}\r\n`).join(''))),
  ),
  {
    name: 'standard input',
    hasIds: true,
    async pack(_, texts) {
      const raw = toLines(texts);
      const plan = await planOne('-');
      return { plan, raw, open: () => ({ stdin: Readable.from(cut(raw, 1000)) }) };
    },
  },
  {
    name: 'a url whose transfer breaks',
    hasIds: true,
    async pack(t, texts) {
      const raw = gzipSync(toLines(texts), { level: 1 });
      const server = createServer((request, response) => {
        const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
        response.writeHead(start === 0 ? 200 : 206, {
          etag: '"one"',
          'content-length': raw.length - start,
          ...(start > 0 && { 'content-range': `bytes ${start}-${raw.length - 1}/${raw.length}` }),
        });
        const rest = raw.subarray(start);
        if (rest.length < 700) response.end(rest);
        else response.write(rest.subarray(0, 500), () => response.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.teardown(() => {
        server.closeAllConnections();
        server.close();
      });
      const { port } = server.address() as AddressInfo;
      const plan = await planOne(`http://127.0.0.1:${port}/a.jsonl.gz`);
      return { plan, raw, open: () => ({ pausesMs: Array(50).fill(0) }) };
    },
  },
];

for (const kind of kinds) testSourceContract(t, kind);
