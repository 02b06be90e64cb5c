// The header of a safetensors file (github.com/huggingface/safetensors):
//
//   bytes 0-7   length n of the header, u64 little-endian
//   bytes 8-n+7 JSON: {"NAME": {"dtype": "F16", "shape": [1000, 512], "data_offsets": [0, 1024000]}}
//   then        the values, C order, little-endian; offsets count from here and leave no hole

import { isObject } from '../../splits/pairs/is-object.ts';
import { countValues, type ValueType, valueArrays } from './number-array.ts';

/** The format allows no longer header. */
export const maxHeaderBytes = 100_000_000;

const types: Readonly<Record<string, ValueType>> = {
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
};
/** Bits of the types that are not read, as far as they are needed to check the sizes. */
const otherBits: Readonly<Record<string, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, U16: 16, I16: 16 },
  ...{ U32: 32, I32: 32, U64: 64, I64: 64, C64: 64, F4: 4, F6_E2M3: 6, F6_E3M2: 6 },
};

export interface Tensor {
  readonly name: string;
  /** As the file names it. */
  readonly dtype: string;
  /** Undefined: not a type that is read. */
  readonly type: ValueType | undefined;
  readonly shape: readonly number[];
  /** Of the values, from the end of the header on; end-exclusive. */
  readonly startByte: number;
  readonly endByte: number;
}

/** A header that is not as the format says; the caller knows the file's name. */
export class SafetensorsError extends Error {}

/** Every tensor, in the order of their bytes, which follow each other from 0 on without a hole. */
export function decodeSafetensorsHeader(json: string): Tensor[] {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (error) {
    throw new SafetensorsError(
      `a header that is not valid JSON (${(error as Error).message}), expected that of .npy or safetensors`,
    );
  }
  if (!isObject(header)) throw new SafetensorsError('a header that is not a JSON object');
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => decodeTensor(name, entry))
    .sort((a, b) => a.startByte - b.startByte || a.endByte - b.endByte);
  let end = 0;
  for (const { name, startByte, endByte } of tensors) {
    if (startByte !== end) {
      throw new SafetensorsError(
        `the tensor ${name} at byte ${startByte}, expected it at ${end}: tensors follow each other`,
      );
    }
    end = endByte;
  }
  return tensors;
}

function decodeTensor(name: string, entry: unknown): Tensor {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(`the tensor ${name} without dtype, shape and two data_offsets`);
  }
  const [startByte = 0, endByte = 0] = offsets;
  const type = types[dtype];
  const bits = type === undefined ? otherBits[dtype] : 8 * valueArrays[type].BYTES_PER_ELEMENT;
  const bytes = Math.ceil((countValues(shape) * (bits ?? 0)) / 8);
  if (endByte < startByte || (bits !== undefined && endByte - startByte !== bytes)) {
    throw new SafetensorsError(
      `the tensor ${name} in ${endByte - startByte} bytes, expected ${bytes} for ${dtype} [${shape}]`,
    );
  }
  return { name, dtype, type, shape, startByte, endByte };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
