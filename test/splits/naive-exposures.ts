// Brute force for splits: counts of many phrases by walking every token of every record, knowing
// nothing of the engine but the analyzer. Phrases are looked up by their first two tokens.

import { analyze } from '../../text/analyzer.ts';
import type { OracleRecord } from '../oracle.ts';

/** For each phrase the steps of its exposures, in training order. */
export function naiveExposures(
  records: Iterable<OracleRecord>,
  phrases: readonly string[],
): Map<string, number[]> {
  const numbers = new Map<string, number>();
  const numberOf = (token: string): number => {
    const known = numbers.get(token);
    if (known !== undefined) return known;
    numbers.set(token, numbers.size);
    return numbers.size - 1;
  };
  const steps = new Map(phrases.map((phrase) => [phrase, [] as number[]]));
  const singles = new Map<number, string[]>();
  const byPair = new Map<number, { phrase: string; rest: number[] }[]>();
  const keyOf = (first: number, second: number) => first * 2 ** 26 + second;
  for (const phrase of steps.keys()) {
    const [first, second, ...rest] = analyze(phrase, 'words').map(numberOf);
    if (first === undefined) continue;
    if (second === undefined) {
      singles.set(first, [...(singles.get(first) ?? []), phrase]);
      continue;
    }
    const key = keyOf(first, second);
    byPair.set(key, [...(byPair.get(key) ?? []), { phrase, rest }]);
  }
  for (const { text, step } of records) {
    const tokens = Int32Array.from(analyze(text, 'words'), (token) => numbers.get(token) ?? -1);
    for (let i = 0; i < tokens.length; i++) {
      const first = tokens[i] as number;
      if (first < 0) continue;
      for (const phrase of singles.get(first) ?? []) steps.get(phrase)?.push(step);
      const second = tokens[i + 1] ?? -1;
      if (second < 0) continue;
      for (const { phrase, rest } of byPair.get(keyOf(first, second)) ?? []) {
        if (rest.every((number, j) => tokens[i + 2 + j] === number)) steps.get(phrase)?.push(step);
      }
    }
  }
  return steps;
}
