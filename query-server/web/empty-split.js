// What the splits show before the first one: what it is for, and a file to try it with.

import { element } from './element.js';

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
