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
   * Walks the units of the text as long as they have at most `maxTokens` tokens together. Gives their
   * tokens, and where the first unit begins that does not fit: the text's length where all do.
   */
  walk(text: string, maxTokens: number): { readonly tokens: number; readonly end: number };
}

/**
 * Words of the array that carries a walk's limit, and then its outcome, as scanCall does in
 * token-scanner.ts. native/src/node/walker_object.rs has the same order.
 */
const walkCall = { maxTokens: 0, stop: 1, tokens: 2, start: 3, end: 4 } as const;

/** What the native module makes: see native/src/node/walker_object.rs. `call` is a walkCall. */
export interface NativeUnitWalker {
  walk(text: string, length: number, call: Uint32Array): void;
  learn(count: number, call: Uint32Array): void;
}

/** A stop; native/src/text/units.rs has the same number. */
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
  const call = new Uint32Array(Object.keys(walkCall).length);
  return {
    walk(text, maxTokens) {
      call[walkCall.maxTokens] = Math.min(maxTokens, maxCount);
      native.walk(text, text.length, call);
      while (call[walkCall.stop] === unknownUnit) {
        native.learn(count(text.slice(call[walkCall.start], call[walkCall.end])), call);
      }
      return { tokens: call[walkCall.tokens] as number, end: call[walkCall.start] as number };
    },
  };
}
