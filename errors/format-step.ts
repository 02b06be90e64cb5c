// A step as people read it, in tables, remarks and logs.

/**
 * 1950 -> 1950, as a year is written; 143000 -> 143,000; 19991231 and 19991231235959, which are dates
 * that records say as their steps, as they are, so that a reader can give them to `--at`.
 */
export function formatStep(step: number): string {
  return step < 10_000 || isDate(step) ? String(step) : step.toLocaleString('en');
}

/** A step that is not a date and looks like one is shown without separators, which is right too. */
function isDate(step: number): boolean {
  return dateStep.test(String(step));
}

/** YYYYMMDD, or YYYYMMDDhhmmss. */
const dateStep =
  /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])([0-5]\d)([0-5]\d|60))?$/;
