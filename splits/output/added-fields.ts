// The fields that a split adds to a pair's own: their values, and their types.
//
// JSON lines have the exposures of a phrase as an object. Parquet has them as two columns, which a
// table needs: exposure_good_count and exposure_good_first_step.

import { IndexError } from '../../errors.ts';
import type { PairSet } from '../pairs/pair-set.ts';
import type { Shape } from '../pairs/value-shape.ts';
import type { Example, SplitSet } from '../split.ts';
import { commandLine, type Surface } from '../surface.ts';

const text: Shape = { kind: 'string' };
const exposure: Shape = {
  kind: 'struct',
  fields: new Map<string, Shape>([
    ['count', { kind: 'int' }],
    ['first_step', { kind: 'int' }],
  ]),
};
type Named = readonly (readonly [name: string, shape: Shape])[];
const plain: Named = [
  ['row', { kind: 'int' }],
  ['critical_good', text],
  ['critical_bad', text],
];
const added: Named = [...plain, ['exposure_good', exposure], ['exposure_bad', exposure]];
const columns: Named = [
  ...plain,
  ['exposure_good_count', { kind: 'int' }],
  ['exposure_good_first_step', { kind: 'int' }],
  ['exposure_bad_count', { kind: 'int' }],
  ['exposure_bad_first_step', { kind: 'int' }],
];

/** `prefix` stands before each name. */
export function addedFields({ row, good, bad }: Example, prefix: string): Record<string, unknown> {
  return {
    [`${prefix}row`]: row,
    [`${prefix}critical_good`]: good.phrase,
    [`${prefix}critical_bad`]: bad.phrase,
    [`${prefix}exposure_good`]: { count: good.count, first_step: good.firstStep },
    [`${prefix}exposure_bad`]: { count: bad.count, first_step: bad.firstStep },
  };
}

/** The same as columns. */
export function addedColumns({ row, good, bad }: Example, prefix: string): Record<string, unknown> {
  return {
    [`${prefix}row`]: row,
    [`${prefix}critical_good`]: good.phrase,
    [`${prefix}critical_bad`]: bad.phrase,
    [`${prefix}exposure_good_count`]: good.count,
    [`${prefix}exposure_good_first_step`]: good.firstStep,
    [`${prefix}exposure_bad_count`]: bad.count,
    [`${prefix}exposure_bad_first_step`]: bad.firstStep,
  };
}

interface AddedNames {
  /** Stands before each name. */
  readonly prefix?: string | undefined;
  /** Columns of Parquet are written too. */
  readonly parquet?: boolean | undefined;
  /** How a message names the prefix. */
  readonly names?: Surface | undefined;
}

/** Throws `field_taken`, in the names of a surface, where a pair's own field has that of an added one. */
export function requireFreeFields(
  sets: readonly PairSet[],
  { prefix = '', parquet = false, names = commandLine }: AddedNames = {},
): void {
  const all = parquet ? [...added, ...columns] : added;
  for (const { name, shape } of sets) {
    const taken = all.map(([own]) => prefix + own).find((own) => shape.fields.has(own));
    if (taken === undefined) continue;
    throw new IndexError(
      'field_taken',
      `the pairs of ${name} have a field ${JSON.stringify(taken)}, which the split would add: put something before the added names with ${names.prefix}, for example ${names.prefixExample}`,
      { set: name, field: taken },
    );
  }
}

/** The shape of a row: the pair's own fields, then those that a split adds. */
export function withAddedFields({ fields }: SplitSet['shape'], prefix: string): SplitSet['shape'] {
  return addTo(fields, added, prefix);
}

/** The same of a row of Parquet. */
export function withAddedColumns({ fields }: SplitSet['shape'], prefix: string): SplitSet['shape'] {
  return addTo(fields, columns, prefix);
}

function addTo(fields: SplitSet['shape']['fields'], more: Named, prefix: string) {
  const named = more.map(([name, shape]) => [prefix + name, shape] as const);
  return { kind: 'struct', fields: new Map([...fields, ...named]) } as const;
}
