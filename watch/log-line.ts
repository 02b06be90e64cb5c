// A line of the log of events: an event with what a reader needs to trust it.
//
//   CRC AFTER PLACE DATA
//
// CRC is the CRC-32 of the rest, in hexadecimal. AFTER is the number of events before the write that the line
// belongs to: the lines of a write are synced together. PLACE is the item's, or `share`. DATA is JSON without
// a line feed, as consumers get it.

import { crc32 } from 'node:zlib';

/** An event as it is kept and sent. */
export interface LogEvent {
  /** The place of the item that was seen; `share`: so much of the list was. */
  readonly place: number | 'share';
  /** JSON. */
  readonly data: string;
}

export interface LoggedEvent extends LogEvent {
  /** Events before the write that it belongs to. */
  readonly after: number;
}

export function encodeLine({ after, place, data }: LoggedEvent): string {
  const rest = `${after} ${place} ${data}`;
  return `${crcOf(rest)} ${rest}\n`;
}

/** A line without its end; undefined: it is not a whole line of a log. */
export function decodeLine(line: string): LoggedEvent | undefined {
  const [whole, crc, after, place, data] =
    /^([0-9a-f]{8}) (\d+) (\d+|share) (.*)$/s.exec(line) ?? [];
  if (whole === undefined || data === undefined || crc !== crcOf(whole.slice(9))) return undefined;
  return { after: Number(after), place: place === 'share' ? place : Number(place), data };
}

function crcOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
