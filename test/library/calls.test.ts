// buildIndex, scanCorpus, splitPairs, curves and serve against the commands; signals; both kernels.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { buildIndex, curves, openIndex, scanCorpus, serve, splitPairs } from '../../firstseen.ts';
import { makeScene } from './scene.ts';

const entry = fileURLToPath(new URL('../../firstseen.ts', import.meta.url));
const aborted = AbortSignal.abort();
const interrupted = { name: 'FirstseenError', code: 'interrupted' };

t.test('buildIndex resolves to the summary of the command, and appends', async (t) => {
  const { at, json, index } = await makeScene(t);
  const told: number[] = [];
  const kinds = new Set<string>();
  const summary = await buildIndex(at('own.idx'), {
    from: at('corpus.jsonl'),
    batchSize: 1,
    memory: '512M',
    workers: 1,
    onProgress: ({ records }) => told.push(records),
    onEvent: ({ kind }) => kinds.add(kind),
  });
  const [printed] = await json(
    ...['index', 'other.idx', '--from', 'corpus.jsonl', '--batch-size', '1', '--json'],
  );
  const same = { snapshot: null, seconds: 0 };
  t.equal(
    JSON.stringify({ ...summary, ...same }),
    JSON.stringify({ ...(printed as object), ...same }),
  );
  t.ok(kinds.has('commit'));
  t.equal(told.every(Number.isSafeInteger), true);
  using one = openIndex(at('own.idx'));
  using other = openIndex(index);
  t.same(one.ask('the cat'), other.ask('the cat'));
  const more = await buildIndex(at('own.idx'), { from: [at('more.jsonl')] });
  t.equal(more.records, 9);
  t.equal(one.ask('the cat').count, 2, 'an open index stays as it was');
  const run = { format: 'jsonl', files: [at('corpus.jsonl')], steps: { batch_size: 1 } };
  const byRun = await buildIndex(at('run.idx'), { run });
  t.match(byRun, { records: 8, steps: 8 });
});

t.test('wrong builds are refused before anything is written', async (t) => {
  const { at } = await makeScene(t);
  const build = (options: object) => buildIndex(at('new.idx'), options);
  const from = at('corpus.jsonl');
  const wrong = { code: 'bad_argument' };
  await t.rejects(build({}), wrong);
  await t.rejects(build({ from, batchsize: 2 }), { ...wrong, message: /"batchsize"/ });
  await t.rejects(build({ from, run: {} }), { ...wrong, message: /run and from/ });
  await t.rejects(build({ from, batchSize: 1, stepField: 's' }), wrong);
  await t.rejects(build({ from, stepFormat: 'date' }), wrong);
  await t.rejects(build({ from, memory: '4 gigs' }), { ...wrong, message: /memory/ });
  await t.rejects(build({ from, format: 'docx' }), { ...wrong, message: /jsonl/ });
  await t.rejects(build({ run: { format: 'jsonl' } }), { code: 'run_invalid' });
  await t.rejects(build({ from: at('none.jsonl') }), { code: 'input_not_found' });
  await t.rejects(build({ from, signal: aborted }), interrupted);
  t.notOk(existsSync(at('new.idx')));
});

t.test('scanCorpus answers as the index does', async (t) => {
  const { at, index } = await makeScene(t);
  using open = openIndex(index);
  const phrases = ['the cat', 'of the', 'never', ' '];
  const corpus = { from: at('corpus.jsonl'), batchSize: 1 };
  const question = { at: [1, 3], records: true, timeline: 3 };
  const answers = await scanCorpus(phrases, { ...corpus, ...question });
  t.equal(JSON.stringify(answers), JSON.stringify([...open.askAll(phrases, question)]));
  await t.rejects(scanCorpus(phrases, { ...corpus, signal: aborted }), interrupted);
  // @ts-expect-error a scan gives no contexts
  await t.rejects(scanCorpus(phrases, { ...corpus, contexts: 1 }), { code: 'bad_argument' });
});

t.test('splitPairs and curves are those of the commands', async (t) => {
  const { at, json, index } = await makeScene(t);
  const pairs = at('sleep.jsonl');
  const [split] = await splitPairs(index, { pairs, out: at('split'), checkpoints: [0, 4, 8] });
  const printed = await json(
    ...['split', 'my.idx', '--pairs', 'sleep.jsonl', '--out', 'theirs', '--checkpoints', '0,4,8'],
    '--json',
  );
  t.equal(JSON.stringify([split]), JSON.stringify(printed));
  t.same(readdirSync(at('split')), readdirSync(at('theirs')));
  for (const name of ['split.json', 'exposures.csv', 'README.md', 'sleep.proxy_train.jsonl']) {
    t.equal(
      readFileSync(`${at('split')}/${name}`, 'utf8'),
      readFileSync(`${at('theirs')}/${name}`, 'utf8'),
      name,
    );
  }
  const lines = await json(
    ...[
      'curves',
      '--split',
      'theirs',
      '--results',
      'results.csv',
      '--permutations',
      '50',
      '--json',
    ],
  );
  const made = await curves({
    ...{ split: at('split'), results: at('results.csv'), permutations: 50, out: at('figures') },
  });
  t.equal(made.length, 2);
  t.equal(JSON.stringify(made), JSON.stringify(lines));
  t.ok(existsSync(at('figures')));
  const taken = { code: 'field_taken', message: /prefix: 'exposure_'$/ };
  await t.rejects(splitPairs(index, { pairs: `${at('split')}/sleep.proxy_train.jsonl` }), taken);
  const none = await splitPairs(index, { pairs });
  t.equal(none[0]?.at, 8, 'the last step, and nothing is written');
  await t.rejects(splitPairs(index, { pairs, out: at('split') }), { code: 'output_exists' });
  await t.rejects(splitPairs(index, { pairs, signal: aborted }), interrupted);
  const controller = new AbortController();
  const onProgress = () => controller.abort();
  const { signal } = controller;
  const out = at('stopped');
  await t.rejects(splitPairs(index, { pairs, out, signal, onProgress }), interrupted);
  t.notOk(existsSync(out), 'nothing is written where work is stopped in between');
  await t.rejects(
    curves({ split: at('split'), results: at('results.csv'), signal: aborted }),
    interrupted,
  );
  await t.rejects(curves({ split: at('split'), results: at('none.csv') }), {
    code: 'input_not_found',
  });
});

t.test('serve answers as an open index, and stops at its signal', async (t) => {
  const { index } = await makeScene(t);
  using open = openIndex(index);
  const controller = new AbortController();
  await using server = await serve(index, { port: 0, signal: controller.signal });
  const address = `${server.address}/v1/exposures?phrase=the+cat`;
  const answer = await (await fetch(address, { headers: { connection: 'close' } })).text();
  t.equal(answer, JSON.stringify(open.ask('the cat')));
  controller.abort();
  await server.close();
  await t.rejects(fetch(address));
  await t.rejects(serve(index, { signal: aborted }), interrupted);
  // @ts-expect-error a limit that is spelled wrong
  await t.rejects(serve(index, { limits: { maxPhrase: 1 } }), { code: 'bad_argument' });
  await t.rejects(serve(`${index}.none`, { port: 0 }), { code: 'index_not_found' });
});

t.test('both kernels answer alike, and importing the entry runs nothing', async (t) => {
  const { index } = await makeScene(t);
  const script = (body: string) => `import(${JSON.stringify(entry)}).then((library) => {${body}})`;
  const run = (body: string, env: Record<string, string>) => {
    const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script(body)], options);
    t.equal(status, 0, stderr);
    return stdout;
  };
  const ask = `using index = library.openIndex(${JSON.stringify(index)});
    console.log(JSON.stringify([...index.askAll(['the cat', 'of the'], { at: [2], records: true })]));
    console.log(JSON.stringify(index.search('cat OR well')));`;
  const native = run(ask, {});
  t.match(native, /"phrase":"the cat".*"count":2/);
  t.equal(run(ask, { FIRSTSEEN_NATIVE: '0' }), native);
  const loaded = run('console.log(Object.keys(library).sort().join())', {});
  const names = [
    'FirstseenError',
    'assembleIndex',
    'buildIndex',
    'buildPart',
    'curves',
    'exportIndex',
    'openIndex',
    'planCorpus',
    'scanCorpus',
    'search',
    'searchCluster',
  ];
  t.equal(loaded, `${[...names, 'serve', 'splitPairs']}\n`);
  // Importing starts nothing that keeps a process alive, and loads neither schemas nor the server.
  const hooks = `const { registerHooks } = process.getBuiltinModule('node:module');
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });`;
  const heavy = `console.log(urls.filter((url) => /typebox|fastify|indexer|splits|curves\\/sets/.test(url)).join());
    console.log(urls.some((url) => /store\\/snapshot/.test(url)));`;
  const { stdout } = spawnSync(process.execPath, ['-e', hooks + script(heavy)], {
    encoding: 'utf8',
  });
  t.equal(stdout, '\ntrue\n');
});
