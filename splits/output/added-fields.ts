// The fields that a split adds to a pair's own: their values, and their types.

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
const added: readonly (readonly [name: string, shape: Shape])[] = [
  ['row', { kind: 'int' }],
  ['critical_good', text],
  ['critical_bad', text],
  ['exposure_good', exposure],
  ['exposure_bad', exposure],
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

/** Throws `field_taken`, in the names of a surface, where a pair's own field has that of an added one. */
export function requireFreeFields(
  sets: readonly PairSet[],
  prefix = '',
  names: Surface = commandLine,
): void {
  for (const { name, shape } of sets) {
    const taken = added.map(([own]) => prefix + own).find((own) => shape.fields.has(own));
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
  const named = added.map(([name, shape]) => [prefix + name, shape] as const);
  return { kind: 'struct', fields: new Map([...fields, ...named]) };
}
