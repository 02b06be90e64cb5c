// The automaton of the terms within a Levenshtein distance: insertions, deletions and substitutions of
// code points. A state is a place in the token and the number of edits so far.

import { codePointEnd } from './code-points.ts';
import { type Nfa, NfaBuilder } from './nfa.ts';
import { utf8Steps } from './utf8-steps.ts';

/** Terms that `most` edits turn into the token, or fewer. */
export function distanceNfa(token: string, most: number): Nfa {
  const builder = new NfaBuilder(`${token}~${most}`);
  const any = utf8Steps([{ start: 0, end: codePointEnd }]);
  const codePoints = Array.from(token, (character) => character.codePointAt(0) as number);
  /** By number of edits: the state at the place behind, and at the place at hand. */
  let after: number[] = [];
  for (let place = codePoints.length; place >= 0; place--) {
    const here: number[] = [];
    const codePoint = codePoints[place];
    for (let edits = most; edits >= 0; edits--) {
      const ways: number[] = [];
      if (codePoint === undefined) ways.push(builder.accept);
      else {
        const one = utf8Steps([{ start: codePoint, end: codePoint + 1 }]);
        ways.push(builder.one(one, after[edits] as number));
      }
      if (edits < most) {
        const inserted = here[edits + 1] as number;
        ways.push(builder.one(any, inserted));
        if (codePoint !== undefined) {
          const behind = after[edits + 1] as number;
          ways.push(builder.one(any, behind), behind);
        }
      }
      here[edits] = builder.ways(ways);
    }
    after = here;
  }
  return builder.build(after[0] as number);
}
