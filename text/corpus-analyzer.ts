// Text to token ids for a segment being built, with its vocabulary: in Rust where the kernel has
// it, else in TypeScript. Both give the same ids, words and terms.

import type { Kernel } from '../native/kernel.ts';
import { analyzeInto } from './analyze-into.ts';
import type { AnalyzerName } from './analyzer.ts';
import { scanInto, scanTextsInto, scanUtf8Into } from './scan-into.ts';
import { simpleUnits } from './simple-units.ts';
import { TermInterner } from './term-interner.ts';
import type { TokenSink } from './token-sink.ts';
import { decodeUtf8, textAt, type Utf8Text, type Utf8Texts } from './utf8-text.ts';

export interface CorpusAnalyzer {
  /** Distinct terms; they get ids 0, 1, 2, ... in order of first occurrence. */
  readonly size: number;
  /** UTF-16 units of all terms, one after the other. */
  readonly termUnits: number;

  /**
   * Appends the ids of the record's tokens to the sink and adds to `sink.words` the runs without
   * white space (White_Space) of the text as given. Gives the number of tokens appended.
   */
  addRecord(text: string | Utf8Text, sink: TokenSink): number;

  /**
   * The same for texts one after the other. `taken` is called behind each, with its number, and may
   * append one id.
   */
  addRecords(texts: Utf8Texts, sink: TokenSink, taken: (text: number) => void): void;

  /** All terms as UTF-8, term i being bytes[offsets[i], offsets[i + 1]); forgets them. */
  takeTerms(): { bytes: Uint8Array; offsets: Uint32Array };
}

/** Texts of 1 KiB fill a batch with so many. */
const textsAtOnce = 1024;

export function createCorpusAnalyzer(
  analyzer: AnalyzerName,
  kernel: Pick<Kernel, 'createTokenScanner'>,
): CorpusAnalyzer {
  const { fold, ...tables } = simpleUnits();
  const scanner = kernel.createTokenScanner({ ...tables, fold: fold[analyzer] });
  if (scanner === undefined) return interningAnalyzer(analyzer, fold[analyzer]);
  const vocabulary = { analyzer, scanner, counts: new Uint32Array(2 * textsAtOnce) };
  return {
    get size() {
      return scanner.size;
    },
    get termUnits() {
      return scanner.termUnits;
    },
    addRecord: (text, sink) =>
      typeof text === 'string'
        ? scanInto(text, vocabulary, sink)
        : scanUtf8Into(text, vocabulary, sink),
    addRecords: (texts, sink, taken) => scanTextsInto(texts, vocabulary, { sink, taken }),
    takeTerms: () => scanner.takeTerms(),
  };
}

function interningAnalyzer(analyzer: AnalyzerName, fold: Uint16Array): CorpusAnalyzer {
  const vocabulary = { analyzer, interner: new TermInterner(fold) };
  const addRecord = (text: string | Utf8Text, sink: TokenSink) =>
    analyzeInto(typeof text === 'string' ? text : decodeUtf8(text), vocabulary, sink);
  return {
    get size() {
      return vocabulary.interner.size;
    },
    get termUnits() {
      return vocabulary.interner.termUnits;
    },
    addRecord,
    addRecords(texts, sink, taken) {
      for (let text = texts.first; text < texts.end; text++) {
        addRecord(textAt(texts, text), sink);
        taken(text);
      }
    },
    takeTerms() {
      const terms = vocabulary.interner.encodeTerms();
      vocabulary.interner = new TermInterner(fold);
      return terms;
    },
  };
}
