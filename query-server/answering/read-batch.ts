// The body of a batch -> phrases and question: JSON checked by schema, or NDJSON, a phrase a line.

import { type ErrorCode, IndexError } from '../../errors.ts';
import type { Question } from '../../exposure/question.ts';
import type { BatchBody, BatchQuery } from '../../schemas/exposure-batch.ts';
import type { ExposureQuery } from '../../schemas/exposures.ts';

export interface Batch {
  readonly phrases: readonly string[];
  readonly question: Question;
  /** Lines of an NDJSON body that are skipped. */
  readonly blankLines: number;
}

/** Lines that are read without a pause. */
const linesAtOnce = 64;

/**
 * The phrases of an NDJSON body, `{"phrase":"..."}` on each line; the last line may lack its end.
 * Yields where a caller can pause: many lines take longer to read than a short request may wait.
 */
export function* walkPhraseLines(
  body: Buffer,
  maxPhrases: number,
): Generator<undefined, Pick<Batch, 'phrases' | 'blankLines'>, undefined> {
  const text = body.toString('utf8');
  const phrases: string[] = [];
  let blankLines = 0;
  for (let start = 0, line = 1; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    const phrase = parsePhraseLine(text.slice(start, stop), line);
    if (phrase === undefined) blankLines++;
    else phrases.push(phrase);
    requirePhrases(phrases.length, maxPhrases);
    if (line % linesAtOnce === 0) yield undefined;
    start = stop + 1;
  }
  return { phrases, blankLines };
}

/** Throws `too_many_phrases` for more than `max`. */
export function requirePhrases(found: number, max: number): void {
  if (found <= max) return;
  throw new IndexError(
    'too_many_phrases',
    `the batch has more than ${max} phrases, the most that this server takes in a request`,
    { expected: max },
  );
}

/** Undefined for a blank line. */
function parsePhraseLine(text: string, line: number): string | undefined {
  const refuse = (code: ErrorCode, found: string, cause?: unknown) => {
    const message = `line ${line} of the body: expected {"phrase":"..."}, ${found}`;
    return new IndexError(code, message, { line }, cause);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (text.trim() === '') return undefined;
    throw refuse('not_json', 'found text that is not valid JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('not_an_object', 'found another value');
  }
  const other = Object.keys(value).find((name) => name !== 'phrase');
  if (other !== undefined) {
    throw refuse('bad_argument', `found the field ${JSON.stringify(other)} too`);
  }
  if (!('phrase' in value)) throw refuse('missing_field', 'found none');
  if (typeof value.phrase !== 'string') throw refuse('wrong_field_type', 'found another type');
  return value.phrase;
}

export function decodeBody(body: Omit<BatchBody, 'phrases'>): Question {
  const { at, bins, from_step, to_step, records } = body;
  return { at, bins, fromStep: from_step, toStep: to_step, records };
}

export function decodeQuery({ at, ...rest }: BatchQuery | ExposureQuery): Question {
  return decodeBody({ ...rest, ...(at !== undefined && { at: parseSteps(at) }) });
}

/** `100,700` -> steps; the schema has seen to its form. */
export function parseSteps(at: string): number[] {
  return at.split(',').map((text) => {
    const step = Number(text);
    if (Number.isSafeInteger(step)) return step;
    throw new IndexError(
      'bad_argument',
      `query/at: ${text} is not a step: expected up to 2^53 - 1`,
    );
  });
}
