// `firstseen trace`: a text -> its spans in the corpus, as a table or as one JSON object.

import { finish } from '../../library/finish.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { writeTrace } from '../../trace/trace-json.ts';
import { traceText, usualMinTokens } from '../../trace/trace-text.ts';
import { printText } from '../print-text.ts';
import { readText } from '../read/read-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import type { TraceOptions } from './trace-command.ts';

/** Characters that are printed together. */
const maxChunk = 1 << 16;

export async function runTrace(
  directory: string,
  file: string,
  options: TraceOptions,
): Promise<void> {
  const { minTokens = usualMinTokens, at = [], until, rarest, json, quiet = false } = options;
  using snapshot = Snapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps({ at: until === undefined ? at : [...at, until] }, snapshot);
  }
  const text = await readText(file);
  const found = finish(traceText(snapshot, text, { minTokens, at, until, rarest }));
  if (json !== true) {
    const { traceTable } = await import('../show/show-trace.ts');
    for (const part of traceTable(found, { at, resolution: snapshot.resolution })) {
      await printText(part);
    }
    return;
  }
  let chunk = '';
  for (const part of writeTrace(found)) {
    chunk += part;
    if (chunk.length < maxChunk) continue;
    await printText(chunk);
    chunk = '';
    if (process.stdout.destroyed) return; // nobody reads any more
  }
  await printText(`${chunk}\n`);
}
