// The contract of a format of results. A format reads all of its files together, as rows of one set
// and checkpoint may be spread over them.

import type { SplitExamples } from '../split/split-examples.ts';
import type { ResultCollector } from './result-collector.ts';

export interface ResultOptions {
  /** The text that an evaluator puts before the name of a set, such as `blimp_`. */
  readonly taskPrefix: string;
  /** Finds the step in a path; its first group is the number. Default: names such as `step700`. */
  readonly stepPattern?: RegExp;
  /** Finds the seed in a path; its first group is the seed. Default: names such as `seed1`. */
  readonly seedPattern?: RegExp;
  /** Folders whose own paths say nothing: steps and seeds are looked for below them alone. */
  readonly roots?: readonly string[];
  /** A JSON file that says what the axes of arrays are. */
  readonly names?: string;
  /** All arrays of a `.npz` together, unpacked. Default: no limit. */
  readonly maxArrayBytes?: number;
  /** The metric of lm-evaluation-harness that says what is right. Default: `acc`. */
  readonly metric?: string;
  /** Of several files of a task in one folder take the newest. Default: read all. */
  readonly latest?: boolean;
}

export interface ResultFile {
  /** As it was given, or found in a folder that was. */
  readonly path: string;
  readonly bytes: number;
}

export interface ReadingJob {
  readonly split: SplitExamples;
  readonly collector: ResultCollector;
  readonly options: ResultOptions;
  readonly signal: AbortSignal | undefined;
  /** So many more bytes of the files were read. */
  readonly onBytes: (bytes: number) => void;
  /** A file that is left out, since another one replaces it. */
  readonly onOlderFile: (path: string) => void;
}

export interface ResultFormat {
  readonly name: string;
  /** Decided by the name and the first bytes, decompressed. */
  readonly accepts: (path: string, head: Buffer) => boolean;
  readonly read: (files: readonly ResultFile[], job: ReadingJob) => Promise<void>;
}
