// analyze-into.ts with its scan in the native kernel: the same ids and words.
//
// The text goes over in windows, which bound the copy and keep it in the cache. A token, or white
// space, that a window may have cut is scanned again at the start of the next one, which is larger
// where it would not have fitted.

import { scanStops, type TokenScanner } from '../native/token-scanner.ts';
import { stretchEnd, wordsStarting } from './analyze-into.ts';
import { type AnalyzerName, analyze } from './analyzer.ts';
import { simpleUnits } from './simple-units.ts';
import type { TokenSink } from './token-sink.ts';
import type { Utf8Text } from './utf8-text.ts';

const windowUnits = 1 << 16;

const noTerms: readonly string[] = [];

interface Vocabulary {
  readonly analyzer: AnalyzerName;
  readonly scanner: TokenScanner;
}

/** What analyzeInto does, the scanner being the interner. */
export function scanInto(text: string, vocabulary: Vocabulary, sink: TokenSink): number {
  sink.words += wordAtStart(text);
  return scanOn(text, vocabulary, sink);
}

/**
 * The same for a text of UTF-8, which needs no copy. From the first place on where a unit that is not
 * simple has a say, the rest is scanned as a string.
 */
export function scanUtf8Into(
  { bytes, start, end }: Utf8Text,
  vocabulary: Vocabulary,
  sink: TokenSink,
): number {
  const { scanner } = vocabulary;
  const before = sink.length;
  // A character has four bytes at most.
  sink.words += wordAtStart(bytes.toString('utf8', start, Math.min(start + 4, end)));
  for (let at = start; at < end; ) {
    sink.reserve(1 + ((end - at) >> 2));
    const { stop, reached, tokens, words } = scanner.scanUtf8({ bytes, start: at, end }, sink);
    sink.length += tokens;
    sink.words += words;
    at = reached;
    if (stop !== scanStops.complex) continue;
    scanOn(bytes.toString('utf8', at, end), vocabulary, sink);
    break;
  }
  return sink.length - before;
}

/** 1 where a text starts with something else than white space. */
function wordAtStart(text: string): number {
  return text === '' ? 0 : wordsStarting(` ${text.charAt(0)}`, 0, 1);
}

/** The tokens of a text, and the words that start behind white space in it. */
function scanOn(text: string, { analyzer, scanner }: Vocabulary, sink: TokenSink): number {
  const { kinds } = simpleUnits();
  const before = sink.length;
  let words = 0;
  let units = windowUnits;
  for (let base = 0; base < text.length; ) {
    const end = Math.min(base + units, text.length);
    let at = base;
    sink.reserve(1 + ((end - at) >> 2));
    let outcome = scanner.scan(text.slice(base, end), end === text.length, sink);
    for (;;) {
      sink.length += outcome.tokens;
      words += outcome.words;
      at = Math.max(at, base + outcome.reached);
      let terms = noTerms;
      if (outcome.stop === scanStops.complex) {
        const start = at;
        at = stretchEnd(text, start, kinds);
        words += wordsStarting(text, start, at);
        terms = analyze(text.slice(start, at), analyzer);
      } else if (outcome.stop !== scanStops.full) break;
      const from = Math.min(at, end);
      sink.reserve(terms.length + 1 + ((end - from) >> 2));
      outcome = scanner.resume(terms, from - base, sink);
    }
    if (at === base) units *= 2;
    base = at;
  }
  sink.words += words;
  return sink.length - before;
}
