// Which ids of a Megatron .bin are a record: its documents or its sequences, in order of the index.

import type { Span, TokenLayout } from '../tokens/token-rows.ts';
import type { MegatronIndex } from './megatron-index.ts';

/** A document is its sequences one after the other, with nothing between them. */
export function megatronLayout(index: MegatronIndex, unit: 'document' | 'sequence'): TokenLayout {
  const records = unit === 'document' ? index.documents : index.sequences;
  const spansOfDocument = (record: number): Span[] => {
    const { start, end } = index.document(record);
    const spans: { start: number; count: number }[] = [];
    for (let sequence = start; sequence < end; sequence++) {
      const span = index.sequence(sequence);
      const last = spans.at(-1);
      if (last !== undefined && last.start + last.count === span.start) last.count += span.count;
      else spans.push(span);
    }
    return spans;
  };
  return {
    records,
    rowsOfFiles: [records],
    dropped: undefined,
    meanTokens: index.tokens.tokens / Math.max(1, records),
    spans: unit === 'document' ? spansOfDocument : (record) => [index.sequence(record)],
    line: (record) => record + 1,
    check: (signal) => index.check(signal),
    files: [{ role: 'index', file: index.file }],
  };
}
