// The body of a batch -> phrases and question: JSON checked by schema, or NDJSON, a phrase a line.

import { IndexError } from '../../errors.ts';
import type { Question } from '../../exposure/plan-question.ts';
import type { BatchBody, BatchQuery } from '../../schemas/exposure-batch.ts';
import type { ExposureQuery } from '../../schemas/exposures.ts';

export interface Batch {
  readonly phrases: readonly string[];
  readonly question: Question;
  /** Lines of an NDJSON body that are skipped. */
  readonly blankLines: number;
}

/**
 * The phrases of an NDJSON body, `{"phrase":"..."}` on each line, undefined for a blank line; the
 * last line may lack its end.
 */
export function* walkPhraseLines(body: Buffer): Generator<string | undefined> {
  const text = body.toString('utf8');
  for (let start = 0, line = 1; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield phraseOfLine(text.slice(start, stop), line);
    start = stop + 1;
  }
}

/** Undefined for a blank line. */
function phraseOfLine(text: string, line: number): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (text.trim() === '') return undefined;
    throw badLine('not_json', line, 'found text that is not valid JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badLine('not_an_object', line, 'found another value');
  }
  for (const name of Object.keys(value)) {
    if (name !== 'phrase') {
      throw badLine('bad_argument', line, `found the field ${JSON.stringify(name)} too`);
    }
  }
  const { phrase } = value as { phrase?: unknown };
  if (phrase === undefined) throw badLine('missing_field', line, 'found none');
  if (typeof phrase !== 'string') throw badLine('wrong_field_type', line, 'found another type');
  return phrase;
}

function badLine(
  code: 'not_json' | 'not_an_object' | 'bad_argument' | 'missing_field' | 'wrong_field_type',
  line: number,
  found: string,
  cause?: unknown,
): IndexError {
  return new IndexError(
    code,
    `line ${line} of the body: expected {"phrase":"..."}, ${found}`,
    { line },
    cause,
  );
}

export function questionOfBody({ at, ...rest }: BatchBody): Question {
  return { ...(at !== undefined && { at }), ...shared(rest) };
}

export function questionOfQuery({ at, ...rest }: BatchQuery | ExposureQuery): Question {
  return { ...(at !== undefined && { at: parseSteps(at) }), ...shared(rest) };
}

/** What a body and a query string say in the same way. */
function shared({ bins, from_step, to_step, records }: Omit<BatchQuery, 'at'>): Question {
  return {
    ...(bins !== undefined && { bins }),
    ...(from_step !== undefined && { fromStep: from_step }),
    ...(to_step !== undefined && { toStep: to_step }),
    ...(records !== undefined && { records }),
  };
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
