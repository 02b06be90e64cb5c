// A record as the model was fed it: its tokens as text, cut where training cut it, model tokens
// counted. Runs in a worker.

import { IndexError } from '../errors.ts';
import type { TextRow, TokenRow } from '../formats/rows/row-reader.ts';
import type { Truncate } from '../formats/run-description.ts';
import type { DecodedRecord } from '../input/lines/decoded-record.ts';
import type { CutText, Tokenizer } from '../text/tokenizer.ts';
import { countWords } from './count-words.ts';

export interface RunRecord extends DecodedRecord {
  /** UTF-16 offsets in `text` that no phrase crosses, ascending. */
  readonly boundaries?: readonly number[];
  readonly modelTokens?: number;
  /** Under the analyzer `ids`: the ids that are indexed. `text` has them in decimal, and words are `words`. */
  readonly ids?: Uint32Array;
  readonly words?: number;
  /** Something was cut off its end. */
  readonly isCut?: boolean;
}

export interface ShapeOptions {
  readonly tokenizer: Tokenizer | undefined;
  readonly truncate: Truncate | undefined;
  readonly endOfDocument: number | undefined;
  /** Token ids stay ids. */
  readonly keepsIds: boolean;
}

/** A token id that the tokenizer does not have, and its place in the row, from 0 on. */
export interface UnknownToken {
  readonly unknown: number;
  readonly place: number;
}

/** A document, cut and counted. `place` names the record in an error of the tokenizer. */
export function shapeText(
  record: DecodedRecord | TextRow,
  options: ShapeOptions,
  place: () => string,
): RunRecord {
  const { tokenizer, truncate } = options;
  const decoded = saysRepaired(record) ? record : { ...record, repaired: false };
  const inWords = cutRecord(decoded, truncate?.words);
  if (tokenizer === undefined) return inWords;
  const max = truncate?.model_tokens ?? Number.POSITIVE_INFINITY;
  const { text, modelTokens, isCut } = cutTokens(tokenizer, { text: inWords.text, max, place });
  return { ...inWords, text, modelTokens, ...(isCut && { isCut }) };
}

function saysRepaired(record: DecodedRecord | TextRow): record is DecodedRecord {
  return 'repaired' in record;
}

interface CutQuestion {
  readonly text: string;
  readonly max: number;
  readonly place: () => string;
}

function cutTokens(tokenizer: Tokenizer, { text, max, place }: CutQuestion): CutText {
  try {
    return tokenizer.cut(text, max);
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'tokenizer_invalid') throw error;
    const message = `${place()}: ${error.message}`;
    throw new IndexError(error.code, message, { ...error.details, record: place() }, error);
  }
}

/** A row of token ids as text. */
export function shapeTokens(row: TokenRow, options: ShapeOptions): RunRecord | UnknownToken {
  const { tokenizer, truncate, endOfDocument, keepsIds } = options;
  if (tokenizer === undefined && keepsIds) return idRecord(row, truncate?.model_tokens);
  if (tokenizer === undefined) throw new Error('token ids without a tokenizer');
  const max = truncate?.model_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = row.ids.length > max;
  const ids = isCut ? row.ids.subarray(0, max) : row.ids;
  const decoded = tokenizer.decode(ids, endOfDocument);
  if (typeof decoded === 'number') return { unknown: ids[decoded] as number, place: decoded };
  if (keepsIds) {
    return {
      ...idRecord(row, truncate?.model_tokens),
      words: countWords(bounded(decoded)).words,
    };
  }
  const record = {
    ...bounded(decoded),
    id: row.id ?? null,
    step: row.step,
    line: row.line,
    facet: row.facet,
    repaired: decoded.isRepaired === true,
    modelTokens: ids.length,
    ...(isCut && { isCut }),
  };
  return cutRecord(record, truncate?.words);
}

function bounded({ text, boundaries }: Exclude<ReturnType<Tokenizer['decode']>, number>) {
  return boundaries === undefined ? { text } : { text, boundaries };
}

/** The record up to the end of its `max`-th word. */
function cutRecord(record: RunRecord, max: number | undefined): RunRecord {
  if (max === undefined) return record;
  const { text, boundaries = [] } = record;
  const { end } = countWords(record, max);
  if (end === text.length) return record;
  const { boundaries: _, ...rest } = record;
  const kept = boundaries.filter((boundary) => boundary < end);
  return {
    ...rest,
    text: text.slice(0, end),
    isCut: true,
    ...(kept.length > 0 && { boundaries: kept }),
  };
}

function idRecord(
  { ids, line, id = null, step, facet }: TokenRow,
  max = Number.POSITIVE_INFINITY,
): RunRecord {
  const isCut = ids.length > max;
  const kept = isCut ? ids.subarray(0, max) : ids;
  return {
    text: kept.join(' '),
    ids: kept,
    id,
    step,
    line,
    facet,
    repaired: false,
    modelTokens: kept.length,
    ...(isCut && { isCut }),
  };
}
