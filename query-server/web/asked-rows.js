// Answers -> one row for each way a phrase was asked.
//
// An index of words asks a phrase one way. One of token ids asks a text as it is and behind a space
// and lists both (`variants`): each is a row of its own, with a curve and contexts of its own, by
// the phrase that asks it alone. Pure.

/** @import { Answer, Unanswerable } from '../../schemas/answer.ts' */

/** @typedef {{ answer: Answer | Unanswerable, place: number }} AskedRow `place` of its phrase in the question */

/** @param {readonly (Answer | Unanswerable)[]} answers @returns {AskedRow[]} */
export function askedRows(answers) {
  return answers.flatMap((answer, place) => {
    const ways = 'error' in answer ? undefined : answer.variants;
    return (ways ?? [answer]).map((way) => ({ answer: way, place }));
  });
}

/** Exposures of a phrase, whichever way it was asked. @param {Answer} answer */
export function countAllWays({ count, variants }) {
  return variants === undefined ? count : variants.reduce((sum, way) => sum + way.count, 0);
}

/** The phrase with a space in front of it made visible, as the command shows it. @param {string} phrase */
export function shownPhrase(phrase) {
  return phrase.replace(/^ /, '\u2423');
}
