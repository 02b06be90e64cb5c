// The word among some that a misspelled one probably means.

/** Edits up to which a word is taken for a misspelled one, as commander has it for options. */
const maxEdits = 3;

/** Undefined: none is near. Of several that are equally near the first. */
export function nearestChoice(word: string, choices: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = maxEdits + 1;
  for (const choice of choices) {
    const edits = countEdits(word.toLowerCase(), choice.toLowerCase());
    const isAlike = edits < 0.6 * Math.max(word.length, choice.length);
    if (isAlike && edits < fewest) [nearest, fewest] = [choice, edits];
  }
  // "date" of "date-time": a beginning says more than the number of letters that are left out.
  const begun = choices.filter((choice) => word !== '' && choice.startsWith(word.toLowerCase()));
  return nearest ?? (begun.length === 1 ? begun[0] : undefined);
}

/** Letters to insert, to delete or to replace, or neighbours to swap, each counted once. */
function countEdits(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const replaced = (row[j - 1] ?? 0) + (isSame ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, swapped));
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
