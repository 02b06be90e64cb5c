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

/** 1 -> "1 exposure", 2 -> "2 exposures". @param {number} value @param {string} noun */
export function countOf(value, noun) {
  return `${grouped.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Steps of the bin (after, by] as words: "step 5", "steps 5–9". @param {number} after @param {number} by */
export function stepsOf(after, by) {
  if (by - after === 1) return `step ${formatCount(by)}`;
  return `steps ${formatCount(after + 1)}–${formatCount(by)}`;
}

/** A text of at most so many characters, cut with an ellipsis. @param {string} text @param {number} most */
export function shorten(text, most) {
  const characters = [...text.slice(0, most * 2)];
  return characters.length <= most && text.length <= most * 2
    ? text
    : `${characters.slice(0, most - 1).join('')}…`;
}
