// Errors of the library name its options, and none of the command.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import {
  buildIndex,
  curves,
  openIndex,
  scanCorpus,
  serve,
  splitPairs,
} from '../../../firstseen.ts';
import { nameOptions } from '../../../library/options/name-options.ts';
import { findMessages } from '../../../scripts/words/messages.ts';
import { makeScene } from '../scene.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

t.test('names of the command become those of a call', (t) => {
  const cases: [string, string][] = [
    [
      'skip such records with --on-bad-record skip (they',
      "skip such records with onBadRecord: 'skip' (they",
    ],
    [
      'Name the right field with --text-field (text_field in',
      'Name the right field with textField (text_field in',
    ],
    ['at least --memory 426M', "at least memory: '426M'"],
    ['built with --resolution step and', "built with resolution: 'step' and"],
    ['without texts (--no-text)', 'without texts (text: false)'],
    ['Name another folder with --out.', 'Name another folder with out.'],
    ['with --dataset-impl mmap, and --log_samples', 'with --dataset-impl mmap, and --log_samples'],
    ['a--from b---out', 'a--from b---out'],
  ];
  for (const [message, expected] of cases) t.equal(nameOptions(message), expected);
  t.end();
});

t.test('an error of a call names none of the command', async (t) => {
  const { index, at } = await makeScene(t);
  const from = at('corpus.jsonl');
  writeFileSync(at('half.jsonl'), '{"text":"a"}\n{"text":\n{"text":"b"}\n');
  const build = (options: object) => () => buildIndex(at('new.idx'), { from, ...options });
  await buildIndex(at('plain.idx'), { from, text: false });
  await buildIndex(at('steps.idx'), { from, resolution: 'step' });
  using plain = openIndex(at('plain.idx'));
  using bySteps = openIndex(at('steps.idx'));
  const calls: [string, () => unknown][] = [
    ['textField', build({ textField: 'content' })],
    ['stepField', build({ stepField: 'step' })],
    ['memory', build({ memory: '1M' })],
    ['quoting', build({ quoting: 'none' })],
    ['onBadRecord', () => scanCorpus(['a'], { from: at('half.jsonl') })],
    ['out', () => splitPairs(index, { pairs: at('sleep.jsonl'), out: at('my.idx') })],
    [
      'port',
      async () => {
        await using server = await serve(index, { port: 0 });
        await serve(index, { port: Number(new URL(server.address).port) });
      },
    ],
    ['tokenFile', () => serve(index, { port: 0, host: '0.0.0.0' })],
    ['text: false', async () => plain.contexts('the')],
    ["resolution: 'step'", async () => bySteps.contexts('the')],
    ["resolution: 'step'", async () => bySteps.search('the')],
  ];
  for (const [name, call] of calls) {
    const error = await Promise.resolve()
      .then(call)
      .catch((thrown: unknown) => thrown);
    t.match(error, { name: 'FirstseenError', message: name }, name);
    t.notMatch(error, { message: /(^|\s|\()--[a-z]/ }, name);
  }
  const results = curves({ split: at('none'), results: at('results.csv') });
  await t.rejects(results, { code: 'input_not_found' });
});

/** Of other programs, or of the command alone: what a library's caller cannot say by a name of its own. */
const foreign = [
  '--dataset-impl',
  '--log_samples',
  '--users',
  '--sides',
  '--to',
  '--json',
  '--ingest',
];

t.test(
  'every option that a message below the command line names has a name in the library',
  (t) => {
    const layers =
      'corpus formats input store text schemas indexer exposure search trace splits curves query-server'.split(
        ' ',
      );
    let found = 0;
    for (const layer of layers) {
      for (const name of readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts')) continue;
        for (const message of findMessages(readFileSync(join(root, layer, name), 'utf8'))) {
          if (/var\(|[{;] --/.test(message)) continue; // CSS
          for (const option of message.match(/(?<![\w-])--[a-z_]+(-[a-z]+)*/g) ?? []) {
            found++;
            const isNamed = nameOptions(option) !== option || foreign.includes(option);
            t.ok(isNamed, `${layer}/${name}: ${option}`);
          }
        }
      }
    }
    t.ok(found > 30);
    t.end();
  },
);
