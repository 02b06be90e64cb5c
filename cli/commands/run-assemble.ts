// `firstseen assemble`: the parts of a plan -> an index, a summary on stdout.

import type { AssembleSummary } from '../../library/answers/parts.ts';
import { assemble } from '../../library/assemble-index.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { defaultShards } from '../options/default-shards.ts';
import { remark } from '../remarks/remark.ts';
import { formatCount, formatSteps } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import type { AssembleOptions } from './assemble-command.ts';

export async function runAssemble(file: string, options: AssembleOptions): Promise<void> {
  const { shards = defaultShards(file), into, follow, json, quiet } = options;
  using interrupt = listenForInterrupt();
  const summary = await assemble(file, { shards, into, follow, signal: interrupt.signal });
  if (quiet !== true && summary.added === 0) {
    remark('nothing to do: the index holds these parts already');
  }
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : describe(into, summary));
}

function describe(directory: string, summary: AssembleSummary): string {
  const { parts, assembled, added, copied, first_step, steps, distinct_steps } = summary;
  const of = `${formatCount(assembled)} of ${formatCount(parts)}, ${formatCount(added)} of them new`;
  return formatFacts([
    ['index', directory],
    ['snapshot', summary.snapshot ?? 'none'],
    ['parts', of],
    ['records', formatCount(summary.records)],
    ...(summary.skipped > 0
      ? [['skipped', formatCount(summary.skipped)] satisfies [string, string]]
      : []),
    ['tokens', formatCount(summary.tokens)],
    ['steps', formatSteps(distinct_steps, first_step, steps)],
    ['segments', formatCount(summary.segments)],
    ...(copied > 0 ? [['copied', `${formatCount(copied)} files`] satisfies [string, string]] : []),
    ['seconds', summary.seconds.toFixed(1)],
  ]);
}
