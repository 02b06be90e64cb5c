// `firstseen` without arguments: the next command to type, by what lies in the working directory.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isIndexFolder } from '../library/snapshots/index-folder.ts';
import { packageVersion } from '../package-version.ts';

/** Entries of a folder that are looked at; more would make a large folder slow. */
const maxEntries = 1000;

/** Never throws: a folder that cannot be read has no index. `command`: what is typed before arguments. */
export function describeNextSteps(folder: string, command = 'firstseen'): string {
  const index = findIndex(folder);
  const steps = index === undefined ? firstSteps(command) : stepsWith(quote(index), command);
  return `firstseen ${packageVersion()}: when did a language model first see a phrase in pre-training, and how often by any step?

${steps}
Every command:
  ${command} --help
The options of one, with an example:
  ${command} query --help
`;
}

const firstSteps = (
  command: string,
) => `Index a corpus. The order of the files and their records is the training order:
  ${command} index my.idx --from 'shards/*.jsonl.zst' --batch-size 512

Then ask for phrases, or look at them in the browser:
  ${command} query my.idx "this sketch" --at 1000,10000 --contexts 3
  ${command} serve my.idx

For a few phrases of a corpus that is asked once, no index is needed:
  ${command} scan "this sketch" --from 'shards/*.jsonl.zst'
`;

function stepsWith(index: string, command: string): string {
  return `There is an index here. Ask it, or look at it in the browser:
  ${command} query ${index} "this sketch" --contexts 3
  ${command} info ${index}
  ${command} serve ${index}
`;
}

/** The first index in the folder by name, or one folder below; undefined: there is none. */
function findIndex(folder: string): string | undefined {
  const isIndex = (name: string) => isIndexFolder(join(folder, name));
  const names = listFolders(folder);
  const here = names.find(isIndex);
  if (here !== undefined) return here;
  for (const name of names) {
    const below = listFolders(join(folder, name)).map((inner) => join(name, inner));
    const found = below.find(isIndex);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .slice(0, maxEntries)
      .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

/** For a POSIX shell. */
function quote(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
