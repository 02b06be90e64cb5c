// The analyzer that reads the queries to an index.

import { wordAnalyzer } from '../../exposure/phrase-variants.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { IndexAnalyzer } from '../../text/index-analyzer.ts';

export function analyzerOf({ settings }: Pick<Snapshot, 'settings'>): IndexAnalyzer {
  return settings.analyzer === 'ids' ? 'ids' : wordAnalyzer(settings);
}
