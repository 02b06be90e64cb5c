// `firstseen index --resolution step`: what it answers, what it refuses, and the bytes of both kernels.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hasAddon } from '../../native/addon.ts';
import { someLines, writeLines } from '../store/small-index.ts';
import { runCli } from './run-cli.ts';

const hideRecords = (text: string) =>
  text.replace(/"rank":\d+,"id":(?:"[^"]*"|null)/g, '"rank":null,"id":null');

t.test('answers are those of a scan, but for ranks and ids', async (t) => {
  const cwd = t.testdir();
  writeLines(join(cwd, 'a.jsonl'), someLines(40));
  const corpus = ['--from', 'a.jsonl', '--batch-size', '3'];
  await runCli(cwd, ['index', 'my.idx', ...corpus, '--resolution', 'step', '--quiet']);
  const question = ['the', 'of a', 'nowhere', '--at', '1,7,14', '--timeline', '5', '--json'];
  const { stdout } = await runCli(cwd, ['query', 'my.idx', ...question]);
  const scanned = await runCli(cwd, ['scan', ...question, ...corpus]);
  t.match(scanned.stdout, /"rank":\d/);
  t.equal(stdout, hideRecords(scanned.stdout));
  const { stdout: table } = await runCli(cwd, ['query', 'my.idx', 'the']);
  t.match(table, /^phrase +count +first step +last step +steps 1 to 14$/m);
  t.notMatch(table, /rank|null|in record/);
});

t.test('what the index holds is said, and what needs more is refused', async (t) => {
  const cwd = t.testdir();
  writeLines(join(cwd, 'a.jsonl'), someLines(40));
  const index = (...more: string[]) =>
    runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', ...more]);
  await index('--resolution', 'step');
  const info = await runCli(cwd, ['info', 'my.idx']);
  t.match(info.stdout, /^resolution +step/m);
  t.match(info.stdout, /^text size +not stored$/m);
  t.match(JSON.parse((await runCli(cwd, ['info', 'my.idx', '--json'])).stdout), {
    resolution: 'step',
    bytes: { text: 0 },
  });
  for (const option of [['--records'], ['--contexts', '1']]) {
    const { code, stderr } = await runCli(cwd, ['query', 'my.idx', 'the', ...option]);
    t.equal(code, 2);
    t.match(stderr, /--resolution step.*Build another index.*\[records_not_indexed\]/);
  }
  t.match(await index('--again', '--resolution', 'record'), { code: 2, stderr: /resolution step/ });
  t.match(await index('--again', '--no-text'), { code: 0 });
  t.match(await runCli(cwd, ['verify', 'my.idx']), { code: 0 });
});

t.test(
  'both kernels write the same bytes',
  { skip: hasAddon() ? false : 'the native kernel was not built' },
  async (t) => {
    const cwd = t.testdir();
    writeLines(join(cwd, 'a.jsonl'), someLines(900));
    const files = ['1', '0'].map(async (kernel) => {
      const name = `${kernel}.idx`;
      const args = [
        'index',
        name,
        '--from',
        'a.jsonl',
        '--batch-size',
        '7',
        '--resolution',
        'step',
      ];
      const env = { FIRSTSEEN_NATIVE: kernel };
      t.match(await runCli(cwd, [...args, '--workers', '1'], { env }), { code: 0 });
      return readFileSync(join(cwd, name, 'segments/000001.index'));
    });
    const [native, twin] = await Promise.all(files);
    t.ok(native?.equals(twin as Buffer));
  },
);
