// The types of JSON values, so that a set's fields can be declared: `datasets` and Parquet want a
// type for each field, and guess wrongly where all values are null or some are missing.
//
// A shape says what all values seen so far fit into. It changes no value. A builder grows in place,
// so many values take time that is linear in their size, however many fields they name.

import { isObject } from './is-object.ts';

export type Shape =
  /** Nothing but null, or nothing at all. */
  | { readonly kind: 'null' }
  | { readonly kind: 'bool' | 'int' | 'float' | 'string' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, Shape> };

export const nullShape: Shape = { kind: 'null' };

/** Beyond it an integer of JSON is not a signed integer of 64 bits. */
const int64End = 2 ** 63;

export class ShapeBuilder {
  #kind: Shape['kind'] = 'null';
  /** Of a list: the shape of all its elements. */
  #of: ShapeBuilder | undefined;
  /** Of a struct, in the order in which they were first seen. */
  readonly #fields = new Map<string, ShapeBuilder>();

  get kind(): Shape['kind'] {
    return this.#kind;
  }

  get shape(): Shape {
    switch (this.#kind) {
      case 'list':
        return { kind: 'list', of: this.#of?.shape ?? nullShape };
      case 'struct':
        return this.struct;
      default:
        return { kind: this.#kind };
    }
  }

  get struct(): Extract<Shape, { kind: 'struct' }> {
    const fields = [...this.#fields].map(([name, field]): [string, Shape] => [name, field.shape]);
    return { kind: 'struct', fields: new Map(fields) };
  }

  /** The builder of a struct's field, a new one where it has none. */
  field(name: string): ShapeBuilder {
    let field = this.#fields.get(name);
    if (field === undefined) {
      field = new ShapeBuilder();
      this.#fields.set(name, field);
    }
    return field;
  }

  /**
   * Takes a value as JSON.parse gives it: null fits into any shape, an integer into a float, and
   * structs get the fields of all. False where no shape fits, such as for a string and a number;
   * the builder cannot be used any more.
   */
  add(value: unknown): boolean {
    const kind = nameKind(value);
    if (kind === 'null') return true;
    if (!this.#become(kind)) return false;
    if (Array.isArray(value)) {
      const of = this.#of ?? new ShapeBuilder();
      this.#of = of;
      return value.every((element) => of.add(element));
    }
    if (!isObject(value)) return true;
    for (const [name, member] of Object.entries(value)) {
      if (!this.field(name).add(member)) return false;
    }
    return true;
  }

  #become(kind: Shape['kind']): boolean {
    const isNumber = (other: string) => other === 'int' || other === 'float';
    if (this.#kind === 'null') this.#kind = kind;
    else if (this.#kind !== kind) {
      if (!isNumber(this.#kind) || !isNumber(kind)) return false;
      this.#kind = 'float';
    }
    return true;
  }
}

function nameKind(value: unknown): Shape['kind'] {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < int64End ? 'int' : 'float';
  }
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'list' : 'struct';
}

/** The shape of one value; undefined where a list in it holds values with no shape in common. */
export function findShape(value: unknown): Shape | undefined {
  const builder = new ShapeBuilder();
  return builder.add(value) ? builder.shape : undefined;
}

/** A shape in a few words, for messages. */
export function nameShape(shape: { readonly kind: Shape['kind'] } | undefined): string {
  if (shape === undefined) return 'a list of different things';
  const names = { null: 'null', bool: 'a boolean', string: 'a string', list: 'a list' };
  if (shape.kind === 'int' || shape.kind === 'float') return 'a number';
  return shape.kind === 'struct' ? 'an object' : names[shape.kind];
}
