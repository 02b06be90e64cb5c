// The text with its spans in the colours of their ages. Each is a button: its words say when it was first
// seen, so that the colour need not.

import { element } from '../element.js';
import { countNoun, formatStep } from '../format-number.js';
import { ageOf, ages, stepsOfAge } from './ages.js';
import { cutPieces, placeSpans } from './place-spans.js';

/** @import { TracedSpan } from './ask-trace.js' */

/** @typedef {{ first: number, last: number }} IndexSteps */

/** When a span was seen, in words. @param {TracedSpan} span */
export function describeSpan({ first, count }) {
  return `first seen at step ${formatStep(first.step)}, ${countNoun(count, 'exposure')}`;
}

/**
 * @param {string} text
 * @param {{ spans: readonly TracedSpan[], steps: IndexSteps, selected: number | null, choose: (span: number) => void, over: (span: number | null) => void }} options
 * spans by their number, from 1
 */
export function tracedText(text, { spans, steps, selected, choose, over }) {
  const whole = selected === null ? null : selected - 1;
  const pieces = cutPieces(text, placeSpans(text, spans), whole);
  const shown = pieces.flatMap(({ start, end, span }) => {
    const words = text.slice(start, end);
    const found = span === null ? undefined : spans[span];
    // White space at its ends has no colour: it would fill lines without a word.
    const core = words.trim();
    if (span === null || found === undefined || core === '') return [words];
    const number = span + 1;
    const button = element(
      'span',
      {
        ...{ class: `span age-${ageOf(found.first.step, steps)}`, role: 'button', tabindex: 0 },
        ...{ 'aria-pressed': String(number === selected), title: describeSpan(found) },
        'data-span': number,
        click: () => choose(number),
        keydown: (event) => {
          const { key } = /** @type {KeyboardEvent} */ (event);
          if (key !== 'Enter' && key !== ' ') return;
          event.preventDefault();
          choose(number);
        },
        focus: () => over(number),
        blur: () => over(null),
        pointerenter: () => over(number),
        pointerleave: () => over(null),
      },
      core,
    );
    const before = words.slice(0, words.length - words.trimStart().length);
    return [before, button, words.slice(before.length + core.length)];
  });
  return element('div', { class: 'traced', dir: 'auto' }, ...shown);
}

/** What the colours stand for. @param {IndexSteps} steps */
export function ageScale(steps) {
  const all = Array.from({ length: ages }, (_, i) => i + 1);
  const shown = all.flatMap((age) => {
    const { from, to } = stepsOfAge(age, steps);
    if (from > to) return [];
    const words = from === to ? formatStep(from) : `${formatStep(from)}–${formatStep(to)}`;
    return [element('li', {}, element('span', { class: `age age-${age}` }), words)];
  });
  return element(
    'div',
    { class: 'age-scale' },
    element('span', { id: 'age-title' }, 'First seen at step'),
    element('ol', { 'aria-labelledby': 'age-title' }, ...shown),
  );
}
