// The body of a batch -> phrases and question: JSON checked by schema, or NDJSON, a phrase a line.

import { type ErrorCode, IndexError } from '../../errors.ts';
import type { FullQuestion } from '../../library/questions/full-question.ts';
import type { NamedCheckpoint } from '../../library/questions/named-checkpoints.ts';
import { type Askable, type PhraseGroup, phrasesOf, requireGroup } from '../../schemas/askable.ts';
import type { BatchBody, BatchQuery } from '../../schemas/exposure-batch.ts';
import type { ExposureQuery } from '../../schemas/exposures.ts';

export interface Batch {
  readonly phrases: readonly Askable[];
  readonly question: BatchQuestion;
  /** Lines of an NDJSON body that are skipped. */
  readonly blankLines: number;
}

/** A question whose checkpoints have no steps yet: they depend on the snapshot. */
export interface BatchQuestion extends Omit<FullQuestion, 'checkpoints'> {
  readonly checkpoints?: readonly NamedCheckpoint[] | undefined;
}

type Amount = Exclude<NamedCheckpoint['at'], number>;

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
  const phrases: Askable[] = [];
  let blankLines = 0;
  let count = 0;
  for (let start = 0, line = 1; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    const phrase = parsePhraseLine(text.slice(start, stop), line);
    if (phrase === undefined) blankLines++;
    else {
      phrases.push(phrase);
      count += countPhrases([phrase]);
    }
    requirePhrases(count, maxPhrases);
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

/** Phrases, those of groups too. */
export function countPhrases(asked: readonly Askable[]): number {
  return asked.reduce((sum, one) => sum + phrasesOf(one).length, 0);
}

/** Undefined for a blank line. */
function parsePhraseLine(text: string, line: number): Askable | undefined {
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
  if ('phrases' in value) return parseGroup(value, refuse);
  const other = Object.keys(value).find((name) => name !== 'phrase');
  if (other !== undefined) {
    throw refuse('bad_argument', `found the field ${JSON.stringify(other)} too`);
  }
  if (!('phrase' in value)) throw refuse('missing_field', 'found none');
  if (typeof value.phrase !== 'string') throw refuse('wrong_field_type', 'found another type');
  return value.phrase;
}

type Refuse = (code: ErrorCode, found: string) => IndexError;

/** As the schema of a JSON body has a group. */
function parseGroup(value: object, refuse: Refuse): PhraseGroup {
  const { name, phrases, ...others } = value as Partial<Record<string, unknown>>;
  const [other] = Object.keys(others);
  const expected = 'or {"name":"...","phrases":["..."]},';
  if (other !== undefined) {
    throw refuse('bad_argument', `${expected} found the field ${JSON.stringify(other)} too`);
  }
  if (name === undefined) throw refuse('missing_field', `${expected} found no "name"`);
  if (typeof name !== 'string' || !Array.isArray(phrases)) {
    throw refuse('wrong_field_type', `${expected} found another type`);
  }
  const texts = phrases.filter((one) => typeof one === 'string');
  if (texts.length < phrases.length) {
    throw refuse('wrong_field_type', `${expected} found another type in "phrases"`);
  }
  const group = { name, phrases: texts };
  requireGroup(group);
  return group;
}

export function decodeBody(body: Omit<BatchBody, 'phrases'>): BatchQuestion {
  const { at, last_at, records_at, bins, from_step, to_step, records, by_facet } = body;
  const checkpoints = body.checkpoints === undefined ? undefined : decodeCheckpoints(body);
  return {
    ...{ at, lastAt: last_at, recordsAt: records_at, checkpoints },
    ...{ timeline: bins, fromStep: from_step, toStep: to_step, records, byFacet: by_facet },
  };
}

function decodeCheckpoints({ checkpoints = {} }: Pick<BatchBody, 'checkpoints'>) {
  return Object.entries(checkpoints).map(([name, at]): NamedCheckpoint => {
    if (typeof at === 'number') return { name, at };
    const [entry] = Object.entries(at);
    if (entry === undefined) throw new Error('the schema lets one amount pass');
    return { name, at: { unit: entry[0] as Amount['unit'], amount: entry[1] } };
  });
}

export function decodeQuery(query: BatchQuery | ExposureQuery): Omit<FullQuestion, 'checkpoints'> {
  const { at, last_at, records_at, bins, from_step, to_step, records, by_facet } = query;
  return {
    at: at === undefined ? undefined : parseSteps(at),
    lastAt: last_at === undefined ? undefined : parseSteps(last_at, 'last_at'),
    recordsAt: records_at === undefined ? undefined : parseSteps(records_at, 'records_at'),
    ...{ timeline: bins, fromStep: from_step, toStep: to_step, records, byFacet: by_facet },
  };
}

/** `100,700` -> steps; the schema has seen to its form. */
export function parseSteps(at: string, parameter = 'at'): number[] {
  return at.split(',').map((text) => {
    const step = Number(text);
    if (Number.isSafeInteger(step)) return step;
    throw new IndexError(
      'bad_argument',
      `query/${parameter}: ${text} is not a step: expected up to 2^53 - 1`,
    );
  });
}
