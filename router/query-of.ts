// A question as a query string.

/** `?a=1&b=x`; empty where nothing is asked. */
export function queryOf(
  question: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const parts = Object.entries(question).flatMap(([name, value]) => {
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
