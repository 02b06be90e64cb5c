// The place where pair files are dropped or picked, and the list of those taken.

import { breakable, element } from '../element.js';
import { formatBytes } from '../format-number.js';
import { wireDrop } from './drop-place.js';
import { fileItem } from './file-item.js';
import { decodeFileName, explainRefusal, formatWords, pairEndings } from './pair-format.js';

/**
 * `changed` is told all files whenever they are others. A file whose format its name does not tell
 * is not taken, and that is said below the list.
 * @param {{ changed: (files: readonly File[]) => void, hintId?: string }} options
 * @returns {{ host: HTMLElement, add: (files: readonly File[]) => void }}
 */
export function pairFiles({ changed, hintId = 'pair-file-hint' }) {
  /** @type {File[]} */
  let files = [];
  const input = element('input', {
    ...{ type: 'file', class: 'unseen', multiple: true, accept: pairEndings.join() },
    'aria-describedby': hintId,
    change: () => add([...(input.files ?? [])]),
  });
  const pick = element('label', { class: 'quiet pick' }, input, 'Choose pair files');
  const hint = element(
    'p',
    { class: 'hint', id: hintId },
    'Or drop them here. A file is a set and gives it its name; its ending gives the format: .jsonl as BLiMP has them, .json, .csv or .tsv.',
  );
  const list = element('ul', { class: 'files', 'aria-label': 'Files to split' });
  const refused = element('p', { class: 'error', role: 'alert' });
  const host = element('div', { class: 'drop' }, pick, hint, list, refused);
  /** @param {readonly File[]} more */
  const add = (more) => {
    const taken = more.filter(({ name }) => decodeFileName(name) !== null);
    const others = more.filter((file) => !taken.includes(file));
    const names = new Set(taken.map(({ name }) => name));
    set([...files.filter(({ name }) => !names.has(name)), ...taken]);
    refused.textContent = others.map(({ name }) => explainRefusal(name)).join(' ');
    input.value = '';
  };
  /** @param {File[]} next */
  const set = (next) => {
    files = next;
    refused.textContent = '';
    list.replaceChildren(
      ...files.map((file) => pairItem(file, () => set(files.filter((other) => other !== file)))),
    );
    changed(files);
  };
  wireDrop(host, {
    add: (dropped) => add(dropped.map(({ file }) => file)),
    fail: (why) => {
      refused.textContent = why;
    },
  });
  return { host, add };
}

/** @param {File} file @param {() => void} remove */
function pairItem({ name, size }, remove) {
  const format = formatWords[decodeFileName(name)?.format ?? 'jsonl'];
  const hint = `${format}, ${formatBytes(size)}`;
  return fileItem({ name, shown: breakable(name), hint }, remove);
}
