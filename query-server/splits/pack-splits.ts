// Splits -> one zip archive, the folder that the command writes, no faster than its reader takes it.
//
// One file of one split is made at a time, and the next begins when its text has gone into the
// archive. So memory holds one split, and not the texts of all.

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { PairSplit, SplitFileOptions } from '../../library/splits/pair-splits.ts';

/** Makes texts in pieces, so that other work can run in between. */
type StreamText = (text: Iterable<string>) => AsyncIterable<string>;

interface PackOptions extends SplitFileOptions {
  /** One split is the folder itself; several get a folder each. */
  readonly isOne: boolean;
}

/** One time for all, so that the same split is the same archive. */
const mtime = new Date('1980-01-01T00:00:00Z');

/** Rows of a split repeat each other: the default, 6, takes twice the time and saves 7 %. */
const compressionLevel = 2;

/** The archive; it fails with what `splits` or `streamText` throw. */
export function packSplits(
  splits: AsyncIterable<PairSplit>,
  { isOne, ...options }: PackOptions,
  streamText: StreamText,
): Readable {
  const archive = new ZipFile();
  const packed = archive.outputStream as Readable;
  const closed = new AbortController();
  packed.once('close', () => closed.abort());
  archive.on('error', (error: Error) => packed.destroy(error));
  const fill = async () => {
    for await (const split of splits) {
      const folder = isOne ? '' : `step-${split.at}/`;
      for (const file of split.files(options)) {
        const text = Readable.from(streamText(file.chunks()), { objectMode: false });
        await addFile(archive, folder + file.path, { text, signal: closed.signal });
      }
    }
    archive.end();
  };
  fill().catch((error: Error) => packed.destroy(error));
  return packed;
}

async function addFile(
  archive: ZipFile,
  path: string,
  { text, signal }: { readonly text: Readable; readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  // The archive keeps what it asks for an entry's text: it must not keep the split with it.
  const held: { text: Readable | undefined } = { text };
  archive.addReadStreamLazy(path, { mtime, compressionLevel }, giveText(held));
  try {
    await once(text, 'end', { signal });
  } finally {
    text.destroy();
    held.text = undefined;
  }
}

type GiveText = (use: (error: unknown, text: Readable) => void) => void;

function giveText(held: { readonly text: Readable | undefined }): GiveText {
  return (use) => use(null, held.text ?? Readable.from([]));
}
