// A corpus read the plain way, whole into memory: for baselines and the oracle only.

import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';

export interface PlainRecord {
  readonly id: string | null;
  readonly text: string;
}

export function readRecords(path: string | URL): PlainRecord[] {
  const raw = readFileSync(path);
  const bytes = raw.readUInt32LE(0) === 0xfd2fb528 ? zstdDecompressSync(raw) : raw;
  const lines = bytes.toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const { id = null, text } = JSON.parse(line);
      return { id, text };
    });
}
