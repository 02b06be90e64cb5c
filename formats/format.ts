// The contract of a format: all that the rest of the project asks of one.
//
// A descriptor is light, because the help of commands that read a corpus has the names: it imports
// no reader. Readers are loaded when a source is opened. registry.ts has one line for each format.

import type { SourceBatch } from '../input/lines/source-batch.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import type { PathPlan } from '../input/paths/plan-paths.ts';
import type { LogRowsSource } from './order-log/log-rows.ts';
import type { IdSource } from './rows/id-source.ts';
import type { RowReader } from './rows/row-reader.ts';
import type { RowFields } from './rows/row-values.ts';

/** The keys of a run description that not every format takes. */
export const formatKeys = [
  'text_field',
  'tokens_field',
  'id_field',
  'facet_field',
  'separator',
  'quoting',
  'row_tokens',
  'row_stride',
  'dtype',
  'end_of_document',
  'unit',
  'gaps',
] as const;
export type FormatKey = (typeof formatKeys)[number];

/** A file that is not lines: what it is, and how it is read or made readable. */
export interface Sign {
  readonly name: string;
  readonly advice: string;
  /** First bytes, or those at `at`, before which a name is padded with zeros. */
  readonly magic?: string | Buffer;
  readonly at?: number;
  /** Without a magic number: whether a file that is not text begins so, or is named so. */
  readonly begins?: (head: Buffer) => boolean;
  readonly isNamed?: (plan: PathPlan) => boolean;
}

interface Facts {
  readonly name: string;
  readonly keys: readonly FormatKey[];
  /** Its row in docs/formats/README.md. */
  readonly docs: { readonly files: string; readonly record: string };
  /** By which its files are detected where lines are expected. */
  readonly signs?: readonly Sign[];
}

/** Content made into lines of JSON or text. */
export interface ConvertedLines {
  readonly lines: AsyncIterable<Uint8Array>;
  /** Of a table; known once the first chunk of `lines` has come. */
  readonly columns?: readonly string[];
}

export interface ConvertOptions {
  /** For messages. */
  readonly source: string;
  /** Where the content begins in the source. */
  readonly startByte: number;
  readonly quoting: 'standard' | 'none' | undefined;
}

/** Records are lines of a stream. */
export interface LineFormat extends Facts {
  readonly kind: 'lines';
  readonly holds: 'text';
  /** In a list of what may be read. */
  readonly label: string;
  readonly encoding: SourceBatch['encoding'];
  readonly unit: 'line' | 'element';
  /** Endings of names, without a dot; a compression may follow. */
  readonly endings: readonly string[];
  /** The first character of content whose name says nothing. */
  readonly firstCharacter?: string;
  /**
   * How the content becomes lines. Absent: the lines are those of the file, so that a file which has
   * grown is continued.
   */
  readonly convert?: (
    content: AsyncIterable<Uint8Array>,
    options: ConvertOptions,
  ) => Promise<ConvertedLines>;
  /** With `convert`: the reason why a file which has grown is refused. */
  readonly whyWhole?: string;
}

/** How `files` of a description names data: files, a dataset's folder, or the path before two endings. */
type Naming =
  | { readonly kind: 'files' }
  /** `index` is the file in the folder that lists the others. */
  | { readonly kind: 'folder'; readonly index: string }
  | { readonly kind: 'prefix'; readonly endings: readonly [string, string] };

/** Records are rows with columns, found by number. */
export interface ColumnFormat extends Facts {
  readonly kind: 'rows';
  readonly holds: 'text';
  readonly naming: Naming;
  /** It says what it is about to read, so its files may lie in a store on the net. */
  readonly readsRanges?: true;
  /** Opens one file or folder. */
  readonly open: (data: NamedPath, fields: RowFields) => Promise<RowReader>;
  /** What to do with a folder of such names, as an end of "FOLDER is a directory". */
  readonly adviseFolder?: (names: readonly string[], shown: string) => string | undefined;
}

/** Records are token ids, found by number. */
export interface TokenFormat extends Facts {
  readonly kind: 'rows';
  readonly holds: 'ids';
  readonly naming: Naming;
  /** All files of a description are one source. */
  readonly isOneStream?: true;
  /** Ids of a row where the description does not say; 'needed': it has to. */
  readonly rowTokens?: 'needed' | number;
  /** Kinds of order that only this format reads. */
  readonly orders?: readonly string[];
  readonly open: (source: IdSource) => Promise<RowReader>;
}

/** Records are what steps were given, which says the steps, too. */
export interface LogFormat extends Facts {
  readonly kind: 'rows';
  readonly holds: 'log';
  readonly naming: Naming;
  /** The logs of all ranks are one source. */
  readonly isOneStream: true;
  readonly open: (source: LogRowsSource) => Promise<RowReader>;
}

export type Format = LineFormat | ColumnFormat | TokenFormat | LogFormat;
