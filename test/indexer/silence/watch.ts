// Runs a build or a scan in this thread and keeps what it says: summary, description, remarks.

import { join } from 'node:path';
import type { Test } from 'tap';
import { showBuildProgress } from '../../../cli/progress/show-build.ts';
import { showScanProgress } from '../../../cli/progress/show-scan.ts';
import { PhraseScan } from '../../../exposure/scan-phrases.ts';
import { type BuildOptions, type BuildSummary, buildIndex } from '../../../indexer/build-index.ts';
import { feedScan } from '../../../library/feed-scan.ts';
import type { IndexDescription } from '../../../schemas/index-description.ts';
import { Catalogue } from '../../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../../store/describe-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { temporaryFolder } from '../../store/small-index.ts';

export interface Said {
  readonly summary: BuildSummary;
  readonly info: IndexDescription;
  /** What the command line writes to stderr, a line each. */
  readonly remarks: readonly string[];
}

/** Builds into a new folder, or goes on with the one that is given. */
export async function watchBuild(
  t: Test,
  options: BuildOptions,
  directory = join(temporaryFolder(t), 'index'),
): Promise<Said> {
  let summary: BuildSummary | undefined;
  const remarks = await remarksOnPhrase(t, async () => {
    using view = showBuildProgress(false);
    const { onEvent } = view;
    summary = await buildIndex(directory, {
      workers: 1,
      inline: fileOperations,
      ...options,
      onEvent,
    });
  });
  using catalogue = Catalogue.openForReading(directory);
  return { summary: summary as BuildSummary, info: describeIndex(catalogue), remarks };
}

/** What a scan of the same corpus says. */
export function watchScan(t: Test, options: BuildOptions): Promise<readonly string[]> {
  return remarksOnPhrase(t, async () => {
    using view = showScanProgress(false);
    const { onEvent } = view;
    await feedScan(new PhraseScan(['the'], 'words', {}), { ...options, onEvent });
  });
}

async function remarksOnPhrase(t: Test, action: () => Promise<void>): Promise<readonly string[]> {
  const written = t.capture(process.stderr, 'write', () => true);
  try {
    await action();
  } finally {
    written.restore();
  }
  const text = written
    .args()
    .map(([chunk]) => String(chunk))
    .join('');
  return text.split('\n').filter((line) => line !== '');
}
