// What is looked at: threshold, kind of p, seed, axis and filters.

import { element } from '../element.js';
import { switchGroups } from '../switch-groups.js';
import { maxThreshold, minThreshold, tests } from '../view-state.js';
import { listSeeds } from './curves-answer.js';

/** @import { ShownCurves } from './curves-result.js' */
/** @import { ViewState } from '../view-state.js' */

const testWords = {
  groups: 'groups of examples',
  examples: 'examples',
  frequency_groups: 'groups, within frequency',
  frequency: 'examples, within frequency',
};

const switches = /** @type {const} */ ([
  {
    key: 'steps_axis',
    title: 'Steps',
    choices: [
      ['linear', 'linear'],
      ['log', 'log'],
    ],
  },
  {
    key: 'filters',
    title: 'Filters',
    choices: [
      ['on', 'on'],
      ['off', 'off'],
    ],
  },
]);

/**
 * Made once, set by `show`, so that focus stays where it is.
 * @param {{ change: (next: Partial<ViewState>) => void, dragged: (threshold: number) => void }} options
 */
export function curveSwitches({ change, dragged }) {
  const range = element('input', {
    ...{ type: 'range', id: 'curves-threshold', min: minThreshold, max: maxThreshold, step: 1 },
    input: () => dragged(Number(range.value)),
    change: () => change({ threshold: Number(range.value) }),
  });
  const percent = element('output', { for: range.id });
  const test = element('select', {
    id: 'curves-test',
    change: () => change({ test: tests.find((one) => one === test.value) ?? 'groups' }),
  });
  test.append(...tests.map((name) => element('option', { value: name }, testWords[name])));
  const seed = element('select', {
    id: 'curves-seed',
    change: () => change({ seed: seed.value }),
  });
  const threshold = element('label', { class: 'bins threshold', for: range.id });
  threshold.append(element('span', {}, 'Threshold'), range, percent);
  const testLabel = element('label', { class: 'bins' }, element('span', {}, 'p of'), test);
  const seedLabel = element('label', { class: 'bins' }, element('span', {}, 'Seed'), seed);
  const groups = switchGroups(switches, (key, value) => change({ [key]: value }));
  const host = element('div', { class: 'switches' }, threshold, testLabel, seedLabel, ...groups);
  /** @param {ShownCurves} shown */
  function show({ all, threshold: percents, seed: shownSeed, state }) {
    range.value = String(percents);
    range.setAttribute('aria-valuetext', `${percents} per cent`);
    percent.textContent = `${percents} %`;
    test.value = state.test;
    const seeds = listSeeds(all);
    seedLabel.hidden = seeds.length < 2;
    const options = [...seed.options];
    if (options.length !== seeds.length || seeds.some((one, i) => options[i]?.value !== one)) {
      seed.replaceChildren(...seeds.map((one) => element('option', { value: one }, one)));
    }
    seed.value = shownSeed;
    for (const input of host.querySelectorAll('input')) {
      if (input.type === 'radio') {
        input.checked = state[/** @type {'filters'} */ (input.name)] === input.value;
      }
    }
  }
  return { host, show };
}
