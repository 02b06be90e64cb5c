// analyze-into.ts with its scan in the native kernel: the same ids and words.
//
// The text goes over in windows, which bound the copy and keep it in the cache. A token, or white
// space, that a window may have cut is scanned again at the start of the next one, which is larger
// where it would not have fitted.

import { type ScanOutcome, scanStops, type TokenScanner } from '../native/token-scanner.ts';
import { stretchEnd, wordsStarting } from './analyze-into.ts';
import { type AnalyzerName, analyze } from './analyzer.ts';
import { simpleUnits } from './simple-units.ts';
import type { TokenSink } from './token-sink.ts';

const windowUnits = 1 << 16;

const noTerms: readonly string[] = [];

/** What analyzeInto does, the scanner being the interner. */
export function scanInto(
  text: string,
  analyzer: AnalyzerName,
  scanner: TokenScanner,
  sink: TokenSink,
): number {
  const { kinds } = simpleUnits();
  const before = sink.length;
  let words = text === '' ? 0 : wordsStarting(` ${text.charAt(0)}`, 0, 1);
  let units = windowUnits;
  for (let base = 0; base < text.length; ) {
    const end = Math.min(base + units, text.length);
    let at = base;
    let outcome: ScanOutcome | undefined;
    let terms = noTerms;
    do {
      sink.reserve(terms.length + 1 + ((end - Math.min(at, end)) >> 2));
      outcome =
        outcome === undefined
          ? scanner.scan(text.slice(base, end), end === text.length, sink.ids, sink.length)
          : scanner.resume(terms, Math.min(at, end) - base, sink.ids, sink.length);
      sink.length += outcome.tokens;
      words += outcome.words;
      at = Math.max(at, base + outcome.reached);
      terms = noTerms;
      if (outcome.stop === scanStops.complex) {
        const start = at;
        at = stretchEnd(text, start, kinds);
        words += wordsStarting(text, start, at);
        terms = analyze(text.slice(start, at), analyzer);
      }
    } while (outcome.stop === scanStops.complex || outcome.stop === scanStops.full);
    if (at === base) units *= 2;
    base = at;
  }
  sink.words += words;
  return sink.length - before;
}
