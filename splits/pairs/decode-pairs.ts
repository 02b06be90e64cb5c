// Text of a pair file -> a set of pairs with their critical phrases. No I/O.

import { noPause, type Pause } from '../pause.ts';
import { findRule } from '../phrases/blimp-rules.ts';
import { commandLine } from '../surface.ts';
import { decodeRows } from './decode-rows.ts';
import { findUnloadable } from './find-unloadable.ts';
import type { JsonObject } from './is-object.ts';
import { areGiven, findPhrases, type PhraseOptions, requireColumns } from './pair-fields.ts';
import type { PairRow, PairSet } from './pair-set.ts';
import type { DecodedRow, PairText } from './pair-text.ts';
import { refuseRow } from './refuse-row.ts';
import { requireShallow } from './require-shallow.ts';
import { requireSetName } from './set-name.ts';
import { findShape, nameShape, ShapeBuilder } from './value-shape.ts';

/** Default: `context` 1, and the columns and names of the command. */
export type PairOptions = Pick<PhraseOptions, 'set'> & Partial<PhraseOptions>;

/**
 * Decodes a whole file, with a pause after each row. Rejects, with file and line: `not_json`,
 * `not_an_object`, `not_csv`, `source_empty`, `missing_field`, `wrong_field_type`,
 * `record_too_long` (a sentence); and `bad_argument` for a name that cannot name files and configs,
 * or columns that do not go together.
 */
export async function decodePairs(
  { text, format, quoting, ...options }: PairOptions & PairText,
  pause: Pause = noPause,
): Promise<PairSet> {
  const { file, surface = commandLine } = options;
  const collector = new PairCollector(options);
  const source = { text, file, format, surface, ...(quoting !== undefined && { quoting }) };
  for await (const row of decodeRows(source, pause)) {
    for (const _ of collector.add(row)) await pause();
    await pause();
  }
  return collector.set;
}

/** The same for rows that are objects already, such as those of a request. */
export async function decodeObjects(
  objects: readonly JsonObject[],
  options: PairOptions & { readonly file: string },
  pause: Pause = noPause,
): Promise<PairSet> {
  const { file } = options;
  const collector = new PairCollector(options);
  for (const [row, fields] of objects.entries()) {
    const place = { file, place: `element ${row + 1}` };
    requireShallow(fields, place);
    const decoded = { row, ...place, json: JSON.stringify(fields), fields };
    for (const _ of collector.add(decoded)) await pause();
    await pause();
  }
  return collector.set;
}

/** Rows -> a set, a row at a time, each in time that depends on the row alone. */
class PairCollector {
  readonly #options: PhraseOptions;
  readonly #shape = new ShapeBuilder();
  readonly #rows: PairRow[] = [];

  constructor({
    set,
    file,
    columns = {},
    context = 1,
    surface = commandLine,
  }: PairOptions & { readonly file: string }) {
    requireSetName(set, file);
    requireColumns(columns, surface);
    this.#options = { set, columns, context, surface };
  }

  /** In pieces, as a row may have a hundred thousand fields. */
  *add(row: DecodedRow): Generator<undefined, void> {
    yield* addToShape(this.#shape, row);
    const phrases = findPhrases(row, this.#options);
    this.#rows.push({ row: row.row, json: row.json, phrases });
  }

  /** The rows that have been added so far. */
  get set(): PairSet {
    const { set, columns } = this.#options;
    const isGiven = areGiven(columns);
    return {
      name: set,
      class: isGiven ? null : (findRule(set)?.class ?? null),
      phrasesFrom: isGiven ? 'columns' : 'sentences',
      shape: this.#shape.struct,
      rows: this.#rows,
    };
  }
}

/** Fields that are added between two places to pause. */
const pieceFields = 500;

/** A field needs one type in all rows: neither `datasets` nor Parquet knows any other. */
function* addToShape(builder: ShapeBuilder, row: DecodedRow): Generator<undefined, void> {
  const unloadable = yield* findUnloadable(row.fields, row.json);
  if (unloadable !== undefined) {
    const name = JSON.stringify(unloadable.field.toWellFormed());
    throw refuseRow(
      row,
      'wrong_field_type',
      `has ${unloadable.found} in the field ${name}: no evaluator can load it as it is. Fix it, or take the field out.`,
    );
  }
  let seen = 0;
  for (const name in row.fields) {
    const value = row.fields[name];
    const field = builder.field(name);
    const was = field.kind;
    if (field.add(value)) {
      if (++seen % pieceFields === 0) yield undefined;
      continue;
    }
    throw refuseRow(
      row,
      'wrong_field_type',
      `has ${nameShape(findShape(value))} in the field ${JSON.stringify(name)}, which other rows have as ${nameShape({ kind: was })}: a field needs one type in all rows, since evaluators load it as a column`,
    );
  }
}
