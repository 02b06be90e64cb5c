// Text to token ids for a segment being built, with its vocabulary: in Rust where the kernel has
// it, else in TypeScript. Both give the same ids, words and terms.

import type { Kernel } from '../native/kernel.ts';
import { analyzeInto } from './analyze-into.ts';
import type { AnalyzerName } from './analyzer.ts';
import { scanInto, scanUtf8Into } from './scan-into.ts';
import { simpleUnits } from './simple-units.ts';
import { TermInterner } from './term-interner.ts';
import type { TokenSink } from './token-sink.ts';
import { decodeUtf8, type Utf8Text } from './utf8-text.ts';

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

  /** All terms as UTF-8, term i being bytes[offsets[i], offsets[i + 1]); forgets them. */
  takeTerms(): { bytes: Uint8Array; offsets: Uint32Array };
}

export function createCorpusAnalyzer(
  analyzer: AnalyzerName,
  kernel: Pick<Kernel, 'createTokenScanner'>,
): CorpusAnalyzer {
  const { fold, ...tables } = simpleUnits();
  const scanner = kernel.createTokenScanner({ ...tables, fold: fold[analyzer] });
  if (scanner === undefined) return interningAnalyzer(analyzer, fold[analyzer]);
  const vocabulary = { analyzer, scanner };
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
    takeTerms: () => scanner.takeTerms(),
  };
}

function interningAnalyzer(analyzer: AnalyzerName, fold: Uint16Array): CorpusAnalyzer {
  const vocabulary = { analyzer, interner: new TermInterner(fold) };
  return {
    get size() {
      return vocabulary.interner.size;
    },
    get termUnits() {
      return vocabulary.interner.termUnits;
    },
    addRecord: (text, sink) =>
      analyzeInto(typeof text === 'string' ? text : decodeUtf8(text), vocabulary, sink),
    takeTerms() {
      const terms = vocabulary.interner.encodeTerms();
      vocabulary.interner = new TermInterner(fold);
      return terms;
    },
  };
}
