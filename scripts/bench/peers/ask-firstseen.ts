// `ask-firstseen.ts INDEX PHRASES BINS`: a list asked one by one in this process; prints Answers.

import { readFileSync } from 'node:fs';
import { answerPhrase } from '../../../exposure/answer-phrases.ts';
import { planQuestion, type QuestionPlan } from '../../../exposure/plan-question.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import type { Answers, Times } from './peer.ts';

const [index = '', list = '', bins = ''] = process.argv.slice(2);
const phrases = readFileSync(list, 'utf8').trimEnd().split('\n');
using snapshot = Snapshot.open(index);

function timeAll(plan: QuestionPlan): Times {
  const times = new Float64Array(phrases.length);
  for (let round = 0; round < 2; round++) {
    for (const [i, phrase] of phrases.entries()) {
      const started = performance.now();
      answerPhrase(snapshot, plan, phrase);
      times[i] = (performance.now() - started) * 1000;
    }
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  times.sort();
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
  return { mean, median: at(0.5), p99: at(0.99) };
}

const counted = planQuestion(snapshot, { records: true });
const answers = phrases.map((phrase) => answerPhrase(snapshot, counted, phrase));
const told: Answers = {
  first: timeAll(planQuestion(snapshot)),
  timeline: timeAll(planQuestion(snapshot, { bins: Number(bins) })),
  records: answers.map(({ records = 0 }) => records),
  firsts: answers.map(({ first }) => first?.step ?? null),
};
process.stdout.write(JSON.stringify(told));
