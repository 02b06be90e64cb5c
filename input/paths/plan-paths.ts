// From paths as they are typed to a list of sources of bytes in reading order.
//
// Only names and sizes are looked at; nothing is opened or read.

import { lstat, readlink, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { faultError, fileFault, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { storeOf } from '../remote/remote-address.ts';
import { compareNaturally } from './compare-naturally.ts';
import { expandGlob } from './expand-glob.ts';
import type { NamedPath } from './named-path.ts';
import { sourceTask, unreadable } from './unreadable.ts';

/** Where bytes come from. `name` is as shown: the path as given (or as its glob found it), the url, or '-'. */
export interface PathPlan extends NamedPath {
  /** `remote`: in a store, at the version that `remote` says; `https`: a url that nothing was asked of yet. */
  readonly kind: 'file' | 'stdin' | 'https' | 'remote';
  /** On disk or in a store, compressed; undefined where it is not a regular file. */
  readonly sizeBytes: number | undefined;
}

/** Folders that a glob matches and does not enter. */
export interface FoldersLeftOut {
  readonly pattern: string;
  readonly folders: number;
  readonly first: string;
}

/** What a search for files tells, and what ends it where it asks the net. */
export interface Looking {
  readonly onFolders?: ((left: FoldersLeftOut) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PlanOptions extends Looking {
  readonly cwd?: string;
  /** Files are read by position, so a url is asked for its size and version. */
  readonly byPosition?: boolean;
  /** The error where a folder is named. */
  readonly refuseFolder?: (folder: NamedPath) => IndexError;
}

/** Enough to hide a network disk's latency; each takes some memory until it is answered. */
const statsAtOnce = 64;
const globCharacters = /[*?[\]{}]/;

/** Whether the path is an address or '-', which stand for no file. */
export function isNoFile(path: string): boolean {
  return path === '-' || isAddress(path);
}

function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path) || storeOf(path) !== undefined;
}

/**
 * Arguments keep their order, the files of one glob are sorted naturally (file2, file10); no path is
 * no plan. Directories are left out of a glob, which `onFolders` is told, and nothing else is. Throws `input_not_found` (no such file, or nothing
 * that matches), `bad_argument` (empty, a directory, no valid url, '-' twice),
 * `source_unreadable` (a file that may not be looked at), and for stores `access_denied` and
 * `transfer_failed`.
 */
export async function planPaths(
  paths: readonly string[],
  options: PlanOptions = {},
): Promise<PathPlan[]> {
  const plans: PathPlan[] = [];
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

async function planArgument(path: string, options: PlanOptions): Promise<PathPlan[]> {
  if (path === '') {
    throw new IndexError(
      'bad_argument',
      "an empty path: expected a file, a glob, an url or '-' for standard input",
    );
  }
  if (path === '-') return [{ name: '-', kind: 'stdin', path: '-', sizeBytes: undefined }];
  if (isAddress(path)) {
    const { planAddress } = await import('./plan-address.ts');
    return planAddress(path, options);
  }
  const scheme = /^[a-z][a-z0-9+.-]+:\/\//i.exec(path)?.[0];
  if (scheme !== undefined) {
    throw new IndexError(
      'bad_argument',
      `${path}: of addresses those of hf://datasets/, s3://, gs://, az:// and https:// are read, found ${scheme}; download it first, pipe it in and name -, or give its https:// address`,
      { found: path },
    );
  }
  const { cwd = process.cwd(), refuseFolder } = options;
  const literal = await planFile(path, cwd);
  if (literal === 'directory') {
    const folder = { name: path, path: resolve(cwd, path) };
    throw refuseFolder?.(folder) ?? faultError('folder', sourceTask(path));
  }
  if (literal !== undefined) return [literal];
  if (!globCharacters.test(path)) throw withHome(path, faultError('missing', sourceTask(path)));
  return planGlob(path, cwd, options.onFolders);
}

/** The files that match, of which there has to be one. */
async function planGlob(
  pattern: string,
  cwd: string,
  onFolders: PlanOptions['onFolders'],
): Promise<PathPlan[]> {
  const names = await expandGlob(pattern, cwd);
  names.sort(compareNaturally);
  const found: PathPlan[] = [];
  const folders: string[] = [];
  for (let at = 0; at < names.length; at += statsAtOnce) {
    const some = names.slice(at, at + statsAtOnce);
    const plans = await Promise.all(
      some.map(async (name) => ({ name, plan: await planFound(name, cwd) })),
    );
    for (const { name, plan } of plans) {
      if (plan === 'directory') folders.push(name);
      else found.push(plan);
    }
  }
  const [first] = folders;
  // With ** the files of folders are asked for by themselves.
  if (first !== undefined && found.length > 0 && !/(^|\/)\*\*\//.test(pattern)) {
    onFolders?.({ pattern, folders: folders.length, first });
  }
  if (found.length > 0) return found;
  const missing = new IndexError(
    'input_not_found',
    `no file matches ${pattern}: ${names.length === 0 ? 'nothing has such a name' : 'only directories do, whose files a pattern with **/ finds'}; ` +
      'check the pattern, it is relative to the working directory.',
    { found: pattern },
  );
  throw withHome(pattern, missing);
}

/** Quotes keep a shell from putting the home folder in ~'s place. */
function withHome(path: string, { code, message, details, cause }: IndexError): IndexError {
  const hint = path.startsWith('~')
    ? ' The ~ stands in quotes, where no shell expands it: write $HOME or the path.'
    : '';
  return new IndexError(code, message + hint, details, cause);
}

/** A name that a glob found; one that leads nowhere is an error, as it is where it is named outright. */
async function planFound(name: string, cwd: string): Promise<PathPlan | 'directory'> {
  const plan = await planFile(name, cwd);
  if (plan !== undefined) return plan;
  const path = resolve(cwd, name);
  const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
  if (!isLink) throw faultError('missing', sourceTask(name));
  throw new IndexError(
    'input_not_found',
    `no file at ${name}: it is a symbolic link to ${await readlink(path)}, which is not there. Fetch the file (git annex get, git lfs pull, a new download), or remove the link.`,
    { source: name },
  );
}

/** undefined: there is no such path. */
async function planFile(name: string, cwd: string): Promise<PathPlan | 'directory' | undefined> {
  const path = resolve(cwd, name);
  const stats = await stat(path).catch((cause) => {
    if (isMissing(cause) || fileFault(cause) === 'long-name') return undefined;
    throw unreadable(name, cause);
  });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return 'directory';
  return { name, kind: 'file', path, sizeBytes: stats.isFile() ? stats.size : undefined };
}
