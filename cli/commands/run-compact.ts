// `firstseen compact`: merges segments, progress on stderr, a summary on stdout.

import { compactFolder } from '../../library/builds/compact-folder.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showMergeProgress } from '../progress/show-merges.ts';
import { formatBytes, formatCount } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import type { CompactOptions } from './compact-command.ts';

export async function runCompact(directory: string, options: CompactOptions): Promise<void> {
  using interrupt = listenForInterrupt();
  using progress = showMergeProgress(options.quiet === true);
  const summary = await compactFolder(directory, {
    signal: interrupt.signal,
    onMerged: progress.onMerged,
    onProgress: progress.onProgress,
    memoryBytes: options.memory,
  });
  progress[Symbol.dispose]();
  process.stdout.write(
    options.json ? `${JSON.stringify(summary)}\n` : describe(directory, summary),
  );
}

type CompactSummary = Awaited<ReturnType<typeof compactFolder>>;

function describe(directory: string, summary: CompactSummary): string {
  const { snapshot, segments_before, segments, bytes_before, bytes, seconds } = summary;
  const before = (amount: string) => (segments === segments_before ? '' : ` (${amount} before)`);
  const count = before(formatCount(segments_before)) || ' (nothing to merge)';
  return formatFacts([
    ['index', directory],
    ['snapshot', snapshot],
    ['segments', formatCount(segments) + count],
    ['bytes', formatBytes(bytes) + before(formatBytes(bytes_before))],
    ['seconds', seconds.toFixed(1)],
  ]);
}
