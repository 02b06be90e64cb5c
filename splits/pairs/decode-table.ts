// CSV and TSV -> rows as objects, by csv-parse, a piece of the text at a time.

import { Readable } from 'node:stream';
import { CsvError, parse as csvParser, type Info } from 'csv-parse';
import type { Pause } from '../pause.ts';
import { commandLine } from '../surface.ts';
import type { DecodedRow, PairText } from './pair-text.ts';
import { type RowPlace, refuseRow } from './refuse-row.ts';

const delimiters = { csv: ',', tsv: '\t' };

/** Bytes that are decoded without a pause. */
const pieceBytes = 16 << 10;

/**
 * Characters that the names of the columns may take in all rows together. A row as an object
 * repeats them, so a short table with long names would not fit into memory.
 */
const maxNameCharacters = 1 << 27;

/** Throws `not_csv` with the line. */
export async function* decodeTable(
  given: PairText & { readonly format: 'csv' | 'tsv' },
  pause: Pause,
): AsyncGenerator<DecodedRow, void, undefined> {
  const { text, file, format, quoting = 'standard' } = given;
  const { quotingNone } = given.surface ?? commandLine;
  let nameCharacters = 0;
  let lastLine = 1;
  const pieces = Readable.from(piecesOf(text, pause));
  const parser = pieces.pipe(
    csvParser({
      columns: (names: string[]) => {
        nameCharacters = names.reduce((sum, { length }) => sum + length, 0);
        return distinctNames(names, file);
      },
      delimiter: delimiters[format],
      info: true,
      // Not of the rows as they come: an error overtakes those before it.
      on_record: (record: unknown, { lines }) => {
        lastLine = lines;
        return record;
      },
      quote: quoting === 'none' ? false : '"',
      // Sentences in tab-separated files often hold quotation marks that quote nothing.
      relax_quotes: format === 'tsv',
    }),
  );
  // A pipe passes data on, and no errors.
  pieces.on('error', (error) => parser.destroy(error));
  let row = 0;
  try {
    for await (const one of parser) {
      const { info, record }: CsvRow = one;
      const place = { file, place: `line ${info.lines}` };
      requireRoom(nameCharacters, row + 1, place);
      await pause();
      const json = JSON.stringify(record);
      await pause();
      yield { row, ...place, json, fields: record };
      row += 1;
    }
  } catch (error) {
    if (error instanceof CsvError) {
      throw describe(error, { text, file, format, lastLine, quotingNone });
    }
    throw error;
  } finally {
    pieces.destroy();
  }
}

function requireRoom(nameCharacters: number, rows: number, place: RowPlace): void {
  if (nameCharacters * rows <= maxNameCharacters) return;
  throw refuseRow(
    place,
    'not_csv',
    `is one row too many for the names of the columns, which take ${nameCharacters} characters: expected at most ${maxNameCharacters} in all rows together. Shorten the names, or split the table.`,
  );
}

interface CsvRow {
  readonly info: Info;
  readonly record: Record<string, string>;
}

async function* piecesOf(text: string, pause: Pause): AsyncGenerator<Buffer, void, undefined> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.subarray(at, at + pieceBytes);
    await pause();
  }
}

const asTheyAre: Readonly<Record<'csv' | 'tsv', string>> = {
  csv: 'Double the quotation marks inside cells in quotes ("").',
  tsv: 'Close it.',
};

interface Failed {
  readonly text: string;
  readonly file: string;
  readonly format: 'csv' | 'tsv';
  /** Of the last row before the one that failed. */
  readonly lastLine: number;
  readonly quotingNone: string;
}

/** Names the quotation mark where one is the reason, since the parser then speaks of a later line. */
function describe(error: CsvError, { text, file, format, lastLine, quotingNone }: Failed) {
  const line = Number(error['lines'] ?? 0);
  const first = lastLine + 1;
  const help = `${asTheyAre[format]} If quotation marks enclose no cells in this file, read them as they are with ${quotingNone}.`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    const found = `has a cell that begins with a quotation mark (") and is not closed by the end of the file, line ${line}. ${help}`;
    return refuseRow({ file, place: `line ${first}` }, 'not_csv', found);
  }
  const joined = `; a quotation mark (") joins lines ${first} to ${line} to one row. ${help}`;
  const quoted = `; the row has a quotation mark ("). ${help}`;
  const hasQuote = sliceLines(text, first, line).includes('"');
  const reason = line > first ? joined : hasQuote ? quoted : '';
  const found = `is not a valid row: ${error.message}${reason}`;
  return refuseRow({ file, place: `line ${line}` }, 'not_csv', found);
}

/** The text from one line to another, both included; lines count from 1. */
function sliceLines(text: string, first: number, last: number): string {
  let start = 0;
  let end = -1;
  for (let line = 1; line <= last; line += 1) {
    if (line === first) start = end + 1;
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text.slice(start);
  }
  return text.slice(start, end);
}

function distinctNames(names: string[], file: string): string[] {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return names;
  const found = `names the column ${JSON.stringify(twice)} twice: rename one of them`;
  throw refuseRow({ file, place: 'line 1' }, 'not_csv', found);
}
