// The trials in order: plain data. An index built by one is what the following ones ask.

export interface Trial {
  readonly table: string;
  /** Words for the result. */
  readonly title: string;
  /** As run-trial.ts has it. */
  readonly name: string;
  readonly isNative: boolean;
}

const builds = 'Builds';
const questions = 'Questions, microseconds a phrase';
const processes = 'Whole processes';

export const trials: readonly Trial[] = [
  { table: builds, title: 'naive index', name: 'build-naive', isNative: false },
  { table: builds, title: '1 worker', name: 'build-1-worker', isNative: true },
  { table: builds, title: '2 workers', name: 'build-2-workers', isNative: false },
  { table: builds, title: '2 workers, 1 GiB', name: 'build-2-workers-1G', isNative: true },
  { table: builds, title: '2 workers', name: 'build-2-workers', isNative: true },
  { table: 'Size', title: 'index', name: 'sizes', isNative: true },
  { table: 'Check', title: 'answers', name: 'answers-equal-oracle', isNative: true },
  { table: questions, title: 'index', name: 'query', isNative: true },
  { table: questions, title: 'index', name: 'query', isNative: false },
  { table: questions, title: 'naive index', name: 'query-naive', isNative: false },
  { table: processes, title: 'query, 1 phrase', name: 'process-one-phrase', isNative: true },
  { table: processes, title: 'query, 100,000', name: 'process-100000-phrases', isNative: true },
  { table: processes, title: 'scan, 100,000', name: 'process-scan-100000-phrases', isNative: true },
];
