// Radio buttons in groups, as the switches above a chart have them.

import { element } from './element.js';

/**
 * @param {readonly { readonly key: string, readonly title: string, readonly choices: readonly (readonly [string, string])[] }[]} switches
 * @param {(key: string, value: string) => void} changed
 */
export function switchGroups(switches, changed) {
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
            ...{ type: 'radio', name: key, value },
            change: () => changed(key, value),
          }),
          element('span', {}, word),
        ),
      ),
    ),
  );
}
