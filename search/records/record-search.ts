// An expression over a snapshot -> the records that satisfy it, in training order or back.
//
// A segment after the other: the expression becomes a tree over intervals there, and one walk down the
// rank wavelet gives the records that the tree does not exclude. Where it is unsure of a record, the
// symbols of the record decide.

import { requireRecords } from '../../exposure/require-records.ts';
import type { LocalRecord, Step } from '../../store/ids.ts';
import type { RecordBatch, RecordFormula } from '../../store/segment/record-formula.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Expression } from '../language/expression.ts';
import { toFormula } from './expression-tree.ts';
import { PlainPhrases } from './plain-phrases.ts';
import { plainQueryOf } from './plain-query-of.ts';
import { RecordCheck } from './record-check.ts';
import { growTree } from './segment-tree.ts';
import { SlotExpansions } from './slot-expansions.ts';

/**
 * Records of one segment that satisfy an expression: local, in order, one at least. The array is good until
 * the walk goes on.
 */
export interface FoundRecords {
  readonly segment: Segment;
  readonly records: Uint32Array;
}

export interface SearchRange {
  /** Records with fromStep <= step <= toStep; all by default. */
  readonly fromStep?: Step | undefined;
  readonly toStep?: Step | undefined;
  /** From the last one back. */
  readonly descending?: boolean | undefined;
  /** All of them are wanted, not the first ones soon: the last ones come sooner then. */
  readonly wantsAll?: boolean | undefined;
}

interface SearchOptions {
  /** Those of several expressions that are searched one after the other. */
  readonly plain?: PlainPhrases | undefined;
  /** Intervals that a phrase may have before records are read instead; for tests. */
  readonly maxOfSlot?: number | undefined;
}

type Walk = Generator<FoundRecords | undefined, void, undefined>;

/** `all`: every record; undefined: none. */
type Wanted = RecordFormula | 'all' | undefined;

export class RecordSearch {
  readonly snapshot: Snapshot;
  readonly expression: Expression;
  #plain: PlainPhrases | undefined;
  #maxOfSlot: number | undefined;
  #made: { readonly expansions: SlotExpansions; readonly check: RecordCheck } | undefined;

  /** Throws `records_not_indexed` where the index has the resolution step. */
  constructor(snapshot: Snapshot, expression: Expression, options: SearchOptions = {}) {
    requireRecords(snapshot, 'searches');
    this.snapshot = snapshot;
    this.expression = expression;
    this.#plain = options.plain;
    this.#maxOfSlot = options.maxOfSlot;
  }

  /**
   * The records in order, some at a time, the first ones soon. Yields `undefined` wherever some
   * milliseconds may have passed, so that a caller with other work can pause there. Throws
   * `too_many_terms` where a slot stands for too many terms.
   */
  *walk(range: SearchRange = {}): Walk {
    const { segments } = this.snapshot;
    const query = plainQueryOf(this.expression);
    for (const segment of range.descending === true ? segments.toReversed() : segments) {
      const here = localRange(segment, range);
      if (here.start >= here.end) continue;
      const started = query && segment.startQuery(query, here);
      if (started === undefined) yield* this.#walkParts(segment, here);
      else {
        const { records, rest } = started;
        if (records.length > 0) yield { segment, records };
        if (rest !== undefined) yield* this.#confirmAll(segment, rest);
      }
    }
  }

  /** The same in a segment where phrases are found first, and then their records. */
  *#walkParts(segment: Segment, here: LocalRange): Walk {
    const wanted = yield* this.#want(segment);
    if (wanted === undefined) return;
    const batches = wanted === 'all' ? allRecords(here) : segment.walkRecords(wanted, here);
    yield* this.#confirmAll(segment, batches);
  }

  *#confirmAll(segment: Segment, batches: Iterable<RecordBatch | undefined>): Walk {
    for (const batch of batches) {
      const records = batch === undefined ? undefined : yield* this.#confirm(segment, batch);
      if (records === undefined) yield undefined;
      else if (records.length > 0) yield { segment, records };
    }
  }

  /** What a search makes that is not plain. */
  get #parts(): { readonly expansions: SlotExpansions; readonly check: RecordCheck } {
    if (this.#made === undefined) {
      const expansions = new SlotExpansions(this.snapshot);
      this.#made = { expansions, check: new RecordCheck(this.expression, expansions) };
    }
    return this.#made;
  }

  *#want(segment: Segment): Generator<undefined, Wanted> {
    this.#plain ??= new PlainPhrases([this.expression]);
    const tree = yield* growTree(this.expression, {
      segment,
      plain: this.#plain,
      expand: this.#parts.expansions.expand,
      maxOfSlot: this.#maxOfSlot,
    });
    if (tree.kind === 'never') return undefined;
    return tree.kind === 'always' ? 'all' : yield* toFormula(tree);
  }

  /** Those of a batch that are certain or that their symbols confirm. */
  *#confirm(
    segment: Segment,
    { records, certain }: RecordBatch,
  ): Generator<undefined, Uint32Array> {
    if (!certain.includes(0)) return records;
    const unsure = records.filter((_, i) => certain[i] === 0);
    const confirmed = new Set(yield* this.#parts.check.confirm(segment, unsure));
    return records.filter((record, i) => certain[i] === 1 || confirmed.has(record));
  }
}

interface LocalRange {
  readonly start: LocalRecord;
  readonly end: LocalRecord;
  readonly descending: boolean;
  readonly wantsAll: boolean;
}

function localRange(
  { steps, records }: Segment,
  { fromStep, toStep, descending = false, wantsAll = false }: SearchRange,
): LocalRange {
  const start = fromStep === undefined ? 0 : steps.recordsBy(Math.max(0, fromStep - 1));
  const end = toStep === undefined ? records : steps.recordsBy(toStep);
  return { start, end, descending, wantsAll };
}

const allAtOnce = 8192;

function* allRecords({ start, end, descending }: LocalRange): Generator<RecordBatch> {
  for (let done = 0; done < end - start; done += allAtOnce) {
    const length = Math.min(allAtOnce, end - start - done);
    const records = Uint32Array.from({ length }, (_, i) =>
      descending ? end - 1 - done - i : start + done + i,
    );
    yield { records, certain: new Uint8Array(length).fill(1) };
  }
}
