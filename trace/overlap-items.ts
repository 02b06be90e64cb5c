// Items, such as questions of a benchmark -> how far each stands in the corpus, and since when: the longest
// span, the share of its n-grams that were seen, and the first step at which that share is reached.
//
// An n-gram counts each time that it stands in the item. Items are searched together, as one text that
// no match crosses (searched-text.ts).

import { requireCount, requireMax } from '../errors/require-number.ts';
import { IndexError } from '../errors.ts';
import { seekEnds } from '../exposure/find-ends.ts';
import { requireSteps } from '../exposure/question.ts';
import { maxGramTokens } from '../schemas/gram-limit.ts';
import type { FailedItem, ItemOverlap } from '../schemas/overlap.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { RangedTokens } from '../text/analyzer.ts';
import { walkGramSteps } from './gram-steps.ts';
import { locateSpans, type Span } from './locate-spans.ts';
import { matchStarts } from './match-starts.ts';
import { describeCoverage, type OverlapQuestion } from './overlap-coverage.ts';
import { joinTexts, segmentsUntil } from './searched-text.ts';
import { walkTokens } from './text-tokens.ts';

export interface OverlapItem {
  /** Null where it has none. */
  readonly id: string | null;
  /** The error where the item has no text. */
  readonly text: string | IndexError;
}

export const usualOverlap: OverlapQuestion = { n: 13, coverage: [0.8], at: [] };

/** Throws `bad_argument` for a number that is out of its range. */
export function requireOverlap({ n, coverage, at }: OverlapQuestion): void {
  requireCount('the tokens of an n-gram', n, 1);
  requireMax('tokens of an n-gram', n, maxGramTokens);
  requireSteps({ at });
  for (const share of coverage) {
    if (share > 0 && share <= 1) continue;
    throw new IndexError('bad_argument', `a coverage must be above 0 and at most 1, not ${share}`);
  }
}

/** Items, and tokens of them, that are searched together. */
const itemsAtOnce = 512;
const tokensAtOnce = 1 << 15;

/** The answers in the order of the items; `undefined` where a caller with other work can pause. */
export function* walkOverlaps(
  snapshot: Snapshot,
  items: Iterable<OverlapItem>,
  question: OverlapQuestion,
): Generator<ItemOverlap | FailedItem | undefined, void, undefined> {
  let batch: ReadItem[] = [];
  let tokens = 0;
  for (const item of items) {
    const read = yield* readItem(snapshot, item);
    batch.push(read);
    if (!('error' in read)) tokens += read.found.tokens.length;
    if (batch.length < itemsAtOnce && tokens < tokensAtOnce) continue;
    yield* answerItems(snapshot, batch, question);
    batch = [];
    tokens = 0;
  }
  yield* answerItems(snapshot, batch, question);
}

interface ItemTokens {
  readonly id: string | null;
  readonly text: string;
  readonly found: RangedTokens;
}

type ReadItem = ItemTokens | FailedItem;

function* readItem(snapshot: Snapshot, { id, text }: OverlapItem): Generator<undefined, ReadItem> {
  yield undefined;
  try {
    if (typeof text !== 'string') throw text;
    return { id, text, found: yield* walkTokens(snapshot, text) };
  } catch (error) {
    const codes = ['bad_argument', 'phrase_without_token', 'missing_field', 'wrong_field_type'];
    if (!(error instanceof IndexError) || !codes.includes(error.code)) throw error;
    return { id, error: { code: error.code, message: error.message } };
  }
}

function* answerItems(
  snapshot: Snapshot,
  batch: readonly ReadItem[],
  question: OverlapQuestion,
): Generator<ItemOverlap | FailedItem | undefined, void, undefined> {
  const { n, positions = false } = question;
  const sound = batch.filter((item) => 'found' in item);
  const text = yield* joinTexts(sound.map(({ found }) => found.tokens));
  const starts = yield* matchStarts(segmentsUntil(snapshot), text);
  const isSeen = (end: number) => end - (starts[end] as number) >= n;
  const ends = Uint32Array.from(starts.keys().filter(isSeen));
  const steps = yield* walkGramSteps(snapshot, text, { ends, n });
  const placed = placeItems(sound, starts);
  const longest = placed.flatMap(({ span }) => (span.start < span.end ? [span] : []));
  const rows = yield* locateSpans(segmentsUntil(snapshot), text, longest);
  const firsts = seekEnds(snapshot.segments, rows, longest.length).values();
  let gram = 0;
  const places = placed.values();
  for (const item of batch) {
    if ('error' in item) {
      yield item;
      continue;
    }
    const { start, span } = places.next().value as PlacedItem;
    const { length } = item.found.tokens;
    const from = gram;
    while (gram < ends.length && (ends[gram] as number) <= start + length) gram++;
    const first = span.start < span.end ? firsts.next().value?.first : undefined;
    const grams = { total: Math.max(0, length - n + 1), steps: steps.subarray(from, gram) };
    const place = { ...(positions && { start: span.start - start }) };
    yield {
      ...{ id: item.id, tokens: length },
      longest: first ? { ...showSpan(item, span, start), first, ...place } : null,
      ...describeCoverage(grams, question),
      ...(positions && {
        grams: {
          starts: [...ends.subarray(from, gram)].map((end) => end - n - start),
          steps: [...grams.steps],
        },
      }),
    };
  }
}

interface PlacedItem {
  /** Its first token in the joined text. */
  readonly start: number;
  /** Its longest match, the first of equal ones; empty where it has none. */
  readonly span: Span;
}

function placeItems(items: readonly ItemTokens[], starts: Uint32Array): PlacedItem[] {
  let next = 0;
  return items.map(({ found }) => {
    const start = next;
    next += found.tokens.length;
    let span = { start, end: start };
    for (let end = start + 1; end <= next; end++) {
      const from = starts[end] as number;
      if (end - from > span.end - span.start) span = { start: from, end };
    }
    return { start, span };
  });
}

function showSpan({ text, found }: ItemTokens, { start, end }: Span, base: number) {
  const shown = text.slice(found.starts[start - base], found.ends[end - 1 - base]);
  return { tokens: end - start, text: shown.toWellFormed() };
}
