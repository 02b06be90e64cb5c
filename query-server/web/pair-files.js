// The place where pair files are dropped or picked, and the list of those taken.

import { breakable, element } from './element.js';
import { countOf } from './format-number.js';
import { formatWords, pairEndings, refusalOf, setOfFile } from './pair-format.js';

/**
 * `changed` is told all files whenever they are others. A file whose format its name does not tell
 * is not taken, and that is said below the list.
 * @param {{ changed: (files: readonly File[]) => void }} options
 * @returns {{ host: HTMLElement, add: (files: readonly File[]) => void }}
 */
export function pairFiles({ changed }) {
  /** @type {File[]} */
  let files = [];
  const input = element('input', {
    type: 'file',
    class: 'unseen',
    multiple: true,
    accept: pairEndings.join(),
    'aria-describedby': 'pair-file-hint',
    change: () => add([...(input.files ?? [])]),
  });
  const list = element('ul', { class: 'files', 'aria-label': 'Files to split' });
  const refused = element('p', { class: 'error', role: 'alert' });
  const host = element(
    'div',
    { class: 'drop' },
    element('label', { class: 'quiet pick' }, input, 'Choose pair files'),
    element(
      'p',
      { class: 'hint', id: 'pair-file-hint' },
      'Or drop them here. A file is a set and gives it its name; its ending tells the format: .jsonl as BLiMP has them, .json, .csv or .tsv.',
    ),
    list,
    refused,
  );
  /** @param {readonly File[]} more */
  const add = (more) => {
    const taken = more.filter(({ name }) => setOfFile(name) !== null);
    const others = more.filter((file) => !taken.includes(file));
    const names = new Set(taken.map(({ name }) => name));
    set([...files.filter(({ name }) => !names.has(name)), ...taken]);
    refused.textContent = others.map(({ name }) => refusalOf(name)).join(' ');
    input.value = '';
  };
  /** @param {File[]} next */
  const set = (next) => {
    files = next;
    refused.textContent = '';
    list.replaceChildren(
      ...files.map((file) => itemOf(file, () => set(files.filter((other) => other !== file)))),
    );
    changed(files);
  };
  wireDrop(host, add);
  return { host, add };
}

/** @param {File} file @param {() => void} remove */
function itemOf({ name, size }, remove) {
  const bytes = size < 1024 ? countOf(size, 'byte') : `${Math.round(size / 1024)} KiB`;
  const format = formatWords[setOfFile(name)?.format ?? 'jsonl'];
  return element(
    'li',
    {},
    element(
      'span',
      {},
      breakable(name),
      ' ',
      element('span', { class: 'hint' }, `${format}, ${bytes}`),
    ),
    element(
      'button',
      { type: 'button', class: 'link', click: remove, 'aria-label': `Leave out ${name}` },
      'leave out',
    ),
  );
}

/** @param {HTMLElement} host @param {(files: File[]) => void} add */
function wireDrop(host, add) {
  host.addEventListener('dragover', (event) => {
    event.preventDefault();
    host.classList.add('over');
  });
  host.addEventListener('dragleave', () => host.classList.remove('over'));
  host.addEventListener('drop', (event) => {
    event.preventDefault();
    host.classList.remove('over');
    add([...(event.dataTransfer?.files ?? [])]);
  });
}
