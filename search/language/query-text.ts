// A query as text that is read from left to right: its blanks, signs and escapes.
//
// The signs \ " ( ) | ? * ~ mean themselves only behind a backslash, and so does / where a word begins.
// Typographic quotation marks are the straight one, as the analyzer has it.

import { isBlank } from '../../text/analyzer.ts';
import { invisibleCharacters, unifyQuotes } from '../../text/normalize.ts';
import { badQuery, quotePart } from './bad-query.ts';

/** The analyzer joins this space with the word before it. */
const joiningSpace = '\u202f';

export class QueryText {
  readonly text: string;
  /** Offset of the next unit. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next unit, a quotation mark as the straight one; empty at the end. */
  get next(): string {
    return unifyQuotes(this.text.charAt(this.at));
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether white space that separates words comes next. */
  get isAtSpace(): boolean {
    return isSpace(this.text.charAt(this.at));
  }

  /** Moves behind white space and invisible characters. */
  skipBlanks(): void {
    while (!this.isAtEnd && (this.isAtSpace || isInvisible(this.text.charAt(this.at)))) this.at++;
  }

  /** Whether a word ends here: at the end, at white space, or at one of `closing`. */
  endsHere(closing: string): boolean {
    let at = this.at;
    while (at < this.text.length && isInvisible(this.text.charAt(at))) at++;
    const unit = unifyQuotes(this.text.charAt(at));
    return unit === '' || isSpace(unit) || closing.includes(unit);
  }

  /** Whether a word without quotes is over at an offset. */
  endsWord(at = this.at): boolean {
    const unit = this.text.charAt(at);
    return unit === '' || isSpace(unit) || '()"|'.includes(unifyQuotes(unit));
  }

  /** The word that begins here, as it is written. */
  peekWord(): string {
    let end = this.at;
    while (!this.endsWord(end)) end++;
    return this.text.slice(this.at, end);
  }

  /** Moves behind a backslash and the sign that follows it, which it gives. */
  readEscape(): string {
    const sign = this.text.charAt(this.at + 1);
    if (!/^[!-/:-@[-`{-~\u201c-\u201f\uff02]$/.test(sign)) {
      throw badQuery({
        offset: this.at,
        expected: 'a sign behind the backslash, as in \\* or \\"',
        found: sign === '' ? 'the end of the query' : this.quote(this.at + 1),
        solve: 'Write \\\\ for a backslash, and words such as AND in quotes.',
      });
    }
    this.at += 2;
    return sign;
  }

  /** What stands at an offset, up to white space, for a message. */
  quote(offset: number): string {
    if (offset >= this.text.length) return 'the end of the query';
    const [part = ''] = this.text.slice(offset, offset + 60).match(/^\s*\S+|^\s+/u) ?? [];
    return quotePart(part);
  }
}

/** Whether a text is empty or ends with white space that separates words. */
export function endsWithSpace(text: string): boolean {
  return text === '' || isSpace(text.charAt(text.length - 1));
}

function isSpace(unit: string): boolean {
  return unit !== '' && unit !== joiningSpace && isBlank(unit, 0, 1);
}

function isInvisible(unit: string): boolean {
  return unit !== '' && invisibleCharacters.includes(unit);
}
