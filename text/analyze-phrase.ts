// The tokens of a phrase, fast where it is plain: ASCII, as most phrases are. The same tokens as
// analyze(), the definition, which the tests hold it against; a phrase that is not plain goes there.

import { type AnalyzerName, analyze } from './analyzer.ts';

/** What an ASCII character is to the rules of UAX #29. */
const kinds = {
  /** White space and control characters: no token. */
  blank: 0,
  /** A token of its own. */
  mark: 1,
  letter: 2,
  digit: 3,
  underscore: 4,
  /** Joins two letters (WB6, WB7): the colon. */
  midLetter: 5,
  /** Joins two digits (WB11, WB12): comma and semicolon. */
  midNumber: 6,
  /** Joins either: full stop and apostrophe. */
  midBoth: 7,
} as const;

const { blank, letter, digit, underscore, midLetter, midNumber, midBoth } = kinds;

const kindOf = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (unit <= 0x20 || unit === 0x7f) return kinds.blank;
  if (/[a-z]/i.test(character)) return kinds.letter;
  if (/[0-9]/.test(character)) return kinds.digit;
  if (character === '_') return kinds.underscore;
  if (character === ':') return kinds.midLetter;
  if (character === ',' || character === ';') return kinds.midNumber;
  return character === '.' || character === "'" ? kinds.midBoth : kinds.mark;
});

/** Beyond it the definition is as fast. */
const maxPlainUnits = 1000;

/** The tokens of a phrase; empty where it holds none. */
export function analyzePhrase(phrase: string, analyzer: AnalyzerName): string[] {
  const { length } = phrase;
  if (length > maxPlainUnits) return analyze(phrase, analyzer);
  for (let i = 0; i < length; i++) {
    if (phrase.charCodeAt(i) >= 128) return analyze(phrase, analyzer);
  }
  const text = analyzer === 'words' ? phrase.toLowerCase() : phrase;
  const tokens: string[] = [];
  for (let start = 0; start < length; ) {
    const kind = kindAt(text, start);
    const end = kind >= letter && kind <= underscore ? wordEnd(text, start) : start + 1;
    if (kind !== blank) tokens.push(text.slice(start, end));
    start = end;
  }
  return tokens;
}

/** Where the word ends that begins at `start`. */
function wordEnd(text: string, start: number): number {
  let kind = kindAt(text, start);
  for (let i = start + 1; ; i++) {
    const next = kindAt(text, i);
    if (next >= letter && next <= underscore) kind = next;
    else if (next > underscore && bridges(kind, next) && kindAt(text, i + 1) === kind) i++;
    else return i;
  }
}

/** Whether a mark stands between two letters, or two digits, inside a word. */
function bridges(kind: number, mark: number): boolean {
  if (mark === midBoth) return kind === letter || kind === digit;
  return mark === midLetter ? kind === letter : mark === midNumber && kind === digit;
}

/** The end of the text is blank. */
function kindAt(text: string, at: number): number {
  return at < text.length ? (kindOf[text.charCodeAt(at)] as number) : blank;
}
