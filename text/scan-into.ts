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

const windowUnits = 1 << 16;

const noTerms: readonly string[] = [];

/** What analyzeInto does, the scanner being the interner. */
export function scanInto(
  text: string,
  { analyzer, scanner }: { readonly analyzer: AnalyzerName; readonly scanner: TokenScanner },
  sink: TokenSink,
): number {
  const { kinds } = simpleUnits();
  const before = sink.length;
  let words = text === '' ? 0 : wordsStarting(` ${text.charAt(0)}`, 0, 1);
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
