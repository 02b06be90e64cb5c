// Text of a pair file -> a set of pairs with their critical phrases. No I/O.

import { IndexError } from '../../errors.ts';
import { findUnloadable } from '../output/find-unloadable.ts';
import { noPause, type Pause } from '../pause.ts';
import { blimpRules } from '../phrases/blimp-rules.ts';
import {
  type CriticalPhrasesOrReason,
  findCriticalPhrases,
} from '../phrases/find-critical-phrase.ts';
import { commandLine, type Surface } from '../phrases/surface.ts';
import { type DecodedRow, decodeRows, type PairText } from './decode-rows.ts';
import type { PairRow, PairSet } from './pair-set.ts';
import { refusal } from './refuse-row.ts';
import { requireShallow } from './require-shallow.ts';
import { nameShape, ShapeBuilder, shapeOf } from './value-shape.ts';

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

export type PairSource = PairOptions & PairText;

type Objects = readonly Readonly<Record<string, unknown>>[];

/** UTF-16 code units of a sentence or phrase; the server takes no longer phrases either. */
export const mostSentenceLength = 100_000;

/**
 * Decodes a whole file, with a pause after each row. Rejects, with file and line: `not_json`,
 * `not_an_object`, `not_csv`, `source_empty`, `missing_field`, `wrong_field_type`,
 * `record_too_long` (a sentence); and `bad_argument` for a name that cannot name files and configs,
 * or columns that do not go together.
 */
export async function decodePairs(
  { text, format, quoting, ...options }: PairSource,
  pause: Pause = noPause,
): Promise<PairSet> {
  const { file } = options;
  const collector = new PairCollector(options);
  const source = { text, file, format, ...(quoting !== undefined && { quoting }) };
  for await (const row of decodeRows(source, pause)) {
    for (const _ of collector.add(row)) await pause();
    await pause();
  }
  return collector.set;
}

/** The same for rows that are objects already, such as those of a request. */
export async function decodeObjects(
  objects: Objects,
  options: PairOptions & { readonly file: string },
  pause: Pause = noPause,
): Promise<PairSet> {
  const collector = new PairCollector(options);
  for (const [row, fields] of objects.entries()) {
    for (const _ of collector.add(rowOf(fields, row, options.file))) await pause();
    await pause();
  }
  return collector.set;
}

/** The same at once. */
export function pairsOf(
  objects: Objects,
  options: PairOptions & { readonly file: string },
): PairSet {
  const collector = new PairCollector(options);
  for (const [row, fields] of objects.entries()) {
    for (const _ of collector.add(rowOf(fields, row, options.file)));
  }
  return collector.set;
}

function rowOf(fields: Objects[number], row: number, file: string): DecodedRow {
  const place = `element ${row + 1}`;
  requireShallow(fields, file, place);
  return { row, place, json: JSON.stringify(fields), fields };
}

/** Characters that a file name, a config of `datasets` and a glob of it take as they are. */
const setName = /^[\p{L}\p{N}_][\p{L}\p{N}_ .+-]*$/u;
/** `datasets` takes these for the kind of a file, wherever a dot comes before them. */
const kindInName = /\.(parquet|arrow|lance|vortex)(\.|$)/i;
/** Leaves room in a file name for what is put after it. */
const mostNameBytes = 200;

/** Rows -> a set, a row at a time, each in time that depends on the row alone. */
class PairCollector {
  readonly #options: Required<Omit<PairOptions, 'surface'>>;
  readonly #told: Told;
  readonly #shape = new ShapeBuilder();
  readonly #rows: PairRow[] = [];

  constructor({
    set,
    file,
    columns = {},
    context = 1,
    surface = commandLine,
  }: PairOptions & { readonly file: string }) {
    requireName(set, file);
    requireColumns(columns, surface);
    this.#options = { set, columns, context };
    this.#told = { file, surface };
  }

  /** In pieces, as a row may have a hundred thousand fields. */
  *add(row: DecodedRow): Generator<undefined, void> {
    yield* addToShape(this.#shape, row, this.#told.file);
    const { columns } = this.#options;
    const phrases = takesColumns(columns)
      ? phrasesOfColumns(row, this.#told, columns)
      : phrasesOfSentences(row, this.#told, this.#options);
    this.#rows.push({ row: row.row, json: row.json, phrases });
  }

  /** What has been added so far. */
  get set(): PairSet {
    const { set, columns } = this.#options;
    const isGiven = takesColumns(columns);
    return {
      name: set,
      class: isGiven ? null : classOf(set),
      phrasesFrom: isGiven ? 'columns' : 'sentences',
      shape: this.#shape.struct,
      rows: this.#rows,
    };
  }
}

/** Are the phrases given? */
function takesColumns({ phraseField, phraseGood }: PairColumns): boolean {
  return (phraseField ?? phraseGood) !== undefined;
}

/** Windows keeps these names for devices, whatever comes after a dot. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .]|$)/i;

function requireName(set: string, file: string): void {
  const fault = deviceName.test(set)
    ? 'Windows keeps it for a device, so its files could not be copied there'
    : /[ .]$/.test(set) && setName.test(set)
      ? `it ends in ${set.endsWith('.') ? 'a dot' : 'a space'}, which Windows drops`
      : undefined;
  if (fault !== undefined) {
    throw new IndexError(
      'bad_argument',
      `${JSON.stringify(set)} cannot name a set: ${fault}. Rename ${file}.`,
      { found: set },
    );
  }
  if (!setName.test(set) || kindInName.test(set) || Buffer.byteLength(set) > mostNameBytes) {
    throw new IndexError(
      'bad_argument',
      `${JSON.stringify(set)} cannot name a set: expected letters, digits, spaces and _ . + - only, no .parquet, .arrow, .lance or .vortex, ${mostNameBytes} bytes at most, because it names files and configs. Rename ${file}.`,
      { found: set },
    );
  }
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
  const checked = (phrase: string) => requireLength(phrase, row, phraseField, told);
  if (typeof value === 'string') return { good: checked(value), bad: value };
  const [good, bad] = Array.isArray(value)
    ? value
    : [(value as { good?: unknown } | null)?.good, (value as { bad?: unknown } | null)?.bad];
  if (typeof good === 'string' && typeof bad === 'string') {
    return { good: checked(good), bad: checked(bad) };
  }
  throw refuseField(row, phraseField, told, 'a phrase, [good, bad] or {"good":...,"bad":...}');
}

function fieldOf(row: DecodedRow, field: string, told: Told): string {
  const value = Object.hasOwn(row.fields, field) ? row.fields[field] : undefined;
  if (typeof value === 'string') return requireLength(value, row, field, told).toWellFormed();
  throw refuseField(row, field, told, 'a string');
}

function requireLength(
  value: string,
  { place }: DecodedRow,
  field: string,
  { file }: Told,
): string {
  if (value.length <= mostSentenceLength) return value;
  throw refusal(file, 'record_too_long', {
    place,
    found: `has ${value.length} characters in the field ${JSON.stringify(field)}: expected at most ${mostSentenceLength}. Shorten it, or take the pair out.`,
  });
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

/** Fields that are added between two places to pause. */
const pieceFields = 500;

/** A field needs one type in all rows: neither `datasets` nor Parquet knows any other. */
function* addToShape(
  builder: ShapeBuilder,
  { fields, place, json }: DecodedRow,
  file: string,
): Generator<undefined, void> {
  const unloadable = yield* findUnloadable(fields, json);
  if (unloadable !== undefined) {
    const { field, found } = unloadable;
    throw refusal(file, 'wrong_field_type', {
      place,
      found: `has ${found} in the field ${JSON.stringify(field.toWellFormed())}: no evaluator can load it as it is. Fix it, or take the field out.`,
    });
  }
  let seen = 0;
  for (const name in fields) {
    const value = fields[name];
    const field = builder.field(name);
    const was = field.kind;
    if (field.add(value)) {
      if (++seen % pieceFields === 0) yield undefined;
      continue;
    }
    throw refusal(file, 'wrong_field_type', {
      place,
      found: `has ${nameShape(shapeOf(value))} in the field ${JSON.stringify(name)}, which other rows have as ${nameShape({ kind: was })}: a field needs one type in all rows, since evaluators load it as a column`,
    });
  }
}
