// A file in a store as a stream, from its start to its end.

import { openRanges } from '../remote/open-ranges.ts';
import type { RangeOpener } from '../remote/range-opener.ts';
import { readRange } from '../remote/read-range.ts';
import type { RemoteFile } from '../remote/remote-file.ts';
import type { RawBytes } from './raw-bytes.ts';

/** Asked for when the pass begins; throws as `readRange`. */
export function openRemoteBytes(
  name: string,
  file: RemoteFile,
  pausesMs?: readonly number[],
): RawBytes {
  let opening: Promise<RangeOpener> | undefined;
  const close = async () => {
    const opener = await opening?.catch(() => undefined);
    await opener?.[Symbol.asyncDispose]();
  };
  let closing: Promise<void> | undefined;
  return {
    async *chunks(signal) {
      opening ??= openRanges(name, file);
      const opener = await opening;
      yield* readRange({ start: 0, end: file.sizeBytes }, { name, file, opener, signal, pausesMs });
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}
