// The query string of a URL, strictly: percent-encoded UTF-8, or no query at all.
//
// Node's own parser turns a broken escape into other text, which would be another question.

/** What a broken query string becomes; `requireQuery` refuses it. */
const malformed = Symbol('malformed');

type ParsedQuery = Record<string, string | string[]> & { [malformed]?: string };

/** Makes an object without a prototype of Object's, which engines keep as fast as any other. */
function Query() {}
Query.prototype = Object.create(null);

/** Names and values; a name that comes twice has an array. Never throws: see `brokenPart`. */
export function parseQuery(text: string): ParsedQuery {
  const query: ParsedQuery = Reflect.construct(Query, []);
  if (text === '') return query;
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decodeValue(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : decodeValue(part.slice(equals + 1));
    if (name === undefined || value === undefined) {
      query[malformed] = part;
      return query;
    }
    const before = query[name];
    if (before === undefined) query[name] = value;
    else if (typeof before === 'string') query[name] = [before, value];
    else before.push(value);
  }
  return query;
}

/** The part of a query string that is not percent-encoded UTF-8, if there is one. */
export function brokenPart(query: unknown): string | undefined {
  const isBroken = typeof query === 'object' && query !== null && malformed in query;
  return isBroken ? String(query[malformed]) : undefined;
}

/** A name or a value; undefined: it is not percent-encoded UTF-8. */
export function decodeValue(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
