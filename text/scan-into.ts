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
import { bytesOf, textAt, type Utf8Text, type Utf8Texts } from './utf8-text.ts';

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
export function scanUtf8Into(text: Utf8Text, vocabulary: Vocabulary, sink: TokenSink): number {
  const before = sink.length;
  sink.words += startsWord(text);
  scanUtf8On(text, vocabulary, sink);
  return sink.length - before;
}

/** The same for texts one after the other. `taken` is called behind each; it may add one id. */
export function scanTextsInto(
  texts: Utf8Texts,
  vocabulary: Vocabulary & { readonly counts: Uint32Array },
  { sink, taken }: { readonly sink: TokenSink; readonly taken: (text: number) => void },
): void {
  const { scanner, counts } = vocabulary;
  for (let first = texts.first; first < texts.end; ) {
    const end = Math.min(texts.end, first + (counts.length >> 1));
    const some = { ...texts, first, end };
    sink.reserve(1 + (bytesOf(some) >> 2) + (end - first));
    const { scanned, next } = scanner.scanTexts(some, sink, counts);
    for (let i = 0; i < scanned; i++, first++) {
      sink.length += counts[2 * i] as number;
      sink.words += (counts[2 * i + 1] as number) + startsWord(textAt(texts, first));
      taken(first);
    }
    if (first === end) continue;
    if (next === undefined) throw new RangeError('expected texts within the bytes');
    const text = textAt(texts, first);
    sink.words += startsWord(text);
    takeUtf8(text, next, { vocabulary, sink });
    taken(first++);
  }
}

/** The tokens of bytes, and the words that start behind white space in them. */
function scanUtf8On({ bytes, start, end }: Utf8Text, vocabulary: Vocabulary, sink: TokenSink) {
  if (start === end) return;
  sink.reserve(1 + ((end - start) >> 2));
  const outcome = vocabulary.scanner.scanUtf8({ bytes, start, end }, sink);
  takeUtf8({ bytes, start, end }, outcome, { vocabulary, sink });
}

/** What a scan found of a text, and then the rest of it. */
function takeUtf8(
  { bytes, end }: Utf8Text,
  { stop, reached, tokens, words }: ScanOutcome,
  { vocabulary, sink }: { readonly vocabulary: Vocabulary; readonly sink: TokenSink },
): void {
  sink.length += tokens;
  sink.words += words;
  if (stop === scanStops.complex) scanOn(bytes.toString('utf8', reached, end), vocabulary, sink);
  else scanUtf8On({ bytes, start: reached, end }, vocabulary, sink);
}

/** As `wordAtStart`. */
function startsWord({ bytes, start, end }: Utf8Text): number {
  if (start === end) return 0;
  const byte = bytes[start] as number;
  // A character has four bytes at most.
  if (byte >= 0x80) return wordAtStart(bytes.toString('utf8', start, Math.min(start + 4, end)));
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 0 : 1;
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
