// Nothing is left out or changed in silence: for each format, each thing that its reader may leave
// out is counted in the summary and in `info`, and said on stderr by `index` and by `scan`.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Run } from '../../../corpus/read-run.ts';
import { formatNames, type RunFormat, tokenFormats } from '../../../formats/registry.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { smallTokenizerJson } from '../../text/small-tokenizer.ts';
import { documentCases } from './document-cases.ts';
import { lineCases } from './line-cases.ts';
import { logCases } from './log-cases.ts';
import { everyFormat } from './run-cases.ts';
import type { SilenceCase } from './silence-case.ts';
import { tokenCases } from './token-cases.ts';
import { type Said, watchBuild, watchScan } from './watch.ts';

/** A format without an entry is an error of types, and of the first test. */
const casesOf: Readonly<Record<RunFormat, readonly SilenceCase[]>> = {
  ...lineCases,
  ...documentCases,
  ...logCases,
  ...tokenCases,
};

t.test('every format that is read, and has a page, has its cases', (t) => {
  t.strictSame(Object.keys(casesOf).sort(), formatNames.toSorted());
  const pages = readdirSync(new URL('../../../docs/formats', import.meta.url));
  const named = pages.map((page) => page.replace('.md', '')).filter((name) => name !== 'README');
  t.strictSame(named.sort(), formatNames.toSorted());
  for (const format of formatNames) t.ok(casesOf[format].length > 2, format);
  t.end();
});

const kinds = ['skipped', 'repaired', 'cut', 'blank', 'empty'] as const;

function countsOf({ summary, info }: Said) {
  return kinds.map((kind) => {
    const described = kind === 'skipped' ? info.skipped.count : info[kind];
    return [kind, summary[kind], described] as const;
  });
}

/** The run of what a case writes; a tokenizer that it needs is beside its files. */
function runOf(folder: string, { make }: SilenceCase): Run {
  writeFileSync(join(folder, 'tokenizer.json'), smallTokenizerJson());
  const { tokenizer, ...description } = make(folder);
  const isIds = tokenFormats.some(({ name }) => name === description.format);
  const needed = tokenizer !== undefined || isIds ? { tokenizer: 'tokenizer.json' } : {};
  return { name: join(folder, 'run.json'), description: { ...description, ...needed }, folder };
}

async function testCase(t: Test, one: SilenceCase): Promise<void> {
  const { skips, expect } = one;
  const run = runOf(temporaryFolder(t), one);
  const options = { run, ...(skips && { onBadRecord: 'skip' as const }) };
  if ('error' in expect) {
    await t.rejects(watchBuild(t, options), expect.error);
    await t.rejects(watchScan(t, options), expect.error);
    return;
  }
  const said = await watchBuild(t, options);
  const counts = expect.counts ?? {};
  t.strictSame(
    countsOf(said),
    kinds.map((kind) => [kind, counts[kind] ?? 0, counts[kind] ?? 0]),
  );
  const dropped = said.summary.dropped?.[0]?.dropped;
  t.match(dropped ?? 'nothing', expect.dropped ?? /^nothing$/);
  t.equal(said.info.sources.find((source) => source.dropped !== undefined)?.dropped, dropped);
  t.match(said.remarks.join('\n'), expect.remark);
  t.match((await watchScan(t, options)).join('\n'), expect.remark, 'scan says it too');
}

for (const format of formatNames) {
  t.test(format, async (t) => {
    for (const one of [...casesOf[format], ...everyFormat(format)]) {
      await t.test(one.leavesOut, (t) => testCase(t, one));
    }
  });
}
