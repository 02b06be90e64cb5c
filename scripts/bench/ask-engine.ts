// The engine's answers: checked against the oracle, and timed part by part.

import assert from 'node:assert/strict';
import { answerPhrase, answerPhrases } from '../../exposure/answer-phrases.ts';
import { locatePhrases, type Place } from '../../exposure/find-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { Oracle } from '../../test/oracle.ts';
import { analyze } from '../../text/analyzer.ts';
import { commonPhrases, samplePhrases } from './choose-phrases.ts';
import type { PlainRecord } from './read-records.ts';

/** Throws where any answer differs from the oracle's. */
export function checkAnswers(
  index: string,
  records: readonly PlainRecord[],
  phrases: readonly string[],
): Record<string, number> {
  using snapshot = Snapshot.open(index);
  const question = { at: [1, 7, 40, 1000, 1e9], bins: 50, records: true };
  const plan = planQuestion(snapshot, question);
  const answers = phrases.map((phrase) => answerPhrase(snapshot, plan, phrase));
  const oracle = new Oracle(records.map((record, rank) => ({ ...record, step: rank + 1 })));
  assert.deepEqual(answers, oracle.answers(phrases, question));
  assert.deepEqual(answerPhrases(snapshot, plan, phrases), answers);
  return { phrases: phrases.length, equal: answers.length };
}

export function askEngine(index: string, records: readonly PlainRecord[]): Record<string, number> {
  const phrases = samplePhrases(records, 20_000);
  const random = phrases.map((phrase) => analyze(phrase, 'words'));
  using snapshot = Snapshot.open(index);
  const middle = Math.floor(snapshot.lastStep / 2);
  const bounds = new Map(
    snapshot.segments.map((segment) => [segment, segment.values.consumedBy(middle)]),
  );
  const find = (tokens: readonly string[]) => locatePhrases(snapshot, [tokens])[0] ?? [];
  const first = ([place]: readonly Place[]) => {
    if (place === undefined) return 0;
    const value = place.segment.ranks.first(place.interval);
    return value === undefined ? 0 : place.segment.values.stepOf(value);
  };
  const countBy = (places: readonly Place[]) =>
    places.reduce(
      (sum, { segment, interval }) =>
        sum + segment.ranks.countBelow(interval, bounds.get(segment) as number),
      0,
    );
  const common = commonPhrases().map((phrase) => analyze(phrase, 'words'));
  const commonPlaces = common.map(find);
  const hits = commonPlaces.map((places) =>
    places.reduce((sum, { interval }) => sum + interval.end - interval.start, 0),
  );
  const randomPlaces = random.map(find);
  const bins = planQuestion(snapshot, { bins: 100 });
  const ofThe = () => answerPhrase(snapshot, bins, 'of the');
  const plain = planQuestion(snapshot);
  const alone = (phrase: string) => answerPhrase(snapshot, plain, phrase);
  const groups = Array.from({ length: Math.ceil(phrases.length / groupSize) }, (_, i) =>
    phrases.slice(i * groupSize, (i + 1) * groupSize),
  );
  const together = (group: readonly string[]) => answerPhrases(snapshot, plain, group);
  return {
    'answer, alone, us': microseconds(phrases, alone),
    'answer, together, us': round(
      (microseconds(groups, together) * groups.length) / phrases.length,
    ),
    'count, random, us': microseconds(random, find),
    'count, common, us': microseconds(common, find, 40),
    'first, random, us': microseconds(randomPlaces, first),
    'first, common, us': microseconds(commonPlaces, first, 40),
    'count <= S, random, us': microseconds(randomPlaces, countBy),
    'count <= S, common, us': microseconds(commonPlaces, countBy, 40),
    'hits of the most common': Math.max(...hits),
    '100 bins of "of the", us': microseconds([0], ofThe, 100),
  };
}

/** Phrases asked together. */
const groupSize = 64;

/** Rounds over the questions, whose median is taken: one alone takes some hundredths of a second. */
const timedRounds = 15;

/** Mean time of `ask` over the questions in the median round, after one to warm up. */
function microseconds<Q>(
  questions: readonly Q[],
  ask: (question: Q) => unknown,
  repeats = 1,
): number {
  for (const question of questions) ask(question);
  const times = Array.from({ length: timedRounds }, () => {
    const started = performance.now();
    for (let i = 0; i < repeats; i++) for (const question of questions) ask(question);
    return (performance.now() - started) / questions.length / repeats;
  }).sort((a, b) => a - b);
  return round((times[timedRounds >> 1] as number) * 1000);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
