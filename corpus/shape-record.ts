// A record as the model was fed it: its tokens as text, cut where training cut it, model tokens
// counted. Runs in a worker.

import { IndexError } from '../errors.ts';
import type { TextRow, TokenRow } from '../formats/rows/row-reader.ts';
import type { Truncate } from '../formats/run-description.ts';
import type { DecodedRecord } from '../input/lines/decoded-record.ts';
import { codePointProperties, whiteSpaceBit } from '../text/code-point-properties.ts';
import type { CutText, Tokenizer } from '../text/tokenizer.ts';

export interface RunRecord extends DecodedRecord {
  /** UTF-16 offsets in `text` that no phrase crosses, ascending. */
  readonly boundaries?: readonly number[];
  readonly modelTokens?: number;
  /** Under the analyzer `ids`: what is indexed. `text` has them in decimal, and words are `words`. */
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
  const decoded = 'repaired' in record ? record : { ...record, repaired: false };
  const inWords = cutRecord(decoded, truncate?.words);
  if (tokenizer === undefined) return inWords;
  const most = truncate?.model_tokens ?? Number.POSITIVE_INFINITY;
  const { text, modelTokens, isCut } = cutTokens(tokenizer, { text: inWords.text, most, place });
  return { ...inWords, text, modelTokens, ...(isCut && { isCut }) };
}

interface CutQuestion {
  readonly text: string;
  readonly most: number;
  readonly place: () => string;
}

function cutTokens(tokenizer: Tokenizer, { text, most, place }: CutQuestion): CutText {
  try {
    return tokenizer.cut(text, most);
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
  const most = truncate?.model_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = row.ids.length > most;
  const ids = isCut ? row.ids.subarray(0, most) : row.ids;
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
    repaired: decoded.isRepaired === true,
    modelTokens: ids.length,
    ...(isCut && { isCut }),
  };
  return cutRecord(record, truncate?.words);
}

function bounded({ text, boundaries }: Exclude<ReturnType<Tokenizer['decode']>, number>) {
  return boundaries === undefined ? { text } : { text, boundaries };
}

/** The record up to the end of its `most`-th word. */
function cutRecord(record: RunRecord, most: number | undefined): RunRecord {
  if (most === undefined) return record;
  const { text, boundaries = [] } = record;
  const { end } = countWords(record, most);
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
  { ids, line, id = null, step }: TokenRow,
  most = Number.POSITIVE_INFINITY,
): RunRecord {
  const isCut = ids.length > most;
  const kept = isCut ? ids.subarray(0, most) : ids;
  return {
    text: kept.join(' '),
    ids: kept,
    id,
    step,
    line,
    repaired: false,
    modelTokens: kept.length,
    ...(isCut && { isCut }),
  };
}

/** A record's text between its boundaries. */
export function partsOf({
  text,
  boundaries = [],
}: Pick<RunRecord, 'text' | 'boundaries'>): string[] {
  const ends = [...boundaries, text.length];
  return ends.map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1], end));
}

/**
 * How many words there are (runs without white space, a boundary ending one), `most` at most; and
 * where the last of them ends, which is the text's end where no further one follows.
 */
export function countWords(
  { text, boundaries = [] }: Pick<RunRecord, 'text' | 'boundaries'>,
  most = Number.POSITIVE_INFINITY,
): { words: number; end: number } {
  const properties = codePointProperties();
  let words = 0;
  let end = 0;
  let wasSpace = true;
  let nextBoundary = 0;
  for (let i = 0; i < text.length; i++) {
    if (boundaries[nextBoundary] === i) {
      wasSpace = true;
      nextBoundary++;
    }
    const isSpace = ((properties[text.charCodeAt(i)] as number) & whiteSpaceBit) !== 0;
    if (wasSpace && !isSpace) {
      if (words === most) return { words, end };
      words++;
    }
    if (!isSpace) end = i + 1;
    wasSpace = isSpace;
  }
  return { words, end: text.length };
}
