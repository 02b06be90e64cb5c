// The text around what a query finds in a record: a passage for each part of the query that is there.
//
// The symbols of the record say where parts stand, and the first place with the same tokens is shown. It
// is found in the stored text as the contexts of a phrase are.

import {
  describePlace,
  type RecordPlace,
  walkRecordContexts,
} from '../exposure/record-contexts.ts';
import { needsMemory } from '../exposure/text-window.ts';
import type { SearchContext } from '../schemas/search-answer.ts';
import type { LocalRecord } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Expression, Positioned } from './language/expression.ts';
import { findOccurrences } from './records/match-record.ts';
import type { RecordText } from './records/phrase-occurrences.ts';
import { readSlots } from './records/record-check.ts';
import { SlotExpansions } from './records/slot-expansions.ts';
import type { Span } from './records/sort-spans.ts';

const maxPassages = 10;
/** A match of a NEAR may be long: so many tokens of it are shown. */
const maxTokens = 40;
/** Symbols of a record from which on it takes a megabyte. */
const manySymbols = 1 << 18;

type Pausing = undefined | typeof needsMemory;

export class ContextFinder {
  #snapshot: Snapshot;
  #expression: Expression;
  #parts: readonly Positioned[];
  #expansions: SlotExpansions;
  #slots: { readonly segment: Segment; readonly known: Omit<RecordText, 'symbols'> } | undefined;

  constructor(snapshot: Snapshot, expression: Expression) {
    this.#snapshot = snapshot;
    this.#expression = expression;
    this.#parts = [...positiveParts(expression, true)];
    this.#expansions = new SlotExpansions(snapshot);
  }

  /**
   * The passages of a record that satisfies the expression. Yields where a caller can pause, and
   * `needsMemory`. Throws `text_not_stored` without texts.
   */
  *find(segment: Segment, record: LocalRecord): Generator<Pausing, SearchContext, undefined> {
    if (this.#slots?.segment !== segment) {
      const known = yield* readSlots(segment, this.#expression, this.#expansions);
      this.#slots = { segment, known };
    }
    if (segment.recordSymbols.length(record) > manySymbols) yield needsMemory;
    const { symbols } = yield* segment.recordSymbols.read([record]);
    const text = { ...this.#slots.known, symbols };
    const spans: Span[] = [];
    for (const part of this.#parts) {
      spans.push(...(yield* findOccurrences(part, text)).slice(0, 1));
    }
    const place = { snapshot: this.#snapshot, segment, record };
    const passages: SearchContext['passages'] = [];
    for (const { start, end } of inOrder(spans)) {
      const shown = symbols.subarray(start, Math.min(end, start + maxTokens));
      const tokens = Array.from(shown, (symbol) => segment.dictionary.term(symbol));
      passages.push(yield* readPassage(place, tokens));
    }
    return { ...describePlace(place), passages };
  }
}

/** The parts with places that a record may hold for the expression to be true. */
function* positiveParts(expression: Expression, isWanted: boolean): Generator<Positioned> {
  if (expression.kind === 'phrase' || expression.kind === 'near') {
    if (isWanted) yield expression;
  } else if (expression.kind === 'not') yield* positiveParts(expression.of, !isWanted);
  else for (const one of expression.of) yield* positiveParts(one, isWanted);
}

/** Each once, by place. */
function inOrder(spans: readonly Span[]): Span[] {
  const distinct = new Map(spans.map((span) => [`${span.start} ${span.end}`, span]));
  const sorted = [...distinct.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.slice(0, maxPassages);
}

function* readPassage(
  place: RecordPlace,
  tokens: readonly string[],
): Generator<Pausing, SearchContext['passages'][number], undefined> {
  const question = { phrases: [tokens], limit: 1, lastFirst: false };
  for (const context of walkRecordContexts(place, question)) {
    if (typeof context !== 'object') {
      yield context;
      continue;
    }
    const { before, match, after, truncated } = context;
    return { before, match, after, truncated };
  }
  throw new Error('a record without its own tokens');
}
