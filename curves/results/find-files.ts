// Paths of the command line -> files of results: files as they are, and in folders the logs of
// lm-evaluation-harness. All other files in a folder are listed as ignored.

import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileError } from '../../errors/file-error.ts';
import type { IndexError } from '../../errors.ts';
import { compareNaturally } from '../../input/paths/compare-naturally.ts';
import { badResult } from './bad-result.ts';
import { isAggregate, parseSampleName } from './lm-eval/sample-name.ts';
import type { ResultFile } from './result-format.ts';

interface FoundFiles {
  /** Each once, in the order given and, inside a folder, of their names. */
  readonly files: readonly ResultFile[];
  readonly ignored: readonly string[];
}

/** Throws `input_not_found`, `source_unreadable`, and `results_invalid` for a folder without results. */
export async function findFiles(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<FoundFiles> {
  const files = new Map<string, ResultFile>();
  const ignored: string[] = [];
  const add = (path: string, bytes: number) => {
    if (!files.has(resolve(path))) files.set(resolve(path), { path, bytes });
  };
  for (const path of paths) {
    const { isFolder, bytes } = await lookAt(path);
    if (!isFolder) {
      add(path, bytes);
      continue;
    }
    const others: string[] = [];
    let found = 0;
    for await (const file of walk(path, others, signal)) {
      found++;
      add(file.path, file.bytes);
    }
    if (found === 0) throw nothingIn(path, others);
    ignored.push(...others);
  }
  return { files: [...files.values()], ignored };
}

async function lookAt(path: string): Promise<{ isFolder: boolean; bytes: number }> {
  try {
    const found = await stat(path);
    return { isFolder: found.isDirectory(), bytes: found.size };
  } catch (error) {
    const solve = 'Name a folder of lm-evaluation-harness, or a table or array of results.';
    throw fileError(error, {
      path,
      doing: 'read the results',
      special: { missing: { solve } },
      details: { path },
    });
  }
}

/** Samples below a folder. Links to folders are not followed, so no file is met twice. */
async function* walk(
  folder: string,
  ignored: string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<ResultFile, void, undefined> {
  signal?.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw fileError(error, { path: folder, doing: 'read' });
  });
  entries.sort((a, b) => compareNaturally(a.name, b.name));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* walk(path, ignored, signal);
      continue;
    }
    if (parseSampleName(entry.name) !== undefined) {
      const { isFolder, bytes } = await lookAt(path);
      if (isFolder) ignored.push(path);
      else yield { path, bytes };
    } else if (!isAggregate(basename(path))) {
      ignored.push(path);
    }
  }
}

function nothingIn(folder: string, others: readonly string[]): IndexError {
  const found =
    others.length === 0 ? 'nothing' : `${others.length} other files, such as ${others[0]}`;
  return badResult(
    { file: folder },
    `the folder has no files samples_TASK_DATE.jsonl: found ${found}. lm-evaluation-harness writes them with --log_samples; name tables and arrays by their own paths.`,
  );
}
