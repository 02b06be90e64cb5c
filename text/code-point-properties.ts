// The Unicode 17 properties that the analyzer needs, one byte a code point, decoded at first need
// from the generated run lengths (about a millisecond).
//
// Byte: bits 0-4 the Word_Break class, bit 5 Extended_Pictographic, bit 6 "composes" (NFC may
// change it or join or reorder it with its neighbours, or it is unassigned; not set on Extend,
// which implies it), bit 7 White_Space. `Control` is Cc that is Other for Word_Break.

import { runs, valueCharacters, values } from './word-break-data.generated.ts';

export const wordBreakClasses = [
  'Other',
  'ALetter',
  'Hebrew_Letter',
  'Numeric',
  'Katakana',
  'ExtendNumLet',
  'MidLetter',
  'MidNum',
  'MidNumLet',
  'Single_Quote',
  'Double_Quote',
  'WSegSpace',
  'CR',
  'LF',
  'Newline',
  'Extend',
  'Format',
  'ZWJ',
  'Regional_Indicator',
  'Control',
] as const;

export const wordBreakMask = 0x1f;
export const extendedPictographicBit = 0x20;
export const composesBit = 0x40;
export const whiteSpaceBit = 0x80;

function decodeRuns(): Uint8Array {
  const decoded = new Uint8Array(0x110000);
  const valueByUnit = new Map([...valueCharacters].map((c, i) => [c.charCodeAt(0), values[i]!]));
  let position = 0;
  let length = 0;
  for (let i = 0; i < runs.length; i += 1) {
    const unit = runs.charCodeAt(i);
    const value = valueByUnit.get(unit);
    if (value === undefined) {
      // base 36: 0-9 then a-z
      length = length * 36 + (unit < 0x3a ? unit - 0x30 : unit - 0x57);
      continue;
    }
    const end = position + (length === 0 ? 1 : length);
    if (value !== 0) decoded.fill(value, position, end);
    position = end;
    length = 0;
  }
  return decoded;
}

let table: Uint8Array | undefined;

/** The byte of every code point, indexed by code point. Shared: never written to. */
export function codePointProperties(): Uint8Array {
  table ??= decodeRuns();
  return table;
}
