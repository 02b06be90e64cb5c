// The fields of a row that a pair is made of -> its critical phrases.

import { IndexError } from '../../errors.ts';
import type { CriticalPhrasesOrReason } from '../phrases/critical-phrases.ts';
import { findCriticalPhrases } from '../phrases/find-critical-phrase.ts';
import type { Surface } from '../surface.ts';
import { isObject } from './is-object.ts';
import type { DecodedRow } from './pair-text.ts';
import { refuseRow } from './refuse-row.ts';
import { findShape, nameShape } from './value-shape.ts';

/** The fields that a pair is made of. Phrases given in fields come before those of sentences. */
export interface PairColumns {
  /** Fields of the sentences. Default: sentence_good, sentence_bad. */
  readonly good?: string;
  readonly bad?: string;
  /** Fields of the critical phrases; both or none. */
  readonly phraseGood?: string;
  readonly phraseBad?: string;
  /** One field of the phrases: a string for both, `[good, bad]`, or `{"good":...,"bad":...}`. */
  readonly phraseField?: string;
}

export interface PhraseOptions {
  /** Name of the set; that of one of BLiMP's 67 sets chooses its rule. */
  readonly set: string;
  readonly columns: PairColumns;
  /** Words kept on either side of the one that differs, in sets without a rule of BLiMP. */
  readonly context: number;
  /** Names for errors: those of the command, or of a request. */
  readonly surface: Surface;
}

/** UTF-16 code units of a sentence or phrase; the server takes no longer phrases either. */
const maxSentenceLength = 100_000;

/** Throws `bad_argument` for columns that do not go together. */
export function requireColumns(
  { good, bad, phraseGood, phraseBad, phraseField }: PairColumns,
  names: Surface,
): void {
  const fault = (found: string) => new IndexError('bad_argument', found);
  if ((phraseGood === undefined) !== (phraseBad === undefined)) {
    throw fault(
      `one column of phrases: expected both, of the good and of the bad phrase (${names.phraseGood} and ${names.phraseBad})`,
    );
  }
  if (phraseField !== undefined && phraseGood !== undefined) {
    throw fault('two columns of phrases and one field of phrases: expected one or the other');
  }
  const hasPhrases = phraseField !== undefined || phraseGood !== undefined;
  if (hasPhrases && (good !== undefined || bad !== undefined)) {
    throw fault('columns of sentences and of phrases: expected one or the other');
  }
}

/** Are the phrases given, and not found in sentences? */
export function areGiven({ phraseField, phraseGood }: PairColumns): boolean {
  return (phraseField ?? phraseGood) !== undefined;
}

/** Throws `missing_field`, `wrong_field_type` and `record_too_long` with the row's place. */
export function findPhrases(row: DecodedRow, options: PhraseOptions): CriticalPhrasesOrReason {
  const { set, columns, context, surface } = options;
  const { phraseField, phraseGood, phraseBad } = columns;
  if (phraseField !== undefined) return takePhrases(row, phraseField, surface);
  if (phraseGood !== undefined) {
    const [good, bad] = [phraseGood, String(phraseBad)];
    return { good: takeText(row, good, surface), bad: takeText(row, bad, surface) };
  }
  const good = takeText(row, columns.good ?? 'sentence_good', surface);
  const bad = takeText(row, columns.bad ?? 'sentence_bad', surface);
  return findCriticalPhrases(set, { good, bad, fields: row.fields }, { context });
}

function takePhrases(row: DecodedRow, field: string, surface: Surface): CriticalPhrasesOrReason {
  const value = row.fields[field];
  if (typeof value === 'string') return { good: requireLength(value, row, field), bad: value };
  const [good, bad]: unknown[] = Array.isArray(value)
    ? value
    : isObject(value)
      ? [value['good'], value['bad']]
      : [];
  if (typeof good === 'string' && typeof bad === 'string') {
    return { good: requireLength(good, row, field), bad: requireLength(bad, row, field) };
  }
  const expected = 'a phrase, [good, bad] or {"good":...,"bad":...}';
  throw refuseField(row, field, { expected, surface });
}

function takeText(row: DecodedRow, field: string, surface: Surface): string {
  const value = Object.hasOwn(row.fields, field) ? row.fields[field] : undefined;
  if (typeof value === 'string') return requireLength(value, row, field).toWellFormed();
  throw refuseField(row, field, { expected: 'a string', surface });
}

function requireLength(value: string, row: DecodedRow, field: string): string {
  if (value.length <= maxSentenceLength) return value;
  throw refuseRow(
    row,
    'record_too_long',
    `has ${value.length} characters in the field ${JSON.stringify(field)}: expected at most ${maxSentenceLength}. Shorten it, or take the pair out.`,
  );
}

function refuseField(
  row: DecodedRow,
  field: string,
  { expected, surface }: { readonly expected: string; readonly surface: Surface },
): IndexError {
  if (Object.hasOwn(row.fields, field)) {
    const found = `has ${nameShape(findShape(row.fields[field]))} in the field ${JSON.stringify(field)}: expected ${expected}`;
    return refuseRow(row, 'wrong_field_type', found);
  }
  const { good, bad, phraseGood, phraseBad } = surface;
  const names = Object.keys(row.fields)
    .slice(0, 8)
    .map((name) => JSON.stringify(name));
  return refuseRow(
    row,
    'missing_field',
    `has no field ${JSON.stringify(field)} (expected ${expected}); it has ${names.join(', ') || 'none'}. Name the columns with ${good} and ${bad}, or ${phraseGood} and ${phraseBad}.`,
  );
}
