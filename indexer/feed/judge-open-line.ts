// A source's last line that has no line feed: is it a record, or the beginning of one?
//
// JSON says it itself: the beginning of an object is never valid. Of text nothing can be said. In a
// source that is read for the first time such a line counts as any other, since many files end so;
// where the source is known to grow, a line that may be half of one waits for its line feed.

import { decodeBatch } from '../../formats/lines/decode-batch.ts';
import type { DecodeOptions } from '../../input/lines/decoded-record.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { OpenLine, SourceRow } from '../../store/catalogue/source-row.ts';
import type { BuildOptions } from '../build-options.ts';

interface JudgeOptions {
  /** Lines of the source that are in already. */
  readonly linesBefore: number;
  readonly isGrowing: boolean;
  readonly decode: DecodeOptions;
}

/**
 * What to do with a batch that `isOpen`: only one whose line is `taken` is fed. Undefined for the
 * beginning of a separator that ends a line which was taken before: that line stays open.
 */
export function judgeOpenLine(
  batch: SourceBatch,
  { linesBefore, isGrowing, decode }: JudgeOptions,
): OpenLine | undefined {
  const bytes = batch.endByte - batch.startByte;
  const isOversized = batch.oversized.length > 0;
  const isBlank = !isOversized && Buffer.from(batch.bytes).toString().trim() === '';
  // White space behind a line that was taken before belongs to that line.
  if (batch.firstLine <= linesBefore) return isBlank ? { state: 'taken', bytes } : undefined;
  if (isBlank) return { state: 'blank', bytes };
  const mayGoOn = isOversized || batch.encoding === 'text-lines' || !isValidJson(batch, decode);
  return { state: isGrowing && mayGoOn ? 'waiting' : 'taken', bytes };
}

function isValidJson(batch: SourceBatch, decode: DecodeOptions): boolean {
  let isValid = true;
  decodeBatch({ ...batch, source: '' }, decode, {
    onRecord: () => {},
    onBad: ({ code }) => {
      isValid = code !== 'not_json' && code !== 'not_utf8';
    },
  });
  return isValid;
}

/** Says of a source that its last line is left out until it has its line feed. */
export function tellWaiting(
  { name, lines, openLine }: Pick<SourceRow, 'name' | 'lines' | 'openLine'>,
  onEvent: BuildOptions['onEvent'],
): void {
  if (openLine?.state !== 'waiting') return;
  onEvent?.({ kind: 'source-waiting', name, line: lines + 1, bytes: openLine.bytes });
}
