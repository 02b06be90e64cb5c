// Text of a pair file -> a set of pairs with their critical phrases. No I/O.

import { IndexError } from '../errors.ts';
import { blimpRules } from './blimp-rules.ts';
import { type DecodedRow, decodeRows, type PairFormat, refusal } from './decode-rows.ts';
import { type CriticalPhrasesOrReason, findCriticalPhrases } from './find-critical-phrase.ts';
import { findUnloadable } from './find-unloadable.ts';
import type { PairRow, PairSet } from './pair-set.ts';
import { commandLine, type Surface } from './surface.ts';
import { mergeShapes, nameShape, nullShape, shapeOf } from './value-shape.ts';

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

export interface PairOptions {
  /** Name of the set; that of one of BLiMP's 67 sets chooses its rule. */
  readonly set: string;
  readonly columns?: PairColumns;
  /** Words kept on either side of the one that differs, in sets without a rule of BLiMP. */
  readonly context?: number;
  /** Whose names an error speaks of. Default: the options of the command. */
  readonly surface?: Surface;
}

export interface PairSource extends PairOptions {
  readonly text: string;
  /** Name of the file, for messages. */
  readonly file: string;
  readonly format: PairFormat;
}

/**
 * Decodes a whole file. Throws, with file and line: `not_json`, `not_an_object`, `not_csv`,
 * `source_empty`, `missing_field`, `wrong_field_type`; and `bad_argument` for a name that cannot
 * name files and configs, or columns that do not go together.
 */
export function decodePairs({ text, file, format, ...options }: PairSource): PairSet {
  return pairSet(decodeRows(text, file, format), file, options);
}

/** The same for rows that are objects already, such as those of a request. */
export function pairsOf(
  objects: readonly Readonly<Record<string, unknown>>[],
  { file, ...options }: PairOptions & { readonly file: string },
): PairSet {
  const rows = objects.map((fields, row) => {
    return { row, place: `element ${row + 1}`, json: JSON.stringify(fields), fields };
  });
  return pairSet(rows, file, options);
}

/** Characters that a file name, a config of `datasets` and a glob of it take as they are. */
const setName = /^[\p{L}\p{N}_][\p{L}\p{N}_ .+-]*$/u;
/** `datasets` takes these for the kind of a file, wherever a dot comes before them. */
const kindInName = /\.(parquet|arrow|lance|vortex)(\.|$)/i;
/** Leaves room in a file name for what is put after it. */
const mostNameBytes = 200;

function pairSet(
  decoded: readonly DecodedRow[],
  file: string,
  { set, columns = {}, context = 1, surface = commandLine }: PairOptions,
): PairSet {
  if (!setName.test(set) || kindInName.test(set) || Buffer.byteLength(set) > mostNameBytes) {
    throw new IndexError(
      'bad_argument',
      `${JSON.stringify(set)} cannot name a set: expected letters, digits, spaces and _ . + - only, no .parquet, .arrow, .lance or .vortex, ${mostNameBytes} bytes at most, as it names files and configs. Rename ${file}.`,
      { found: set },
    );
  }
  requireColumns(columns, surface);
  const told = { file, surface };
  const fromColumns = columns.phraseField ?? columns.phraseGood;
  let shape: PairSet['shape'] = { kind: 'struct', fields: new Map() };
  const rows = decoded.map((row): PairRow => {
    shape = addToShape(shape, row, file);
    const phrases =
      fromColumns === undefined
        ? phrasesOfSentences(row, told, { set, columns, context })
        : phrasesOfColumns(row, told, columns);
    return { row: row.row, json: row.json, phrases };
  });
  return {
    name: set,
    class: fromColumns === undefined ? classOf(set) : null,
    phrasesFrom: fromColumns === undefined ? 'sentences' : 'columns',
    shape,
    rows,
  };
}

function requireColumns(
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

function classOf(set: string): PairSet['class'] {
  return Object.hasOwn(blimpRules, set) ? (blimpRules[set]?.class ?? null) : null;
}

/** Of what an error speaks: the file's name, and the names that its reader knows. */
interface Told {
  readonly file: string;
  readonly surface: Surface;
}

function phrasesOfSentences(
  row: DecodedRow,
  told: Told,
  { set, columns, context }: Required<Omit<PairOptions, 'surface'>>,
): CriticalPhrasesOrReason {
  const good = fieldOf(row, columns.good ?? 'sentence_good', told);
  const bad = fieldOf(row, columns.bad ?? 'sentence_bad', told);
  return findCriticalPhrases(set, { good, bad, fields: row.fields }, { context });
}

function phrasesOfColumns(
  row: DecodedRow,
  told: Told,
  { phraseGood, phraseBad, phraseField }: PairColumns,
): CriticalPhrasesOrReason {
  if (phraseField === undefined) {
    return {
      good: fieldOf(row, String(phraseGood), told),
      bad: fieldOf(row, String(phraseBad), told),
    };
  }
  const value = row.fields[phraseField];
  if (typeof value === 'string') return { good: value, bad: value };
  const [good, bad] = Array.isArray(value)
    ? value
    : [(value as { good?: unknown } | null)?.good, (value as { bad?: unknown } | null)?.bad];
  if (typeof good === 'string' && typeof bad === 'string') return { good, bad };
  throw refuseField(row, phraseField, told, 'a phrase, [good, bad] or {"good":...,"bad":...}');
}

function fieldOf(row: DecodedRow, field: string, told: Told): string {
  const value = Object.hasOwn(row.fields, field) ? row.fields[field] : undefined;
  if (typeof value === 'string') return value.toWellFormed();
  throw refuseField(row, field, told, 'a string');
}

function refuseField(
  row: DecodedRow,
  field: string,
  { file, surface }: Told,
  expected: string,
): IndexError {
  const { good, bad, phraseGood, phraseBad } = surface;
  if (Object.hasOwn(row.fields, field)) {
    const found = nameShape(shapeOf(row.fields[field]));
    return refusal(file, 'wrong_field_type', {
      place: row.place,
      found: `has ${found} in the field ${JSON.stringify(field)}: expected ${expected}`,
    });
  }
  const names = Object.keys(row.fields)
    .slice(0, 8)
    .map((name) => JSON.stringify(name));
  return refusal(file, 'missing_field', {
    place: row.place,
    found: `has no field ${JSON.stringify(field)} (expected ${expected}); it has ${names.join(', ') || 'none'}. Name the columns with ${good} and ${bad}, or ${phraseGood} and ${phraseBad}.`,
  });
}

/** A field needs one type in all rows: neither `datasets` nor Parquet knows any other. */
function addToShape(
  before: PairSet['shape'],
  { fields, place, json }: DecodedRow,
  file: string,
): PairSet['shape'] {
  const unloadable = findUnloadable(fields, json);
  if (unloadable !== undefined) {
    const { field, found } = unloadable;
    throw refusal(file, 'wrong_field_type', {
      place,
      found: `has ${found} in the field ${JSON.stringify(field.toWellFormed())}: no evaluator can load it as it is. Mend it, or take the field out.`,
    });
  }
  const merged = new Map(before.fields);
  for (const [name, value] of Object.entries(fields)) {
    const was = merged.get(name) ?? nullShape;
    const own = shapeOf(value);
    const shape = own && mergeShapes(was, own);
    if (shape === undefined) {
      throw refusal(file, 'wrong_field_type', {
        place,
        found: `has ${nameShape(own)} in the field ${JSON.stringify(name)}, which other rows have as ${nameShape(was)}: a field needs one type in all rows, since evaluators load it as a column`,
      });
    }
    merged.set(name, shape);
  }
  return { kind: 'struct', fields: merged };
}
