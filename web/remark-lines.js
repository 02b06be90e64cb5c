// What the server remarks on a question, as lines below the answers.

import { element } from './element.js';
import { countNoun, shorten } from './format-number.js';

/** @import { Remark } from '../schemas/remark.ts' */

/** Remarks on steps that the page asks of itself, for a chart of some steps. */
const own = ['step_before_first', 'step_after_last'];

/**
 * Remarks on phrases, and on the steps of the chart; null where there is none.
 * @param {readonly Remark[]} [remarks]
 */
export function remarksOfExposures(remarks = []) {
  return remarkLines(remarks.filter(({ code }) => !own.includes(code)));
}

/** @param {readonly Remark[]} remarks */
export function remarkLines(remarks) {
  if (remarks.length === 0) return null;
  const items = remarks.map(({ message, phrases, first }) => {
    if (phrases === undefined) return element('li', {}, message);
    const name = element('b', { dir: 'auto' }, shorten(first ?? '', 60));
    if (phrases === 1) return element('li', {}, name, `: ${message}`);
    return element('li', {}, `${countNoun(phrases, 'phrase')} (first: `, name, `): ${message}`);
  });
  return element('ul', { class: 'remarks', role: 'list', 'aria-label': 'Remarks' }, ...items);
}
