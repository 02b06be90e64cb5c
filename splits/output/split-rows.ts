// The rows of a split: a pair's own fields as they were read, then what is known of its phrases.

import { IndexError } from '../../errors.ts';
import type { PairSet } from '../pairs/pair-set.ts';
import type { Shape } from '../pairs/value-shape.ts';
import { commandLine, type Surface } from '../phrases/surface.ts';
import type { Example, PhraseSeen, SplitSet } from '../split-pairs.ts';

/** The two sides of a split, as files, configs and samples name them (`datasets` wants no hyphen). */
export type Side = 'proxy_train' | 'proxy_validation';

export const sides: readonly Side[] = ['proxy_train', 'proxy_validation'];

export function examplesOf(set: SplitSet, side: Side): readonly Example[] {
  return side === 'proxy_train' ? set.proxyTrain : set.proxyValidation;
}

/** The sides that have an example: only they have files. */
export function filledSides(set: SplitSet): Side[] {
  return sides.filter((side) => examplesOf(set, side).length > 0);
}

/** The fields that a split adds to a pair's own. */
export function addedFields({ row, good, bad }: Example, prefix: string): Record<string, unknown> {
  return {
    [`${prefix}row`]: row,
    [`${prefix}critical_good`]: good.phrase,
    [`${prefix}critical_bad`]: bad.phrase,
    [`${prefix}exposure_good`]: { count: good.count, first_step: good.firstStep },
    [`${prefix}exposure_bad`]: { count: bad.count, first_step: bad.firstStep },
  };
}

const addedNames = ['row', 'critical_good', 'critical_bad', 'exposure_good', 'exposure_bad'];

/** Throws `field_taken`, in the names of a surface, where a pair's own field has that of an added one. */
export function requireFreeFields(
  sets: readonly PairSet[],
  prefix = '',
  names: Surface = commandLine,
): void {
  for (const { name, shape } of sets) {
    const taken = addedNames
      .map((added) => prefix + added)
      .find((added) => shape.fields.has(added));
    if (taken === undefined) continue;
    throw new IndexError(
      'field_taken',
      `the pairs of ${name} have a field ${JSON.stringify(taken)}, which the split would add: put something before the added names with ${names.prefix}, for example ${names.prefixExample}`,
      { set: name, field: taken },
    );
  }
}

/**
 * A row as one line of JSON: the own fields as they were read, then those of `addedFields`. Put
 * together by hand, since a request may ask for millions of rows.
 */
export function rowJson({ row, json, good, bad }: Example, prefix: string): string {
  const own = json.slice(0, -1).trimEnd();
  const before = prefix === '' ? '"' : `"${JSON.stringify(prefix).slice(1, -1)}`;
  const phrases = `${before}critical_good":${JSON.stringify(good.phrase)},${before}critical_bad":${JSON.stringify(bad.phrase)}`;
  const exposures = `${before}exposure_good":${seenJson(good)},${before}exposure_bad":${seenJson(bad)}`;
  return `${inOneLine(own)}${own === '{' ? '' : ', '}${before}row":${row},${phrases},${exposures}}`;
}

function seenJson({ count, firstStep }: PhraseSeen): string {
  return `{"count":${count},"first_step":${firstStep}}`;
}

function inOneLine(json: string): string {
  const isOne = !json.includes('\n') && !json.includes('\r');
  return isOne ? json : json.replace(/[\r\n]+/g, ' ');
}

/** UTF-16 code units of rows that are made at once; a row may be longer. */
const pieceLength = 4096;

/** The lines of the rows of one side, some at a time. */
export function* rowLines(examples: readonly Example[], prefix: string): Generator<string> {
  let piece = '';
  for (const example of examples) {
    piece += `${rowJson(example, prefix)}\n`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

const text: Shape = { kind: 'string' };
const exposure: Shape = {
  kind: 'struct',
  fields: new Map<string, Shape>([
    ['count', { kind: 'int' }],
    ['first_step', { kind: 'int' }],
  ]),
};

/** The shape of a row: the pair's own fields, then those that a split adds. */
export function withAddedFields({ fields }: SplitSet['shape'], prefix: string): SplitSet['shape'] {
  const added: [string, Shape][] = [
    ['row', { kind: 'int' }],
    ['critical_good', text],
    ['critical_bad', text],
    ['exposure_good', exposure],
    ['exposure_bad', exposure],
  ];
  const named = added.map(([name, shape]): [string, Shape] => [prefix + name, shape]);
  return { kind: 'struct', fields: new Map([...fields, ...named]) };
}
