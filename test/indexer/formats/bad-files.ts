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
    /** The message says where in the file; not so where the file is missing as a whole. */
    readonly hasPosition: boolean;
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
      hasPosition: kind !== 'missing shard' && code !== 'run_invalid',
    },
  })),
);
