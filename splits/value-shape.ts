// What JSON values look like, so that a set's fields can be declared: `datasets` and Parquet want a
// type for each field, and guess wrongly where all values are null or some are missing.
//
// A shape says what all values seen so far fit into. It changes no value.

export type Shape =
  /** Nothing but null, or nothing at all. */
  | { readonly kind: 'null' }
  | { readonly kind: 'bool' | 'int' | 'float' | 'string' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, Shape> };

export const nullShape: Shape = { kind: 'null' };

/** Beyond it an integer of JSON is no signed integer of 64 bits. */
const int64End = 2 ** 63;

/**
 * The shape of a value as JSON.parse gives it; undefined where a list holds values that have no
 * shape in common.
 */
export function shapeOf(value: unknown): Shape | undefined {
  switch (typeof value) {
    case 'boolean':
      return { kind: 'bool' };
    case 'string':
      return { kind: 'string' };
    case 'number':
      return { kind: Number.isInteger(value) && Math.abs(value) < int64End ? 'int' : 'float' };
  }
  if (value === null || value === undefined) return nullShape;
  if (Array.isArray(value)) {
    const of = mergeAll(value.map(shapeOf));
    return of && { kind: 'list', of };
  }
  const fields = new Map<string, Shape>();
  for (const [name, field] of Object.entries(value)) {
    const shape = shapeOf(field);
    if (shape === undefined) return undefined;
    fields.set(name, shape);
  }
  return { kind: 'struct', fields };
}

function mergeAll(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  let merged: Shape | undefined = nullShape;
  for (const shape of shapes) {
    if (shape === undefined || merged === undefined) return undefined;
    merged = mergeShapes(merged, shape);
  }
  return merged;
}

/**
 * The shape that values of both fit into: null fits into any, an integer into a float, structs get
 * the fields of both (the first's first). Undefined where there is none: a string and a number.
 */
export function mergeShapes(a: Shape, b: Shape): Shape | undefined {
  if (a === b || b.kind === 'null') return a;
  if (a.kind === 'null') return b;
  if (a.kind === 'list' && b.kind === 'list') {
    const of = mergeShapes(a.of, b.of);
    return of && { kind: 'list', of };
  }
  if (a.kind === 'struct' && b.kind === 'struct') {
    const fields = new Map(a.fields);
    for (const [name, shape] of b.fields) {
      const merged = mergeShapes(fields.get(name) ?? nullShape, shape);
      if (merged === undefined) return undefined;
      fields.set(name, merged);
    }
    return { kind: 'struct', fields };
  }
  const numbers = new Set(['int', 'float']);
  if (numbers.has(a.kind) && numbers.has(b.kind))
    return { kind: a.kind === b.kind ? (a.kind as 'int') : 'float' };
  return a.kind === b.kind ? a : undefined;
}

/** A shape in a few words, for messages. */
export function nameShape(shape: Shape | undefined): string {
  if (shape === undefined) return 'a list of different things';
  const names = { null: 'null', bool: 'a boolean', string: 'a string', list: 'a list' };
  if (shape.kind === 'int' || shape.kind === 'float') return 'a number';
  return shape.kind === 'struct' ? 'an object' : names[shape.kind];
}
