// A file of arrays -> one of them: .npy or safetensors, detected by content.

import { type FileHandle, open } from 'node:fs/promises';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { requireData } from '../../text/require-data.ts';
import {
  decodeSafetensorsHeader,
  maxHeaderBytes,
  SafetensorsError,
  type Tensor,
} from './decode-safetensors.ts';
import {
  decodeNpyHeader,
  NpyError,
  npyHeaderBytes,
  npyMagic,
  npyPrefixBytes,
} from './npy-header.ts';
import { countValues, type NumberArray, valueArrays } from './number-array.ts';

/** So much is read at once: one call of the system moves at most 2 GiB. */
const maxReadBytes = 1 << 30;

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * The array of a file; of safetensors the tensor `name`, or the only one where `name` is null.
 * Throws `input_not_found`, `source_unreadable`, `source_truncated`, `source_damaged`, and
 * `results_invalid` for a type that is not read and a tensor that is not there.
 */
export async function readArray(path: string, name: string | null): Promise<NumberArray> {
  return await withFile(path, async (file, head) => {
    if (isNpy(head)) return await readNpy(file);
    const { tensors, startByte } = await readHeader(file);
    const tensor = pickTensor(tensors, name, path);
    const { shape, type } = tensor;
    if (type === undefined) {
      throw invalid(
        path,
        `tensor ${tensor.name} of type ${tensor.dtype}, expected F16, BF16, F32 or F64; save it as one of these`,
      );
    }
    const bytes = await readBytes(
      file,
      startByte + tensor.startByte,
      tensor.endByte - tensor.startByte,
    );
    return { shape, type, bytes, isFortran: false };
  });
}

/** Names of the tensors in a safetensors file; null: a .npy file, which holds one array. */
export async function listTensors(path: string): Promise<string[] | null> {
  return await withFile(path, async (file, head) => {
    if (isNpy(head)) return null;
    const { tensors } = await readHeader(file);
    return tensors.map(({ name }) => name);
  });
}

async function withFile<Result>(
  path: string,
  use: (file: OpenFile, head: Uint8Array) => Promise<Result>,
): Promise<Result> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    const file = { path, handle, size };
    const head = new Uint8Array(await readBytes(file, 0, Math.min(size, 1024)));
    requireData(head, path);
    requireArrays(head, path);
    return await use(file, head);
  } catch (error) {
    if (error instanceof NpyError || error instanceof SafetensorsError) {
      throw new IndexError('source_damaged', `${path}: found ${error.message}`, { file: path });
    }
    throw fileError(error, { path, doing: 'read' });
  }
}

/** Refuses other kinds of files that often hold arrays. */
function requireArrays(head: Uint8Array, path: string): void {
  const isZip = Buffer.from(head).toString('latin1', 0, 4) === 'PK\x03\x04';
  const [first = 0, protocol = 0] = head;
  // A header of safetensors may be as long as these two bytes say, but begins with a brace.
  const isPickle = first === 0x80 && protocol >= 2 && protocol <= 5 && head[8] !== 0x7b;
  if (isZip || isPickle) {
    throw invalid(
      path,
      `${isZip ? 'a zip archive, such as .npz or a file of torch.save' : 'a pickle of Python'}, expected .npy or safetensors; save the arrays as one of these`,
    );
  }
  if (head.length < npyPrefixBytes) {
    throw new IndexError(
      'source_truncated',
      `${path} has ${head.length} bytes, expected a .npy or safetensors file`,
      { file: path },
    );
  }
}

function isNpy(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1', 0, npyMagic.length) === npyMagic;
}

async function readNpy(file: OpenFile): Promise<NumberArray> {
  const prefix = new Uint8Array(await readBytes(file, 0, npyPrefixBytes));
  const headerBytes = npyHeaderBytes(prefix);
  const header = new Uint8Array(await readBytes(file, 0, headerBytes));
  const { shape, descr, type, isBigEndian, isFortran } = decodeNpyHeader(header);
  if (type === undefined || !type.startsWith('float')) {
    throw invalid(
      file.path,
      `values of type ${descr.slice(0, 60)}, expected float16, float32 or float64 (<f2, <f4, <f8); save them as one of these`,
    );
  }
  const { BYTES_PER_ELEMENT: valueBytes } = valueArrays[type];
  const length = countValues(shape) * valueBytes;
  if (file.size > headerBytes + length) {
    throw new NpyError(
      `${file.size - headerBytes} bytes of values, expected ${length} for ${type} (${shape})`,
    );
  }
  const bytes = await readBytes(file, headerBytes, length);
  if (isBigEndian) swapBytes(Buffer.from(bytes), valueBytes);
  return { shape, type, bytes, isFortran };
}

function swapBytes(bytes: Buffer, size: number): void {
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else bytes.swap64();
}

async function readHeader(
  file: OpenFile,
): Promise<{ readonly tensors: Tensor[]; readonly startByte: number }> {
  const length = Number(new DataView(await readBytes(file, 0, 8)).getBigUint64(0, true));
  if (length > maxHeaderBytes) {
    throw new SafetensorsError('neither the first bytes of .npy nor those of safetensors');
  }
  const json = Buffer.from(await readBytes(file, 8, length)).toString('utf8');
  const tensors = decodeSafetensorsHeader(json);
  const startByte = 8 + length;
  const end = startByte + (tensors.at(-1)?.endByte ?? 0);
  if (file.size > end) {
    throw new SafetensorsError(`${file.size} bytes, expected ${end} as its header says`);
  }
  if (file.size < end) throw truncated(file, end);
  return { tensors, startByte };
}

function pickTensor(tensors: readonly Tensor[], name: string | null, path: string): Tensor {
  const picked = name === null ? tensors : tensors.filter((tensor) => tensor.name === name);
  const [only] = picked;
  if (only !== undefined && picked.length === 1) return only;
  const found = tensors.map((tensor) => tensor.name).join(', ') || 'none';
  throw invalid(
    path,
    `the tensors ${found}, expected ${name === null ? 'one, as the pattern names set and side' : name}`,
  );
}

/** Exactly `length` bytes. */
async function readBytes(file: OpenFile, start: number, length: number): Promise<ArrayBuffer> {
  if (start + length > file.size) throw truncated(file, start + length);
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.handle.read(bytes, {
      ...{ offset: done, position: start + done },
      length: Math.min(maxReadBytes, length - done),
    });
    if (bytesRead === 0) throw truncated(file, start + length);
    done += bytesRead;
  }
  return bytes.buffer;
}

function truncated({ path, size }: OpenFile, expected: number): IndexError {
  return new IndexError(
    'source_truncated',
    `${path} has ${size} bytes, expected ${expected}; write or fetch it again`,
    { file: path },
  );
}

function invalid(path: string, found: string): IndexError {
  return new IndexError('results_invalid', `${path}: found ${found}`, { file: path });
}
