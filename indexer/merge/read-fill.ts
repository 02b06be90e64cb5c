// How much a segment holds, by its row in the catalogue and the footer of its index file.

import { join } from 'node:path';
import type { SegmentRow } from '../../store/catalogue/segment-row.ts';
import { PageFile } from '../../store/segment/page-file.ts';
import type { IndexProperties } from '../../store/segment/segment.ts';
import { stepEntryBytes } from '../../store/segment/step-table.ts';
import type { SegmentFill } from '../plan-memory.ts';

export function readFill(directory: string, row: SegmentRow): SegmentFill {
  const path = join(directory, row.index.name);
  const options = { mapFile: () => undefined, cacheBytes: 0 };
  using file = PageFile.open<IndexProperties>(path, options, row.index);
  const { properties, sections } = file.footer;
  const { facets = [] } = row;
  const bytesOf = (name: string) => sections[name]?.length ?? 0;
  return {
    symbols: properties.bwt.rows,
    records: properties.records,
    terms: properties.bwt.alphabet,
    termUnits: bytesOf('term_bytes'),
    idBytes: bytesOf('record_ids'),
    facets: facets.length,
    facetUnits: facets.reduce((sum, { length }) => sum + length, 0),
    steps: bytesOf('steps') / stepEntryBytes,
    words: row.words,
    modelTokens: row.modelTokens,
  };
}
