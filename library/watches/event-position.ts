// Ids of events: EPOCH-POSITION. A consumer names the last one that it has, and gets those behind it.

import { IndexError } from '../../errors.ts';
import type { Watch } from '../../watch/watch.ts';

export function eventId({ definition }: Watch, position: number): string {
  return `${definition.epoch}-${position}`;
}

/**
 * The position behind which a consumer goes on: 0 without an id, and where the list was replaced since, as
 * no event of the new one was sent. Throws `bad_argument` for what was never an id of the list.
 */
export function readPosition(watch: Watch, lastId: string | undefined): number {
  if (lastId === undefined || lastId === '') return 0;
  const [, epoch, digits] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(lastId) ?? [];
  if (epoch === undefined) {
    throw new IndexError(
      'bad_argument',
      `${JSON.stringify(lastId.slice(0, 60))} is not an event id: expected the id of the last event as it was sent, or none to get all events`,
    );
  }
  if (epoch !== watch.definition.epoch) return 0;
  const position = Number(digits);
  if (position <= watch.log.count) return position;
  throw new IndexError(
    'bad_argument',
    `the event ${lastId} is not there yet: the list has ${watch.log.count} events. Was its folder put back from an older copy? Send no id to get all events.`,
    { found: position, expected: watch.log.count },
  );
}
