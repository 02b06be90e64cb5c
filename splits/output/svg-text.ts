// Numbers and text as pictures write them.

/** A coordinate to a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** 1950 -> 1950, as a year is written; 143000 -> 143,000 */
export function formatStep(step: number): string {
  return step < 10_000 ? String(step) : formatCount(step);
}

export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
