// Which of the types that a route offers a client accepts (RFC 9110, section 12.5.1).

import { IndexError } from '../../errors.ts';

/**
 * The accepted type of highest weight; of equal ones the first offered. Without a header the
 * first. Throws `not_acceptable` where none is accepted.
 */
export function negotiate<T extends string>(
  accept: string | undefined,
  offered: readonly [T, ...T[]],
): T {
  if (accept === undefined || accept === '*/*' || accept === '') return offered[0];
  const ranges = accept.split(',').map(parseRange);
  let best: { type: T; weight: number } | undefined;
  for (const type of offered) {
    const weight = weigh(type, ranges);
    if (weight > 0 && (best === undefined || weight > best.weight)) best = { type, weight };
  }
  if (best !== undefined) return best.type;
  throw new IndexError(
    'not_acceptable',
    `the accept header allows none of the types of this route: ${offered.join(', ')}`,
    { offered: offered.join(', ') },
  );
}

interface MediaRange {
  readonly type: string;
  readonly weight: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { type, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}

/** The weight of the most specific range that holds the type; 0 where none does. */
function weigh(type: string, ranges: readonly MediaRange[]): number {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const pattern of [type, family, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range !== undefined) return range.weight;
  }
  return 0;
}
