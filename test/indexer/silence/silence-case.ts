// One thing that a reader may leave out or change, and how much of it is said where.

import type { RunDescription } from '../../../formats/run-description.ts';

export interface SilenceCase {
  readonly leavesOut: string;
  /** Writes the files and describes them; the tokenizer is put beside them. */
  readonly make: (folder: string) => RunDescription;
  /** Bad records are skipped. */
  readonly skips?: true;
  readonly expect: Expected;
}

export type Expected =
  | { readonly error: { readonly code: string; readonly message: RegExp } }
  | {
      /** In the summary of `index` and in `info`; what is not here is 0. */
      readonly counts?: Partial<Record<'skipped' | 'repaired' | 'cut' | 'blank' | 'empty', number>>;
      /** Of the first source, in both too; absent: nothing. */
      readonly dropped?: string | RegExp;
      /** On stderr, of `index` and of `scan`. */
      readonly remark: RegExp;
    };
