// The form of a question about files: the files, the fields, and the button that sends them.

import { element } from '../element.js';

/**
 * @template Question
 * @param {{ label: string, button: string, files: readonly HTMLElement[] }} look
 * @param {{ host: HTMLElement, wrong: HTMLElement, read: (tell: boolean) => Question | null }} fields
 * @param {{ sent: (question: Question) => void, refused: () => void }} options `refused`: the form says itself what is wrong
 */
export function questionForm({ label, button, files }, fields, { sent, refused }) {
  const go = element('button', { type: 'submit', class: 'primary', disabled: true }, button);
  const host = element(
    'form',
    { class: 'rail', 'aria-label': label, novalidate: true },
    ...files,
    fields.host,
    element('div', { class: 'actions' }, go),
    fields.wrong,
  );
  host.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = fields.read(true);
    if (question === null) refused();
    else if (!go.disabled) sent(question);
  });
  return { host, go };
}
