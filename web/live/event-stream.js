// The events of a watch list as they come. A connection that is lost is made again, and goes on behind the
// last event. EventSource cannot send a token, so the stream is read by hand.

import { ApiProblem, ask } from '../request.js';

/** @typedef {{ step: number, rank: number | null, id: string | null }} First */
/**
 * An item that was seen, or a share of the list.
 * @typedef {object} WatchEvent
 * @property {string} id EPOCH-POSITION; another epoch: the list was replaced
 * @property {'message' | 'share'} type
 * @property {{ phrase?: string, name?: string, query?: string, first?: First, share?: number, step?: number, seen?: number, of?: number }} data
 */

const pauseMs = 1500;

/**
 * Calls `onEvents` with some events at a time, until the signal fires. Throws what the server refuses.
 * @param {string} name of the list
 * @param {{ signal: AbortSignal, onEvents: (events: readonly WatchEvent[]) => void, onState: (isOpen: boolean) => void }} options
 */
export async function followEvents(name, { signal, onEvents, onState }) {
  let last = '';
  while (!signal.aborted) {
    try {
      const headers = {
        accept: 'text/event-stream',
        ...(last !== '' && { 'last-event-id': last }),
      };
      await ask(
        `v1/watches/${encodeURIComponent(name)}/events`,
        { signal, headers },
        async (answer) => {
          onState(true);
          await readEvents(answer, (events) => {
            last = events.at(-1)?.id ?? last;
            onEvents(events);
          });
        },
      );
    } catch (error) {
      if (signal.aborted) return;
      const isPassing = error instanceof ApiProblem && (error.status === 0 || error.status === 503);
      if (!isPassing) throw error;
    }
    onState(false);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** @param {Response} answer @param {(events: readonly WatchEvent[]) => void} take */
async function readEvents({ body }, take) {
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (text + value).split('\n\n');
    text = blocks.pop() ?? '';
    const events = blocks.flatMap((block) => decodeBlock(block) ?? []);
    if (events.length > 0) take(events);
  }
}

/**
 * An event as the server writes it; null for a comment.
 * @param {string} block
 * @returns {WatchEvent | null}
 */
export function decodeBlock(block) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  const { id = '', event, data } = fields;
  if (data === undefined) return null;
  return { id, type: event === 'share' ? 'share' : 'message', data: JSON.parse(data) };
}
