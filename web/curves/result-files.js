// The place where results of evaluation are dropped or picked: files, or folders of them.
//
// Of a folder the samples of lm-evaluation-harness are taken, as the command does it. A .json file by
// itself has the names of arrays.

import { element } from '../element.js';
import { countNoun, formatBytes } from '../format-number.js';
import { wireDrop } from '../splits/drop-place.js';
import { fileItem } from '../splits/file-item.js';

/** @import { Dropped } from '../splits/drop-place.js' */

/** @typedef {{ results: readonly Dropped[], names: File | null }} ResultFiles */

const fileHint =
  'Or drop them here: folders of lm-evaluation-harness, one for each checkpoint, such as step700; tables (.csv, .tsv, .jsonl, .parquet); arrays (.npz, .npy) with a .json of their names.';
const emptyFolder =
  'The folder holds no files samples_TASK_DATE.jsonl. lm-evaluation-harness writes them with --log_samples. Choose tables and arrays as single files.';

const samples = /^samples_.+\.jsonl(?:\.gz|\.zst)?$/;

/**
 * What of some files is results, and how many are not.
 * @param {readonly Dropped[]} dropped
 */
export function sortResults(dropped) {
  /** @type {Dropped[]} */
  const results = [];
  /** @type {File | null} */
  let names = null;
  let others = 0;
  for (const one of dropped) {
    const isLoose = !one.path.includes('/');
    if (isLoose && /\.json$/i.test(one.file.name)) names = one.file;
    else if (isLoose || samples.test(one.file.name)) results.push(one);
    else others++;
  }
  return { results, names, others };
}

/**
 * `changed` is told whenever the files are others.
 * @param {{ changed: (files: ResultFiles) => void }} options
 */
export function resultFiles({ changed }) {
  /** @type {Map<string, Dropped>} */
  const results = new Map();
  /** @type {File | null} */
  let names = null;
  const list = element('ul', { class: 'files', 'aria-label': 'Results' });
  const said = element('p', { class: 'hint', role: 'status' });
  const refused = element('p', { class: 'error', role: 'alert' });
  const show = () => {
    list.replaceChildren(...listItems([...results.values()], names, leaveOut));
    changed({ results: [...results.values()], names });
  };
  /** @param {readonly Dropped[]} dropped */
  const add = (dropped) => {
    const found = sortResults(dropped);
    for (const one of found.results) results.set(one.path, one);
    names = found.names ?? names;
    const isEmpty = found.results.length === 0 && found.names === null;
    refused.textContent = dropped.length > 0 && isEmpty ? emptyFolder : '';
    const others = `${countNoun(found.others, 'other file')} of the folder left out.`;
    said.textContent = found.others > 0 && !isEmpty ? others : '';
    show();
  };
  /** @param {string | null} folder null: the names of arrays */
  const leaveOut = (folder) => {
    if (folder === null) names = null;
    for (const { path } of results.values()) if (findTop(path) === folder) results.delete(path);
    said.textContent = '';
    show();
  };
  const pickers = [
    picker('Choose results', { multiple: true }, add),
    ' ',
    picker('a folder', { webkitdirectory: true }, add),
  ];
  const hint = element('p', { class: 'hint', id: 'result-file-hint' }, fileHint);
  const host = element('div', { class: 'drop' }, ...pickers, hint, list, said, refused);
  wireDrop(host, {
    add,
    fail: (why) => {
      refused.textContent = why;
    },
  });
  return { host };
}

/** @param {string} words @param {Record<string, boolean>} kind @param {(dropped: Dropped[]) => void} add */
function picker(words, kind, add) {
  const input = element('input', {
    ...{ type: 'file', class: 'unseen', 'aria-describedby': 'result-file-hint' },
    ...kind,
    change: () => {
      const files = [...(input.files ?? [])];
      add(files.map((file) => ({ file, path: file.webkitRelativePath || file.name })));
      input.value = '';
    },
  });
  return element('label', { class: 'quiet pick' }, input, words);
}

/** The folder that a path begins with, or the file itself. @param {string} path */
function findTop(path) {
  return path.split('/', 1)[0] ?? path;
}

/**
 * An item a folder or file.
 * @param {readonly Dropped[]} results
 * @param {File | null} names
 * @param {(folder: string | null) => void} leaveOut
 */
function listItems(results, names, leaveOut) {
  const items = [...Map.groupBy(results, ({ path }) => findTop(path))].map(([top, files]) => {
    const size = formatBytes(files.reduce((sum, { file }) => sum + file.size, 0));
    const isFolder = files[0]?.path !== top;
    const hint = isFolder ? `${countNoun(files.length, 'file')}, ${size}` : size;
    return fileItem({ name: isFolder ? `${top}/` : top, hint }, () => leaveOut(top));
  });
  if (names !== null) {
    const { name } = names;
    items.push(fileItem({ name, hint: 'names of arrays' }, () => leaveOut(null)));
  }
  return items;
}
