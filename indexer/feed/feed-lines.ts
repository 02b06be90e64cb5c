// Feeds a source of lines: its batches, up to its end or that of the run.
//
// A last line without a line feed comes as a batch of its own, and may have to wait for the rest of
// it. Of a source that has grown only the new lines are fed.

import { IndexError } from '../../errors.ts';
import type { Source } from '../../formats/lines/open-source.ts';
import { sourceChanged } from '../../formats/lines/open-tail.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { OpenLine } from '../../store/catalogue/source-row.ts';
import type { SourceReach } from '../workers/range-reaches.ts';
import { type BatchCut, cutAfterLine, cutReach, readLastStep } from './cut-batch.ts';
import type { Part } from './feed-end.ts';
import type { Fed, Feeding } from './feeding.ts';
import { judgeOpenLine, tellWaiting } from './judge-open-line.ts';
import { isGrowing, type LineFeed, moveReach, openFeed, startReach } from './open-feed.ts';
import { requirePlanned } from './piece.ts';

export async function feedLines(feed: LineFeed, feeding: Feeding): Promise<Fed> {
  const { name, lines } = feed.source;
  const { dealer, feedEnd, signal } = feeding;
  const { opened, batches } = await openFeed(feed, feeding);
  await using _ = opened;
  let reach = startReach(feed);
  let openLine: OpenLine | undefined;
  try {
    for await (const batch of batches) {
      signal.throwIfAborted();
      if (batch.isOpen) {
        openLine = judgeOpenLine(batch, {
          linesBefore: lines,
          isGrowing: isGrowing(feed, opened),
          decode: feeding.decode,
        });
        if (openLine?.state !== 'taken') continue;
      }
      if (await feedEnd.isReached()) return endRun(feed, reach, { batch, dealer });
      const after = moveReach(batch, reach, openLine);
      const cut = await sendBatch(batch, after, { feed, feeding });
      if (cut !== undefined) return endRun(feed, cutReach(reach, cut), { batch, dealer });
      reach = after;
    }
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'source_empty') throw error;
    if (lines > 0) throw sourceChanged(feed.source, 'it holds no record now');
    requireRead(feed, opened);
    const { seenBytes: _, ...kept } = reach;
    dealer.noteEnd({
      ...kept,
      ...opened.identity(),
      lines: 0,
      endByte: 0,
      endCrc: 0,
      complete: true,
    });
    return { empty: error };
  }
  // A later piece goes on here.
  if (feed.piece?.isLast === false) return { reach: dealer.noteEnd(reach) };
  const last = endOfSource(feed, opened, { reach, openLine });
  dealer.noteEnd(last);
  tellWaiting(last, feeding.onEvent);
  return last.lines === 0 ? { empty: noLine(name) } : { reach: last };
}

function endOfSource(
  feed: LineFeed,
  opened: Source,
  { reach, openLine }: { reach: SourceReach; openLine: OpenLine | undefined },
): SourceReach {
  const { seenBytes: _, ...kept } = reach;
  if (feed.piece !== undefined) requireRead(feed, opened);
  return {
    ...kept,
    ...opened.identity(),
    complete: true,
    ...(openLine !== undefined && { openLine }),
    ...(isGrowing(feed, opened) && { grown: true as const }),
  };
}

/** A file in a store was read at its version, which the reading checked. */
function requireRead({ source, piece }: LineFeed, opened: Source): void {
  if (piece === undefined || piece.expected.version !== undefined) return;
  requirePlanned(source.name, piece.expected, opened.identity());
}

/** Sends a batch, after which its source has come to `after`; gives where the run ended in it before that. */
async function sendBatch(
  batch: SourceBatch,
  after: SourceReach,
  { feed: { source }, feeding }: { readonly feed: LineFeed; readonly feeding: Feeding },
): Promise<BatchCut | undefined> {
  const { pool, dealer, feedEnd } = feeding;
  const range = dealer.rangeFor(batch.bytes.length);
  const { id, name } = source;
  const message = { kind: 'batch', range, batch, source: id, name } as const;
  let bytes: SourceBatch['bytes'] | undefined;
  const stoppedAt = await feedEnd.send(boundPart(batch, feeding), (limit) => {
    if (limit === undefined) {
      dealer.note(after);
      return pool.send(message);
    }
    // Sending moves the bytes out of this thread, and a cut needs them.
    bytes = batch.bytes.slice();
    return pool.send({ ...message, limit });
  });
  if (bytes === undefined) return undefined;
  if (stoppedAt === undefined || stoppedAt >= after.lines) dealer.note(after);
  else return cutAfterLine({ ...batch, bytes }, stoppedAt);
  return undefined;
}

/** Notes that the rest of the source, from `reach` on, was not consumed. */
function endRun(
  { source, standing }: LineFeed,
  reach: SourceReach,
  { batch, dealer }: { readonly batch: SourceBatch; readonly dealer: Feeding['dealer'] },
): Fed {
  // The catalogue knows it already of a source that was held in part.
  if (reach.lines === source.lines && standing.kind !== 'grown') return { reach: undefined };
  const { unit = 'line' } = batch;
  return { reach: dealer.noteCut(reach, `everything after ${unit} ${reach.lines}`) };
}

function noLine(name: string): IndexError {
  const expected = 'expected at least one line that ends with a line feed';
  return new IndexError('source_empty', `${name} holds no complete line yet: ${expected}`, {
    source: name,
  });
}

/** A normalizer makes at most 18 characters of one. A batch above this is a bug, which FeedEnd finds. */
const maxTokensPerByte = 64;

function boundPart(batch: SourceBatch, { decode, hasTokenizer }: Feeding): Part {
  const { lines } = batch;
  const bytes = batch.bytes.length;
  const encoded = maxTokensPerByte * (bytes + lines);
  return {
    max: { records: lines, words: hasTokenizer ? encoded : bytes, modelTokens: encoded },
    lastStep: async () => readLastStep(batch, decode),
  };
}
