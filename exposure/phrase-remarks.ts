// Phrases that can be asked and that probably mean something else than they say: their count of 0
// would look like an answer. Pure; shown by the command line, the server and the page.
//
// A remark changes no answer. It holds for the analyzers of words; a phrase of ids has none.

import { analyze } from '../text/analyzer.ts';

export interface PhraseRemark {
  readonly code: 'wildcard_is_a_token' | 'quotes_are_tokens';
  /** What is matched and what to do, without the phrase: it holds for each phrase of that code. */
  readonly message: string;
}

const wildcard: PhraseRemark = {
  code: 'wildcard_is_a_token',
  message:
    '* is matched as a token, not as a wildcard. Leave it out, or ask for each form. In a search, computer* is a prefix.',
};

const quotes: PhraseRemark = {
  code: 'quotes_are_tokens',
  message:
    'Quotation marks around a phrase are matched as tokens. Leave them out to match the words alone.',
};

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '«': '»' };

/** Empty for almost all phrases; of each code at most one. */
export function remarksOnPhrase(phrase: string): PhraseRemark[] {
  const remarks: PhraseRemark[] = [];
  // Asterisks alone are a divider in texts, not a wildcard.
  if (phrase.includes('*') && /[\p{L}\p{N}]/u.test(phrase)) remarks.push(wildcard);
  if (isQuoted(phrase)) remarks.push(quotes);
  return remarks;
}

/** Does one pair of quotation marks hold all of it? Apostrophes inside words are not marks. */
function isQuoted(phrase: string): boolean {
  if (!/["'»\u2018-\u201f\uff02\uff07\u02bc]\s*$/.test(phrase)) return false;
  const tokens = analyze(phrase.toWellFormed(), 'cased');
  const [open = '', close] = [tokens[0], tokens.at(-1)];
  if (tokens.length < 3 || close === undefined || closing[open] !== close) return false;
  return !tokens.slice(1, -1).some((token) => token === open || token === close);
}
