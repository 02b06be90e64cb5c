// Which ids of a Megatron .bin are a record: its documents or its sequences, in order of the index.

import type { MegatronIndex } from './megatron-index.ts';
import type { Span, TokenLayout } from './token-rows.ts';

export interface MegatronUnits {
  readonly unit: 'document' | 'sequence';
  /** With it the last records that fill no batch of so many are not consumed. */
  readonly wholeBatches: number | undefined;
}

/** A document is its sequences one after the other, with nothing between them. */
export function megatronLayout(index: MegatronIndex, units: MegatronUnits): TokenLayout {
  const { unit, wholeBatches } = units;
  const whole = unit === 'document' ? index.documents : index.sequences;
  const records = wholeBatches === undefined ? whole : whole - (whole % wholeBatches);
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
    rowsOfFiles: [whole],
    dropped:
      records === whole
        ? undefined
        : `${whole - records} ${unit}s of a last batch that is not whole`,
    meanTokens: index.tokens.tokens / Math.max(1, whole),
    spans: unit === 'document' ? spansOfDocument : (record) => [index.sequence(record)],
    line: (record) => record + 1,
    check: (signal) => index.check(signal),
    files: [{ role: 'index', file: index.file }],
  };
}
