// Numbers as people read them, grouped in full or short for an axis; and texts cut to fit.

const grouped = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** 1234567 -> "1,234,567". @param {number} value */
export function formatCount(value) {
  return grouped.format(value);
}

/** 1234567 -> "1.23M", for axes. @param {number} value */
export function formatCompact(value) {
  return value < 10_000 ? grouped.format(value) : compact.format(value);
}

const dateStep =
  /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])([0-5]\d)([0-5]\d|60))?$/;

/**
 * 1945 -> "1945", 143000 -> "143,000": a step may be a year, or a date (19991231, 19991231235959),
 * which have no separators.
 * @param {number} step
 */
export function formatStep(step) {
  return step < 10_000 || dateStep.test(String(step)) ? String(step) : grouped.format(step);
}

/**
 * Labels of an axis: short where all of them say their whole value, in full where one would not.
 * @param {readonly number[]} ticks
 * @param {'step' | 'token'} unit
 */
export function tickLabels(ticks, unit) {
  const format = unit === 'step' ? formatStep : formatCount;
  const isShort = ticks.every((tick) => Number(tick.toPrecision(3)) === tick);
  return ticks.map((tick) => (tick >= 10_000 && isShort ? compact.format(tick) : format(tick)));
}

/** 1 -> "1 exposure", 2 -> "2 exposures". @param {number} value @param {string} noun */
export function countNoun(value, noun) {
  return `${grouped.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** 2048 -> "2 KiB". @param {number} size */
export function formatBytes(size) {
  if (size < 1024) return countNoun(size, 'byte');
  const kib = size / 1024;
  if (kib < 9999.5) return `${grouped.format(Math.round(kib))} KiB`;
  return `${grouped.format(Math.round(kib / 1024))} MiB`;
}

/** Steps of the bin (after, by] as words: "step 5", "steps 5–9". @param {number} after @param {number} by */
export function formatSteps(after, by) {
  if (by - after === 1) return `step ${formatStep(by)}`;
  return `steps ${formatStep(after + 1)}–${formatStep(by)}`;
}

/** A text of at most so many characters, cut with an ellipsis. @param {string} text @param {number} max */
export function shorten(text, max) {
  const characters = [...text.slice(0, max * 2)];
  return characters.length <= max && text.length <= max * 2
    ? text
    : `${characters.slice(0, max - 1).join('')}…`;
}
