// `firstseen index`: options -> build, progress on stderr, a summary on stdout.
//
// The threads of the build are started before its modules are loaded, so that they load theirs
// meanwhile.

import { IndexError } from '../../errors.ts';
import type { BuildSummary } from '../../library/answers/summary.ts';
import { runBuild, startBuildThreads } from '../../library/builds/run-build.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { pickCorpus } from '../options/corpus-options.ts';
import { warn } from '../remarks/remark.ts';
import { formatCount, formatSteps } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import { printable } from '../show/terminal-text.ts';
import type { IndexOptions } from './index-command.ts';

export async function runIndex(directory: string, options: IndexOptions): Promise<void> {
  if (options.from === undefined && options.run === undefined) {
    throw new IndexError(
      'bad_argument',
      'nothing to index: name files with --from PATH..., or a run description with --run FILE.json',
    );
  }
  startBuildThreads(options.workers);
  const { showBuildProgress } = await import('../progress/show-build.ts');
  using interrupt = listenForInterrupt();
  using progress = showBuildProgress(options.quiet === true);
  let merged = 0;
  const { analyzer, workers, memory, commitEvery, resolution, text, merge, again } = options;
  const summary = await runBuild(directory, pickCorpus(options), {
    ...{ call: 'index', analyzer, workers, memoryBytes: memory, commitEveryMs: commitEvery },
    ...{ resolution, text, merge, again, onBadRecord: options.onBadRecord },
    signal: interrupt.signal,
    onEvent: (event) => {
      if (event.kind === 'merged') merged += event.merged;
      progress.onEvent(event);
    },
  });
  progress[Symbol.dispose]();
  if (summary.facet_absent === true && options.quiet !== true) {
    warn(
      `no record has a value in the facet field ${JSON.stringify(summary.facet)}: every facet is null. Is it another field?`,
    );
  }
  process.stdout.write(
    options.json ? `${JSON.stringify(summary)}\n` : describe(directory, summary, merged),
  );
}

/** `merged`: segments that were merged into fewer. */
function describe(directory: string, summary: BuildSummary, merged: number): string {
  const facts: [string, string][] = [
    ['index', directory],
    ['snapshot', summary.snapshot ?? 'none'],
    ['records', formatCount(summary.records)],
    ['tokens', formatCount(summary.tokens)],
    ['steps', formatSteps(summary.distinct_steps, summary.first_step, summary.steps)],
    [
      'segments',
      formatCount(summary.segments) +
        (merged > 0 ? ` (${formatCount(merged)} were merged into fewer)` : ''),
    ],
    ['seconds', summary.seconds.toFixed(1)],
  ];
  if (summary.empty > 0) {
    const files = `${formatCount(summary.empty)} ${summary.empty === 1 ? 'file' : 'files'} without a record`;
    facts.splice(3, 0, ['empty', files]);
  }
  for (const key of ['blank', 'cut', 'repaired'] as const) {
    if (summary[key] > 0) facts.splice(3, 0, [key, formatCount(summary[key])]);
  }
  if (summary.skipped > 0) {
    facts.splice(3, 0, ['skipped', `${formatCount(summary.skipped)} (listed by firstseen info)`]);
  }
  if (summary.facet !== undefined) {
    const { facet, facets = 0 } = summary;
    const values = `${formatCount(facets)} ${facets === 1 ? 'value' : 'values'}`;
    facts.splice(-1, 0, ['facet', `${printable(facet)}, ${values}`]);
  }
  for (const { source, dropped } of summary.dropped ?? []) {
    facts.splice(-1, 0, ['not consumed', `${printable(source)}: ${dropped}`]);
  }
  return formatFacts(facts);
}
