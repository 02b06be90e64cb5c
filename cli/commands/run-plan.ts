// `firstseen plan`: options -> a file with the plan, and the parts on stdout.

import { IndexError } from '../../errors.ts';
import type { PlannedParts } from '../../library/answers/parts.ts';
import { writePlan } from '../../library/plan-corpus.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { remark, warn } from '../remarks/remark.ts';
import { formatBytes, formatCount } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import type { PlanOptions } from './plan-command.ts';

export async function runPlan(options: PlanOptions): Promise<void> {
  const { parts = options.shards, out, json, quiet, shards: _, ...corpus } = options;
  if (corpus.from === undefined && corpus.run === undefined) {
    throw new IndexError(
      'bad_argument',
      'nothing to plan: name files with --from PATH..., or a run description with --run FILE.json',
    );
  }
  if (parts === undefined) {
    throw new IndexError('bad_argument', 'expected --parts N, found no number of parts');
  }
  using interrupt = listenForInterrupt();
  const planned = await writePlan(out, {
    ...{ ...corpus, parts, signal: interrupt.signal },
    onEvent: (event) => {
      if (quiet !== true) tell(event);
    },
  });
  const empty = planned.shards.filter(({ pieces }) => pieces.length === 0).length;
  if (empty > 0 && quiet !== true) {
    warn(
      `${empty} of ${parts} parts ${empty === 1 ? 'is' : 'are'} empty: there are fewer places to cut at than parts, such as ends of lines. An empty part is built in a moment; plan fewer parts, or cut the corpus into more files`,
    );
  }
  process.stdout.write(json ? `${JSON.stringify(planned)}\n` : describe(out, planned));
}

function tell(event: { readonly kind: string; readonly [key: string]: unknown }): void {
  const { kind, name, why } = event;
  if (kind === 'source-skipped') remark(`${name} is named twice: planned once`);
  if (kind === 'source-whole') {
    warn(
      `${name} has more text than a part should, and goes into one part as a whole: it is ${why}, which cannot be entered in the middle`,
    );
  }
  if (kind === 'plan-replaced') {
    warn(
      `${event['file']} was another plan, and is replaced: parts that were built of that one are not of this one`,
    );
  }
  if (kind === 'folders-left-out') {
    remark(`${event['pattern']} matches folders (${event['first']}), whose files are not read`);
  }
}

function describe(file: string, { digest, shards }: PlannedParts): string {
  const bytes = shards.map((shard) => shard.bytes);
  const sources = new Set(shards.flatMap((shard) => shard.sources));
  const last = shards.length - 1;
  return formatFacts([
    ['plan', file],
    ['digest', digest],
    ['sources', formatCount(sources.size)],
    ['parts', `${formatCount(shards.length)} (--array=0-${last})`],
    ['text', `${formatBytes(Math.min(...bytes))} to ${formatBytes(Math.max(...bytes))} a part`],
  ]);
}
