// From a run description to sources in order.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { planRun } from '../../corpus/plan-run.ts';
import { temporaryFolder } from '../store/small-index.ts';

t.test('epochs are the sources over again, as many as fit into memory', async (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['a.jsonl', 'b.jsonl']) writeFileSync(join(folder, name), '{"text":"x"}\n');
  const files = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')];
  const run = (epochs: number) => {
    const description = { format: 'jsonl' as const, files, epochs };
    return { name: undefined, folder, description };
  };
  const plans = await planRun(run(3));
  t.same(
    plans.map(({ epoch }) => epoch),
    [1, 1, 2, 2, 3, 3],
  );
  await t.rejects(planRun(run(1e8)), {
    code: 'run_invalid',
    message: /^key epochs: expected 2097152 or less with 2 sources, .* found 100000000$/,
  });
});
