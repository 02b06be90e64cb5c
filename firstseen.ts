// The library: what `import ... from 'firstseen'` gives (docs/library.md). Loading it runs nothing.

export { type ErrorCode, type ErrorDetails, IndexError as FirstseenError } from './errors.ts';
export type * from './library/answers/description.ts';
export type * from './library/answers/exposure.ts';
export type * from './library/answers/exposure-lists.ts';
export type * from './library/answers/parts.ts';
export type * from './library/answers/search.ts';
export type * from './library/answers/split.ts';
export type * from './library/answers/summary.ts';
export type * from './library/answers/trace.ts';
export { type AssembleOptions, assembleIndex } from './library/assemble-index.ts';
export {
  type BuildEvent,
  type BuildOptions,
  type BuildProgress,
  buildIndex,
} from './library/build-index.ts';
export { buildPart, type PartOptions } from './library/build-part.ts';
export type { CorpusQuestion } from './library/corpus-question.ts';
export { type CurveFilters, type CurvesOptions, curves } from './library/curves.ts';
export { type ExportOptions, type ExportSummary, exportIndex } from './library/export-index.ts';
export type {
  ContextOptions,
  OverlapOptions,
  SearchQuestion,
  TraceOptions,
  WordOptions,
} from './library/index-questions.ts';
export { type Index, openIndex } from './library/open-index.ts';
export type { IndexQuestion, PhraseGroup, PhraseQuestion } from './library/phrase-question.ts';
export { type PlanOptions, planCorpus } from './library/plan-corpus.ts';
export type { RecordRange } from './library/record-range.ts';
export { type ScanOptions, type ScanProgress, scanCorpus } from './library/scan-corpus.ts';
export { type SearchOptions, search } from './library/search.ts';
export { type ClusterSearchOptions, searchCluster } from './library/search-cluster.ts';
export { type SplitColumns, type SplitOptions, splitPairs } from './library/split-pairs.ts';
export { type RunningServer, type ServeOptions, serve } from './query-server/serve-index.ts';
