// How far a request for curves is: what is sent, then what the server says of its work.

import { formatCount } from '../format-number.js';
import { askCurvesProgress } from './ask-curves.js';

const everyMs = 500;

const stageWords = {
  waiting: 'Waiting for other curves to be made',
  splitting: 'Splitting the pairs',
  reading: 'Reading the results',
  testing: 'Testing the lags',
};

/**
 * @param {HTMLElement} status
 * @param {HTMLProgressElement} bar
 */
export function showProgress(status, bar) {
  const ended = new AbortController();
  // Nobody else is to guess it.
  const watch = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  bar.hidden = false;
  bar.value = 0;
  status.textContent = 'Sending the files…';
  let isSent = false;
  /** @param {number} share */
  const sent = (share) => {
    bar.value = share;
    status.textContent = `Sending the files: ${Math.floor(100 * share)} %`;
    if (share < 1 || isSent) return;
    isSent = true;
    void follow();
  };
  async function follow() {
    bar.removeAttribute('value');
    status.textContent = 'The server is at work…';
    while (!ended.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      try {
        const { stage, done, total } = await askCurvesProgress(watch, ended.signal);
        if (ended.signal.aborted || stage === null) continue;
        if (total === 0) bar.removeAttribute('value');
        else bar.value = done / total;
        const sets = stage === 'testing' ? `: ${formatCount(done)} of ${formatCount(total)}` : '';
        status.textContent = `${stageWords[stage]}${sets || '…'}`;
      } catch {
        // The answer itself says what is wrong, if anything is.
      }
    }
  }
  /** @param {boolean} isReplaced another one shows its own */
  const end = (isReplaced) => {
    ended.abort();
    if (!isReplaced) bar.hidden = true;
  };
  return { watch, sent, end };
}
