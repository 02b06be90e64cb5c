// `firstseen export`: an index into a cluster, progress on stderr, a summary on stdout.

import { exportIndex } from '../../library/export-index.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { ProgressLine } from '../progress/progress-line.ts';
import { formatCount } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import type { ExportOptions } from './export-command.ts';

export async function runExport(directory: string, options: ExportOptions): Promise<void> {
  const { json = false, quiet = false, ...rest } = options;
  using interrupt = listenForInterrupt();
  const format = 'exporting {bar} {percentage}%, {eta_formatted} left';
  using line = new ProgressLine({ quiet, doing: 'exporting', format });
  const summary = await exportIndex(directory, {
    ...rest,
    signal: interrupt.signal,
    onProgress: ({ done, total }) => {
      const share = total === 0 ? 1 : done / total;
      line.update({ amount: 'of the records', done: share }, { value: done, total });
    },
  });
  line[Symbol.dispose]();
  const { name, snapshot, records, sent } = summary;
  const facts = formatFacts([
    ['index in the cluster', name],
    ['snapshot', snapshot],
    ['records', formatCount(records)],
    ['sent now', formatCount(sent)],
  ]);
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : facts);
}
