import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import t, { type Test } from 'tap';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildEvent, type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { segmentsFolder } from '../../store/catalogue/file-names.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { Oracle } from '../oracle.ts';
import {
  answersAt,
  phrases,
  someLines,
  temporaryFolder,
  writeLines,
} from '../store/small-index.ts';
import { unnamedFiles } from './crash-scene.ts';

/** A build in this thread; answers its events too. */
async function build(directory: string, options: BuildOptions) {
  const events: BuildEvent[] = [];
  const onEvent = (event: BuildEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const summary = await buildIndex(directory, {
    workers: 1,
    inline: fileOperations,
    ...options,
    onEvent,
  });
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('source'));
  return { summary, kinds };
}

function countOf(directory: string, phrase: string): number {
  using snapshot = Snapshot.open(directory);
  return answerPhrase(snapshot, planQuestion(snapshot), phrase).count;
}

function sourcesOf(directory: string) {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.sources();
}

/** An index with one commit, and the folder that it is in. */
async function smallIndex(t: Test, options: Partial<BuildOptions> = {}) {
  const root = temporaryFolder(t);
  const directory = join(root, 'index');
  const first = writeLines(join(root, 'first.jsonl'), someLines(20, 1));
  await build(directory, { from: [first], stepRule: { batch_size: 7 }, ...options });
  return { root, directory, first };
}

/** Runs a build that must fail; the index then answers as before and holds nothing else. */
async function failsUnchanged(
  t: Test,
  directory: string,
  options: BuildOptions,
  expected: { code: string; message?: RegExp },
): Promise<void> {
  const before = answersAt(directory);
  const sources = sourcesOf(directory);
  await t.rejects(build(directory, options), expected);
  t.strictSame(answersAt(directory), before, 'the answers are as before');
  t.strictSame(sourcesOf(directory), sources, 'the sources are as before');
  t.strictSame(unnamedFiles(directory), [], 'no file is left over');
}

t.test('an append goes on filling the last step', async (t) => {
  const { root, directory } = await smallIndex(t);
  const second = writeLines(join(root, 'second.jsonl'), someLines(17, 2));
  const { summary } = await build(directory, { from: [second] });
  const records = [...someLines(20, 1), ...someLines(17, 2)].map(({ text, id }, rank) => ({
    text,
    id: id ?? null,
    step: Math.floor(rank / 7) + 1,
  }));
  const oracle = new Oracle(records);
  t.match(summary, { records: 37, steps: 6, segments: 2, skipped: 0, tokens: oracle.tokenCount });
  using snapshot = Snapshot.open(directory);
  const question = { at: [2, 3, 4], bins: 6, records: true };
  const plan = planQuestion(snapshot, question);
  for (const phrase of phrases) {
    t.strictSame(answerPhrase(snapshot, plan, phrase), oracle.answer(phrase, question));
  }
});

t.test('a source that is in whole is skipped and reported when it is named again', async (t) => {
  const { root, directory, first } = await smallIndex(t);
  const before = answersAt(directory);
  const second = writeLines(join(root, 'second.jsonl'), someLines(5, 2));
  const again = await build(directory, { from: [first] });
  t.strictSame(again.kinds, ['source-skipped']);
  t.strictSame(answersAt(directory), before);
  const more = await build(directory, { from: [first, second, second] });
  t.strictSame(more.kinds, ['source-skipped', 'source-skipped'], 'named twice in one command too');
  t.equal(more.summary.records, 25);
});

t.test('a file is known by whatever path it is named', async (t) => {
  const { root, directory, first } = await smallIndex(t);
  symlinkSync(first, join(root, 'link.jsonl'));
  const names = [first, join(root, '.', 'x', '..', 'first.jsonl'), join(root, 'link.jsonl')];
  mkdirSync(join(root, 'x'));
  names.push(`${root}/x/../first.jsonl`, relative(process.cwd(), first));
  const { summary, kinds } = await build(directory, { from: names });
  t.strictSame(kinds, Array(names.length).fill('source-skipped'));
  t.equal(summary.records, 20);
  const two = join(root, 'two');
  const both = await build(two, { from: [first, join(root, 'link.jsonl')] });
  t.match([both.kinds, both.summary.records], [['source-skipped'], 20]);
});

t.test('--again feeds a source a second time, and once more where it is named twice', async (t) => {
  const { directory, first } = await smallIndex(t);
  const count = countOf(directory, 'the');
  await build(directory, { from: [first], again: true });
  t.equal(countOf(directory, 'the'), 2 * count);
  await build(directory, { from: [first, first], again: true });
  t.equal(countOf(directory, 'the'), 4 * count);
  t.equal(sourcesOf(directory).length, 4);
  t.strictSame((await build(directory, { from: [first] })).kinds, ['source-skipped']);
});

t.test('a source that was in whole and has changed is refused, with both ways out', async (t) => {
  const { root, directory, first } = await smallIndex(t);
  const count = countOf(directory, 'the');
  const whole = readFileSync(first);
  const spoilt = Buffer.concat([whole, Buffer.from('{"text":"the last"}\n')]);
  spoilt[12] = 0x78;
  const other = Buffer.from('{"text":"the new one"}\n');
  for (const bytes of [other, whole.subarray(0, -1), spoilt, Buffer.from('')]) {
    writeFileSync(first, bytes);
    const message = /first\.jsonl is in the index up to line 20.*another name.*--again/;
    const changed = { code: 'source_changed', message };
    await failsUnchanged(t, directory, { from: [first] }, changed);
  }
  writeFileSync(first, other);
  writeFileSync(join(root, 'copy.jsonl'), other);
  await build(directory, { from: [join(root, 'copy.jsonl')] });
  t.equal(countOf(directory, 'the'), count + 1, 'another name is another source');
  await build(directory, { from: [first], again: true });
  t.equal(countOf(directory, 'the'), count + 2, '--again feeds the new contents');
  t.strictSame((await build(directory, { from: [first] })).kinds, ['source-skipped']);
});

/** A source of several batches, stopped after the first commit of its lines. */
async function interruptedIndex(t: Test) {
  const root = temporaryFolder(t);
  const directory = join(root, 'index');
  const lines = Array.from({ length: 40 }, (_, i) => ({
    text: i % 4 === 3 ? 7 : `record ${i} ${'of some length '.repeat(7000)}`,
  }));
  const long = writeLines(join(root, 'long.jsonl'), lines);
  const options: BuildOptions = {
    from: [long],
    stepRule: { batch_size: 3 },
    onBadRecord: 'skip',
    rangeBytes: 1 << 20,
    storesText: false,
  };
  const stop = new AbortController();
  const onEvent = ({ kind }: BuildEvent) => {
    if (kind === 'commit') stop.abort();
  };
  const stopped = build(directory, { ...options, signal: stop.signal, onEvent });
  await t.rejects(stopped, { code: 'interrupted' });
  const [row] = sourcesOf(directory);
  t.match(row, { complete: false, sizeBytes: null, sha256: null });
  return { root, directory, long, lines, options, taken: row?.lines ?? 0 };
}

t.test('an interrupted source goes on after its last committed line', async (t) => {
  const { root, directory, options, lines, taken } = await interruptedIndex(t);
  t.ok(taken > 0 && taken < 40, `${taken} lines are in`);
  t.strictSame(unnamedFiles(directory), []);
  const { summary, kinds } = await build(directory, options);
  t.strictSame(kinds, ['source-resumed']);
  const undisturbed = join(root, 'undisturbed');
  const whole = await build(undisturbed, options);
  const { records, tokens, steps, skipped } = whole.summary;
  t.strictSame({ records, tokens, steps, skipped }, { ...pick(summary), records: 30, skipped: 10 });
  const strip = (at: string) => sourcesOf(at).map(({ id: _, ...row }) => row);
  t.strictSame(strip(directory), strip(undisturbed));
  for (const i of [0, 1, 17, 34, 38]) {
    t.equal(countOf(directory, `record ${i}`), lines[i]?.text === 7 ? 0 : 1);
  }
  using catalogue = Catalogue.openForReading(directory);
  t.strictSame(
    catalogue.skipped(100).map(({ line }) => line),
    [4, 8, 12, 16, 20, 24, 28, 32, 36, 40],
  );
  t.strictSame(catalogue.skipped(2).length, 2, 'as many as are asked for');
});

function pick({ tokens, steps }: { tokens: number; steps: number }) {
  return { tokens, steps };
}

t.test('a second feeding that was interrupted goes on, and counts nothing thrice', async (t) => {
  const { directory, options } = await interruptedIndex(t);
  await build(directory, options);
  const stop = new AbortController();
  const { onEvent: _, signal: __, ...again } = { ...options, again: true };
  const onEvent = ({ kind }: BuildEvent) => {
    if (kind === 'commit') stop.abort();
  };
  await t.rejects(build(directory, { ...again, onEvent, signal: stop.signal }), {
    code: 'interrupted',
  });
  const { summary, kinds } = await build(directory, again);
  t.strictSame(kinds, ['source-resumed']);
  t.match(summary, { records: 60, skipped: 20 });
});

t.test('an index of another analyser version is refused', async (t) => {
  const { directory } = await smallIndex(t);
  using catalogue = Catalogue.openForReading(directory);
  const committed = catalogue.committed();
  t.ok(committed);
  for (const change of [{ analyzerVersion: 2 }, { analyzer: 'stems' }]) {
    const settings = { ...committed.settings, ...change };
    t.throws(() => Snapshot.openCommit({ ...committed, settings }), {
      code: 'analyzer_mismatch',
    });
  }
});

t.test('an interrupted source that has changed since is refused', async (t) => {
  const { directory, long, options, taken } = await interruptedIndex(t);
  const bytes = readFileSync(long);
  const original = Buffer.from(bytes);
  bytes[100] = 0x61;
  writeFileSync(long, bytes);
  const changed = {
    code: 'source_changed',
    message: new RegExp(`up to line ${taken}.*bytes differ`),
  };
  await failsUnchanged(t, directory, options, changed);
  writeFileSync(long, original.subarray(0, 1000));
  await failsUnchanged(t, directory, options, {
    code: 'source_changed',
    message: /it ends at byte 1000 now/,
  });
  writeFileSync(long, bytes);
  const afresh = await build(directory, { ...options, again: true });
  t.strictSame(afresh.kinds, [], 'its new contents go in with --again');
  t.strictSame((await build(directory, options)).kinds, ['source-skipped'], 'and are known then');
});

t.test('an append that contradicts the index is refused', async (t) => {
  const { root, directory } = await smallIndex(t);
  const from = [writeLines(join(root, 'second.jsonl'), someLines(5, 2))];
  const refused = (options: Partial<BuildOptions>, code: string) =>
    failsUnchanged(t, directory, { from, ...options }, { code });
  await refused({ stepRule: { batch_size: 8 } }, 'step_rule_mismatch');
  await refused({ stepRule: { field: 'step' } }, 'step_rule_mismatch');
  await refused({ analyzer: 'cased' }, 'analyzer_mismatch');
  await refused({ storesText: false }, 'bad_argument');
  await build(directory, {
    from,
    stepRule: { batch_size: 7 },
    analyzer: 'words',
    storesText: true,
  });
});

t.test('steps that go backwards are refused, wherever the border is', async (t) => {
  const root = temporaryFolder(t);
  const directory = join(root, 'index');
  const write = (name: string, steps: readonly number[]) =>
    writeLines(
      join(root, name),
      steps.map((step) => ({ text: `at ${step}`, step })),
    );
  const stepRule = { field: 'step' };
  await build(directory, { from: [write('0.jsonl', [1, 5])], stepRule });
  const refused = (from: string[], where: string, options: Partial<BuildOptions> = {}) => {
    const message = new RegExp(`${where}.*backwards|${where}: step \\d after step`);
    const expected = { code: 'step_backwards', message };
    return failsUnchanged(t, directory, { from, ...options }, expected);
  };
  const [low, high] = [write('low.jsonl', [6, 7, 8]), write('high.jsonl', [9, 10])];
  await refused([write('1.jsonl', [5, 6, 6, 4])], '1.jsonl:4');
  await refused([write('2.jsonl', [4, 6])], '2.jsonl:1');
  await refused([high, low], 'low.jsonl:1');
  await refused([high, low], 'low.jsonl:1', { rangeBytes: 10, workers: 2 });
  await refused([high, low], 'low.jsonl:1', { segmentSymbols: 60 });
  const { summary } = await build(directory, { from: [low, high], rangeBytes: 10, workers: 2 });
  t.match(summary, { records: 7, steps: 10 }, 'in order they go in');
});

t.test('a bad record fails the build, or is counted and listed', async (t) => {
  const { root, directory } = await smallIndex(t);
  const bad = join(root, 'bad.jsonl');
  writeFileSync(bad, '{"text":"the one"}\n{"text":\n{"txt":"the"}\n{"text":"the two"}\n');
  const good = writeLines(join(root, 'good.jsonl'), someLines(200, 3));
  const expected = { code: 'not_json', message: /bad\.jsonl.*2/ };
  await failsUnchanged(t, directory, { from: [good, bad], segmentSymbols: 12_000 }, expected);
  const count = countOf(directory, 'the');
  const { summary } = await build(directory, { from: [bad], onBadRecord: 'skip' });
  t.match(summary, { records: 22, skipped: 2 });
  t.equal(countOf(directory, 'the'), count + 2);
  using catalogue = Catalogue.openForReading(directory);
  t.strictSame(catalogue.skipped(10), [
    { source: 2, line: 2, code: 'not_json' },
    { source: 2, line: 3, code: 'missing_field' },
  ]);
  t.match(catalogue.sources().at(-1), { records: 2, skipped: 2, complete: true });
});

t.test('a new index that fails leaves no folder behind that was not there', async (t) => {
  const root = temporaryFolder(t);
  const bad = join(root, 'bad.jsonl');
  writeFileSync(bad, '{"text":\n');
  const fails = (directory: string, workers?: number) =>
    t.rejects(buildIndex(directory, { from: [bad], ...(workers !== undefined && { workers }) }), {
      code: 'not_json',
    });
  await fails(join(root, 'a', 'b', 'index'));
  t.notOk(existsSync(join(root, 'a')), 'nor the folders on the way to it');
  const made = join(root, 'made');
  mkdirSync(made);
  await fails(made, 2);
  t.strictSame(readdirSync(made), [], 'a folder that was there stays, empty');
  await t.rejects(build(join(root, 'b'), { from: [join(root, 'none.jsonl')] }), {
    code: 'input_not_found',
  });
  t.notOk(existsSync(join(root, 'b')));
});

t.test('an index in which another writer has committed nothing yet is left alone', async (t) => {
  const { root, directory, first } = await smallIndex(t);
  const other = join(root, 'other');
  mkdirSync(join(other, segmentsFolder), { recursive: true });
  using writer = Catalogue.openForWriting(other, fileOperations);
  await t.rejects(build(other, { from: [first] }), { code: 'index_busy' });
  t.ok(existsSync(writer.path));
  using second = Catalogue.openForWriting(directory, fileOperations);
  await t.rejects(build(directory, { from: [first] }), { code: 'index_busy' });
  t.ok(second.snapshot(), 'nor is one with commits');
});

t.test('a folder that holds something else is no place for an index', async (t) => {
  const root = temporaryFolder(t);
  const from = [writeLines(join(root, 'some.jsonl'), someLines(3))];
  await t.rejects(build(root, { from }), { code: 'not_an_index', message: /some\.jsonl/ });
  await t.rejects(build(from[0] as string, { from }), { code: 'not_an_index' });
  t.strictSame(readdirSync(root), ['some.jsonl']);
});

t.test('a place that takes no folder is told at once', { timeout: 20_000 }, async (t) => {
  const root = temporaryFolder(t);
  const from = [writeLines(join(root, 'some.jsonl'), someLines(3))];
  symlinkSync('nowhere', join(root, 'link'));
  // Node's recursive mkdir would never end in the first, nor under /proc.
  for (const path of [join(root, 'link', 'a'), join(root, 'link'), join(from[0] as string, 'a')]) {
    const refused = { code: 'index_not_writable', message: /cannot make the folder .*link|some/ };
    await t.rejects(build(path, { from }), refused, path);
  }
  if (process.platform === 'linux') {
    await t.rejects(build('/proc/firstseen/index', { from }), { code: 'index_not_writable' });
  }
  t.strictSame(readdirSync(root).sort(), ['link', 'some.jsonl']);
});

t.test('a build of nothing makes no index', async (t) => {
  const root = temporaryFolder(t);
  const { summary } = await build(join(root, 'index'), { from: [] });
  t.match(summary, { records: 0, snapshot: null });
  t.notOk(existsSync(join(root, 'index')));
});
