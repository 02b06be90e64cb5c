// Options, events and summary of a build: plain data.

import type { TokenizerEvent } from '../corpus/load-tokenizer.ts';
import type { CorpusOptions } from '../corpus/read-corpus.ts';
import type { LeftOutEvent } from '../corpus/tell-left-out.ts';
import type { FoldersLeftOut } from '../input/paths/plan-paths.ts';
import type { NotConsumed } from '../store/catalogue/not-consumed.ts';
import type { Resolution } from '../store/catalogue/settings.ts';
import type { FileOperations } from '../store/files.ts';
import type { IndexAnalyzer } from '../text/index-analyzer.ts';
import type { Merged } from './merge/segment-merger.ts';

export interface BuildOptions extends CorpusOptions {
  readonly analyzer?: IndexAnalyzer;
  readonly storesText?: boolean;
  /** `step` is without texts. */
  readonly resolution?: Resolution;
  readonly onBadRecord?: 'fail' | 'skip';
  readonly workers?: number;
  readonly memoryBytes?: number;
  /** After so long without a commit, a part of a range is committed; 60,000 by default. */
  readonly commitEveryMs?: number;
  /** Merge small segments, so that many appends do not make many segments; true by default. */
  readonly merges?: boolean;
  /** Threads outlive a build that ends well, for the next one; `endThreads` ends those that wait. */
  readonly keepsThreads?: boolean;
  /** Feed sources a second time that the index holds. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
  /** Ends the build as `signal` does, but with a commit of what is read by then. */
  readonly stop?: AbortSignal;
  readonly onEvent?: (event: BuildEvent) => void;
  /** For tests: build in this thread, with these file operations. */
  readonly inline?: FileOperations;
  /** For tests: the clock of `commitEveryMs`. */
  readonly now?: () => number;
  /** For tests: segments of at most so many symbols. */
  readonly segmentSymbols?: number;
  /** For tests: ranges that end with the batch that comes to so many bytes of text. */
  readonly rangeBytes?: number;
}

/** What happened, as it happens. */
export type BuildEvent =
  | { kind: 'start'; workers: number }
  /** The runtime's Unicode version is not the one the index was started with. */
  | { kind: 'unicode-differs'; index: string; runtime: string }
  /** `repeated`: it was named before in the same command. */
  | { kind: 'source-skipped'; name: string; repeated?: boolean }
  /** A glob matches folders, whose files are not read. */
  | ({ kind: 'folders-left-out' } & FoldersLeftOut)
  | { kind: 'source-resumed'; name: string; line: number }
  /** It has grown since it was read to its end: its new lines are fed, those after `line`. */
  | { kind: 'source-continued'; name: string; line: number }
  /** A source that grows ends inside a line, which is left for the next command. */
  | { kind: 'source-waiting'; name: string; line: number; bytes: number }
  /** It holds no record. */
  | { kind: 'source-empty'; name: string }
  | TokenizerEvent
  /** Something of a source was left out. */
  | { kind: 'not-consumed'; name: string; dropped: string }
  | LeftOutEvent
  /** All that was to be fed is in the index already. */
  | { kind: 'nothing-new'; records: number }
  | BuildProgress
  | ({ kind: 'merged' } & Merged)
  /** What the index holds now. */
  | { kind: 'commit'; snapshot: string; records: number; segments: number; step: number };

/** Of this command. */
interface BuildProgress {
  readonly kind: 'progress';
  readonly records: number;
  readonly tokens: number;
  /** Of text, read. */
  readonly bytes: number;
  /** From 0 to 1; undefined: not known. */
  readonly done: number | undefined;
  /** About the last one read; undefined: not known yet. */
  readonly step: number | undefined;
}

export interface BuildSummary {
  /** Of the index, after the command. */
  readonly records: number;
  readonly tokens: number;
  /** The last step that consumed a record. */
  readonly steps: number;
  /** The first one, and how many there are: where records say their step, they have gaps. */
  readonly first_step: number;
  readonly distinct_steps: number;
  readonly skipped: number;
  /** Records in which something that is not a character became U+FFFD. */
  readonly repaired: number;
  /** Records of which `truncate` cut off the end. */
  readonly cut: number;
  /** Lines, or documents between separators, that hold nothing but white space. */
  readonly blank: number;
  /** Sources, and files of sources, without a record. */
  readonly empty: number;
  readonly segments: number;
  /** Sources of which something was not consumed; absent: none. */
  readonly dropped?: readonly NotConsumed[];
  /** The field of facets, and how many distinct values it has; absent: the index has none. */
  readonly facet?: string;
  readonly facets?: number;
  /** No record has a value in that field: mostly the name is wrong. */
  readonly facet_absent?: true;
  readonly snapshot: string | null;
  readonly seconds: number;
}
