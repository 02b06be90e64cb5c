// A pattern of paths, such as `states/seed1.{set}.step{step}.{side}.npy`: where the arrays of a set, a
// step and a side are. Pure: find-arrays.ts looks at the disk.
//
// {set}, {seed} and {step} stand for one or more characters, {side} for good or bad, * for any
// number of them. None of them reaches over a /.

import { IndexError } from '../../errors.ts';
import { seedOf as seedOfText } from '../results/path-place.ts';
import type { Seed } from '../results/results.ts';

export type PairSide = 'good' | 'bad';

/** What a path says of its array; a field is undefined where the pattern does not have it. */
export interface PathFields {
  readonly set?: string;
  readonly seed?: string;
  readonly step?: string;
  readonly side?: PairSide;
}

export interface ArrayPattern {
  readonly text: string;
  /** Parts of the path before the first one with a brace or *: a folder. */
  readonly base: string;
  /** Expressions for the other parts, in order. */
  readonly parts: readonly RegExp[];
  readonly fields: ReadonlySet<keyof PathFields>;
}

const classes: Readonly<Record<keyof PathFields, string>> = {
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
  const fields = new Set<keyof PathFields>();
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
    parts: parts.slice(first).map(expressionOf),
  };
}

export function hasBraces(text: string): boolean {
  return /[{}*]/.test(text);
}

function isField(name: string): name is keyof PathFields {
  return Object.hasOwn(classes, name);
}

function expressionOf(part: string): RegExp {
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

const folderName =
  /^(?<place>.+?)\.step(?<step>[^.]*)(?:\.(?<side>good|bad))?\.(?:npy|safetensors)$/s;

/**
 * What a name in a folder says, as in `[SEED.]SET.stepN[.good|.bad].npy`; undefined: it is not such
 * a name. The seed is what stands before the name of a set in `sets`, else before the last dot.
 */
export function fieldsOfName(
  name: string,
  sets: { readonly has: (set: string) => boolean },
): PathFields | undefined {
  const { place, step, side } = folderName.exec(name)?.groups ?? {};
  if (place === undefined || step === undefined) return undefined;
  const dots = Array.from(place.matchAll(/\./g), ({ index }) => index);
  const starts = [0, ...dots.map((dot) => dot + 1)];
  const start = starts.find((at) => sets.has(place.slice(at))) ?? starts.at(-1) ?? 0;
  return {
    ...{ set: place.slice(start), step },
    ...(start > 0 && { seed: place.slice(0, start - 1) }),
    ...(side !== undefined && { side: side as PairSide }),
  };
}

/** `seed1` and `1` are the seed 1; anything else is its text; undefined: null, no seed is named. */
export function seedOf(text: string | undefined): Seed {
  return text === undefined ? null : seedOfText(text.replace(/^seed[-_]?(?=\d+$)/i, ''));
}
