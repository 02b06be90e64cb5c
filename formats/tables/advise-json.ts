// JSON in a file that is named as a table.

/** The format that reads it, as a sentence of advice; empty where the first cell of the header is no JSON. */
export function adviseJson(firstCell: string): string {
  const mark = /^\s*([{[])/.exec(firstCell)?.[1];
  if (mark === undefined) return '';
  return mark === '{'
    ? 'It looks like JSON lines: --format jsonl reads them.'
    : 'It looks like a JSON array: --format json reads it.';
}
