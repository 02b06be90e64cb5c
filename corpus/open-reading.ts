// The tools by which a thread turns lines and rows of a corpus into records: made once, from plain data.

import { IndexError } from '../errors.ts';
import type { BatchOptions } from '../formats/lines/decode-batch.ts';
import type { DecodeOptions } from '../input/lines/decoded-record.ts';
import { createPlainLines } from '../input/lines/plain-lines.ts';
import type { Kernel } from '../native/kernel.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Corpus } from './corpus.ts';
import type { TokenizerEvent } from './load-tokenizer.ts';
import type { ShapeOptions } from './shape-record.ts';

/** The part of a corpus that says how its records are read. */
type HowRead = Pick<Corpus, 'steps' | 'reading'>;

export interface OpenReading {
  readonly decode: BatchOptions;
  readonly shape: ShapeOptions;
}

/** Loads the tokenizer, and its library, where there is one; with `keepsIds` token ids stay ids. Throws as `loadTokenizer`. */
export async function openReading(
  how: HowRead,
  keepsIds: boolean,
  onEvent?: (event: TokenizerEvent) => void,
): Promise<OpenReading> {
  const { tokenizer: place, truncate, endOfDocument } = how.reading;
  let tokenizer: Tokenizer | undefined;
  if (place !== undefined) {
    const { loadTokenizer } = await import('./load-tokenizer.ts');
    tokenizer = loadTokenizer(place, onEvent);
  }
  return { decode: decodeOptions(how), shape: { tokenizer, truncate, endOfDocument, keepsIds } };
}

/** The same reading with lines read by the kernel, as far as it can. Records are then valid until the next batch. */
export function readPlainly(reading: OpenReading, { addon }: Pick<Kernel, 'addon'>): OpenReading {
  const { decode } = reading;
  return { ...reading, decode: { ...decode, plain: createPlainLines(addon, decode) } };
}

/** The fields that lines are decoded by. */
export function decodeOptions({ steps, reading }: HowRead): DecodeOptions {
  const { textField, idField, facetField } = reading;
  const fields = { textField, idField, facetField };
  return steps.kind === 'field'
    ? { ...fields, stepField: steps.field, stepFormat: steps.format }
    : { ...fields, stepField: undefined };
}

/** The error of token ids without a tokenizer; `why` says the need for it. */
export function missingTokenizer({ where, kept }: Corpus, why: string): IndexError {
  return new IndexError(
    'run_invalid',
    `${where}: key tokenizer: expected a tokenizer.json${why}, as its records of format ${kept.format} are token ids; found nothing`,
    { key: 'tokenizer' },
  );
}
