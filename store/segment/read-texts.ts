// Many short texts of a file, as ids of records are.
//
// To decode a text costs more than to copy it, so ASCII ones are copied side by side and decoded together.
// V8 may keep what was decoded as long as one of its parts: it is small.

import type { PageFile } from './page-file.ts';

const roomBytes = 1024;

/** The texts of `lengths[i]` bytes of UTF-8 from byte `starts[i]` on; empty where there are no bytes. */
export function readTexts(
  file: PageFile,
  starts: readonly number[],
  lengths: readonly number[],
): string[] {
  const texts = starts.map(() => '');
  const room = Buffer.allocUnsafe(roomBytes);
  let copied: number[] = [];
  let used = 0;
  const decode = () => {
    const all = room.toString('latin1', 0, used);
    let start = 0;
    for (const i of copied) {
      const end = start + (lengths[i] as number);
      texts[i] = all.slice(start, end);
      start = end;
    }
    copied = [];
    used = 0;
  };
  for (let i = 0; i < starts.length; i++) {
    const [start, length] = [starts[i] as number, lengths[i] as number];
    if (length <= 0) continue;
    if (used + length > roomBytes) decode();
    if (length <= roomBytes && file.copyAscii(start, length, { into: room, at: used })) {
      copied.push(i);
      used += length;
    } else texts[i] = file.text(start, length);
  }
  decode();
  return texts;
}
