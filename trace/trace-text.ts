// A text -> its maximal spans that stand in the corpus, each with its count and its first and last exposure.
//
// A span is maximal where it was not seen with the token before it, nor with the token behind it. Spans may
// overlap. Work pauses at each `undefined`, and a span is described when it is asked for.

import { countAt } from '../exposure/count-by-step.ts';
import { seekEnds } from '../exposure/find-ends.ts';
import type { Place } from '../exposure/find-phrases.ts';
import { planQuestion, type QuestionPlan } from '../exposure/plan-question.ts';
import type { TracedSpan } from '../schemas/trace.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { RangedTokens } from '../text/analyzer.ts';
import { locateSpans, type Span } from './locate-spans.ts';
import { matchStarts } from './match-starts.ts';
import { chooseRarest, measureRarity, type RareSpan, type SpanLimit } from './rarity.ts';
import { joinTexts, type SearchedText, segmentsUntil } from './searched-text.ts';
import { walkTokens } from './text-tokens.ts';

export interface TraceQuestion {
  /** Shorter spans are left out. */
  readonly minTokens: number;
  /** Steps S for "exposures with step <= S". */
  readonly at: readonly number[];
  /** Spans were seen by the end of this step. */
  readonly until: number | undefined;
  /** Undefined: all spans. */
  readonly rarest: SpanLimit | undefined;
}

export const usualMinTokens = 4;

export interface FoundSpans {
  readonly tokens: number;
  readonly spans: readonly (Span | RareSpan)[];
  /** Whether spans were left out for rarer ones; undefined where the question does not ask for that. */
  readonly truncated: boolean | undefined;
  /** The spans one by one. */
  describe(): Generator<TracedSpan | undefined, void, undefined>;
}

/** Throws what planQuestion and walkTokens throw. */
export function* traceText(
  snapshot: Snapshot,
  text: string,
  { minTokens, at, until, rarest }: TraceQuestion,
): Generator<undefined, FoundSpans> {
  const plan = planQuestion(snapshot, { at });
  const found = yield* walkTokens(snapshot, text);
  const { tokens } = found;
  const searched = yield* joinTexts([tokens]);
  const starts = yield* matchStarts(segmentsUntil(snapshot, until), searched);
  const all = yield* maximalSpans(starts, minTokens);
  const here = { snapshot, plan, text, found, searched };
  if (rarest === undefined) {
    const describe = () => describeSpans(here, all);
    return { tokens: tokens.length, spans: all, truncated: undefined, describe };
  }
  const spans = chooseRarest(yield* measureRarity(snapshot, tokens, all), rarest, tokens.length);
  return {
    ...{ tokens: tokens.length, spans },
    truncated: spans.length < all.length,
    describe: () => describeSpans(here, spans),
  };
}

/** Ends that are looked at without a pause. */
const endsAtOnce = 1 << 14;

/** The matches that no longer one has, of so many tokens at least, in order; pauses. */
function* maximalSpans(
  starts: Uint32Array,
  minTokens: number,
): Generator<undefined, Span[], undefined> {
  const spans: Span[] = [];
  for (let end = 1; end < starts.length; end++) {
    const start = starts[end] as number;
    const isMaximal = end + 1 === starts.length || (starts[end + 1] as number) > start;
    if (isMaximal && start < end && end - start >= minTokens) spans.push({ start, end });
    if (end % endsAtOnce === 0) yield undefined;
  }
  return spans;
}

interface Traced {
  readonly snapshot: Snapshot;
  readonly plan: QuestionPlan;
  readonly text: string;
  readonly found: RangedTokens;
  readonly searched: SearchedText;
}

/** Spans, and tokens of them, that are searched together. */
const spansAtOnce = 256;
const tokensAtOnce = 4096;

function* describeSpans(
  traced: Traced,
  spans: readonly (Span | RareSpan)[],
): Generator<TracedSpan | undefined, void, undefined> {
  for (let from = 0; from < spans.length; ) {
    let [to, tokens] = [from, 0];
    while (to < spans.length && to - from < spansAtOnce && (to === from || tokens < tokensAtOnce)) {
      const { start, end } = spans[to++] as Span;
      tokens += end - start;
    }
    yield* describeSome(traced, spans.slice(from, to));
    from = to;
  }
}

function* describeSome(
  { snapshot, plan, text, found, searched }: Traced,
  spans: readonly (Span | RareSpan)[],
): Generator<TracedSpan | undefined, void, undefined> {
  const { segments } = snapshot;
  const rows = yield* locateSpans(segmentsUntil(snapshot), searched, spans);
  const ends = seekEnds(segments, rows, spans.length);
  for (const [i, span] of spans.entries()) {
    const { count = 0, first = null, last = null } = ends[i] ?? {};
    if (first === null || last === null) throw new Error('a span has an exposure');
    yield {
      ...{ start: span.start, end: span.end },
      text: text.slice(found.starts[span.start], found.ends[span.end - 1]).toWellFormed(),
      ...{ count, first, last },
      ...(plan.at.length > 0 && { at: countAt(plan, placesOf(snapshot, rows, i)) }),
      ...('logProbability' in span && { unigram_log_probability: span.logProbability }),
    };
  }
}

function placesOf({ segments }: Snapshot, rows: readonly Uint32Array[], span: number): Place[] {
  return segments.flatMap((segment, s) => {
    const start = rows[s]?.[2 * span] as number;
    const end = rows[s]?.[2 * span + 1] as number;
    return start < end ? [{ segment, interval: { start, end } }] : [];
  });
}
