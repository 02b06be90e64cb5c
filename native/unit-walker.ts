// A walk over the units of a text that counts its model tokens: the encoder's fast path in Rust.
//
// It knows the tables of text/encoder/unit-cuts.ts and the units seen so far; it stops at a unit that
// it has not seen and asks for its number. Its twin is text/encoder/unit-counter.ts.

/** As in text/encoder/unit-cuts.ts. */
export interface UnitTables {
  readonly classes: Uint8Array;
  readonly allowed: Uint8Array;
}

export interface UnitWalker {
  /**
   * Walks the units of the text as long as they have at most `most` tokens together. Gives their
   * tokens, and where the first unit begins that does not fit: the text's length where all do.
   */
  walk(text: string, most: number): { readonly tokens: number; readonly end: number };
}

/** What the native module makes: see native/src/units_object.rs. */
export interface NativeUnitWalker {
  walk(text: string, length: number, most: number, outcome: Uint32Array): void;
  learn(count: number, outcome: Uint32Array): void;
}

/** In outcome[0]; native/src/units.rs has the same number. */
const unknownUnit = 2;
const maxCount = 0xffff_ffff;

export function checkUnitTables({ classes, allowed }: UnitTables): void {
  if (classes.length === 0x10000 && allowed.length === 0x10000) return;
  throw new RangeError('expected a class for each unit and a number for each pair of classes');
}

/** `count` gives the tokens of a unit. */
export function checkedWalker(
  native: NativeUnitWalker,
  count: (unit: string) => number,
): UnitWalker {
  const outcome = new Uint32Array(4);
  return {
    walk(text, most) {
      native.walk(text, text.length, Math.min(most, maxCount), outcome);
      while (outcome[0] === unknownUnit) {
        native.learn(count(text.slice(outcome[2], outcome[3])), outcome);
      }
      return { tokens: outcome[1] as number, end: outcome[2] as number };
    },
  };
}
