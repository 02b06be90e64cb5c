// A pair of sentences -> its critical phrases: whole sentences are hardly ever exposed.
//
// The server finds them by its rule for pairs that are in none of BLiMP's sets.

import { element } from '../element.js';
import { ApiProblem } from '../request.js';
import { askCriticalPhrases } from '../splits/ask-split.js';

/** @import { Answer, Unanswerable } from '../../schemas/answer.ts' */
/** @import { ViewState } from '../view-state.js' */

/** Phrases of so many tokens or fewer are as narrow as the rule makes them. */
const narrowTokens = 3;

/**
 * A button that asks the critical phrases in the pair's place; null where the pair is narrow.
 * @param {NonNullable<ViewState['pair']>} pair
 * @param {readonly (Answer | Unanswerable)[]} answers
 * @param {(next: Partial<ViewState>) => void} change
 */
export function narrowButton(pair, answers, change) {
  const isWide = answers.some(
    (answer) => 'tokens' in answer && answer.tokens.length > narrowTokens,
  );
  if (!isWide) return null;
  const said = element('span', { class: 'said', role: 'status' });
  const narrow = async () => {
    try {
      const found = await askCriticalPhrases(pair, AbortSignal.timeout(30_000));
      if ('dropped' in found) said.textContent = `No critical phrases: ${found.dropped}`;
      else change({ pair: found, bin: null });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      said.textContent = error.message;
    }
  };
  const button = element(
    'button',
    { type: 'button', class: 'quiet', click: narrow },
    'Ask their critical phrases',
  );
  return element('p', { class: 'narrow' }, button, said);
}
