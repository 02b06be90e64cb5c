// `ask-firstseen.ts INDEX PHRASES BINS`: a list asked one by one in this process; prints Answers.
//
// `count` searches tokens, as the other engines do. The other questions begin with the phrase as text,
// and their answers have count, first and last step.

import { readFileSync } from 'node:fs';
import { answerPhrase } from '../../../exposure/answer-phrases.ts';
import { locatePhrases } from '../../../exposure/find-phrases.ts';
import { planQuestion } from '../../../exposure/plan-question.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { timeEach } from './measure.ts';
import type { Answers } from './peer.ts';

const [index = '', list = '', bins = ''] = process.argv.slice(2);
const phrases = readFileSync(list, 'utf8').trimEnd().split('\n');
using snapshot = Snapshot.open(index);

const counted = planQuestion(snapshot, { records: true });
const answers = phrases.map((phrase) => answerPhrase(snapshot, counted, phrase));
const tokens = answers.map((answer) => answer.tokens);
const plain = planQuestion(snapshot);
const binned = planQuestion(snapshot, { bins: Number(bins) });

function count(phrase: readonly string[]): number {
  const [places = []] = locatePhrases(snapshot, [phrase]);
  return places.reduce((sum, { interval }) => sum + interval.end - interval.start, 0);
}

const told: Answers = {
  times: {
    count: timeEach(tokens, count),
    first: timeEach(phrases, (phrase) => answerPhrase(snapshot, plain, phrase)),
    timeline: timeEach(phrases, (phrase) => answerPhrase(snapshot, binned, phrase)),
  },
  told: {
    counts: tokens.map(count),
    records: answers.map(({ records = 0 }) => records),
    firsts: answers.map(({ first }) => first?.step ?? null),
  },
};
process.stdout.write(JSON.stringify(told));
