// What the choice of sources may leave out, whatever they hold: each is said, and counted or listed.

import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { temporaryFolder } from '../../store/small-index.ts';
import { runIn } from '../run-index.ts';
import { watchBuild, watchScan } from './watch.ts';

/** Two files of two records in a folder of their own. */
function corpus(t: Test): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.jsonl'), '{"text":"the first"}\n{"text":"the second"}\n');
  writeFileSync(join(folder, 'b.jsonl'), '{"text":"the third"}\n{"text":"the fourth"}\n');
  return folder;
}

t.test('files without a record', async (t) => {
  const folder = corpus(t);
  writeFileSync(join(folder, 'c.jsonl'), '');
  writeFileSync(join(folder, 'd.jsonl'), ' \n\n');
  const from = [join(folder, '*.jsonl')];
  const { summary, info, remarks } = await watchBuild(t, { from });
  t.match([summary.empty, info.empty], [2, 2]);
  const said = [/c\.jsonl holds no record: skipped/, /d\.jsonl holds no record: skipped/];
  t.match(remarks, said);
  t.match(await watchScan(t, { from }), said);
});

t.test('folders that a glob matches, unless it enters them', async (t) => {
  const folder = corpus(t);
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', 'c.jsonl'), '{"text":"the fifth"}\n');
  const from = [join(folder, '*')];
  const said = [/\* matches the folder .*more, left out; a pattern with \*\*\/ finds the files/];
  const { summary, remarks } = await watchBuild(t, { from });
  t.equal(summary.records, 4);
  t.match(remarks, said);
  t.match(await watchScan(t, { from }), said);
  const run = runIn(folder, { format: 'jsonl', files: ['[abm]*'] });
  t.match(
    (await watchBuild(t, { run })).remarks,
    said.map(() => /matches the folder/),
  );
  const whole = await watchBuild(t, { from: [join(folder, '**/*')], format: 'jsonl' }).catch(
    String,
  );
  t.match(whole, /tokenizer\.json/, 'what is no record is never left out');
  const deep = await watchBuild(t, { from: [join(folder, '**/*.jsonl')] });
  t.match([deep.summary.records, deep.remarks], [5, []]);
});

t.test('a link that leads nowhere, and a glob that matches nothing, are errors', async (t) => {
  const folder = corpus(t);
  symlinkSync('/nowhere/c.jsonl', join(folder, 'c.jsonl'));
  const missing = { code: 'input_not_found', message: /c\.jsonl: it is a symbolic link/ };
  await t.rejects(watchBuild(t, { from: [join(folder, '*.jsonl')] }), missing);
  const none = { code: 'input_not_found', message: /no file matches/ };
  await t.rejects(watchBuild(t, { from: [join(folder, '*.json')] }), none);
});

t.test('a file that is named twice, and one that is in the index', async (t) => {
  const folder = corpus(t);
  const from = [join(folder, 'a.jsonl'), join(folder, '*.jsonl')];
  const directory = join(temporaryFolder(t), 'index');
  const first = await watchBuild(t, { from }, directory);
  t.match(first.remarks, [/a\.jsonl is named twice: fed once/]);
  t.match(await watchScan(t, { from }), [/a\.jsonl is named twice: read once/]);
  const again = await watchBuild(t, { from: from.slice(1) }, directory);
  t.match(again.remarks, [/a\.jsonl is in the index already: skipped/, /b\.jsonl is in the index/]);
  t.equal(again.summary.records, 4);
});

t.test('the last line of a file that grows, until it has its line feed', async (t) => {
  const folder = corpus(t);
  const from = [join(folder, 'a.jsonl')];
  const directory = join(temporaryFolder(t), 'index');
  await watchBuild(t, { from }, directory);
  appendFileSync(from[0] as string, '{"text":"the third"}\n\n{"text":"half');
  const { summary, info, remarks } = await watchBuild(t, { from }, directory);
  t.match([summary.records, summary.blank, info.blank, info.sources[0]?.waiting], [3, 1, 1, 13]);
  t.match(remarks, [
    /a\.jsonl has grown: continuing after line 2/,
    /a\.jsonl, line 5: 13 bytes without a line feed yet, left for the next run/,
    /1 blank line or document is not a record/,
  ]);
});

t.test('what was counted before is not said again', async (t) => {
  const folder = corpus(t);
  const from = [join(folder, 'a.jsonl')];
  const directory = join(temporaryFolder(t), 'index');
  appendFileSync(from[0] as string, '\nnope\n');
  const options = { from, onBadRecord: 'skip' as const };
  const first = await watchBuild(t, options, directory);
  t.match(first.remarks, [/1 record could not be used/, /1 blank line/]);
  appendFileSync(from[0] as string, '{"text":"the \\ud800"}\n{"text":"\\udc00"}\nnope\n');
  const { summary, info, remarks } = await watchBuild(t, options, directory);
  t.match(summary, { records: 4, skipped: 2, blank: 1, repaired: 2 });
  t.match(info, { skipped: { count: 2, first: [{ line: 4 }, { line: 7 }] }, repaired: 2 });
  t.match(info.sources, [{ lines: 7, skipped: 2, repaired: 2, blank: 1 }]);
  t.match(remarks, [/has grown/, /1 record could not/, /2 records were repaired/]);
  t.equal(remarks.length, 3);
});

t.test('sources of which nothing was consumed', async (t) => {
  const folder = corpus(t);
  const files = ['a.jsonl', 'b.jsonl'];
  const run = runIn(folder, { format: 'jsonl', files, consumed: { records: 1 } });
  const said = [/a\.jsonl: not consumed: everything after line 1, the source after it: .*b\.jsonl/];
  const { summary, info, remarks } = await watchBuild(t, { run });
  t.match(remarks, said);
  t.match([summary.dropped?.[0]?.dropped, info.sources[0]?.dropped], [/line 1, the source/, /b\./]);
  t.match(await watchScan(t, { run }), said);
});

t.test('a bad record behind what was consumed is not looked at', async (t) => {
  const folder = corpus(t);
  appendFileSync(join(folder, 'a.jsonl'), '\nnope\n');
  for (const consumed of [{ records: 2 }, { steps: 2 }]) {
    const steps = { batch_size: 1 };
    const run = runIn(folder, { format: 'jsonl', files: ['a.jsonl'], consumed, steps });
    const { summary, remarks } = await watchBuild(t, { run });
    t.match(summary, { records: 2, skipped: 0, blank: 0 });
    t.match(remarks, [/not consumed: everything after line 2$/]);
    t.strictSame(await watchScan(t, { run }), remarks);
  }
});

t.test('special tokens are boundaries: counted as model tokens, and never as text', async (t) => {
  const folder = temporaryFolder(t);
  const ids = [2 + 97, 0, 2 + 98, 1, 2 + 99];
  writeFileSync(join(folder, 'a.bin'), Buffer.from(Uint16Array.from(ids).buffer));
  const description = { format: 'nanogpt', files: ['a.bin'], row_tokens: 5 } as const;
  const run = runIn(folder, {
    ...description,
    files: [...description.files],
    tokenizer: 'tokenizer.json',
    end_of_document: 0,
  });
  t.match((await watchBuild(t, { run })).info, { model_tokens: 5, tokens: 3, records: 1 });
});

t.test('an order that leaves records out by repeating others is refused', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.npy'), Buffer.from(Uint16Array.from([99, 98, 97]).buffer));
  writeFileSync(join(folder, 'order.u32'), Buffer.from(Uint32Array.of(0, 1, 1).buffer));
  const order = { kind: 'global-indices', files: ['order.u32'] } as const;
  const run = runIn(folder, {
    format: 'olmo',
    files: ['a.npy'],
    tokenizer: 'tokenizer.json',
    row_tokens: 1,
    order: { ...order, files: [...order.files] },
  });
  await t.rejects(watchBuild(t, { run }), { code: 'order_invalid', message: /repeats/ });
});
