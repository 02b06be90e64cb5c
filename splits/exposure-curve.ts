// How many critical phrases and examples of a set had been met by each step: what the paper lays
// over its learning curves.

export interface CurvePoint {
  readonly step: number;
  /** Distinct critical phrases exposed by the step, good and bad ones as one collection. */
  readonly phrases: number;
  /** Examples that are proxy-train by the step. */
  readonly examples: number;
}

/**
 * A point wherever one of the two rises, in order of steps; both are cumulative. Takes the step at
 * which each distinct phrase, and each example, was exposed. Empty where none was.
 */
export function exposureCurve(
  phraseSteps: readonly number[],
  exampleSteps: readonly number[],
): CurvePoint[] {
  const rises = new Map<number, { phrases: number; examples: number }>();
  const riseAt = (step: number) => {
    const rise = rises.get(step) ?? { phrases: 0, examples: 0 };
    rises.set(step, rise);
    return rise;
  };
  for (const step of phraseSteps) riseAt(step).phrases += 1;
  for (const step of exampleSteps) riseAt(step).examples += 1;
  let phrases = 0;
  let examples = 0;
  return [...rises.entries()]
    .sort(([a], [b]) => a - b)
    .map(([step, rise]) => {
      phrases += rise.phrases;
      examples += rise.examples;
      return { step, phrases, examples };
    });
}
