// Expressions that readers stumble over, with the plain ones to write instead.

interface Avoided {
  readonly pattern: RegExp;
  readonly instead: string;
}

const avoided: readonly Avoided[] = [
  {
    pattern:
      /(?<!\bthere )\b(?:is|are|was|were) no (?!(?:more|less|longer|larger|smaller|later)\b)/i,
    instead: '"is not a", or "has no"',
  },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: '"fix"' },
  { pattern: /\btold (?:by|from)\b/i, instead: '"detected by", "known from"' },
  { pattern: /\bbeside\b/i, instead: '"next to", "besides", "with"' },
  { pattern: /\bgone on with\b/i, instead: '"continued"' },
  { pattern: /\b(?:is|are) none of\b/i, instead: '"does not match"' },
];

/** A line for each expression that is found: what, where in its sentence, what instead. */
export function findAvoided(sentences: readonly string[]): string[] {
  return sentences.flatMap((sentence) =>
    avoided.flatMap(({ pattern, instead }) => {
      const [found] = pattern.exec(sentence) ?? [];
      return found === undefined ? [] : [`avoid "${found.trim()}", write ${instead}: ${sentence}`];
    }),
  );
}
