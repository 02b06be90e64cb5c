import t from 'tap';
import { listTwinTests, reachesKernel } from '../../scripts/list-twin-tests.ts';

t.test('files that reach the kernel run again with its twins, others do not', async (t) => {
  const listed = listTwinTests();
  for (const name of ['indexer/steps', 'exposure/answer-phrases', 'store/segment/segment']) {
    t.ok(listed.includes(`test/${name}.test.ts`), name);
  }
  t.notOk(listed.includes('test/splits/policy.test.ts'), 'it reads no corpus');
  t.notOk(listed.includes('test/indexer/kill.test.ts'), 'it is left out by its name');
  t.ok(listed.includes('test/cli/runs.test.ts'), 'it is the one of its folder');
  t.ok(listed.length > 90, `${listed.length} files`);
});

t.test('a started command, a thread and a dynamic import are ways to the kernel', async (t) => {
  t.ok(reachesKernel('test/cli/runs.test.ts'));
  t.ok(reachesKernel('indexer/build-index.ts'));
  t.notOk(reachesKernel('schemas/answer.ts'));
});
