// Order logs, written here by their description, apart from the reader and from the package in Python.

import { crc32 } from 'node:zlib';
import { writeFile } from '../rows/write-rows.ts';

export interface WrittenLog {
  readonly rank?: number;
  readonly worldSize?: number;
  readonly run?: string;
  /** Objects, in order. */
  readonly lines: readonly object[];
  /** Bytes of a last line that is not whole. */
  readonly torn?: string;
}

/** The lines of a log, header first, each with its line feed. */
export function linesOfLog({ rank = 0, worldSize = 1, run = 'r1', lines }: WrittenLog): string[] {
  const header = { format: 'firstseen-order-log', version: 1, run, rank, world_size: worldSize };
  let crc = 0;
  return [{ ...header, created: '2026-11-28T12:00:00Z' }, ...lines].map((line) => {
    const head = JSON.stringify(line).slice(0, -1);
    crc = crc32(head, crc);
    return `${head},"crc":"${crc.toString(16).padStart(8, '0')}"}\n`;
  });
}

/** Writes the log and gives its name. */
export function writeLog(folder: string, name: string, log: WrittenLog): string {
  writeFile(folder, name, linesOfLog(log).join('') + (log.torn ?? ''));
  return name;
}
