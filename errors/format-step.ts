// Steps and other whole numbers as people read them, in tables, remarks and logs.

/**
 * 1950 -> 1950, 1234567 -> 1,234,567: a number next to a step, which may be a year, looks like one. The first
 * toLocaleString of a process takes 10 ms.
 */
export function formatCount(value: number): string {
  return Math.abs(value) < 10_000
    ? String(value)
    : String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/**
 * 1950 -> 1950, as a year is written; 143000 -> 143,000; 19991231 and 19991231235959, which are dates
 * that records say as their steps, as they are, so that a reader can give them to `--at`.
 */
export function formatStep(step: number): string {
  return isDate(step) ? String(step) : formatCount(step);
}

/** A step that is not a date and looks like one is shown without separators, which is right too. */
function isDate(step: number): boolean {
  return dateStep.test(String(step));
}

/** YYYYMMDD, or YYYYMMDDhhmmss. */
const dateStep =
  /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])([0-5]\d)([0-5]\d|60))?$/;
