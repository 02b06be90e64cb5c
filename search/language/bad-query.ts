// The error of a query that cannot be parsed: it says where, in UTF-16 units from 0.

import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';

interface Fault {
  /** Offset in UTF-16 units, at most the length of the query. */
  readonly offset: number;
  /** A noun: "a word". */
  readonly expected: string;
  /** A noun. */
  readonly found: string;
  /** Sentences with their full stops. */
  readonly solve?: string | undefined;
}

/** `bad_query`, with `offset` in its details. */
export function badQuery({ offset, ...parts }: Fault): IndexError {
  const message = sentence({ where: `query, offset ${offset}`, ...parts });
  return new IndexError('bad_query', message, { offset });
}

const maxQuotedUnits = 40;

/** A part of a query in a message. */
export function quotePart(part: string): string {
  const isLong = part.length > maxQuotedUnits;
  return JSON.stringify((isLong ? `${part.slice(0, maxQuotedUnits)}…` : part).toWellFormed());
}
