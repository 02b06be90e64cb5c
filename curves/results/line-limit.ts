// The limit of a line or row of results: a client could send one without an end.

import type { IndexError } from '../../errors.ts';
import { badResult, type ResultPlace } from './bad-result.ts';

export const maxLineBytes = 64 << 20;

export function lineTooLong(place: ResultPlace): IndexError {
  return badResult(place, `the line has more than ${maxLineBytes} bytes, expected one result`);
}
