// What a list may ask: a phrase, or several phrases that are asked as one, such as inflections of a word
// or aliases of a thing.

import { requireMax } from '../errors/require-number.ts';
import { IndexError } from '../errors.ts';
import type { UnanswerableGroup } from './answer.ts';

export interface PhraseGroup {
  readonly name: string;
  readonly phrases: readonly string[];
}

export type Askable = string | PhraseGroup;

/** The walk over distinct records compares the next record of each phrase. */
const maxPhrases = 1000;

/** Throws `bad_argument` for a group without a phrase, or with more than 1,000. */
export function requireGroup({ name, phrases }: PhraseGroup): void {
  const group = showGroup(name);
  requireMax(`phrases in ${group}`, phrases.length, maxPhrases);
  if (phrases.length > 0) return;
  throw new IndexError('bad_argument', `${group} has no phrase: expected at least one`);
}

/** The phrases of what is asked. */
export function phrasesOf(asked: Askable): readonly string[] {
  return typeof asked === 'string' ? [asked] : asked.phrases;
}

/** A phrase of white space alone. */
export function isBlank(asked: Askable): boolean {
  return typeof asked === 'string' && asked.trim() === '';
}

/** In the place of the answer: a phrase of the group cannot be asked, as the error says. */
export function refuseGroup(
  { name, phrases }: PhraseGroup,
  { code, message }: IndexError,
): UnanswerableGroup {
  return {
    name,
    phrases: [...phrases],
    error: { code, message: `${showGroup(name)}: ${message}` },
  };
}

function showGroup(name: string): string {
  return `the group ${JSON.stringify(name.slice(0, 40))}`;
}
