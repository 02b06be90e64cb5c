// A pair file as text, and its rows. Plain data.

import type { Surface } from '../surface.ts';
import type { JsonObject } from './is-object.ts';
import type { RowPlace } from './refuse-row.ts';

export type PairFormat = 'jsonl' | 'json' | 'csv' | 'tsv';

/** Of tables. `standard`: quotation marks enclose cells; `none`: they are text. */
export type Quoting = 'standard' | 'none';

export interface PairText {
  readonly text: string;
  /** Name of the file, for messages. */
  readonly file: string;
  readonly format: PairFormat;
  /** Of tables. Default: standard. */
  readonly quoting?: Quoting;
  /** Names of options in messages. Default: the command's. */
  readonly surface?: Surface;
}

export interface DecodedRow extends RowPlace {
  readonly row: number;
  /** The object as JSON text. */
  readonly json: string;
  readonly fields: JsonObject;
}
