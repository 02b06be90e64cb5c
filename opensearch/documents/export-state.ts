// What an export says of itself, in the mapping of its index: of which index it is, and how far it is.
//
// `whole` is written at the end of an export, when every document is there. Searches answer from it, so
// an export that is under way, or that continues an older one, does not change their numbers.

import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Raised with every change of the documents. */
export const layoutVersion = 1;

const Count = Type.Integer({ minimum: 0 });

/** The snapshot whose records are all there. */
const WholeExport = Type.Object({
  snapshot: Type.String(),
  records: Count,
  first_step: Count,
  last_step: Count,
  /** Blocks of terms. */
  blocks: Count,
  /** The field of facets; null: facets are source files. */
  facet_field: Type.Union([Type.String(), Type.Null()]),
  /** In the order of the snapshot; null: too many to be listed. */
  facets: Type.Union([Type.Array(Type.String()), Type.Null()]),
});
export type WholeExport = Static<typeof WholeExport>;

const ExportState = Type.Object({
  layout: Type.Integer({ minimum: 1 }),
  analyzer: Type.Enum(['words', 'cased', 'ids']),
  analyzer_version: Type.Integer(),
  unicode: Type.String(),
  /** The snapshot that the last export was begun with. */
  snapshot: Type.String(),
  whole: Type.Union([WholeExport, Type.Null()]),
});
export type ExportState = Static<typeof ExportState>;

/** The name of the state among what a mapping says of itself. */
const key = 'firstseen';

export function wrapState(state: ExportState): object {
  return { [key]: state };
}

/** The state in the `_meta` of a mapping; undefined: it is not one of an export. */
export function unwrapState(meta: unknown): ExportState | undefined {
  const state: unknown = Object.getOwnPropertyDescriptor(Object(meta), key)?.value;
  return Value.Check(ExportState, state) ? state : undefined;
}
