// The bytes of a source as they lie on disk or come through a named pipe or standard input.
//
// A chunk is valid only until the next one is asked for. The opener owns the handle and closes it;
// a pass that is left early leaves that to the opener. A read of a file cannot be called back, so
// closing waits for it; devices (/dev/tty) are read that way too.

import * as fs from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { unreadable } from '../paths/unreadable.ts';

export interface RawBytes extends AsyncDisposable {
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

const chunkBytes = 1 << 20;

/**
 * A file, read in chunks of 1 MiB. Whoever reads 100,000 small files pays for what they hold: a file
 * of `sizeBytes` gets buffers of that size, and larger ones only if it has grown meanwhile. Only
 * what has positions, as a regular file has, can be read from a `startByte`.
 */
export async function openFileBytes(
  path: string,
  name: string,
  {
    sizeBytes = chunkBytes,
    startByte = 0,
  }: { sizeBytes?: number | undefined; startByte?: number } = {},
): Promise<RawBytes> {
  const handle = await open(path).catch((cause) => {
    throw unreadable(name, cause);
  });
  let position = startByte;
  const read = async (buffer: Buffer) => {
    try {
      const from = startByte === 0 ? null : position;
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
      position += bytesRead;
      return bytesRead;
    } catch (cause) {
      throw unreadable(name, cause);
    }
  };
  let closing: Promise<void> | undefined;
  return {
    chunks: (signal) => readChunks(read, sizeBytes, signal),
    async [Symbol.asyncDispose]() {
      closing ??= handle.close();
      await closing;
    },
  };
}

/** The chunks that `read` fills, one read ahead: the disk works while the chunk before is hashed and cut. */
async function* readChunks(
  read: (buffer: Buffer) => Promise<number>,
  sizeBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // A byte more than the file has: a buffer that is full says that it has grown.
  const firstBytes = Math.min(chunkBytes, sizeBytes + 1);
  let [buffer, spare] = [Buffer.allocUnsafe(firstBytes), Buffer.allocUnsafe(firstBytes)];
  let reading = read(buffer);
  try {
    for (;;) {
      const bytesRead = await reading;
      signal.throwIfAborted();
      if (bytesRead === 0) return;
      if (bytesRead === buffer.length && spare.length < chunkBytes) {
        spare = Buffer.allocUnsafe(chunkBytes);
      }
      reading = read(spare);
      yield buffer.subarray(0, bytesRead);
      [buffer, spare] = [spare, buffer];
    }
  } finally {
    await reading.catch(() => {});
  }
}

/** Whether `path` is a named pipe, or a pipe of the process (/dev/fd/63, as <(...) gives it). */
export async function isPipe(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFIFO() ?? false;
}

/**
 * A pipe, which ends once all have closed it who wrote. A blocked open or read of one holds a thread
 * that even process.exit waits for, until somebody writes. So it is opened without blocking, at once
 * whether there is a writer or not, and read as a socket is, which can be given up at any time.
 */
export async function openPipeBytes(path: string, name: string): Promise<RawBytes> {
  let fd: number | undefined;
  try {
    fd = await openFd(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const socket = new Socket({ fd, readable: true, writable: false });
    // It reads from now on; an error is kept for the pass.
    return openStreamBytes(
      socket.on('error', () => {}),
      name,
    );
  } catch (cause) {
    if (fd !== undefined) fs.closeSync(fd);
    throw unreadable(name, cause);
  }
}

/** Not a FileHandle: the socket is the one that closes it. */
const openFd: (path: string, flags: number) => Promise<number> = promisify(fs.open);

/**
 * The chunks of `stream`, which is destroyed when the source is closed or the signal fires. Throws
 * the signal's reason or `source_unreadable`; `name` is what that calls the stream.
 */
export function openStreamBytes(stream: Readable, name: string): RawBytes {
  async function* chunks(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const stop = () => stream.destroy();
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const chunk of stream) yield chunk;
    } catch (cause) {
      signal.throwIfAborted();
      throw unreadable(name, cause);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
  return {
    chunks,
    async [Symbol.asyncDispose]() {
      stream.destroy();
    },
  };
}
