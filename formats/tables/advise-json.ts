// JSON in a file that is named as a table.

/** A sentence that names the format to read it by; empty where the first cell does not begin as JSON does. */
export function adviseJson(firstCell: string): string {
  const mark = /^\s*([{[])/.exec(firstCell)?.[1];
  if (mark === undefined) return '';
  return mark === '{'
    ? 'It looks like JSON lines: --format jsonl reads them.'
    : 'It looks like a JSON array: --format json reads it.';
}
