// A step that leads to its records.

import { element } from './element.js';
import { formatStep } from './format-number.js';
import { decodeState, encodeState } from './view-state.js';

/** The address of a step's records, which keeps what the other views show. @param {number} step */
export function stepAddress(step) {
  return `#${encodeState({ ...decodeState(location.hash), view: 'steps', step })}`;
}

/** @param {number} step @param {string | Node} [before] words in front of the number, a part of the link */
export function stepLink(step, before = '') {
  const look = { class: 'step-link', href: stepAddress(step), title: 'the records of this step' };
  return element('a', look, before, formatStep(step));
}
