// Files that no reader may take for good ones: every small folder, spoilt in one place.
//
// What is expected is the file that the error has to name, and the code where only one fits. Each is
// input that cannot be used: the command ends with 3 and publishes nothing.

import { flippedBits, missingFiles, unknownIds, wrongFields } from './bad-contents.ts';
import { lyingHeaders, types } from './bad-headers.ts';
import { oddFiles, truncatedFiles } from './bad-lengths.ts';
import { badOrders } from './bad-orders.ts';
import { SpoiltFolder } from './spoil-folder.ts';

export interface BadFile {
  readonly name: string;
  /** Makes the folder inside `dir` and gives the path of its run description. */
  make(dir: string): string;
  readonly expect: {
    /** The error's code, or those that would do. */
    readonly code?: string | readonly string[];
    /** What the message has to name: the end of a file's name, or a key of the run description. */
    readonly file: string;
    /** What says where in the file; undefined where only the file as a whole is known to be bad. */
    readonly position?: RegExp;
  };
}

/** name, small folder, file to be named, code, what is changed. */
export type BadCase = readonly [
  string,
  string,
  string,
  string | readonly string[] | undefined,
  (folder: SpoiltFolder) => void,
];

/** A place, what a header has at its place, or an end of the file. */
const position =
  /\b(bytes?|character|rows?|line|element|entry|entries|sequence|samples?|document|ids?|place|column|begins?|end|header|version)\b/;

const kinds: readonly (readonly [string, readonly BadCase[]])[] = [
  ['truncated', truncatedFiles],
  ['odd byte count', oddFiles],
  ['header that lies', lyingHeaders],
  ['dtype mismatch', types],
  ['order', badOrders],
  ['id beyond the vocabulary', unknownIds],
  ['missing shard', missingFiles],
  ['wrong field', wrongFields],
  ['flipped bit', flippedBits],
];

/** Every bad file, kind by kind. */
export const badFiles: readonly BadFile[] = kinds.flatMap(([kind, cases]) =>
  cases.map(([name, folder, file, code, spoil]) => ({
    name: `${kind}: ${name}`,
    make(dir: string) {
      const spoilt = new SpoiltFolder(dir, folder);
      spoil(spoilt);
      return spoilt.runFile;
    },
    expect: {
      ...(code === undefined ? {} : { code }),
      file,
      ...(isKnownAsWhole(kind, name, code) ? {} : { position }),
    },
  })),
);

/** A file that is not there, a hash of all of it, a key of the run description. */
function isKnownAsWhole(kind: string, name: string, code: BadCase[3]): boolean {
  const isHash = kind === 'flipped bit' && name.startsWith('MDS');
  return kind === 'missing shard' || code === 'run_invalid' || isHash;
}
