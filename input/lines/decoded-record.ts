// A line of any format, decoded: the record, or what is wrong with it.

import type { ErrorCode } from '../../errors.ts';
import type { Utf8Text } from '../../text/utf8-text.ts';
import type { TextField } from './field-path.ts';
import type { IdReader } from './read-id.ts';
import type { StepFormat } from './step-value.ts';

export interface DecodedRecord {
  text: string;
  id: string | null;
  step: number | undefined;
  line: number;
  /** A lone surrogate in a JSON escape became U+FFFD. */
  repaired: boolean;
  /** What it says in the field of facets, `null` where it says nothing; absent: no field is asked for. */
  readonly facet?: string | undefined;
  /** The text again, until the next batch is decoded; absent: it is there as a string only. */
  readonly utf8?: Utf8Text;
}

export interface DecodeOptions {
  textField: TextField;
  idField: string;
  stepField: string | undefined;
  /** The field whose values are facets; absent: none. */
  facetField?: string | undefined;
  /** How that field says a step; by default as a whole number. */
  stepFormat?: StepFormat;
}

export interface LineContext {
  options: DecodeOptions;
  readId: IdReader;
  /** Of the facet; undefined: none is asked for. */
  readFacet: IdReader | undefined;
  /** Of a table; without one there are none. */
  columns: readonly string[];
}

export type MissingField = 'text' | 'step';

/** What is wrong with a line. */
export interface Refusal {
  code: ErrorCode;
  found: string;
  /** What the missing field would say; absent: no field is missing. */
  missing?: MissingField;
  /** What to do where all lines will be so, and skipping them would leave nothing. */
  solve?: string;
}

/** `padding`: the header of a table, or a line with which a row of it goes on. undefined: a blank line. */
export type LineDecoder = (
  line: string,
  number: number,
  context: LineContext,
) => DecodedRecord | Refusal | 'padding' | undefined;
