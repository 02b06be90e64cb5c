// A pattern of paths, such as `states/seed1.{set}.step{step}.{side}.npy`: where the arrays of a set, a
// step and a side are. Pure: find-arrays.ts looks at the disk.
//
// {set}, {seed} and {step} stand for one or more characters, {side} for good or bad, * for any
// number of them. None of them reaches over a /.

import { IndexError } from '../../errors.ts';
import type { NameFields } from './array-name.ts';

export interface ArrayPattern {
  readonly text: string;
  /** Parts of the path before the first one with a brace or *: a folder. */
  readonly base: string;
  /** Expressions for the other parts, in order. */
  readonly parts: readonly RegExp[];
  readonly fields: ReadonlySet<keyof NameFields>;
}

const classes: Readonly<Record<keyof NameFields, string>> = {
  set: '.+',
  seed: '.+?',
  step: '[^.]+?',
  side: 'good|bad',
};

/**
 * Throws `bad_argument` for a brace that has another name, or is there twice, and for a pattern
 * without {step}.
 */
export function parsePattern(text: string, option: string): ArrayPattern {
  const invalid = (found: string) =>
    new IndexError(
      'bad_argument',
      `${option} ${text}: ${found}. Expected a folder, or a path such as 'states/{set}.step{step}.{side}.npy' with {set}, {step} and {side}, and {seed} where there are several.`,
      { option },
    );
  const fields = new Set<keyof NameFields>();
  for (const [brace, name = ''] of text.matchAll(/\{([^{}]*)\}?|\}/g)) {
    if (!isField(name) || !brace.endsWith('}')) throw invalid(`found ${brace}`);
    if (fields.has(name)) throw invalid(`found {${name}} twice`);
    fields.add(name);
  }
  if (!fields.has('step')) throw invalid('{step} is missing');
  const parts = text.split('/');
  const first = parts.findIndex((part) => /[{*]/.test(part));
  return {
    ...{ text, fields, base: parts.slice(0, first).join('/') || (first > 0 ? '/' : '.') },
    parts: parts.slice(first).map(toExpression),
  };
}

export function hasBraces(text: string): boolean {
  return /[{}*]/.test(text);
}

function isField(name: string): name is keyof NameFields {
  return Object.hasOwn(classes, name);
}

function toExpression(part: string): RegExp {
  const source = part
    .split(/(\{[^{}]*\}|\*)/)
    .map((piece) => {
      if (piece === '*') return '.*';
      const name = piece.slice(1, -1);
      if (piece.startsWith('{') && isField(name)) return `(?<${name}>${classes[name]})`;
      return piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 's');
}
