// A private temporary folder that holds the results of one request, and no trace of it in messages.
//
//   folders/   files that came with a path: searched like a folder on the command line
//   files/     files that came without one: named by themselves
//   names/     the names of arrays

import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FileTask, fileError, fileFault } from '../../errors/file-error.ts';

export class UploadFolder implements AsyncDisposable {
  readonly path: string;
  #made = new Set<string>();
  #files: string[] = [];
  #hasFolders = false;
  #names: string | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<UploadFolder> {
    try {
      return new UploadFolder(await mkdtemp(join(tmpdir(), 'firstseen-curves-')));
    } catch (error) {
      throw describeFailure(error, 'of the request', noRoom);
    }
  }

  /** What results are read from: folders and files, at least one once a file is written. */
  get results(): string[] {
    const folders = this.#hasFolders ? [join(this.path, 'folders')] : [];
    return [...folders, ...this.#files];
  }

  get names(): string | undefined {
    return this.#names;
  }

  /** A file of results at the path that the client gave it, in parts. */
  async addResult(parts: readonly string[], bytes: Readable, signal: AbortSignal): Promise<void> {
    const isLoose = parts.length === 1;
    const file = join(this.path, isLoose ? 'files' : 'folders', ...parts);
    await this.#write(file, bytes, signal);
    if (isLoose) this.#files.push(file);
    else this.#hasFolders = true;
  }

  async addNames(name: string, bytes: Readable, signal: AbortSignal): Promise<void> {
    this.#names = join(this.path, 'names', name);
    await this.#write(this.#names, bytes, signal);
  }

  async #write(file: string, bytes: Readable, signal: AbortSignal): Promise<void> {
    try {
      const folder = file.slice(0, file.lastIndexOf(sep));
      if (!this.#made.has(folder)) await mkdir(folder, { recursive: true });
      this.#made.add(folder);
      await pipeline(bytes, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
    } catch (error) {
      const path = JSON.stringify(withoutFolder(file, this.path));
      throw describeFailure(error, path, { ...noRoom, ...collision });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** A text without the folder: paths as the client gave them. */
export function withoutFolder(text: string, folder: string): string {
  return ['folders', 'files', 'names'].reduce((shown, kind) => {
    const own = join(folder, kind);
    return shown.replaceAll(own + sep, '').replaceAll(own, 'results');
  }, text);
}

/** Folders whose own paths say nothing of the results below them. */
export function listRoots(folder: string): string[] {
  return ['folders', 'files', 'names'].map((kind) => join(folder, kind));
}

const noRoom: Special = {
  full: {
    solve:
      'Free space where the server keeps temporary files, or start it with TMPDIR set to a larger place.',
  },
};

const twice = {
  code: 'bad_argument',
  found: 'another file has this path, or one above or below it',
  solve: 'Give each file a path of its own.',
} as const;
const collision: Special = { taken: twice, 'below-file': twice, folder: twice };

type Special = NonNullable<FileTask['special']>;

/** Faults that are not in `special` are the server's own, and stay as they are. */
function describeFailure(error: unknown, path: string, special: Special): unknown {
  const fault = fileFault(error);
  if (fault === undefined || special[fault] === undefined) return error;
  return fileError(error, { path, doing: 'write the results', special, details: {} });
}
