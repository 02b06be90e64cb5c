// The patterns of a tokenizer.json that nobody has looked at: they may take any time.

import { knownPatterns } from './known-patterns.ts';
import { listSteps, type StepJson, type TokenizerJson } from './tokenizer-json.ts';

/** A pattern that may take any time, and the part of the tokenizer.json that has it. */
export interface UnknownPattern {
  readonly part: 'normalizer' | 'pre_tokenizer' | 'decoder';
  readonly pattern: string;
}

/** Those that encoding runs. */
export function listUnknownPatterns(json: TokenizerJson): UnknownPattern[] {
  return [
    ...listUnknown('normalizer', listSteps(json.normalizer)),
    ...listUnknown('pre_tokenizer', listSteps(json.pre_tokenizer)),
  ];
}

export function listUnknown(
  part: UnknownPattern['part'],
  steps: readonly Pick<StepJson, 'pattern'>[],
): UnknownPattern[] {
  const patterns = steps.flatMap(({ pattern }) => pattern?.Regex ?? []);
  return patterns
    .filter((pattern) => !knownPatterns.has(pattern))
    .map((pattern) => ({ part, pattern }));
}
