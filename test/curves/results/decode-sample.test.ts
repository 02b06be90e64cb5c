// What a logged line says, and what is wrong with one that says nothing.

import t from 'tap';
import { decodeSample } from '../../../curves/results/lm-eval/decode-sample.ts';
import { isAggregate, parseSampleName } from '../../../curves/results/lm-eval/sample-name.ts';
import { sampleLine } from './small-results.ts';

const scored = { set: 'wh_island', seed: 1, step: 5, row: 4, good: -1.5, bad: -2 };
const fields = JSON.parse(sampleLine(scored)) as Record<string, unknown>;
const { acc: _, ...unjudged } = fields;

const lineOf = (changes: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ ...fields, ...changes });

t.test('the metric decides, in every form that it is written in', async (t) => {
  for (const acc of [1, true, '1', '1.0', 'True']) {
    t.match(decodeSample(lineOf({ acc })), {
      judgement: { row: 4, isRight: true, filter: 'none' },
    });
  }
  for (const acc of [0, false, '0', '0.0', 'False']) {
    t.match(decodeSample(lineOf({ acc })), { judgement: { isRight: false }, isByMetric: true });
  }
  const other = lineOf({ acc: 1, acc_norm: 0 });
  t.equal(decodeSample(other).judgement.isRight, true);
  t.equal(decodeSample(other, 'acc_norm').judgement.isRight, false);
});

t.test('without acc the greatest log-probability decides, the first of equals', async (t) => {
  const judge = (scores: readonly unknown[], target = '0') =>
    decodeSample(
      JSON.stringify({ ...unjudged, target, filtered_resps: scores.map((one) => [one, 'False']) }),
    ).judgement.isRight;
  t.equal(judge(['-1', '-2']), true);
  t.equal(judge(['-2', '-1']), false);
  t.equal(judge(['-2', '-2']), true, 'equal: the first');
  t.equal(judge(['-2', '-2'], '1'), false);
  t.equal(judge(['-2', '-1'], '1'), true);
  t.equal(judge(['-inf', '-1']), false);
  t.equal(judge([-1.5, -1.25]), false, 'numbers, as older versions log them');
  const { filtered_resps: filtered, ...older } = unjudged;
  t.equal(decodeSample(JSON.stringify(older)).judgement.isRight, true, 'from resps');
  t.ok(filtered);
});

t.test('each fault of a line is named', async (t) => {
  const faults: [string, RegExp, string?][] = [
    ['{"doc_id": 1', /not valid JSON/],
    ['[1]', /not a JSON object/],
    [lineOf({ doc_id: undefined }), /doc_id is nothing, expected the number of a row/],
    [lineOf({ doc_id: '4' }), /doc_id is "4"/],
    [lineOf({ doc: undefined }), /doc is nothing, expected the pair/],
    [lineOf({ acc: 0.5 }), /acc is 0.5, expected 0 or 1/],
    [lineOf({ acc: null }), /acc is null/],
    [lineOf({}), /no metric acc_norm; its metrics are acc$/, 'acc_norm'],
    [JSON.stringify({ doc_id: 1, doc: {}, metrics: ['bleu'] }), /its metrics are bleu.*--metric/],
    [JSON.stringify({ ...unjudged, target: 'yes' }), /no acc/],
    [
      JSON.stringify({
        ...unjudged,
        filtered_resps: [
          ['nan', 'x'],
          ['-1', 'x'],
        ],
      }),
      /NaN and -1/,
    ],
    [
      JSON.stringify({
        ...unjudged,
        filtered_resps: [
          ['-inf', 'x'],
          ['-inf', 'x'],
        ],
      }),
      /Infinity/,
    ],
    [
      JSON.stringify({
        ...unjudged,
        filtered_resps: [
          ['', 'x'],
          ['-1', 'x'],
        ],
      }),
      /no acc/,
    ],
  ];
  for (const [line, expected, metric] of faults) {
    t.throws(() => decodeSample(line, metric), { message: expected }, line.slice(0, 60));
  }
});

t.test('a name says task and date', async (t) => {
  t.same(parseSampleName('samples_blimp_wh_island_2026-11-27T10-00-00.000123.jsonl'), {
    ...{ task: 'blimp_wh_island', date: '2026-11-27T10-00-00.000123' },
  });
  t.same(parseSampleName('samples_blimp_passive_1_2026-11-27T10-00-00.jsonl.zst'), {
    ...{ task: 'blimp_passive_1', date: '2026-11-27T10-00-00' },
  });
  t.same(parseSampleName('samples_blimp_passive_1.jsonl'), { task: 'blimp_passive_1', date: '' });
  for (const name of ['samples_.jsonl', 'results_2026.json', 'x.jsonl', 'samples_a.csv']) {
    t.equal(parseSampleName(name), undefined, name);
  }
  t.ok(isAggregate('results_2026-11-27T10-00-00.000000.json'));
  t.notOk(isAggregate('resultsheet.json'));
});
