// Many short texts of a file, as ids of records are.
//
// To decode a text costs more than to copy it, so ASCII ones are copied side by side and decoded together.
// They are copied word by word, with the bytes around them in their words. V8 may keep what was decoded as
// long as one of its parts: it is small.

import type { PageFile } from './page-file.ts';

const roomWords = 512;

/** The texts of `lengths[i]` bytes of UTF-8 from byte `starts[i]` on; empty where there are no bytes. */
export function readTexts(
  file: PageFile,
  starts: readonly number[],
  lengths: readonly number[],
): string[] {
  const texts = starts.map(() => '');
  const room = new Uint32Array(Math.min(roomWords, 16 * starts.length));
  const bytes = Buffer.from(room.buffer);
  /** Of the texts copied: where each is in `bytes`. */
  const places: number[] = [];
  let first = 0;
  let used = 0;
  const decode = (end: number) => {
    const all = bytes.toString('latin1', 0, 4 * used);
    for (let i = first; i < end; i++) {
      const place = places[i] as number;
      if (place >= 0) texts[i] = all.slice(place, place + (lengths[i] as number));
    }
    first = end;
    used = 0;
  };
  for (let i = 0; i < starts.length; i++) {
    const [start, length] = [starts[i] as number, lengths[i] as number];
    const offset = start & 3;
    const words = (offset + length + 3) >> 2;
    let place = -1;
    if (length > 0) {
      if (used + words > room.length) decode(i);
      if (
        words <= room.length &&
        file.copyAscii((start - offset) / 4, words, { into: room, at: used })
      ) {
        place = 4 * used + offset;
        used += words;
      } else texts[i] = file.text(start, length);
    }
    places.push(place);
  }
  decode(starts.length);
  return texts;
}
