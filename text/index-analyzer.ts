// The analyzer of an index, as its catalogue names it: a later run must have the same version and the
// same Unicode, or its tokens could differ.

import type { AnalyzerName } from './analyzer.ts';

/** An index holds words of texts, or a model's own token ids. */
export type IndexAnalyzer = AnalyzerName | 'ids';

/** Raised with every change of an answer of analyze(). */
export const analyzerVersion = 1;

const { unicode } = process.versions;

/** The runtime's Unicode version, which NFC and lower-casing follow. */
export const runtimeUnicode: string = unicode ?? 'unknown';
