// JSON without loss: a number would lose the last digits of a long integer, and "1.0" its point.

type Reviver = (key: string, value: unknown) => unknown;

/** The members of a JSON object, integers as bigints. */
export function parseExactly(json: string): Record<string, unknown> {
  const reviver = (_: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && /^-?\d+$/.test(context.source ?? '')
      ? BigInt(context.source as string)
      : value;
  return JSON.parse(json, reviver as Reviver);
}

/** JSON text without white space, numbers as they were written. */
export function respell(json: string): string {
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
  const reviver = (_: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? rawJSON(source)
      : value;
  return JSON.stringify(JSON.parse(json, reviver as Reviver));
}
