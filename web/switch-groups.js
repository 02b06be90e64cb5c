// Radio buttons in groups, as the switches above a chart have them.

import { element } from './element.js';

/**
 * @param {readonly { readonly key: string, readonly title: string, readonly choices: readonly (readonly [string, string])[] }[]} switches
 * @param {(key: string, value: string) => void} changed
 * @param {string} [prefix] of the names, where the page has groups of the same keys twice
 */
export function switchGroups(switches, changed, prefix = '') {
  return switches.map(({ key, title, choices }) =>
    element(
      'fieldset',
      { class: 'switch' },
      element('legend', {}, title),
      ...choices.map(([value, word]) =>
        element(
          'label',
          {},
          element('input', {
            ...{ type: 'radio', name: prefix + key, value },
            change: () => changed(key, value),
          }),
          element('span', {}, word),
        ),
      ),
    ),
  );
}
