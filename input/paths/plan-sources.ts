// From the paths of the command line to a list of sources in reading order.
//
// Only names and sizes are looked at; nothing is opened or read, except that a size estimate reads
// a few bytes of a file's head and tail.

import { type FileHandle, lstat, open, readlink, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { faultError, fileFault, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import {
  type LineFormat,
  type Quoting,
  type TableFormat,
  tableFormats,
} from '../../schemas/run-formats.ts';
import { sourceTask, unreadable } from '../bytes/raw-bytes.ts';
import { isBzip2 } from '../compression/bunzip2.ts';
import { frameMagic, isSkippableMagic, readContentSize } from '../compression/zstd-frames.ts';
import { expandGlob } from './expand-glob.ts';
import { folderError } from './refuse-folder.ts';

export type SourceFormat = LineFormat;
/** The formats of which a file can be continued where it has grown. */
export type GrowingFormat = 'jsonl' | 'text';

export interface SourcePlan {
  /** As shown: the path as given (or as its glob found it), the url, or '-'. */
  name: string;
  kind: 'file' | 'stdin' | 'https';
  /** Absolute path of a file, the url, or '-'. */
  path: string;
  /** undefined: detected by name and content. */
  format: SourceFormat | undefined;
  /** On disk, compressed; undefined where it is not a regular file. */
  sizeBytes: number | undefined;
  /** Of plain text: what ends a record in place of a line feed. */
  separator?: string;
  /** Of a table: what quotation marks do. */
  quoting?: Quoting;
}

export function isTableFormat(format: string | undefined): format is TableFormat {
  return (tableFormats as readonly (string | undefined)[]).includes(format);
}

/** The format that the name says, whatever it holds; undefined: its content tells. */
export function formatOfName({ kind, path }: SourcePlan): SourceFormat | undefined {
  const name = kind === 'https' ? new URL(path).pathname : path;
  const ending = /\.(txt|csv|tsv)(\.(gz|gzip|zst|zstd|bz2))?$/i.exec(name)?.[1]?.toLowerCase();
  return ending === 'txt' ? 'text' : isTableFormat(ending) ? ending : undefined;
}

/** Folders that a glob matches and does not enter. */
export interface FoldersLeftOut {
  readonly pattern: string;
  readonly folders: number;
  readonly first: string;
}

export interface PlanOptions {
  format?: SourceFormat;
  cwd?: string;
  onFolders?: ((left: FoldersLeftOut) => void) | undefined;
}

const collator = new Intl.Collator('en', { numeric: true });
/** Enough to hide a network disk's latency; each takes some memory until it is answered. */
const statsAtOnce = 64;
const globCharacters = /[*?[\]{}]/;

/**
 * Arguments keep their order, the files of one glob are sorted naturally (file2, file10); no path is
 * no plan. Directories are left out of a glob, which `onFolders` is told, and nothing else is. Throws `input_not_found` (no such file, or nothing
 * that matches), `bad_argument` (empty, a directory, no valid url, '-' twice) and
 * `source_unreadable` (a file that may not be looked at).
 */
export async function planSources(
  paths: readonly string[],
  options: PlanOptions = {},
): Promise<SourcePlan[]> {
  const plans: SourcePlan[] = [];
  for (const path of paths) {
    // Not spread: the arguments of a call are limited, the files of a glob are not.
    for (const plan of await planArgument(path, options)) plans.push(plan);
  }
  if (plans.filter((plan) => plan.kind === 'stdin').length > 1) {
    throw new IndexError(
      'bad_argument',
      "standard input ('-') is named more than once and can be read only once: name it once",
      { expected: 1 },
    );
  }
  return plans;
}

async function planArgument(path: string, options: PlanOptions): Promise<SourcePlan[]> {
  const { format, cwd = process.cwd() } = options;
  if (path === '') {
    throw new IndexError(
      'bad_argument',
      "an empty path: expected a file, a glob, an url or '-' for standard input",
    );
  }
  if (path === '-') {
    return [{ name: '-', kind: 'stdin', path: '-', format, sizeBytes: undefined }];
  }
  if (/^https?:\/\//i.test(path)) {
    if (!URL.canParse(path)) {
      throw new IndexError(
        'bad_argument',
        `${path} is not a valid url: expected https://host/path, with spaces written as %20`,
        { found: path },
      );
    }
    return [{ name: path, kind: 'https', path, format, sizeBytes: undefined }];
  }
  const scheme = /^[a-z][a-z0-9+.-]+:\/\//i.exec(path)?.[0];
  if (scheme !== undefined) {
    throw new IndexError(
      'bad_argument',
      `${path}: of addresses only https:// is read, found ${scheme}; download it first, pipe it in and name -, or give its https:// address`,
      { found: path },
    );
  }
  const literal = await planFile(path, options);
  if (literal !== 'directory' && literal !== undefined) return [literal];
  if (literal === 'directory') {
    throw folderError(resolve(cwd, path), path);
  }
  if (!globCharacters.test(path)) {
    throw withHome(path, faultError('missing', sourceTask(path)));
  }
  const names = await expandGlob(path, cwd);
  names.sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
  const found: SourcePlan[] = [];
  const folders: string[] = [];
  for (let at = 0; at < names.length; at += statsAtOnce) {
    const some = names.slice(at, at + statsAtOnce);
    const plans = await Promise.all(some.map((name) => planFound(name, options)));
    for (const [i, plan] of plans.entries()) {
      if (plan === 'directory') folders.push(some[i] as string);
      else found.push(plan);
    }
  }
  const [first] = folders;
  // With ** the files of folders are asked for by themselves.
  if (first !== undefined && found.length > 0 && !/(^|\/)\*\*\//.test(path)) {
    options.onFolders?.({ pattern: path, folders: folders.length, first });
  }
  if (found.length > 0) return found;
  const missing = new IndexError(
    'input_not_found',
    `no file matches ${path}: ${names.length === 0 ? 'nothing has such a name' : 'only directories do, whose files a pattern with **/ finds'}; ` +
      'check the pattern, it is relative to the working directory.',
    { found: path },
  );
  throw withHome(path, missing);
}

/** Quotes keep a shell from putting the home folder in ~'s place. */
function withHome(path: string, { code, message, details, cause }: IndexError): IndexError {
  const hint = path.startsWith('~')
    ? ' The ~ stands in quotes, where no shell expands it: write $HOME or the path.'
    : '';
  return new IndexError(code, message + hint, details, cause);
}

/** A name that a glob found; one that leads nowhere is an error, as it is where it is named outright. */
async function planFound(name: string, options: PlanOptions): Promise<SourcePlan | 'directory'> {
  const plan = await planFile(name, options);
  if (plan !== undefined) return plan;
  const path = resolve(options.cwd ?? process.cwd(), name);
  const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
  if (!isLink) throw faultError('missing', sourceTask(name));
  throw new IndexError(
    'input_not_found',
    `no file at ${name}: it is a symbolic link to ${await readlink(path)}, which is not there. Fetch the file (git annex get, git lfs pull, a new download), or remove the link.`,
    { source: name },
  );
}

/** undefined: there is no such path. */
async function planFile(
  name: string,
  { format, cwd = process.cwd() }: PlanOptions,
): Promise<SourcePlan | 'directory' | undefined> {
  const path = resolve(cwd, name);
  const stats = await stat(path).catch((cause) => {
    if (isMissing(cause) || fileFault(cause) === 'long-name') return undefined;
    throw unreadable(name, cause);
  });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return 'directory';
  return { name, kind: 'file', path, format, sizeBytes: stats.isFile() ? stats.size : undefined };
}

/** A usual ratio of compressed text, where the file does not say. */
const usualRatio = 3.5;
/** Above it a gzip member's length, which is kept modulo 4 GiB, may have wrapped. */
const smallGzipBytes = 512 << 20;

/**
 * Rough size of a source's text, for progress and for planning segments. A zstd frame and a gzip
 * member may say their own size, but not how many follow: a size is believed only if it is more
 * than the whole file's. undefined: nothing is known (standard input, a pipe, a url). Throws
 * `input_not_found` and `source_unreadable`.
 */
export async function estimateTextBytes(plan: SourcePlan): Promise<number | undefined> {
  const { sizeBytes } = plan;
  if (plan.kind !== 'file' || sizeBytes === undefined) return undefined;
  await using file = await open(plan.path).catch((cause) => {
    throw unreadable(plan.name, cause);
  });
  const head = await readAt(file, 0, 18);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const tail = await readAt(file, sizeBytes - 4, 4);
    const said = sizeBytes < smallGzipBytes && tail.length === 4 ? tail.readUInt32LE(0) : 0;
    return said > sizeBytes ? said : Math.round(sizeBytes * usualRatio);
  }
  if (isBzip2(head)) return Math.round(sizeBytes * usualRatio);
  let frameByte = 0;
  let frame = head;
  while (frame.length >= 8 && isSkippableMagic(frame.readUInt32LE(0))) {
    frameByte += 8 + frame.readUInt32LE(4);
    frame = await readAt(file, frameByte, 18);
  }
  const isZstd = frameByte > 0 || (frame.length >= 5 && frame.readUInt32LE(0) === frameMagic);
  if (!isZstd) return sizeBytes;
  const said = readContentSize(frame) ?? 0;
  return said > sizeBytes ? said : Math.round(sizeBytes * usualRatio);
}

async function readAt(file: FileHandle, byte: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, Math.max(0, byte));
  return buffer.subarray(0, bytesRead);
}
