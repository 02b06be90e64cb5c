// `firstseen trace`: a text -> its spans in the corpus, as a table or as one JSON object.

import { finish } from '../../library/finish.ts';
import { readText } from '../../library/lists/read-text.ts';
import { type TracedText, walkTrace } from '../../library/questions/traced-text.ts';
import { RowFiles, requireRowPaths } from '../../library/rows/row-files.ts';
import { spanColumns } from '../../library/rows/span-rows.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { TracedSpan } from '../../schemas/trace.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remarkWritten } from '../remarks/remark.ts';
import type { TraceOptions } from './trace-command.ts';

/** Characters that are printed together. */
const maxChunk = 1 << 16;

export async function runTrace(
  directory: string,
  file: string,
  options: TraceOptions,
): Promise<void> {
  const { minTokens, at = [], until, rarest, json, quiet = false } = options;
  requireRowPaths(options);
  using snapshot = OpenSnapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot);
    warnOfSteps({ at: until === undefined ? at : [...at, until] }, snapshot);
  }
  const text = await readText(file);
  const found = finish(walkTrace(snapshot, text, { minTokens, at, until, rarest }));
  const { resolution } = snapshot;
  const columns = spanColumns({ at, resolution, isRarest: rarest !== undefined });
  await using files = await RowFiles.open(options, columns);
  if (files !== undefined) {
    await writeRows(found, files);
    await files.finish((path) => {
      if (!quiet) remarkWritten(path);
    });
    if (json !== true) return;
  }
  if (json !== true) {
    const { traceTable } = await import('../show/show-trace.ts');
    for (const part of traceTable(found, { at, resolution })) {
      await printText(part);
    }
    return;
  }
  let chunk = '';
  for (const part of found.write()) {
    chunk += part;
    if (chunk.length < maxChunk) continue;
    await printText(chunk);
    chunk = '';
    if (process.stdout.destroyed) return; // nobody reads any more
  }
  await printText(`${chunk}\n`);
}

/** Spans that are written together. */
const rowsAtOnce = 2000;

async function writeRows(found: TracedText, files: RowFiles<TracedSpan>): Promise<void> {
  let spans: TracedSpan[] = [];
  for (const span of found.spans()) {
    if (span !== undefined) spans.push(span);
    if (spans.length < rowsAtOnce) continue;
    await files.write(spans);
    spans = [];
  }
  await files.write(spans);
}
