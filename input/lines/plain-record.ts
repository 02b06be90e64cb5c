// A record whose text was found in its line and is a string only for whoever asks for one.

import { decodeUtf8, type Utf8Text } from '../../text/utf8-text.ts';
import type { DecodedRecord } from './decoded-record.ts';

/**
 * `text` and `utf8` are not own properties: a copy by `...` has neither, so that no copy with another
 * text keeps the bytes of this one.
 */
export class PlainRecord implements DecodedRecord {
  readonly id: string | null;
  readonly step: number | undefined;
  readonly line: number;
  readonly facet: string | undefined;
  readonly repaired = false;
  readonly #utf8: Utf8Text;

  constructor(
    utf8: Utf8Text,
    { id, step, line, facet }: Pick<DecodedRecord, 'id' | 'step' | 'line' | 'facet'>,
  ) {
    this.#utf8 = utf8;
    this.id = id;
    this.step = step;
    this.line = line;
    this.facet = facet;
  }

  /** Until the lines of the next batch are read. */
  get utf8(): Utf8Text {
    return this.#utf8;
  }

  get text(): string {
    return decodeUtf8(this.#utf8);
  }
}
