// What a walk through a corpus is asked, gives and tells.

import type { BadRecord } from '../formats/lines/decode-batch.ts';
import type { TokenizerEvent } from './load-tokenizer.ts';
import type { RunRecord } from './shape-record.ts';
import type { LeftOutEvent } from './tell-left-out.ts';

export interface WalkedRecord {
  readonly rank: number;
  readonly step: number;
  readonly record: RunRecord;
  /** Its text between boundaries that no phrase crosses. */
  readonly parts: readonly string[];
  readonly source: string;
  /** Line, element, document or row of the source, from 1 on. */
  readonly line: number;
  readonly epoch: number;
}

export interface WalkOptions {
  readonly signal: AbortSignal;
  /** The first rank that is wanted; records before it are passed over where nothing hangs on them. */
  readonly fromRank?: number;
  readonly onBadRecord?: 'fail' | 'skip';
  readonly onEvent?: (event: WalkEvent) => void;
}

export type WalkEvent =
  /** A source that was named before. */
  | { readonly kind: 'source-skipped'; readonly name: string }
  /** So many bytes of text are about to be decoded. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** The files of a source of rows, in the order of its rows. */
  | { readonly kind: 'files'; readonly names: readonly string[] }
  /** It holds no record. */
  | { readonly kind: 'source-empty'; readonly name: string }
  | TokenizerEvent
  /** Something of a source was left out. */
  | { readonly kind: 'not-consumed'; readonly name: string; readonly dropped: string }
  | LeftOutEvent
  | { readonly kind: 'record-skipped'; readonly name: string; readonly bad: BadRecord };
