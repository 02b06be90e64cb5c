// What a source of token ids is opened by: plain data.

import type { NamedPath } from '../../input/paths/named-path.ts';
import type { GptOrder } from '../orders/named-order.ts';

/** Types of an id that a run description may name. */
export const idTypes = ['uint16', 'uint32', 'int32', 'int64'] as const;

/** Which ids are a record. */
export type IdCut =
  /** Rows of so many ids, starting so many apart. */
  | { readonly kind: 'rows'; readonly tokens: number; readonly stride: number }
  | { readonly kind: 'units'; readonly unit: 'document' | 'sequence' };

export interface IdOptions {
  /** The type of an id that the description names; undefined: the files', or the format's. */
  readonly dtype: (typeof idTypes)[number] | undefined;
  readonly cut: IdCut;
  /** Records are these samples instead. */
  readonly gpt: GptOrder | undefined;
}

export interface IdSource extends IdOptions {
  readonly data: readonly NamedPath[];
  /** Records of a batch; a file's last ones that fill no batch are not consumed. */
  readonly wholeBatches: number | undefined;
}
