import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative } from './both-kernels.ts';

const kernelUrl = new URL('../../native/kernel.ts', import.meta.url).href;

function nameWith(environment: Record<string, string>): string {
  const source = `import { loadKernel } from '${kernelUrl}'; console.log(loadKernel().name)`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  }).trim();
}

t.test('FIRSTSEEN_NATIVE=0 chooses the TypeScript twins', (t) => {
  t.equal(nameWith({ FIRSTSEEN_NATIVE: '0' }), 'typescript');
  t.equal(loadKernel('typescript').name, 'typescript');
  t.equal(loadKernel('typescript'), loadKernel('typescript'), 'a kernel is loaded once');
  t.end();
});

t.test('the native kernel is the default where it was built', { skip: skipNative }, (t) => {
  t.equal(nameWith({ FIRSTSEEN_NATIVE: '' }), 'native');
  t.equal(loadKernel(), loadKernel('native'), 'a kernel is loaded once');
  t.end();
});

t.test('the twins cannot map', (t) => {
  t.equal(loadKernel('typescript').mapFile(import.meta.filename), undefined);
  t.end();
});

t.test('a mapped file reads like the file', { skip: skipNative }, (t) => {
  const directory = t.testdir({ empty: '', some: 'some bytes', page: 'x'.repeat(4096) });
  const map = (name: string) => loadKernel('native').mapFile(join(directory, name));
  t.equal(map('empty')?.byteLength, 0);
  t.equal(Buffer.from(map('some') as ArrayBuffer).toString(), 'some bytes');
  t.equal(Buffer.from(map('page') as ArrayBuffer).toString(), 'x'.repeat(4096));
  t.equal(map('some')?.byteLength, 10, 'the same file is mapped again');
  t.end();
});

t.test('a file that cannot be opened gives the error of the system', { skip: skipNative }, (t) => {
  const map = (path: string) => () => loadKernel('native').mapFile(path);
  const directory = t.testdir({});
  t.throws(map(join(directory, 'nothing')), { code: 'ENOENT' });
  t.throws(map(directory), 'a directory is not mapped');
  t.end();
});

t.test('a mapping outlives the name of its file', { skip: skipNative }, (t) => {
  const path = join(t.testdir({ file: 'still here' }), 'file');
  const mapped = loadKernel('native').mapFile(path) as ArrayBuffer;
  unlinkSync(path);
  writeFileSync(path, 'another');
  truncateSync(path);
  t.equal(Buffer.from(mapped).toString(), 'still here');
  t.end();
});

const skipMaps = skipNative || (process.platform === 'linux' ? '' : 'there is no /proc here');

const noLargePages = existsSync('/sys/kernel/mm/transparent_hugepage') ? '' : 'there are none here';
const skipLarge = skipMaps || noLargePages;

t.test('a file is mapped with large pages where they are asked for', { skip: skipLarge }, (t) => {
  const path = join(t.testdir({ file: 'x'.repeat(10_000) }), 'file');
  const flags = () => {
    const maps = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
    return maps.filter((map) => map.includes(path)).map((map) => / hg\b/.test(map));
  };
  const small = loadKernel('native').mapFile(path);
  t.strictSame(flags(), [false]);
  const large = loadKernel('native').mapFile(path, { largePages: true }) as ArrayBuffer;
  t.strictSame(flags().sort(), [false, true]);
  t.equal(Buffer.from(large).toString(), 'x'.repeat(10_000));
  t.equal(small?.byteLength, large.byteLength);
  t.end();
});

t.test('a mapping is released when its buffer is collected', { skip: skipMaps }, (t) => {
  const path = join(t.testdir({ file: 'x'.repeat(10_000) }), 'file');
  const source = `
    import { readFileSync } from 'node:fs';
    import { loadKernel } from '${kernelUrl}';
    const mapped = () => readFileSync('/proc/self/maps', 'utf8').split(process.argv[1]).length - 1;
    (() => { for (let i = 0; i < 20; i++) new Uint8Array(loadKernel('native').mapFile(process.argv[1])); })();
    const before = mapped();
    for (let i = 0; i < 5; i++) { globalThis.gc(); await new Promise((done) => setImmediate(done)); }
    console.log(before + ' ' + mapped());
  `;
  const flags = ['--expose-gc', '--input-type=module', '-e', source, path];
  const counts = execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim();
  const [before, after] = counts.split(' ').map(Number);
  t.equal(before, 20);
  t.ok((after ?? 20) < 3, `${after} of 20 mappings are left`);
  t.end();
});

onBothKernels('a worker loads a kernel of its own', async (kernel, t) => {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    const { loadKernel } = await import(workerData.url);
    const [bwt, records] = [new Uint32Array(3), new Uint32Array(2)];
    const [symbols, counts, recordEnds] = [[2, 1, 0], [1, 1, 1], [3]].map((x) => Uint32Array.from(x));
    loadKernel(workerData.name).sortRows({ symbols, counts, recordEnds, bwt, records });
    parentPort.postMessage(bwt.join());
  `;
  await t.resolveMatch(
    new Promise((resolve, reject) => {
      const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
      const worker = new Worker(url, { workerData: { url: kernelUrl, name: kernel.name } });
      worker.once('message', resolve).once('error', reject);
    }),
    /^1,2,0$/,
  );
});
