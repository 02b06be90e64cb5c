// A window of steps, and the order of contexts: the answers are parts of the whole ones.

import { join } from 'node:path';
import t from 'tap';
import type { Answer, Context } from '../../schemas/answer.ts';
import { buildSmallIndex, temporaryFolder, writeLines } from '../store/small-index.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder(t);
const directory = join(folder, 'index');
await buildSmallIndex(directory);

async function ask(...args: string[]): Promise<Answer> {
  const { stdout } = await runCli(folder, ['query', directory, 'the', '--json', ...args]);
  return JSON.parse(stdout);
}

t.test('contexts of a window, from either end, are those of the whole list', async (t) => {
  const whole = await ask('--contexts', '1000');
  const all: readonly Context[] = whole.contexts ?? [];
  t.equal(all.length, whole.count);
  t.ok(new Set(all.map(({ step }) => step)).size > 5);
  // Of one record the occurrences from the last one back, too.
  const backwards = all.toReversed();
  for (const [from, to] of [
    [undefined, undefined],
    [3, undefined],
    [undefined, 8],
    [4, 4],
    [90, 99],
  ]) {
    const steps = [
      ...(from === undefined ? [] : ['--from-step', `${from}`]),
      ...(to === undefined ? [] : ['--to-step', `${to}`]),
    ];
    const isIn = ({ step }: Context) => step >= (from ?? 1) && step <= (to ?? 1000);
    const args = [...steps, '--contexts', '7'];
    const first = await ask(...args, '--order', 'first');
    t.strictSame(first.contexts, all.filter(isIn).slice(0, 7));
    t.strictSame(first, await ask(...args));
    const last = await ask(...args, '--order', 'last');
    t.strictSame(last.contexts, backwards.filter(isIn).slice(0, 7));
    t.equal(last.count, whole.count, 'the count is that of all steps');
  }
});

t.test('a timeline of a window counts the exposures of its steps', async (t) => {
  const { contexts = [] } = await ask('--contexts', '1000');
  const { timeline } = await ask('--timeline', '4', '--from-step', '3', '--to-step', '8');
  const { edges, count } = timeline ?? { edges: [], count: [] };
  t.strictSame([edges[0], edges.at(-1)], [2, 8]);
  for (const [i, found] of count.entries()) {
    const [after = 0, by = 0] = [edges[i], edges[i + 1]];
    t.equal(found, contexts.filter(({ step }) => step > after && step <= by).length);
  }
});

t.test('a list in threads has the same window', async (t) => {
  const list = writeLines(join(folder, 'p.jsonl'), [{ phrase: 'the' }, { phrase: 'of a' }]);
  const args = ['--json', '--contexts', '3', '--order', 'last', '--to-step', '6'];
  const listed = await runCli(folder, ['query', directory, '--phrases', list, ...args]);
  const given = await runCli(folder, ['query', directory, 'the', 'of a', ...args]);
  t.equal(listed.stdout, given.stdout);
  t.match(given.stdout, /"contexts":\[\{/);
});

t.test('scan and search have the window of a timeline', async (t) => {
  const steps = ['--timeline', '3', '--from-step', '2', '--to-step', '5', '--json'];
  const files = [0, 1].map((part) => `${directory}-${part}.jsonl`);
  const from = ['--from', ...files, '--batch-size', '7'];
  const scanned = await runCli(folder, ['scan', 'the', ...from, ...steps, '--quiet']);
  t.strictSame(JSON.parse(scanned.stdout), await ask(...steps.slice(0, -1)));
  const { stdout } = await runCli(folder, ['search', directory, 'the', ...steps]);
  t.strictSame(JSON.parse(stdout).timeline.edges, [1, 2, 3, 5]);
});

t.test('a window of nothing, and an order of nothing, are refused', async (t) => {
  const refused = async (args: readonly string[], stderr: RegExp) => {
    const [command = '', ...more] = args;
    const ended = await runCli(folder, [command, directory, 'the', ...more, '--json']);
    t.match(ended, { code: 2, stderr });
  };
  await refused(['query', '--from-step', '2'], /--from-step limits .*--timeline or --contexts/);
  await refused(['query', '--to-step', '2'], /--to-step limits/);
  await refused(['search', '--to-step', '2'], /--to-step limits what --timeline shows/);
  await refused(['query', '--contexts', '1', '--from-step', '3', '--to-step', '2'], /is after/);
  await refused(['query', '--order', 'last'], /--contexts N/);
});
