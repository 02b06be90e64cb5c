// A watch list as an answer shows it: in a line of a list of them, and with each item.

import type { WatchSummary } from '../../schemas/watches.ts';
import type { ItemState } from '../../watch/watch.ts';
import type { WatchContent } from '../../watch/watch-content.ts';
import type { WatchDesk } from './watch-desk.ts';

/** Throws `watch_not_found`. */
export function summariseWatch(desk: WatchDesk, name: string): WatchSummary {
  const watch = desk.find(name);
  const { content, epoch } = watch.definition;
  const delivery = desk.deliveryOf(name);
  return {
    ...{ name, epoch, items: watch.items, seen: watch.seen, unaskable: watch.unaskable },
    ...{ events: watch.log.count, snapshot: watch.snapshot === '' ? null : watch.snapshot },
    shares: watch.shares.map(({ share, step }) => ({ share, step })),
    ...(content.webhook !== undefined &&
      delivery !== undefined && {
        webhook: {
          host: new URL(content.webhook.url).host,
          delivered: delivery.delivered,
          failures: delivery.failuresInRow,
        },
      }),
  };
}

/** Items whose text is made without a pause. */
const itemsAtOnce = 256;

/** The same with the state of each item, as parts of the text of one JSON object. Throws `watch_not_found`. */
export function* writeWatch(desk: WatchDesk, name: string): Generator<string> {
  const { content } = desk.find(name).definition;
  const head = JSON.stringify(summariseWatch(desk, name));
  yield `${head.slice(0, -1)},"phrases":[`;
  let part = '';
  let separator = '';
  for (const item of desk.find(name).walkItems()) {
    if (item.place === content.phrases.length) {
      part += '],"queries":[';
      separator = '';
    }
    part += separator + JSON.stringify(describeItem(content, item));
    separator = ',';
    if (item.place % itemsAtOnce !== 0) continue;
    yield part;
    part = '';
  }
  yield content.queries.length > 0 ? `${part}]}` : `${part}],"queries":[]}`;
}

function describeItem({ phrases, queries }: WatchContent, { place, first, error }: ItemState) {
  const state = { first, ...(error !== undefined && { error }) };
  const asked = phrases[place];
  if (asked === undefined) return { query: queries[place - phrases.length], ...state };
  return typeof asked === 'string' ? { phrase: asked, ...state } : { ...asked, ...state };
}
