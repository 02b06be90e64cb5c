// The folders of ../shared/data/formats, each written by its format's own library: records, order,
// steps and answers against a plain reading in Python (scripts/formats/read_plainly.py), which shares
// nothing with the readers.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { readRun } from '../../../corpus/read-run.ts';
import { answerPhrase } from '../../../exposure/answer-phrases.ts';
import { planQuestion } from '../../../exposure/plan-question.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { Oracle } from '../../oracle.ts';
import { randomPhrases, seededRandom } from '../../phrases.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { recordsOf } from './records-of.ts';

const formats = '../shared/data/formats';
const script = fileURLToPath(new URL('../../../scripts/formats/read_plainly.py', import.meta.url));
const python = process.env['FIRSTSEEN_PYTHON'] ?? 'python3';

interface PlainRecord {
  readonly parts: readonly string[];
  readonly id: string | null;
  readonly step: number;
  readonly modelTokens: number;
}

/** A line of read_plainly.py. */
interface PlainLine {
  readonly id: string | null;
  readonly step: number;
  readonly text?: string;
  readonly text_pieces?: readonly string[];
  readonly model_tokens: number | null;
}

/** The records, or why they cannot be read. */
function readPlainly(run: string): PlainRecord[] | string {
  const { status, stdout, stderr, error } = spawnSync(python, [script, run], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) return `${python} cannot be run`;
  if (status === 1 && stderr.includes('needs the Python package')) return stderr.trim();
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const { id, step, text = '', text_pieces, model_tokens } = JSON.parse(line) as PlainLine;
      return { id, step, parts: text_pieces ?? [text], modelTokens: model_tokens ?? 0 };
    });
}

const folders = existsSync(formats)
  ? readdirSync(formats).filter((name) => existsSync(join(formats, name, 'run.json')))
  : [];
if (folders.length === 0) {
  t.test('formats by their own libraries', { skip: `${formats} is absent` }, async () => {});
}

for (const folder of folders) {
  const path = join(formats, folder, 'run.json');
  t.test(folder, async (t) => {
    const directory = join(temporaryFolder(t), 'index');
    const build = () =>
      buildIndex(directory, {
        run: readRun(path),
        workers: 1,
        inline: fileOperations,
        rangeBytes: 100_000,
      });
    if (folder.endsWith('-unsorted')) {
      await t.rejects(build(), { code: 'step_backwards', message: /train\.parquet:\d+/ });
      t.notOk(existsSync(directory), 'nothing is published');
      return;
    }
    const plain = readPlainly(path);
    await build();
    using snapshot = Snapshot.open(directory);
    if (typeof plain === 'string') {
      t.pass('compared', { skip: plain });
      return;
    }
    const found = recordsOf(snapshot);
    t.equal(found.length, plain.length, 'as many records');
    const wrong = found.findIndex(({ parts, id, step }, rank) => {
      const record = plain[rank] as PlainRecord;
      const same = (parts.length === 0 ? [''] : parts).join('\0') === record.parts.join('\0');
      return !same || id !== record.id || step !== record.step;
    });
    t.equal(wrong, -1, 'every record with its parts, id and step');
    const modelTokens = plain.reduce((sum, { modelTokens }) => sum + modelTokens, 0);
    const end = snapshot.segments.at(-1)?.steps;
    t.equal(end?.end.modelTokens, modelTokens, 'as many model tokens');
    compareAnswers(t, snapshot, plain);
  });
}

function compareAnswers(t: Test, snapshot: Snapshot, plain: readonly PlainRecord[]): void {
  const records = plain.map(({ parts, id, step }) => ({ text: '', parts, id, step }));
  const oracle = new Oracle(records);
  t.equal(snapshot.tokens, oracle.tokenCount, 'as many tokens');
  const texts = plain.flatMap(({ parts }) => parts).filter((part) => part !== '');
  const phrases = randomPhrases(texts, 150, seededRandom(6));
  const question = { at: [1, 4, 9, Math.ceil(snapshot.lastStep / 2)], bins: 7, records: true };
  const plan = planQuestion(snapshot, question);
  const answers = phrases.map((phrase) => answerPhrase(snapshot, plan, phrase));
  t.strictSame(answers, oracle.answers(phrases, question), 'the answers of a brute-force count');
}
