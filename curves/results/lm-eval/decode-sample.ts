// A line that lm-evaluation-harness logs -> a row's judgement. The definition: slow and exact.
//
//   {"doc_id":0,"doc":{...},"target":"0","arguments":{...},"resps":[[["-77.9","False"]],...],
//    "filtered_resps":[["-77.9","False"],...],"filter":"none","metrics":["acc"],...,"acc":0.0}

import { parseObject } from '../../../input/lines/json-text.ts';
import { isObject, type JsonObject } from '../../../splits/pairs/is-object.ts';
import { quoted } from '../bad-result.ts';

export interface Judgement {
  readonly row: number;
  readonly isRight: boolean;
  /** Null: the line names none, as older versions did. */
  readonly filter: string | null;
}

export interface Sample {
  readonly judgement: Judgement;
  readonly document: JsonObject;
  /** Said by the metric, and not found from the log-probabilities. */
  readonly isByMetric: boolean;
}

/** A line that cannot be used; the reader of the file says where it is. */
export class SampleFault extends Error {}

const verdicts = new Map<unknown, boolean>([
  ...[1, true, '1', '1.0', 'True', 'true'].map((value) => [value, true] as const),
  ...[0, false, '0', '0.0', 'False', 'false'].map((value) => [value, false] as const),
]);

/** Throws `SampleFault`. `metric` undefined: `acc`, and without it the log-probabilities. */
export function decodeSample(line: string, metric?: string): Sample {
  const fields = parseObject(line, (fault) => new SampleFault(`the line is ${fault}`));
  const { doc_id: row, doc, filter } = fields;
  if (typeof row !== 'number') {
    throw new SampleFault(`doc_id is ${quoted(row)}, expected the number of a row`);
  }
  if (!isObject(doc)) {
    throw new SampleFault(`doc is ${quoted(doc)}, expected the pair that was scored`);
  }
  const isByMetric = metric !== undefined || fields['acc'] !== undefined;
  const isRight = isByMetric ? judgeByMetric(fields, metric ?? 'acc') : judgeByScores(fields);
  const judgement = { row, isRight, filter: typeof filter === 'string' ? filter : null };
  return { judgement, document: doc, isByMetric };
}

function judgeByMetric(fields: JsonObject, metric: string): boolean {
  const value = fields[metric];
  const verdict = verdicts.get(value);
  if (verdict !== undefined) return verdict;
  if (value !== undefined) {
    throw new SampleFault(`${metric} is ${quoted(value)}, expected 0 or 1 for each row`);
  }
  throw new SampleFault(`the line has no metric ${metric}; ${nameMetrics(fields)}`);
}

/** The harness takes the answer with the greatest log-probability, the first of equals. */
function judgeByScores(fields: JsonObject): boolean {
  const scores = readScores(fields);
  const target = Number(fields['target']);
  if (scores === undefined || !Number.isInteger(target) || !(target in scores)) {
    throw new SampleFault(
      `the line has no acc, and no log-probabilities with a target to compute it from; ${nameMetrics(fields)}. Name the metric that says what is right with --metric.`,
    );
  }
  const bad = scores.find((score) => Number.isNaN(score) || score === Number.POSITIVE_INFINITY);
  if (bad !== undefined || scores.every((score) => score === Number.NEGATIVE_INFINITY)) {
    throw new SampleFault(`its log-probabilities are ${scores.join(' and ')}, expected numbers`);
  }
  return scores.indexOf(Math.max(...scores)) === target;
}

/** `filtered_resps` has a pair of log-probability and greedy flag for each answer. */
function readScores(fields: JsonObject): number[] | undefined {
  const answers = fields['filtered_resps'] ?? firstResponses(fields['resps']);
  if (!Array.isArray(answers) || answers.length < 2) return undefined;
  const scores = answers.map((answer: unknown) => readScore(answer));
  return scores.every((score) => score !== undefined) ? scores : undefined;
}

function readScore(answer: unknown): number | undefined {
  if (!Array.isArray(answer) || answer.length !== 2) return undefined;
  const [score]: unknown[] = answer;
  if (typeof score === 'number') return score;
  if (typeof score !== 'string' || score.trim() === '') return undefined;
  const infinity = /^([+-]?)inf$/.exec(score);
  return infinity === null ? Number(score) : Number(`${infinity[1]}Infinity`);
}

function firstResponses(responses: unknown): unknown {
  if (!Array.isArray(responses)) return undefined;
  const isSingle = responses.every((one) => Array.isArray(one) && one.length === 1);
  return isSingle ? responses.flat() : undefined;
}

function nameMetrics({ metrics }: JsonObject): string {
  const names = Array.isArray(metrics) ? metrics.filter((name) => typeof name === 'string') : [];
  return names.length === 0 ? 'it names no metrics' : `its metrics are ${names.join(', ')}`;
}
