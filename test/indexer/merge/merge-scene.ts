// An index of many segments, its compaction in two merges, and what it looks like at each moment.

import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildIndex } from '../../../indexer/build-index.ts';
import type { CompactOptions } from '../../../indexer/compact-index.ts';
import { Catalogue } from '../../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../../store/files.ts';
import { someLines, writeLines } from '../../store/small-index.ts';

const inline = fileOperations;
const parts = 6;

/** Builds an index of six segments in `base` below `root`; a copy of it has the name given. */
export async function planMerges(root: string): Promise<(name: string) => string> {
  const base = join(root, 'base');
  const options: BuildOptions = { stepRule: { batch_size: 7 }, workers: 1, merges: false, inline };
  for (let part = 0; part < parts; part++) {
    const from = [writeLines(join(root, `${part}.jsonl`), someLines(30, part + 1))];
    await buildIndex(base, { ...options, from });
  }
  return (name) => {
    const copy = join(root, name);
    cpSync(base, copy, { recursive: true });
    return copy;
  };
}

/** Three segments of the six fit in one: two merges. */
export const compaction: CompactOptions = { segmentSymbols: 1400 };

export function countSegments(directory: string): number {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.committed().segments.length;
}

/** Runs a fixture of this folder in a process of its own; gives its exit code or the signal that ended it. */
export function runFixture(
  name: string,
  given: readonly string[],
  killAfterMs?: number,
): Promise<string> {
  const path = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [path, ...given], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(killAfterMs !== undefined && { timeout: killAfterMs, killSignal: 'SIGKILL' }),
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? String(code)));
  });
}
