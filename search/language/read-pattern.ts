// `/re/` in a query: where the pattern ends. A slash in a class or behind a backslash is part of it.

import { badQuery } from './bad-query.ts';
import type { QueryText } from './query-text.ts';

/** Moves behind the pattern that begins here and gives its source, without the slashes. */
export function readPattern(query: QueryText): string {
  const { text, at: start } = query;
  let isInClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const unit = text[at];
    if (unit === '\\') at++;
    else if (unit === '[') isInClass = true;
    else if (unit === ']') isInClass = false;
    else if (unit === '/' && !isInClass) {
      query.at = at + 1;
      return requireSource(start, text.slice(start + 1, at));
    }
  }
  throw badQuery({
    offset: start,
    expected: 'a pattern with a slash at its end, as /colou?r/',
    found: query.quote(start),
    solve: 'Write \\/ for the sign.',
  });
}

function requireSource(offset: number, source: string): string {
  if (source !== '') return source;
  throw badQuery({
    offset,
    expected: 'a pattern between the slashes',
    found: 'nothing',
    solve: 'Write \\/ for the sign.',
  });
}
