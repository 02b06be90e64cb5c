// The place where pair files are dropped or picked, and the list of those taken.

import { breakable, element } from './element.js';
import { countOf } from './format-number.js';

/**
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
    accept: '.jsonl,.json,.csv,.tsv,.ndjson,.txt',
    'aria-describedby': 'pair-file-hint',
    change: () => add([...(input.files ?? [])]),
  });
  const list = element('ul', { class: 'files', 'aria-label': 'Files to split' });
  const host = element(
    'div',
    { class: 'drop' },
    element('label', { class: 'quiet pick' }, input, 'Choose pair files'),
    element(
      'p',
      { class: 'hint', id: 'pair-file-hint' },
      'Or drop them here. A file is a set and has its name: JSON lines as BLiMP has them, JSON, CSV or TSV.',
    ),
    list,
  );
  /** @param {readonly File[]} more */
  const add = (more) => {
    const names = new Set(more.map(({ name }) => name));
    set([...files.filter(({ name }) => !names.has(name)), ...more]);
    input.value = '';
  };
  /** @param {File[]} next */
  const set = (next) => {
    files = next;
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
  return element(
    'li',
    {},
    element('span', {}, breakable(name), element('span', { class: 'hint' }, bytes)),
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
