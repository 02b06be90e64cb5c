// A file or folder in the list of those taken.

import { element } from '../element.js';

/**
 * @param {{ name: string, shown?: Node | string, hint: string }} file `shown` in place of the name
 * @param {() => void} remove
 */
export function fileItem({ name, shown = name, hint }, remove) {
  return element(
    'li',
    {},
    element('span', {}, shown, ' ', element('span', { class: 'hint' }, hint)),
    element(
      'button',
      { type: 'button', class: 'link', click: remove, 'aria-label': `Leave out ${name}` },
      'leave out',
    ),
  );
}
