// The trials in order: plain data. An index built by one is what the following ones ask.

export interface Trial {
  readonly name: string;
  readonly native: boolean;
}

export const trials: readonly Trial[] = [
  { name: 'build-naive', native: true },
  { name: 'build-1-worker', native: true },
  { name: 'build-2-workers', native: false },
  { name: 'build-2-workers-1G', native: true },
  { name: 'build-2-workers', native: true },
  { name: 'sizes', native: true },
  { name: 'answers-equal-oracle', native: true },
  { name: 'query', native: true },
  { name: 'query', native: false },
  { name: 'query-naive', native: true },
  { name: 'process-one-phrase', native: true },
  { name: 'process-100000-phrases', native: true },
  { name: 'process-scan-100000-phrases', native: true },
];
