// What the splits show before the first one: what it is for, and a file to try it with.

import { element, withCode } from '../element.js';

/** @param {(file: File) => void} take */
export function emptySplit(take) {
  const example = element(
    'button',
    { type: 'button', class: 'link', click: () => take(exampleFile()) },
    'Take four example pairs',
  );
  return [
    element('h2', { class: 'question' }, 'Which examples were seen in training?'),
    element(
      'p',
      { class: 'lead' },
      'Give a file of minimal pairs. Each pair’s critical phrase is looked up, and the pairs are split into proxy-train (exposed by the step) and proxy-validation (not exposed), as files that evaluators load.',
    ),
    element('p', { class: 'examples' }, 'No file at hand? ', example, '.'),
  ];
}

/** In place of the form, where the index holds token ids. */
export function noSplit() {
  return [
    element('h2', { class: 'question' }, 'Splits need an index of words'),
    element(
      'p',
      { class: 'lead' },
      'This one holds token ids, and critical phrases are words. Build an index of the same run with the analyzer words:',
    ),
    element('p', { class: 'lead' }, ...withCode('`firstseen index OTHER-DIR --run RUN.json`')),
    element('p', { class: 'examples' }, 'Serve that one as well: its steps are the same.'),
  ];
}

/** Four pairs of our own, in BLiMP's shape. */
function exampleFile() {
  const pairs = [
    ['He had lost these letters.', 'He had lost these letter.'],
    ['She found this house.', 'She found this houses.'],
    ['They left those days behind.', 'They left those day behind.'],
    ['The lady admired that garden.', 'The lady admired that gardens.'],
  ];
  const lines = pairs.map(([good, bad]) =>
    JSON.stringify({ sentence_good: good, sentence_bad: bad }),
  );
  return new File([`${lines.join('\n')}\n`], 'example.jsonl', { type: 'application/jsonl' });
}
