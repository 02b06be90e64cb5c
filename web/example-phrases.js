// Phrases to click before the first question: taken from a record in the middle of the index, so that
// each was exposed. An index without texts, or one that does not answer, offers none.

import { element } from './element.js';
import { ask } from './request.js';

/** @import { IndexDescription } from '../schemas/index-description.ts' */

/** Characters of the record that are looked at; a record may be a book. */
const maxText = 20_000;
const maxShown = 3;

/**
 * A paragraph that shows itself when its phrases have come.
 * @param {IndexDescription} facts
 */
export function examplePhrases(facts) {
  const host = element('p', { class: 'examples', hidden: true });
  fill(host, facts).catch(() => host.remove());
  return host;
}

/** @param {HTMLElement} host @param {IndexDescription} facts */
async function fill(host, { records, bytes }) {
  if (records === 0 || bytes.text === 0) return;
  const text = await readBeginning(records >> 1);
  const phrases = findPairs(text).slice(0, maxShown);
  if (phrases.length === 0) return;
  const links = phrases.flatMap((phrase, i) => [
    i === 0 ? '' : ', ',
    element('a', { href: makeHash([phrase]) }, `“${phrase}”`),
  ]);
  const together = element('a', { href: makeHash(phrases) }, 'all in one chart');
  host.append(
    'From this index: ',
    ...links,
    ...(phrases.length > 1 ? [', or ', together] : []),
    '.',
  );
  host.hidden = false;
}

/** @param {readonly string[]} phrases */
function makeHash(phrases) {
  return `#${phrases.map((phrase) => `phrase=${encodeURIComponent(phrase)}`).join('&')}`;
}

/**
 * The beginning of a record's line of JSON, from its text on; the rest of the answer is not read.
 * @param {number} rank
 * @returns {Promise<string>}
 */
function readBeginning(rank) {
  const ended = new AbortController();
  const path = `v1/records?rank=${rank}:${rank + 1}`;
  return ask(path, { signal: ended.signal }, async (response) => {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (text.length < maxText) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      text += value;
    }
    ended.abort();
    return text.slice(text.indexOf('"text":') + '"text":'.length, maxText);
  });
}

/**
 * Neighbouring words of four letters or more, the most frequent first. Escapes of JSON end a word.
 * @param {string} text
 * @returns {string[]}
 */
export function findPairs(text) {
  const runs = text.replaceAll(/\\(u[\da-f]{4}|.)/gi, '\n').split(/[^\p{L}\p{M} ]/u);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const words of runs.map((run) => run.split(' '))) {
    for (const [i, word] of words.entries()) {
      const next = words[i + 1] ?? '';
      const pair = `${word} ${next}`;
      if (isLong(word) && isLong(next)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([pair]) => pair);
}

/** @param {string} word */
function isLong(word) {
  return /^[\p{L}\p{M}]{4,}$/u.test(word);
}
